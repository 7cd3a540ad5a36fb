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
# What a sentence that begins with the article often goes on with, as stop words do not tell; no "long", which may be "along".
_AFTER_A = frozenset(
    """
    big book boy brief building century child city common day different family famous few film first former fresh friend full
    girl good great group guide half handful high house hundred large letter life little local lot man map member million modern
    more most much name narrow national new number person place poem public second series short simple single small state story
    strong study team third thousand total town tour tree typical very village visit walk war week woman work year young
    """.split()  # noqa: SIM905  # a list of one word a line is a page long
)


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
            words = words or Counter(
                word.casefold() for page in pages for line in page for word in _WORD.findall(line.words)
            )
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
    """Whether a letter is a word by itself: an "A" or an "I" before what is a word elsewhere and makes none with it, or an "A"
    before what often follows one. Else it belongs to the word beside it.
    """
    rest = found[0].casefold() if (found := _WORD.match(words)) else ""
    joined = f"{letter[-1].casefold()}{rest}"
    if not rest or joined in known or joined in stop_words("english"):
        return False
    if letter.endswith("A"):
        return rest in _AFTER_A or (known[rest] > 1 and rest not in stop_words("english"))  # "Amy" is no "A my"
    return letter.endswith("I") and known[rest] > 1
