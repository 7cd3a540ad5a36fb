"""The rows of an HTML table in a Markdown file, and which row names its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.markdown.runs import Run
from index.passage import Block, BlockKind


@dataclass(slots=True)
class Cell:
    """A cell with its text; `start` and `end` are where its tags begin and end."""

    start: int
    is_heading: bool
    end: int = -1
    run: Run = field(default_factory=Run)


class Table:
    """Which row names its columns: the last header above its other rows, or the first row of several cells.

    None does where that first row has a heading of its own.
    """

    def __init__(self, first: int, last: int) -> None:
        self._edges = first, last  # columns with words
        self._named: tuple[int, int] | None = None
        self._is_named = self._is_titled = self._has_begun = False
        self._known = 0

    def row(self, cells: Sequence[Cell], in_head: bool) -> Block | None:
        """The row of these cells; None where none has words."""
        first, last = self._edges
        cells = cells[first : last + 1]
        worded = [cell for cell in cells if cell.run.has_text]
        if not worded:
            return None
        if len(worded) == 1:
            place = worded[0].run.start, worded[0].run.end
        else:
            begin, stop = cells[0], cells[-1]
            place = (
                begin.run.outer_start if begin.run.has_text else begin.start,
                stop.run.outer_end if stop.run.has_text else stop.end,
            )
        columns = self._columns(place, cells, worded, in_head or all(cell.is_heading for cell in worded))
        parts = tuple((cell.run.start, cell.run.end) for cell in worded)
        return Block(BlockKind.ROW, *place, columns=columns, parts=parts if len(parts) > 1 else ())

    def _columns(
        self, place: tuple[int, int], cells: Sequence[Cell], worded: Sequence[Cell], is_header: bool
    ) -> tuple[int, int] | None:
        is_title = len(worded) == 1 < len(cells) and cells[0].run.has_text
        if not self._has_begun and is_header and len(worded) >= self._known:
            self._named, self._is_named, self._is_titled, self._known = place, True, is_title, len(worded)
            return place
        if not self._has_begun and is_title:
            return self._named
        self._has_begun = True
        if self._is_titled or not self._is_named:
            has_own = cells[0].is_heading and cells[0].run.has_text
            self._named, self._is_named, self._is_titled = None if has_own else place, True, False
        return None if self._named == place else self._named
