"""A PDF's lines with what the fields of its form hold, each beside its label or in its sentence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types

from index.formats.pdf.form_fields import Field, filled_fields
from index.formats.pdf.lines import Line, read_lines
from index.formats.pdf.tags import Tags

_NEAR = 2.0  # times the size of the type: from a box to its label, and from a label down to its field
_MOST_SIZE = 12.0  # of the type of a field without a label, in points; a high one has several lines
_RULE = re.compile(r"[._…·]{3,}")  # to write on
_BEFORE_STOP = re.compile(r"\s+(?=[,.;:!?)])")


def read_filled_lines(page: pdfium.PdfPage, number: int, tags: Tags) -> list[Line]:
    """The lines of a page as `read_lines` gives them, with the values of the fields of its form.

    A value stands where its field is in a line, or behind the label above it; one without either is a line behind all others.
    What tags say counts where there are none.
    """
    fields = filled_fields(page)
    if not fields:
        return read_lines(page, number, tags.read(page))
    lines = read_lines(page, number, with_parts=True)
    of_lines: dict[int, list[Field]] = defaultdict(list)
    alone: list[Line] = []
    for field in fields:
        if (at := _label(field, lines)) is not None:
            of_lines[at].append(field)
        elif not field.is_tick:
            size = min(field.high - field.low, _MOST_SIZE)
            alone.append(Line(number, field.words, False, False, field.left, field.right, field.low, size, False))
    return [*(_filled(line, of_lines[at]) if at in of_lines else line for at, line in enumerate(lines)), *alone]


def _label(field: Field, lines: Sequence[Line]) -> int | None:
    """The place of the line that a field belongs to."""
    distances = {at: distance for at, line in enumerate(lines) if (distance := _distance(field, line)) is not None}
    return min(distances, key=distances.__getitem__, default=None)


def _distance(field: Field, line: Line) -> float | None:
    """How far a line is from a field beside it or below it; None where they have nothing to do with each other."""
    if field.low - line.size / 4 < line.base < field.high:
        before, behind = field.left - line.right, line.left - field.right
        if field.is_tick and 0 < behind < _NEAR * line.size:
            return 0
        if behind > 0:
            return behind if behind < _NEAR * line.size else None
        return max(before, 0)
    is_above = 0 <= line.base - field.high < _NEAR * line.size and line.left < field.right and field.left < line.right
    return 10_000 + line.base - field.high if is_above and not field.is_tick else None


def _filled(line: Line, fields: Sequence[Field]) -> Line:
    parts = [part for part in line.parts if not _RULE.fullmatch(part[1])]
    last = max((left for left, _ in parts), default=line.left)
    for field in fields:
        is_below = field.high <= line.base
        parts.append((field.right if is_below else field.left, field.words))
    words = " ".join(words for _, words in sorted(parts, key=lambda part: part[0]))
    is_row = not fields[-1].is_tick and fields[-1].left > last
    beside = [field for field in fields if field.high > line.base]
    left, right = (
        min(line.left, *(field.left for field in fields)),
        max(line.right, *(field.right for field in beside or fields)),
    )
    return replace(line, words=_BEFORE_STOP.sub("", words), is_row=is_row, left=left, right=right)
