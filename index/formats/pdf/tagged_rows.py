"""The rows of a tagged PDF's tables, as those of the web's tables are read: with cells, and with the row that names the columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from lxml import etree, html

from index.formats.html.code import CodeBlocks
from index.formats.html.pieces import Piece, pieces_of
from index.formats.html.tables import lay_out
from index.formats.pdf.lines import BULLET, Line, Row
from index.formats.pdf.paragraphs import compounds_of, joined_words
from index.formats.pdf.table_grid import Grid, Placed, grid_of
from index.formats.pdf.tags import Cell, Path
from index.passage import BlockKind

_NAMES_LINES = 50  # at most, of the names of a table's columns

_Cells = dict[Cell, list[Line]]  # the pieces of lines in each cell of a row


def with_tagged_rows(pages: Sequence[Sequence[Line]], for_layout: Container[Path]) -> list[list[Line]]:
    """The lines of each page, those of a table's cells joined to rows.

    Tags may be wrong. They count where the cells stand as they say, in columns beside and rows below each other, and where no
    word is lost; the lines of other tables, and of those `for_layout`, stay as they are.
    """
    tables: dict[Path, dict[Path, _Cells]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))  # by row
    for page in pages:
        for line in page:
            for piece in line.pieces:
                if cell := piece.mark.cell:
                    tables[cell.table][cell.row][cell].append(piece)
    rows: dict[Path, Line | None] = {}
    compounds = compounds_of(line for page in pages for line in page) if tables else ()
    for table, cells in tables.items():
        if table not in for_layout:
            rows.update(_rows({row: _without_repetition(found) for row, found in cells.items()}, compounds, len(rows)))
    names = {_told(row.words) for row in rows.values() if row and row.told and row.told.columns == row.told.number}
    told = set[Path]()
    return [list(_in_place(_without_names(page, names), rows, told)) for page in pages]


def _without_repetition(cells: _Cells) -> _Cells:
    """A row without what it says again on later pages, as one that names columns does."""
    by_page: dict[int, _Cells] = defaultdict(lambda: defaultdict(list))
    for cell, pieces in cells.items():
        for piece in pieces:
            by_page[piece.page][cell].append(piece)
    first, *later = by_page.values()
    kept = [first, *(page for page in later if _words(page) != _words(first))]
    return {cell: [piece for page in kept for piece in page.get(cell, ())] for cell in cells}


def _words(cells: _Cells) -> dict[Cell, list[str]]:
    return {cell: [piece.words for piece in pieces] for cell, pieces in cells.items()}


def _rows(table: Mapping[Path, _Cells], compounds: Container[str], begin: int) -> dict[Path, Line | None]:
    """The rows of a table, numbered from `begin` on; None for one that is told in another; none of a table that is not sound."""
    grid = grid_of(list(table.values()))
    if grid is None:
        return {}
    body, elements = _table(grid, compounds)
    lay_out(body)
    shown = [row for row in body.iter("tr") if "".join(row.itertext()).strip()]
    pieces = pieces_of(body, CodeBlocks(body))
    is_whole = len(pieces) == len(shown) and all(piece.kind is BlockKind.ROW for piece in pieces)
    said = (line.words for cells in table.values() for lines in cells.values() for line in lines)
    if not is_whole or _letters(said) - _letters(piece.words for piece in pieces):
        return {}
    places = {element: at for at, element in enumerate(shown)}
    rows: dict[Path, Line | None] = {}
    for (row, cells), element in zip(table.items(), elements, strict=True):
        at = places.get(element)
        rows[row] = None if at is None else _row(pieces[at], begin + at, begin, list(cells.values()))
    return rows


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(char for text in texts for char in text if char.isalnum())


def _table(grid: Grid, compounds: Container[str]) -> tuple[html.HtmlElement, list[html.HtmlElement]]:
    """A table's elements as a page of the web has them, in a body, and its rows."""
    body = html.Element("body")
    table = etree.SubElement(body, "table")
    rows: list[html.HtmlElement] = []
    for in_head, placed_rows in groupby(grid, key=lambda row: any(one.cell.in_head for one in row if one)):
        group = etree.SubElement(table, "thead" if in_head else "tbody")
        for placed in placed_rows:
            rows.append(etree.SubElement(group, "tr"))
            for one in placed:
                _add_cell(rows[-1], one, compounds)
    return body, rows


def _add_cell(row: html.HtmlElement, placed: Placed | None, compounds: Container[str]) -> None:
    element = etree.SubElement(row, "th" if placed and placed.cell.is_heading else "td")
    if placed is None:
        return
    element.set("colspan", str(placed.cell.width))
    element.set("rowspan", str(placed.cell.height))
    texts = [joined_words(list(lines), compounds) for _, lines in groupby(placed.lines, lambda line: line.mark.block)]
    if len(texts) == 1:
        element.text = texts[0]
        return
    for text in texts:
        etree.SubElement(element, "p").text = BULLET.sub("", text, count=1) if BULLET.match(text) else text


def _row(piece: Piece, number: int, begin: int, cells: Sequence[Sequence[Line]]) -> Line:
    lines = [line for cell in cells for line in cell]
    first = min(lines, key=lambda line: line.page)
    return Line(
        first.page,
        piece.words,
        is_row=True,
        is_bold=all(line.is_bold for line in lines),
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        base=first.base,
        size=first.size,
        at_edge=first.at_edge,
        told=Row(number, None if piece.columns is None else begin + piece.columns, piece.parts),
    )


def _without_names(page: Sequence[Line], names: Collection[str]) -> Iterator[Line]:
    """The lines of a page but for names of columns that are an artifact: programs repeat them where a table goes on."""
    at = 0
    while at < len(page):
        repeated = _repeated(page[at : at + _NAMES_LINES], names)
        yield from page[at : at + 1] if not repeated else ()
        at += repeated or 1


def _repeated(lines: Sequence[Line], names: Collection[str]) -> int:
    """How many of these lines say together what a row of names does."""
    said = ""
    for count, line in enumerate(lines, 1):
        said += _told(line.words)
        if not line.mark.is_artifact or not any(name.startswith(said) for name in names):
            return 0
        if said in names:
            return count
    return 0


def _told(words: str) -> str:
    return "".join(filter(str.isalnum, words))


def _in_place(page: Iterable[Line], rows: Mapping[Path, Line | None], told: set[Path]) -> Iterator[Line]:
    """The lines of a page, with each row where its first words stand; `told` are those that are."""
    for line in page:
        if not any(piece.mark.cell and piece.mark.cell.row in rows for piece in line.pieces):
            yield line
            continue
        for piece in line.pieces:
            path = piece.mark.cell.row if piece.mark.cell else ()
            if path not in rows:
                yield piece
            elif path not in told:
                told.add(path)
                if row := rows[path]:
                    yield row
