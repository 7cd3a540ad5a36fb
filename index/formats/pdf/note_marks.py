"""A PDF's marks of notes: small raised numbers behind a sentence or a clause, which are no words of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from index.formats.pdf.signs import box_of, origin_of

# Cents may be raised too, behind a number.
_MARK = re.compile(r"(?:\A|(?<=[^\W\d])[.!?,;:\"”’)\]]{1,3})\s?(?P<mark>\d{1,3})(?!\S)")
_SMALLER, _HIGHER = 0.85, 0.15  # times the size of the type beside it


def may_have_marks(words: str) -> bool:
    """Whether a line has numbers where those of notes stand."""
    return _MARK.search(words) is not None


def note_marks(codes: Sequence[int], glyphs: Any, seen: Sequence[int]) -> set[int]:
    """The places of a line's signs that are marks; `seen` are those of all its signs, `glyphs` is PDFium's text page."""
    found = set[int]()
    text = "".join(map(chr, codes[seen[0] : seen[-1] + 1]))
    for mark in _MARK.finditer(text):
        places = range(seen[0] + mark.start("mark"), seen[0] + mark.end("mark"))
        at = bisect_left(seen, places[0])
        beside = seen[at - 1 : at] or seen[at + len(places) : at + len(places) + 1]
        if beside and all(_is_raised(glyphs, place, beside[0]) for place in places):
            found.update(places)
    return found


def _is_raised(glyphs: Any, place: int, beside: int) -> bool:
    (size, height), (usual, base) = _set(glyphs, place), _set(glyphs, beside)
    return size < _SMALLER * usual and _HIGHER * usual < height - base < usual


def _set(glyphs: Any, place: int) -> tuple[float, float]:
    """The height of a sign's box and where it stands, both in points."""
    box = box_of(glyphs, place)
    return box.top - box.bottom, origin_of(glyphs, place)[1]
