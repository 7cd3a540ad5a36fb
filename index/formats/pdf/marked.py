"""Which of a line's signs are marked as what, by the tags of a PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

from index.formats.pdf.tags import Mark

_UNMARKED = Mark(is_artifact=True)

Stretch = tuple[Mark, int, int]  # with the places of its first and its last sign


def stretches(glyphs: Any, seen: Sequence[int], marks: Mapping[int, Mark]) -> list[Stretch]:
    """A line's signs, whose places are `seen`, as far as they are of one cell, of one heading, of an artifact, or of none of these.

    PDFium is asked for few of its text page's `glyphs`: those between two of the same marked content are of it as well.
    """
    content: dict[int, int] = {}

    def number(at: int) -> int:
        if at not in content:
            drawn = pdfium_c.FPDFText_GetTextObject(glyphs, seen[at])
            content[at] = pdfium_c.FPDFPageObj_GetMarkedContentID(drawn) if drawn else -1
        return content[at]

    found: list[Stretch] = []
    for first, last in _alike(number, 0, len(seen) - 1):
        mark = marks.get(number(first), _UNMARKED)
        if found and _are_of_one(found[-1][0], mark):
            found[-1] = (found[-1][0], found[-1][1], seen[last])
        else:
            found.append((mark, seen[first], seen[last]))
    return found


def _alike(number: Callable[[int], int], first: int, last: int) -> list[tuple[int, int]]:
    """The runs of one number from the first to the last; unmarked ones may have others between them."""
    runs: list[tuple[int, int]] = []
    waiting = [(first, last)]
    while waiting:
        first, last = waiting.pop()
        if first == last or (number(first) == number(last) and number(first) >= 0):
            runs.append((first, last))
        else:
            middle = (first + last) // 2
            waiting += [(middle + 1, last), (first, middle)]
    return runs


def _are_of_one(mark: Mark, other: Mark) -> bool:
    are_alike = mark.cell == other.cell and mark.heading == other.heading and mark.is_artifact == other.is_artifact
    return are_alike and (mark.block == other.block or not mark.cell)
