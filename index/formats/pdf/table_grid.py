"""In which columns the cells of a tagged PDF's table stand, if they stand on the page as its tags say."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap

from index.formats.pdf.lines import Line
from index.formats.pdf.tags import Cell

_COLUMNS = 100  # a table with more is read as it is drawn
_TOLERANCE = 0.25  # times the size of the type: words of a column or a row may reach that far into the next


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell with its lines, where they begin and end in points, and its column, from 0."""

    cell: Cell
    lines: Sequence[Line]
    left: float
    right: float
    column: int = 0

    @property
    def columns(self) -> range:
        """All that it reaches over."""
        return range(self.column, self.column + self.cell.width)


Grid = list[
    list[Placed | None]
]  # None where nothing is said; a cell that reaches over several columns stands in the first
_Strips = Mapping[int, tuple[float, float]]  # where the words of each column begin and end


def grid_of(rows: Sequence[Mapping[Cell, Sequence[Line]]]) -> Grid | None:
    """The cells of each row in their columns; None where they are no table of rows and columns.

    Programs leave out empty cells, so that each cell of a row with too few is in the column whose words it stands below.
    Tags are wrong, and the table is none, where words of one column stand above those of another, or those of a row
    beside the next one's.
    """
    cells = [sorted(starmap(_unplaced, row.items()), key=lambda placed: placed.left) for row in rows]
    count = _count(cells)
    parts = _parts(cells)
    if len(rows) < 2 or not 2 <= count <= _COLUMNS or not parts:
        return None
    grid = _grid(cells, count, [{} for _ in rows])
    if not all(grid):
        strips = _strips(grid, parts)
        grid = _grid(cells, count, [strips[part] if len(strips[part]) == count else {} for part in parts])
    size = cells[0][0].lines[0].size
    return grid if all(grid) and not any(_are_mixed(part, size) for part in _strips(grid, parts).values()) else None


def _unplaced(cell: Cell, lines: Sequence[Line]) -> Placed:
    return Placed(cell, lines, min(line.left for line in lines), max(line.right for line in lines))


def _parts(rows: Sequence[Sequence[Placed]]) -> list[int]:
    """The number of the part of each row, another for each page and column of text; empty where rows stand beside each other."""
    parts = [0]
    for above, row in pairwise(rows):
        page, begun = max(_pages(above)), min(_pages(row))
        lows = [line.base for placed in above if placed.cell.height == 1 for line in placed.lines if line.page == page]
        highest = max(line.base for placed in row for line in placed.lines if line.page == begun)
        is_below = begun == page and highest < min(lows, default=math.inf)
        is_right = begun == page and row[0].left > max(placed.right for placed in above)
        if begun < page or (begun == page and not (is_below or is_right)):
            return []
        parts.append(parts[-1] + (not is_below))
    return parts


def _pages(row: Sequence[Placed]) -> Iterator[int]:
    return (line.page for placed in row for line in placed.lines)


def _count(rows: Sequence[Sequence[Placed]]) -> int:
    """The most columns that the cells of a row reach over, and those that reach into it from above."""
    count = 0
    reaching: list[tuple[int, int]] = []  # columns, and the rows that are left
    for row in rows:
        cells = [*reaching, *((placed.cell.width, placed.cell.height) for placed in row)]
        count = max(count, sum(width for width, _ in cells))
        reaching = [(width, left - 1) for width, left in cells if left > 1]
    return count


def _grid(rows: Sequence[Sequence[Placed]], count: int, strips: Sequence[_Strips]) -> Grid:
    """The rows; empty is one that misses cells, where its strips do not tell the columns of the others."""
    grid: Grid = []
    reaching: dict[int, int] = {}  # the columns of cells above, with the rows that these have left
    for row, beside in zip(rows, strips, strict=True):
        free = [column for column in range(count) if column not in reaching]
        placed = list(_in_columns(row, free, beside))
        reaching = {column: left - 1 for column, left in reaching.items() if left > 1}
        reaching.update(
            (column, one.cell.height - 1) for one in placed if one.cell.height > 1 for column in one.columns
        )
        found = {one.column: one for one in placed}
        covered = {column for one in placed for column in one.columns[1:]}
        grid.append([found.get(column) for column in free if column not in covered] if placed else [])
    return grid


def _in_columns(row: Sequence[Placed], free: Sequence[int], strips: _Strips) -> Iterator[Placed]:
    spare = len(free) - sum(placed.cell.width for placed in row)
    if spare < 0 or (spare and not strips):
        return
    at = 0
    for placed in row:
        best = max(range(at, at + spare + 1), key=lambda place: _shared(placed, strips[free[place]])) if spare else at
        spare -= best - at
        yield Placed(placed.cell, placed.lines, placed.left, placed.right, free[best])
        at = best + placed.cell.width


def _shared(placed: Placed, strip: tuple[float, float]) -> float:
    """How much of a column's width has the words above or below it; less than 0 is how far they are from it."""
    left, right = strip
    return min(placed.right, right) - max(placed.left, left)


def _strips(grid: Grid, parts: Sequence[int]) -> Mapping[int, _Strips]:
    """Those of each part."""
    cells: dict[int, dict[int, list[Placed]]] = {part: defaultdict(list) for part in parts}
    for row, part in zip(grid, parts, strict=True):
        for placed in row:
            if placed and placed.cell.width == 1:
                cells[part][placed.column].append(placed)
    return {
        part: {
            column: (min(one.left for one in found), max(one.right for one in found))
            for column, found in sorted(columns.items())
        }
        for part, columns in cells.items()
    }


def _are_mixed(strips: _Strips, size: float) -> bool:
    return any(right > left + _TOLERANCE * size for (_, right), (left, _) in pairwise(strips.values()))
