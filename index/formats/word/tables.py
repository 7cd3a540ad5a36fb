"""Tables of a Word document: every cell in its column, and which rows name the columns."""

from __future__ import annotations

import re
from itertools import zip_longest

from lxml import etree

from index.formats.word.markup import W, number, remove, value, words

COLUMNS = 100  # before which a row may begin

_FIGURE = re.compile(r"\d")


def lay_out_tables(root: etree._Element) -> None:
    """Take out deleted rows, put empty cells where a row begins later, and mark the rows that name groups of columns and these."""
    for table in root.iter(f"{W}tbl"):
        rows = list(table.iterchildren(f"{W}tr"))
        for row, below in zip_longest(rows, rows[1:]):
            if row.find(f"{W}trPr/{W}del") is not None:
                _begin_again(row, below)
                remove(row)
        rows = list(table.iterchildren(f"{W}tr"))
        for row in rows:
            for _ in range(min(number(row.find(f"{W}trPr/{W}gridBefore")) or 0, COLUMNS)):
                _insert_cell(row)
            for span in list(row.iterfind(f"{W}tc/{W}tcPr/{W}gridSpan")):
                if number(span) is None:
                    remove(span)
        if len(rows) > 2 and _names_groups(rows[0], rows[1]):
            for row in rows[:2]:
                _mark_header(row)


def _begin_again(row: etree._Element, below: etree._Element | None) -> None:
    """What a deleted row's cell is merged with begins in the row below."""
    cells = () if below is None else below.iterchildren(f"{W}tc")
    for cell, under in zip(row.iterchildren(f"{W}tc"), cells, strict=False):
        merged = under.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and value(cell.find(f"{W}tcPr/{W}vMerge")) == "restart":
            merged.set(f"{W}val", "restart")


def _insert_cell(row: etree._Element) -> None:
    cell = etree.Element(f"{W}tc")
    etree.SubElement(cell, f"{W}p")
    first = row.find(f"{W}tc")
    if first is not None:
        first.addprevious(cell)


def _names_groups(upper: etree._Element, lower: etree._Element) -> bool:
    """Whether a row names groups of the columns that the next one names: cells over several, but not over all."""
    cells = list(upper.iterchildren(f"{W}tc"))
    has_group = any((number(cell.find(f"{W}tcPr/{W}gridSpan")) or 1) > 1 for cell in cells)
    named = [said for cell in lower.iterchildren(f"{W}tc") if (said := words(cell))]
    return (
        has_group
        and sum(bool(words(cell)) for cell in cells) > 1
        and len(named) > 1
        and not any(map(_FIGURE.search, named))
    )


def _mark_header(row: etree._Element) -> None:
    properties = row.find(f"{W}trPr")
    if properties is None:
        properties = etree.Element(f"{W}trPr")
        row.insert(0, properties)
    if properties.find(f"{W}tblHeader") is None:
        etree.SubElement(properties, f"{W}tblHeader")
