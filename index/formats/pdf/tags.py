"""What a tagged PDF says of its words: the cell of a table that they stand in, and the heading that they are."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # it ships no types

# Elements of a page and places beside them, each of which takes a microsecond; one with more is read without tags.
_MOST = 5_000
_DEEPEST = 40
# Of an element's children: of many, those are looked at that come where the last page had its own.
_FEW, _MANY = 10, 1_000
_NAME_BYTES = 64
_BLOCKS = ("P", "LI", "Div", "BlockQuote", "Note")
_HEADINGS = {"H": 1, "H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6}

_Handle = Any  # PDFium's
# An element's place among its siblings, behind those of the ones around it: the same on all pages.
Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `width` and `height` are the columns and rows that it reaches over."""

    table: Path
    row: Path
    path: Path
    is_heading: bool
    in_head: bool
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What some words are within: a table, a row, a cell, a heading with its level, the innermost paragraph or item.

    What is in none of a tagged page's elements is an artifact, as running heads are.
    """

    table: Path = ()
    row: Path = ()
    in_head: bool = False
    cell: Cell | None = None
    heading: Path = ()
    level: int = 0
    block: Path = ()
    is_artifact: bool = False


class Tags:
    """Reads those of a document's pages, one page after the other; `for_layout` are the tables that hold tables or headings."""

    def __init__(self) -> None:
        self.for_layout = set[Path]()
        self._begun: dict[Path, int] = {}  # where the last page had its own among many children
        self._left = 0
        self._name = (ctypes.c_ushort * (_NAME_BYTES // 2))()

    def read(self, page: pdfium.PdfPage) -> dict[int, Mark]:
        """The marks of a page by the number of marked content; none where tags are missing, too many or contradict each other."""
        tree = pdfium_c.FPDF_StructTree_GetForPage(page.raw)
        if not tree:
            return {}
        marks: dict[int, Mark] = {}
        self._left = _MOST
        try:
            for at in self._places((), pdfium_c.FPDF_StructTree_CountChildren(tree)):
                element = pdfium_c.FPDF_StructTree_GetChildAtIndex(tree, at)
                if element and not self._walk(element, (at,), Mark(), marks):
                    return {}
        finally:
            pdfium_c.FPDF_StructTree_Close(tree)
        return marks

    def _walk(self, element: _Handle, path: Path, outer: Mark, marks: dict[int, Mark]) -> bool:
        """Mark what is within an element; False where the tree goes on and on, or has some content twice."""
        if len(path) > _DEEPEST:
            return False
        mark = self._mark(element, path, outer)
        for at in self._places(path, pdfium_c.FPDF_StructElement_CountChildren(element)):
            if inner := pdfium_c.FPDF_StructElement_GetChildAtIndex(element, at):
                self._begun.setdefault(path, at)
                if not self._walk(inner, (*path, at), mark, marks):
                    return False
            elif (number := pdfium_c.FPDF_StructElement_GetChildMarkedContentID(element, at)) >= 0:
                if number in marks:
                    return False
                marks[number] = mark
        return self._left > 0

    def _places(self, path: Path, count: int) -> Iterator[int]:
        """Those of children that may be on the page; of many, all from the first one of the page before on, as long as there are some."""
        if count <= _MANY:
            self._left -= count
            yield from range(count) if self._left > 0 else ()
            return
        begun, last = self._begun.pop(path, 0), -1
        for at in chain(range(_FEW), range(max(_FEW, begun), count)):
            if self._left <= 0 or (last >= 0 and at - last > _MANY):
                return
            self._left -= 1
            yield at
            last = at if path in self._begun else last

    def _mark(self, element: _Handle, path: Path, outer: Mark) -> Mark:
        kind = self._kind(element)
        if kind == "Table":
            self._hold(outer)
            return Mark(table=path)
        if kind in _HEADINGS:
            self._hold(outer)
            return replace(outer, heading=path, level=_HEADINGS[kind])
        if kind == "TR":
            return Mark(outer.table, path, outer.in_head)
        if kind == "THead":
            return replace(outer, in_head=True)
        if kind in ("TH", "TD") and outer.row:
            width, height = _number(element, b"ColSpan"), _number(element, b"RowSpan")
            cell = Cell(outer.table, outer.row, path, kind == "TH", outer.in_head, width, height)
            return Mark(outer.table, outer.row, outer.in_head, cell)
        return replace(outer, block=path) if kind in _BLOCKS else outer

    def _hold(self, outer: Mark) -> None:
        if outer.cell:
            self.for_layout.add(outer.table)

    def _kind(self, element: _Handle) -> str:
        """Its standard type, which its own may stand for."""
        length = pdfium_c.FPDF_StructElement_GetType(element, self._name, _NAME_BYTES)
        return bytes(self._name)[: length - 2].decode("utf-16-le", "ignore") if 2 < length <= _NAME_BYTES else ""


def _number(element: _Handle, name: bytes) -> int:
    """An attribute's; 1 where there is none."""
    found = ctypes.c_float()
    for at in range(pdfium_c.FPDF_StructElement_GetAttributeCount(element)):
        attributes = pdfium_c.FPDF_StructElement_GetAttributeAtIndex(element, at)
        value = pdfium_c.FPDF_StructElement_Attr_GetValue(attributes, name)
        if value and pdfium_c.FPDF_StructElement_Attr_GetNumberValue(value, found) and found.value >= 1:
            return int(min(found.value, 1000))
    return 1
