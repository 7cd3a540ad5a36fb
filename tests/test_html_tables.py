"""Tables of HTML: cells in their columns, and the row that names these."""

from __future__ import annotations

import pytest
from html_pages import FILLER, MENU, WORDS, outline, page

from index.formats.html.read import read_html
from index.passage import BlockKind


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><td><th>Mon<th>Sun</tr><tr><th>Iona<td><td>11:00</tr><tr><th>Ulva<td>9:15<td></tr><tr><th>Eigg<td>8:00</tr>",
            ["|  | Mon | Sun |", "Iona |  | 11:00", "| Ulva | 9:15 |  |", "| Eigg | 8:00 |  |"],
        ),
        (
            "<tr><td><img src=a><td>Hall<td>90<td><button>Buy</button></tr><tr><td><td>Attic<td>20<td></tr>",
            ["Hall | 90", "Attic | 20"],
        ),
        (
            "<tr><td rowspan=2>Tern<br>blue<td>May<td>8</tr><tr><td>June<td rowspan=0>6</tr><tr><td colspan=2>Gull</tr><tr></tr>",
            ["Tern blue | May | 8", "Tern blue | June | 6", "Gull |  | 6"],
        ),
        (
            "<tbody><tr><td>Tern<td rowspan=9>8</tr></tbody><tbody><tr><td>Gull<td>6</tr></tbody>",
            ["Tern | 8", "Gull | 6"],
        ),
        (
            "<tr><th colspan=3>Bins</tr><tr><th rowspan=2>Town<th colspan=2>Refuse</tr><tr><th>Day<th>Week</tr><tr><td>Ely<td>Mon<td>odd</tr>",
            ["Bins", "Town | Refuse Day | Refuse Week", "Ely | Mon | odd"],
        ),
        (
            "<tr><th>Boat<th colspan=2>Seats</tr><tr><th>Tern<th>8<th>6</tr>",
            ["| Boat | Seats |  |", "Tern | 8 | 6"],
        ),
        (
            "<tr><th>Dish<th colspan=2>Price</tr><tr><th colspan=3>Hot</tr><tr><td>Pie<td>8<td>9</tr>",
            ["| Dish | Price |  |", "Hot", "Pie | 8 | 9"],
        ),
        (
            "<tr><td>Tern<td>6<td><s>8</s><br></tr><tr><td>Gull <s>a</s><td><td>5</tr>",
            ["| Tern | 6 |  |", "Gull |  | 5"],
        ),
        ("<tr><td rowspan=2>Tern <s>old</s> blue<td>8</tr><tr><td>6</tr>", ["Tern blue | 8", "Tern blue | 6"]),
        (
            f"<tr><td rowspan=2>{WORDS}<td>May</tr><tr><td>June<td>6</tr>",
            [f"| {WORDS} | May |  |", "|  | June | 6 |"],
        ),
        (
            "<tr><td><p>Boat<td><p>Ready</tr><tr><td><p>Tern<p>blue<td><p>May<p>(June for two)</tr><tr><td>Gull<br>old<br>red<td>8</tr>",
            ["Boat | Ready", "Tern blue | May (June for two)", "Gull old red | 8"],
        ),
        (
            "<tr><th>Tern<td><p>May<p>June</tr><tr><th>Gull<td><p>July<p>August</tr>",
            ["Tern | May June", "Gull | July August"],
        ),
        (
            f"<tr><td rowspan=2>Tern<td>May<td>8</tr><tr><td colspan={'9' * 5000}>June</tr>" * 2,
            ["Tern | May | 8", "| Tern | June |  |"] * 2,
        ),
    ],
    ids=["empty cells", "empty columns", "rows", "bodies", "a header of two rows", "no header of two rows", "a heading of rows", "struck out", "struck out in a repeated cell", "a long cell", "paragraphs", "paragraphs beside headings", "huge spans"],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["", f"<div class=menu><ul>{MENU}</ul></div>"], ids=["a short page", "a long page"])
def test_cells_stand_in_their_columns(rows: str, expected: list[str], rest: str) -> None:
    article = read_html(page(f"<main>{rest}<article>{FILLER}<table>{rows}</table>{FILLER}</article></main>"))
    blocks = [block for section in article.sections for block in section.blocks if block.kind is BlockKind.ROW]
    assert [article.text[block.start : block.end] for block in blocks] == expected


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td><p>Tern.<p>Blue.<td><p>Gull.<p>Red.</table>",
        "<table role=none><tr><td>8<td>6<tr><td><p>Tern.<p>Blue.<td><p>Gull.<p>Red.</table>",
        "<table><tr><td>8<tr><td>6<td><tr><td><p>Tern.<p>Blue.<td><p>Gull.<p>Red.</table>",
        f"<table><tr><td>8<td>6<tr><td><p>Tern.<p>Blue.<td><p>Gull.<p>Red.<p>{WORDS} {WORDS}</table>",
    ],
    ids=["no other row", "by its role", "no other row of cells", "a long row"],
)
def test_paragraphs_laid_out_by_a_table_stay_apart(table: str) -> None:
    assert {"Tern.", "Blue.", "Gull.", "Red."} <= set(read_html(page(table)).text.split("\n\n"))


def test_a_cell_reaches_over_as_many_rows_as_it_says() -> None:
    rows = "".join(f"<tr><td>{number}</tr>" for number in range(2, 151))
    article = read_html(page(f"<table><tr><td rowspan=150>Tern<td>1</tr>{rows}<tr><td>Gull<td>8</tr></table>"))
    assert article.text.split("\n\n") == [*(f"Tern | {number}" for number in range(1, 151)), "Gull | 8"]


