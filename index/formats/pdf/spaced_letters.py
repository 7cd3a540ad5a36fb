"""A PDF's words whose letters are set apart, as designers set headings: PDFium takes each letter for a word then."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from index.formats.pdf.signs import gap_between

_FEWEST = 4  # letters that are words by themselves
_SHARE = (
    0.5  # of a line's words, more than that are; where gaps are narrow, PDFium takes two or three letters for a word
)
_WIDER = 1.7  # times the gap between its letters, from which on one stands between words
_LEAST, _MOST = 0.12, 0.8  # times the size of the type: gaps between words, and between letters that are no cells


def joined_letters(words: str, codes: Sequence[int], glyphs: Any, seen: Sequence[int], size: float) -> str:
    """The words of a line whose letters are set apart, by the gaps between them; empty for any other line.

    `words` are PDFium's, `seen` the places of the line's signs among `codes`, `glyphs` PDFium's text page. Figures may as well be
    those of a table.
    """
    parts = words.split()
    letters = sum(len(part) == 1 and part.isalpha() for part in parts)
    if letters < _FEWEST or letters <= _SHARE * len(parts):
        return ""
    gaps = [gap_between(glyphs, last, first) / size for last, first in pairwise(seen)]
    narrow = median(gaps)
    if narrow > _MOST:
        return ""
    signs = "".join(chr(codes[place]) for place in seen)
    between = (" " * (gap > max(_LEAST, _WIDER * narrow)) for gap in gaps)
    joined = signs[0] + "".join(f"{space}{sign}" for space, sign in zip(between, signs[1:], strict=True))
    are_columns = joined.islower() and not (" " in joined and signs.isalpha())  # of code's output
    return "" if are_columns else joined
