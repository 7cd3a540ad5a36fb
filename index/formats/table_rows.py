"""What is said alike of a table's rows in every format: which one names the columns, and how long one may be."""

from __future__ import annotations

import re
from typing import Generic, TypeVar

ROW_CHARS = 500  # a longer row with a cell of several paragraphs is read paragraph by paragraph; a passage is no longer by default

_FIGURE = re.compile(r"\d")
_MERE_NUMBER = re.compile(r"[\d\s]+")

PlaceT = TypeVar("PlaceT")


class ColumnNames(Generic[PlaceT]):
    """Which row names the columns of a table: the last header above its other rows, or the first row of several cells.

    None does where that first row has a heading of its own, or is only that and a value.
    """

    def __init__(self) -> None:
        self._named: PlaceT | None = None
        self._is_known = self._has_begun = False
        self._is_title = False  # the only header so far is a title over all columns
        self._cells = 0  # of the header

    def of(self, place: PlaceT, cells: int, *, is_header: bool, is_title: bool, has_own: bool) -> PlaceT | None:
        """The place of the row that names the columns of the next row: its own for a header; None for a first row that is none.

        `cells` are those with words; `is_title` says that the row has only one, the first of several, and `has_own` that this heads
        it or is told a value.
        """
        if not self._has_begun and is_header and cells >= self._cells:
            self._named, self._is_known, self._is_title, self._cells = place, True, is_title, cells
            return place
        if not self._has_begun and is_title:
            return self._named
        self._has_begun = True
        if self._is_title or not self._is_known:
            self._named, self._is_known, self._is_title = None if has_own else place, True, False
        return None if self._named == place else self._named


def tells_value(words: str) -> bool:
    """Whether what stands beside a table's first cell is a value of that ("3 pm"); a mere number, as a year, may name a column."""
    return _FIGURE.search(words) is not None and _MERE_NUMBER.fullmatch(words) is None
