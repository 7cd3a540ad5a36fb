"""A PDF's initials: first letters as high as several lines, which belong to the word beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.formats.pdf.lines import INITIAL, LOWER, Line
from index.stop_words import stop_words

_LETTER = re.compile(r"""["'“‘«]?[^\W\d_]""")
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 0.6  # times its size: from an initial to the lines beside it
_MOST = 50  # letters by themselves on a page; one with more is a drawing
_HIGH = 0.75  # times its size: what a capital letter measures


def with_initials(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of each page, an initial in the first one beside it, and all beside it as if they began where it does."""
    words = Counter[str]()
    joined: list[list[Line]] = []
    for page in pages:
        lines = list(page)
        letters = [line for line in page if line.words[-1:].isupper() and _LETTER.fullmatch(line.words)]
        for initial in letters if len(letters) <= _MOST else ():
            if initial not in lines:  # beside a larger one
                continue
            beside = [at for at, line in enumerate(lines) if _is_beside(line, initial)]
            first = max(beside, key=lambda at: lines[at].base, default=None)
            if first is None or not _begins(lines[first], initial):
                continue
            words = words or Counter(word for page in pages for line in page for word in _WORD.findall(line.words))
            for at in beside:
                lines[at] = replace(lines[at], left=initial.left)
            space = " " if _is_word(initial.words, lines[first].words, words) else ""
            lines[first] = replace(lines[first], words=f"{initial.words}{space}{lines[first].words}")
            lines.remove(initial)
        joined.append(lines)
    return joined


def _is_beside(line: Line, initial: Line) -> bool:
    is_near = abs(line.left - initial.right) < _NEAR * initial.size and not line.pieces
    above = line.base - initial.base
    return is_near and line.size * INITIAL < initial.size and -LOWER * line.size < above < _HIGH * initial.size


def _begins(line: Line, initial: Line) -> bool:
    return line.goes_on and line.base - initial.base > LOWER * line.size


def _is_word(letter: str, words: str, known: Mapping[str, int]) -> bool:
    """Whether a letter is a word by itself: an "A" that makes no word with what follows, or an "I" before what is one elsewhere."""
    rest = _WORD.match(words)
    if rest is None or letter.lower() + rest[0] in known or letter.lower() + rest[0] in stop_words("english"):
        return False
    return letter.endswith("A") or (letter.endswith("I") and known[rest[0]] > 1)
