"""How far to the right the lines of a PDF reach that stand below each other, which tells where one was not wrapped but ended."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from index.formats.pdf.lines import SAME_SIZE, Line

LARGER = 1.15  # times: no line of a paragraph is so much larger than the next one

_LONGEST_WORD = 25  # letters
_LINES_OF_LIST = 3
_ROOM = 3  # of so many line ends one has room behind it
# A sentence ends within the line, or something goes on behind it.
_IS_PROSE = re.compile(
    r"[.!?] +[A-Z]|(?:[,;:(&–—-]|\b(?:a|an|and|at|by|for|from|in|is|of|on|or|that|the|to|was|with))\Z"
)


def reaches(lines: Sequence[Line], leading: float) -> list[float]:
    """How far to the right the lines right above and below each reach, and it itself: no line that is wrapped ends where the next
    one's first word had had room. Those with a word that is as long as an address say nothing. No end to it where each line stands by
    itself.
    """
    usual = median(line.size for line in lines) if lines else 0
    found: list[float] = []
    run: list[Line] = []
    for line in lines:
        if run and not _is_next(line, run[-1], leading):
            found += [_reach(run, usual)] * len(run)
            run = []
        run.append(line)
    return found + [_reach(run, usual)] * len(run)


def _is_next(line: Line, last: Line, leading: float) -> bool:
    step = (last.base - line.base) / line.size
    is_alike = abs(line.size - last.size) <= SAME_SIZE * last.size and line.is_row == last.is_row
    return line.page == last.page and is_alike and 0 < step <= leading + 0.3


def _reach(run: Sequence[Line], usual: float) -> float:
    if not run or run[0].size > LARGER * usual:  # the lines of a title are broken for their looks
        return 0.0
    ends = [line.right for line in run if max(map(len, line.words.split()), default=0) <= _LONGEST_WORD]
    reach = max(ends, default=0.0) - run[0].size  # the width of the next word is an estimate
    return math.inf if _is_list(run, reach) else reach


def _is_list(run: Sequence[Line], reach: float) -> bool:
    """Whether each line stands by itself: a third have room behind them for what follows, none goes on, and none has a sentence that ends in it."""
    if len(run) < _LINES_OF_LIST or any(line.goes_on for line in run[1:]):
        return False
    room = sum(line.right + below.first_word_width < reach for line, below in pairwise(run))
    return _ROOM * room >= len(run) - 1 and not any(_IS_PROSE.search(line.words) for line in run[:-1])
