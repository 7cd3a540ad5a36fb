"""A table's rows whose cells have several lines: PDFs draw cell by cell, so the lines of one row go down, up to the right, and down again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise

from index.formats.pdf.lines import SAME_SIZE, Line
from index.formats.table_rows import ROW_CHARS

_MOST_CELLS = 50
_LEADING = 0.5, 2.1  # from a line of a cell to the next, in times the size of the type; fpdf2 sets tables at 2
_APART = 5  # the same, from a row to the next
_SAME_PLACE = 0.4  # the same, for edges of cells in one column and base lines of one row
_INDENT = 3  # the same, from a row's first cell to where its last one goes on
_SENTENCES = re.compile(r"""[.!?]["'”’)]*\s+["'“‘(]*[A-Z]""")  # where one ends and another begins


@dataclass(frozen=True, slots=True)
class _Row:
    """Places of its lines among all, the last one excluded, and whether it has a line for each of several cells.

    `cards` are those of its cells, where they are no row but texts of some lines side by side.
    """

    start: int
    end: int
    goes_up: bool
    cards: tuple[range, ...] = ()


def wrapped_rows(lines: Sequence[Line]) -> list[Line]:
    """All lines, with `row` in those of a row whose cells have several lines; no two rows next to each other have the same.

    Where a term stands beside some sentences, its lines have one too, but are no row. Text in columns goes up to the right as
    well, but once: a row has another one right above or below it. Of names with roles and addresses side by side each has one.
    """
    rows = _with_few_cards(list(_rows(lines)), lines)
    marked = list(lines)
    numbers = count(1)
    for at, row in enumerate(rows):
        beside = [other for other in rows[max(0, at - 1) : at + 2] if other is not row]
        if not row.goes_up or _is_in_table(row, beside, lines):
            words = " ".join(line.words for line in lines[row.start : row.end])
            is_row = not row.cards and (row.goes_up or not _SENTENCES.search(words))
            for part in row.cards or (range(row.start, row.end),):
                number = next(numbers)
                for place in part:
                    marked[place] = replace(marked[place], row=number, is_row=is_row)
    return marked


def _with_few_cards(rows: Sequence[_Row], lines: Sequence[Line]) -> list[_Row]:
    """All rows, those of a table without their cards: each that follows upon the others has to have some."""
    kept: list[_Row] = []
    begin = 0
    for at, row in enumerate(rows, 1):
        if at == len(rows) or rows[at].start != row.end:
            beside = [*lines[max(0, rows[begin].start - 1) : rows[begin].start], *lines[row.end : row.end + 1]]
            are_cards = all(one.cards for one in rows[begin:at]) and not any(line.is_row for line in beside)
            kept += rows[begin:at] if are_cards else (replace(one, cards=()) for one in rows[begin:at])
            begin = at
    return kept


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
        if len(cells) > 1 and (below := _rows_below(lines, cells[-1])):
            cells[-1] = range(cells[-1].start, below.start)
            runs.insert(begin + len(cells), below)
        begin += len(cells)
        beside = [_beside(lines, cells)] if len(cells) > 1 else []
        above = range(cells[0].start, beside[0].start) if beside else cells[0]
        rows = [*_going_on(lines, above), *beside]
        for row in rows:
            if row.start >= after and sum(len(line.words) for line in lines[row.start : row.end]) <= ROW_CHARS:
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
    if above.told or line.told:
        return False
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
    parts = (_from(lines, cells[0], top), *cells[1:])
    return _Row(parts[0][0], cells[-1][-1] + 1, goes_up=True, cards=parts if _are_cards(lines, parts) else ())


def _are_cards(lines: Sequence[Line], cells: Sequence[range]) -> bool:
    """Whether all have as many lines, more than one, and break them though there was room before the next cell."""
    is_even = len(cells[0]) > 1 and len({len(cell) for cell in cells}) == 1
    if not is_even or any(lines[place].is_row for cell in cells for place in cell):
        return False
    return all(_had_room(lines[cell[0]], lines[cell[1]], lines[beside[0]].left) for cell, beside in pairwise(cells))


def _had_room(line: Line, below: Line, edge: float) -> bool:
    """Whether the first word of the line below had found room at the end of the line, with the width of one sign to the edge."""
    return line.right + below.first_word_width < edge - line.size


def _rows_below(lines: Sequence[Line], cell: range) -> range:
    """What follows a row's last cell in its run from a line on that is a row by itself and begins elsewhere, as the sums of an invoice do."""
    first = lines[cell[0]]
    return next((cell[at:] for at, place in enumerate(cell) if at and _begins_elsewhere(lines[place], first)), cell[:0])


def _begins_elsewhere(line: Line, first: Line) -> bool:
    return line.is_row and abs(line.left - first.left) > _SAME_PLACE * line.size


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
