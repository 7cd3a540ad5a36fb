"""The rows of an HTML table in a Markdown file, and which row names its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.markdown.runs import Run
from index.formats.table_rows import ColumnNames
from index.passage import Block, BlockKind


@dataclass(slots=True)
class Cell:
    """A cell with its text; `start` and `end` are where its tags begin and end."""

    start: int
    is_heading: bool
    end: int = -1
    run: Run = field(default_factory=Run)


class Table:
    """A table as its rows come; `first` and `last` are its outermost columns with words."""

    def __init__(self, first: int, last: int) -> None:
        self._edges = first, last
        self._names = ColumnNames[tuple[int, int]]()

    def row(self, cells: Sequence[Cell], in_head: bool) -> Block | None:
        """The row of these cells; None where none has words."""
        first, last = self._edges
        cells = cells[first : last + 1]
        worded = [cell for cell in cells if cell.run.has_text]
        if not worded:
            return None
        begin, stop = cells[0], cells[-1]
        if len(worded) == 1:
            place = worded[0].run.start, worded[0].run.end
        else:
            place = (
                begin.run.outer_start if begin.run.has_text else begin.start,
                stop.run.outer_end if stop.run.has_text else stop.end,
            )
        columns = self._names.of(
            place,
            len(worded),
            is_header=in_head or all(cell.is_heading for cell in worded),
            is_title=len(worded) == 1 < len(cells) and begin.run.has_text,
            has_own=begin.is_heading and begin.run.has_text,
        )
        parts = tuple((cell.run.start, cell.run.end) for cell in worded)
        return Block(BlockKind.ROW, *place, columns=columns, parts=parts if len(parts) > 1 else ())
