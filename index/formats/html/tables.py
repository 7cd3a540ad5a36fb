"""Tables of HTML: every cell in the column where a browser shows it, and the row that names the columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from copy import deepcopy

from lxml import etree, html

from index.formats.html.elements import HEADINGS, has_words, one_of
from index.formats.table_rows import ROW_CHARS, ColumnNames, tells_value

REPEATED = "\u034f"  # begins the text of a cell that a table shows once for several rows; it has no form of its own
REPEATED_CHARS = 200  # a longer cell that reaches over several rows is none of what names each of them
REPEATED_ELEMENTS = 50  # nor is one that holds more, each of which would stand in memory once a row
COLUMNS = 100  # what is said to span more columns spans the whole table
ROWS = 1000  # the same for rows
# A table whose spans make it that many times as large, and more than those of a small one, is left as it is.
SPREAD = 10

_PAIR = 2  # cells: what something is, and its value
_ROWS = etree.XPath("./tr|./row|./thead/tr|./tbody/tr|./tfoot/tr")
_FOR_LAYOUT = etree.XPath("@role='presentation' or @role='none'")
_HOLDS_PARTS = etree.XPath(f"boolean({one_of('descendant', 'table', 'head', *HEADINGS)})")
_HOLDS_MANY = etree.XPath(f"boolean((.//*)[{REPEATED_ELEMENTS + 1}])")
_HOLDS_PARAGRAPHS = etree.XPath("boolean(.//p[2])")
_PARAGRAPHS = etree.XPath(".//p")
_HAS_HEADING = etree.XPath("boolean(./th or ./cell[@role='head'])")
_NUMBER = re.compile(r"\s*0*([0-9]{1,4})")

_Row = dict[int, html.HtmlElement]  # the cell in each column; one that spans several is in each of them


def lay_out(tree: html.HtmlElement) -> None:
    """Give all rows of a table as many cells: an empty one for each further column of a cell, a copy for each further row.

    A header of two or more rows, of which the upper ones group the columns, becomes one row: `Refuse` over `Day` and `Week` is
    `Refuse Day` and `Refuse Week`. A copy begins with REPEATED.
    """
    join_paragraphs(tree)
    for table in list(tree.iter("table")):
        rows = _ROWS(table)
        most = SPREAD * (COLUMNS + sum(map(len, rows)))
        grid = None if _FOR_LAYOUT(table) else _grid(rows, most)
        if grid is None:
            continue
        columns = sorted({at for row in grid for at, cell in row.items() if row.get(at - 1) is not cell})
        if len(rows) * len(columns) > most:
            continue
        _join_headers(rows, grid, columns)
        for row, placed in zip(rows, grid, strict=True):
            if list(placed.values()) != list(row) or len(row) != len(columns):
                _fill(row, placed, columns)
        for row in rows:
            for cell in row:
                cell.attrib.pop("colspan", None)
                cell.attrib.pop("rowspan", None)


def join_paragraphs(body: etree._Element) -> None:
    """Make lines of the paragraphs in a short row's cells, in either vocabulary; trafilatura makes a paragraph of every line in a cell.

    A table has a row with headings or with several cells of one paragraph each then; one without is for layout.
    """
    for table in body.iter("table"):
        rows = [] if _FOR_LAYOUT(table) else _ROWS(table)
        if not any(_HAS_HEADING(row) or (len(_cells(row)) > 1 and is_row(row)) for row in rows):
            continue
        for row in rows:
            is_short = len(" ".join("".join(row.itertext()).split())) <= ROW_CHARS
            if is_short and len(_cells(row)) > 1 and not _HOLDS_PARTS(row):
                for paragraph in _PARAGRAPHS(row):
                    paragraph.tag = "div"


def drop_empty_columns(body: etree._Element) -> None:
    """Take out the columns of pictures, buttons and mere space, in either vocabulary."""
    for table in body.iter("table"):
        rows = [list(row) for row in _ROWS(table)]
        if len({len(row) for row in rows}) != 1:
            continue
        for column in zip(*rows, strict=True):
            if not any(map(has_words, column)):
                for cell in column:
                    cell.getparent().remove(cell)


def is_row(element: etree._Element) -> bool:
    """Whether it is a row of cells, not one for layout."""
    return element.tag in ("tr", "row") and not _holds_a_page(element)


class Tables:
    """Which row names the columns of each table."""

    def __init__(self) -> None:
        self._names = defaultdict[etree._Element | None, ColumnNames[int]](ColumnNames)

    def columns(self, row: etree._Element, place: int) -> int | None:
        """As `ColumnNames.of` has it, for the next row of its table."""
        cells = _cells(row)
        return self._names[next(row.iterancestors("table"), None)].of(
            place,
            len(cells),
            is_header=_is_header(row),
            is_title=len(cells) == 1 < len(row) and has_words(row[0]),
            has_own=any(_is_heading(cell) and has_words(cell) for cell in row[:1])
            or (len(cells) == _PAIR == len(row) and tells_value("".join(cells[1].itertext()))),
        )


def _grid(rows: Sequence[html.HtmlElement], most: int) -> list[_Row] | None:
    """Where each cell stands (HTML Standard, 4.9.12.1); None where that is in more places than `most`."""
    grid: list[_Row] = []
    reaching: dict[int, tuple[html.HtmlElement, int]] = {}  # cells from above, each with the rows that it has left
    spread = 0
    for row, above in zip(rows, [None, *rows], strict=False):
        if above is None or row.getparent() is not above.getparent():
            reaching = {}
        placed = {column: cell for column, (cell, _) in reaching.items()}
        reaching = {column: (cell, left - 1) for column, (cell, left) in reaching.items() if left > 1}
        spread += len(placed)
        at = 0
        for cell in row.iterchildren("td", "th"):
            while at in placed:
                at += 1
            width, height = _span(cell, "colspan", COLUMNS) or 1, _span(cell, "rowspan", ROWS) or ROWS
            spread += width
            if spread > most:
                return None
            for column in range(at, at + width):
                placed.setdefault(column, cell)
                if height > 1:
                    reaching.setdefault(column, (cell, height - 1))
        grid.append(placed)
    return grid


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    number = _NUMBER.match(cell.get(name, ""))
    return min(int(number[1]), most) if number else 1


def _join_headers(rows: list[html.HtmlElement], grid: list[_Row], columns: Sequence[int]) -> None:
    first = next((at for at, row in enumerate(rows) if len(_cells(row)) > 1), len(rows))
    last = first
    while (
        last + 1 < len(rows)
        and _is_header(rows[last])
        and _is_header(rows[last + 1])
        and len(_cells(rows[last + 1])) > 1  # a single one is the heading of the rows below
        and _groups(grid[last], columns)
    ):
        last += 1
    if last == first or all(map(_is_header, rows[last + 1 :])):
        return
    names = []
    for column in columns:
        stacked = dict.fromkeys(placed[column] for placed in grid[first : last + 1] if column in placed)
        name = html.Element("th")
        name.text = " ".join(" ".join(" ".join(cell.itertext()).split()) for cell in stacked)
        names.append(name)
    rows[last][:] = names
    grid[last] = dict(zip(columns, names, strict=True))
    for row in rows[first:last]:
        row.drop_tree()
    del rows[first:last], grid[first:last]


def _groups(placed: _Row, columns: Sequence[int]) -> bool:
    cells = [placed[column] for column in columns if column in placed]
    return len(set(cells)) < len(cells)


def _fill(row: html.HtmlElement, placed: _Row, columns: Sequence[int]) -> None:
    is_one = is_row(row) and _cells(row)
    last: html.HtmlElement | None = None
    for column in columns:
        cell = placed.get(column)
        if cell is None or placed.get(column - 1) is cell:
            cell = html.Element("td")
        elif cell.getparent() is not row:
            cell = _repeated(cell) if is_one else html.Element("td")
        if cell.getparent() is None:
            if last is None:
                row.insert(0, cell)
            else:
                last.addnext(cell)
        last = cell


def _repeated(cell: html.HtmlElement) -> html.HtmlElement:
    words = cell.text_content().strip()
    if not words or len(words) > REPEATED_CHARS or _HOLDS_MANY(cell) or _holds_a_page(cell):
        return html.Element("td")
    copy = deepcopy(cell)
    copy.text, copy.tail = f"{REPEATED}{copy.text or ''}", None
    return copy


def _holds_a_page(element: etree._Element) -> bool:
    return bool(_HOLDS_PARTS(element) or _HOLDS_PARAGRAPHS(element))


def _is_header(row: etree._Element) -> bool:
    """Whether a row stands in a table's head, or its cells are all headings."""
    in_head = next(row.iterancestors("thead"), None) is not None
    return in_head or all(map(_is_heading, _cells(row)))


def _is_heading(cell: etree._Element) -> bool:
    return cell.tag == "th" or cell.get("role") == "head"


def _cells(row: etree._Element) -> list[etree._Element]:
    """The cells that have words."""
    return [cell for cell in row if has_words(cell)]
