"""The cells of a table's row, by the bars between them."""

from __future__ import annotations

import pytest
from html_pages import page

from index import cell_spans
from index.formats.html.read import read_html
from index.passage import BlockKind


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        pytest.param("Tern | 8", ["Tern", "8"], id="bars between them"),
        pytest.param("|  Tern|8 | ", ["Tern", "8"], id="bars around them"),
        pytest.param("| | 8 | |", ["", "8", ""], id="empty at the ends"),
        pytest.param(r"a \| b | c \|", [r"a \| b", r"c \|"], id="bars that are escaped"),
        pytest.param("", [""], id="nothing"),
        pytest.param(
            "E12    Boiler too hot     Switch off", ["E12", "Boiler too hot", "Switch off"], id="room between them"
        ),
        pytest.param("Tern\t8  kg\t\t9", ["Tern", "8  kg", "9"], id="tabs between them"),
        pytest.param("Tern.  It sings", ["Tern.  It sings"], id="two spaces behind a stop"),
        pytest.param("| `<td>` | Defines a cell |", ["`<td>`", "Defines a cell"], id="of code"),
        pytest.param("<td> | Defines a cell", ["<td>", "Defines a cell"], id="of tags in an HTML file"),
        pytest.param("| <th> | <td> |", ["<th>", "<td>"], id="of nothing but tags"),
    ],
)
def test_bars_divide_a_row(row: str, cells: list[str]) -> None:
    assert [row[start:end] for start, end in cell_spans(row)] == cells


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        pytest.param("Tern</td>\n<td>8", ["Tern", "8"], id="between them"),
        pytest.param("Tern<td>8<td title='a | b'>9", ["Tern", "8", "9"], id="without ends"),
        pytest.param("<td></td><th>8</th><td>[a](b) | c", ["", "8", "[a](b) | c"], id="a bar in one"),
        pytest.param("`tern`</td><td>`8`", ["`tern`", "`8`"], id="around code"),
    ],
)
def test_tags_divide_a_row_of_html_in_markdown(row: str, cells: list[str]) -> None:
    assert [row[start:end] for start, end in cell_spans(row)] == cells


@pytest.mark.parametrize(
    "cells",
    [
        ["South", "6:30 | 7:00", "9:00"],
        ["North | main", "6:00", "8:00"],
        ["", "a|b", "", "c"],
        ["a|", "|b", ""],
        ["Or", "|", "either"],
    ],
    ids=["within", "first", "empty cells", "at the edges", "alone"],
)
def test_a_bar_in_a_cell_of_html_divides_nothing(cells: list[str]) -> None:
    others = [str(number) for number, _ in enumerate(cells)]
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (others, cells))
    article = read_html(page(f"<table>{rows}</table>"))
    [first, block] = [block for section in article.sections for block in section.blocks if block.kind is BlockKind.ROW]
    row = article.text[block.start : block.end]
    assert [row[start:end] for start, end in cell_spans(row)] == cells
    assert [article.text[start:end] for start, end in block.parts] == [cell for cell in cells if cell]
    assert article.text[first.start : first.end] == " | ".join(others)