def test_a_cell_of_a_thousand_elements_stands_once_in_memory() -> None:
    cell = "<td rowspan=1000>Tern" + "<br>" * 1000
    article = read_html(page(f"<table><tr>{cell}<td>May</tr>{'<tr><td>June</tr>' * 2}</table>"))
    assert article.text.split("\n\n") == ["Tern | May", "June", "June"]


def test_a_repeated_cell_is_no_part_of_its_row() -> None:
    article = read_html(page("<table><tr><td>Tern<td rowspan=2><p>blue</tr><tr><td>Gull</tr></table>"))
    [section] = article.sections
    assert [[article.text[start:end] for start, end in block.parts] for block in section.blocks] == [
        ["Tern", "blue"],
        ["Gull"],
    ]


LEFT = "<table align=left><tr><td><h3>Tern</h3><p>Blue.</table><table align=left><tr><td><h3>Gull</h3><p>Red.</table>"


@pytest.mark.parametrize(
    ("table", "behind"),
    [
        ("<table><tr><td><h3>Tern</h3><p>Blue.<td><h3>Gull</h3><p>Red.</tr><tr><td>{}</table>", ("Fleet",)),
        (f"<table><tr><td>{LEFT}</tr><tr><td>{{}}</table>", ("Fleet",)),
        ("<table><tr><td><h3>Tern</h3><p>Blue.<tr><td><h3>Gull</h3><p>Red.<tr><td>{}</table>", ("Fleet", "Gull")),
    ],
    ids=["cells", "tables", "below each other"],
)
def test_a_heading_in_a_column_ends_with_the_columns(table: str, behind: tuple[str, ...]) -> None:
    article = read_html(page(f"<h2>Fleet</h2>{table.format('<p>We meet in May.')}"))
    found = [(path, words) for path, blocks in outline(article) for _, words in blocks]
    assert found == [(("Fleet", "Tern"), "Blue."), (("Fleet", "Gull"), "Red."), (behind, "We meet in May.")]


HEAD = "<tr><th>Boat</th><th>Seats</th></tr>"
TERN, GULL = "<tr><td>Tern</td><td>8</td></tr>", "<tr><td>Gull</td><td>6</td></tr>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<table>{HEAD}{TERN}{GULL}</table>", ["Boat | Seats"] * 3),
        ("<table><tr><td></td><th>Seats</th></tr><tr><th>Tern</th><td>8</td></tr></table>", ["Seats"] * 2),
        (f"<table><thead>{TERN}</thead><tbody>{GULL}</tbody></table>", ["Tern | 8"] * 2),
        (f"<table>{TERN}{GULL}</table>", [None, "Tern | 8"]),
        (f"<table>{TERN}{HEAD}{GULL}</table>", [None, "Tern | 8", "Tern | 8"]),
        (f"<table><tr><th colspan=2>Fleet</th></tr>{HEAD}{TERN}</table>", ["Fleet", "Boat | Seats", "Boat | Seats"]),
        (
            f"<table><thead>{HEAD}</thead><tr><th colspan=2>Blue</th></tr>{TERN}</table>",
            ["Boat | Seats", "Boat | Seats", "Boat | Seats"],
        ),
        (f"<table>{HEAD}{TERN}</table><table>{TERN}{GULL}</table>", ["Boat | Seats", "Boat | Seats", None, "Tern | 8"]),
        (f"<table>{HEAD}</table><p>The Tern has 8.</p>", ["Boat | Seats", None]),
        ("<table><tr><th>Seats</th><td>8</td></tr><tr><th>Sails</th><td>2</td></tr></table>", [None, None]),
        (f"<table>{HEAD}<tr><th>Tern</th><td>8</td></tr></table>", ["Boat | Seats"] * 2),
        (f"<table><tr><td colspan=2>Fleet</td></tr>{TERN}{GULL}</table>", [None, None, "Tern | 8"]),
        (f"<table><tr><th colspan=2>Fleet</th></tr>{TERN}{GULL}</table>", ["Fleet", None, "Tern | 8"]),
        (f"<table><tr><td colspan=2>Fleet</td></tr>{HEAD}{TERN}</table>", [None, "Boat | Seats", "Boat | Seats"]),
        ("<table><tr><td>In</td><td>3 pm</td></tr><tr><td>Dogs</td><td>None</td></tr></table>", [None, None]),
        ("<table><tr><td>Wall</td><td>1 May</td><td>7</td></tr><tr><td>Dogs</td><td>No</td><td>6</td></tr></table>", [None, "Wall | 1 May | 7"]),
    ],
    ids=["headings", "an empty corner", "a head", "none", "a heading below", "two", "a part", "two tables", "alone", "rows with headings", "rows and columns with headings", "a title", "a title as a heading", "a title above headings", "a value", "more than a value"],
)  # fmt: skip
def test_a_row_knows_which_one_names_its_columns(body: str, expected: list[str | None]) -> None:
    article = read_html(page(body))
    [section] = article.sections
    assert [block.columns and article.text[slice(*block.columns)] for block in section.blocks] == expected


def test_what_trafilatura_finds_has_its_headers_too() -> None:
    menu = "<ul>" + "<li><a href=/>Home and away</a></li>" * 60 + "</ul>"
    article = read_html(page(f"<div id=menu>{menu}</div><article><p>{WORDS}</p><table>{HEAD}{TERN}</table></article>"))
    rows = [block for section in article.sections for block in section.blocks if block.kind is BlockKind.ROW]
    assert [row.is_header for row in rows] == [True, False]
