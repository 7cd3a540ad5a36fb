"""A table's rows whose cells have several lines: PDFs draw cell by cell, so the lines of one row go down, up to the right, and down again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.formats.pdf.lines import SAME_SIZE, Line

_ROW_CHARS = 500  # a longer row is read paragraph by paragraph; a passage is no longer by default
_MOST_CELLS = 50
_LEADING = 0.5, 2.1  # from a line of a cell to the next, in times the size of the type; fpdf2 sets tables at 2
_APART = 5  # the same, from a row to the next
_SAME_PLACE = 0.4  # the same, for edges of cells in one column and base lines of one row
_INDENT = 3  # the same, from a row's first cell to where its last one goes on
_SENTENCES = re.compile(r"""[.!?]["'”’)]*\s+["'“‘(]*[A-Z]""")  # where one ends and another begins


@dataclass(frozen=True, slots=True)
class _Row:
    """Places of its lines among all, the last one excluded, and whether it has a line for each of several cells."""

    start: int
    end: int
    goes_up: bool


def wrapped_rows(lines: Sequence[Line]) -> list[Line]:
    """All lines, with `row` in those of a row whose cells have several lines; no two rows next to each other have the same.

    Where a term stands beside some sentences, its lines have one too, but are no row. Text in columns goes up to the right as
    well, but once: a row has another one right above or below it.
    """
    rows = list(_rows(lines))
    marked = list(lines)
    for number, row in enumerate(rows, 1):
        beside = [other for other in rows[max(0, number - 2) : number + 1] if other is not row]
        if not row.goes_up or _is_in_table(row, beside, lines):
            words = " ".join(line.words for line in lines[row.start : row.end])
            is_row = row.goes_up or not _SENTENCES.search(words)
            for place in range(row.start, row.end):
                marked[place] = replace(marked[place], row=number, is_row=is_row)
    return marked


def _rows(lines: Sequence[Line]) -> Iterator[_Row]:
    """What may be rows of several lines, in order, not overlapping."""
    runs = list(_runs(lines))
    begin = after = 0
    while begin < len(runs):
        cells = [runs[begin]]
        for run in runs[begin + 1 : begin + _MOST_CELLS]:
            if not _is_beside(lines, cells, run):
                break
            cells.append(run)
        begin += len(cells)
        beside = [_beside(lines, cells)] if len(cells) > 1 else []
        above = range(cells[0].start, beside[0].start) if beside else cells[0]
        rows = [*_going_on(lines, above), *beside]
        for row in rows:
            if row.start >= after and sum(len(line.words) for line in lines[row.start : row.end]) <= _ROW_CHARS:
                after = row.end
                yield row


def _runs(lines: Sequence[Line]) -> Iterator[range]:
    """The places of lines that follow each other down a column."""
    start = 0
    for place, (above, line) in enumerate(pairwise(lines), 1):
        before = lines[start - 1] if start else None
        if not _goes_down(above, line) or (_is_right_of(lines[start], before) and _is_left_of(line, before)):
            yield range(start, place)
            start = place
    if lines:
        yield range(start, len(lines))


def _goes_down(above: Line, line: Line) -> bool:
    step = (above.base - line.base) / above.size
    is_alike = line.page == above.page and abs(line.size - above.size) <= SAME_SIZE * above.size
    return is_alike and _LEADING[0] < step < _LEADING[1] and line.left < above.right and above.left < line.right


def _is_right_of(line: Line, before: Line | None) -> bool:
    return before is not None and line.page == before.page and line.left > before.right - _SAME_PLACE * line.size


def _is_left_of(line: Line, before: Line | None) -> bool:
    return before is not None and line.left < before.right - _SAME_PLACE * line.size


def _is_beside(lines: Sequence[Line], cells: Sequence[range], run: range) -> bool:
    """Whether a run stands right of these, beside lines of the first of them and no lower than where the last one begins."""
    new, above = lines[run[0]], lines[cells[-1][-1]]
    if new.page != above.page:
        return False
    tolerance = _SAME_PLACE * new.size
    first = _from(lines, cells[0], new.base + tolerance)
    right = max(lines[place].right for place in (first if len(cells) == 1 else cells[-1]))
    is_below_all = lines[run[0]].base < min(lines[cell[-1]].base for cell in cells) - tolerance
    is_above_all = lines[run[-1]].base > lines[cells[0][0]].base + tolerance
    return new.left > right - tolerance and not (is_below_all or is_above_all)


def _beside(lines: Sequence[Line], cells: Sequence[range]) -> _Row:
    """The row of these cells; what stands higher in the first of them than all others is above the row."""
    top = max(lines[cell[0]].base for cell in cells[1:]) + _SAME_PLACE * lines[cells[0][0]].size
    return _Row(_from(lines, cells[0], top)[0], cells[-1][-1] + 1, goes_up=True)


def _from(lines: Sequence[Line], run: range, top: float) -> range:
    """Those of a run that stand no higher, at least the last."""
    return next((run[at:] for at, place in enumerate(run) if lines[place].base <= top), run[-1:])


def _going_on(lines: Sequence[Line], run: range) -> Iterator[_Row]:
    """Rows of one line each whose last cell goes on below."""
    start = None
    for place in run:
        line = lines[place]
        is_below = start is not None and not line.is_row and line.left > lines[start].left + _INDENT * line.size
        if not is_below:
            if start is not None and place > start + 1:
                yield _Row(start, place, goes_up=False)
            start = place if line.is_row else None
    if start is not None and run[-1] > start:
        yield _Row(start, run[-1] + 1, goes_up=False)


def _is_in_table(row: _Row, beside: Sequence[_Row], lines: Sequence[Line]) -> bool:
    """Whether there is a row right above or right below that begins at the same place."""
    first = lines[row.start]
    firsts = [lines[other.start] for other in beside if other.end == row.start or other.start == row.end]
    if row.start:
        firsts += [line for line in lines[row.start - 1 : row.start] if line.is_row]
    firsts += [line for line in lines[row.end : row.end + 1] if line.is_row]
    low = min(line.base for line in lines[row.start : row.end])
    return any(
        other.page == first.page
        and abs(other.left - first.left) < _SAME_PLACE * first.size
        and (0 < other.base - first.base < 2 * _APART * first.size or 0 < low - other.base < _APART * first.size)
        for other in firsts
    )
