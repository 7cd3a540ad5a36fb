"""HTML as Google Sheets saves a sheet."""

from __future__ import annotations

from passages_of import chunk

from index.formats.html.read import read_html

NUMBER = '<th class="row-headers-background"><div class="row-header-wrapper">{}</div></th>'
LETTERS = "".join(f'<th class="column-headers-background">{letter}</th>' for letter in "ABC")
SHIM = '<tr><th class="freezebar-cell freezebar-horizontal-handle row-header-shim"></th><td class="freezebar-cell"></td></tr>'


def sheet(*rows: str) -> bytes:
    body = "".join(
        row if row.startswith("<tr") else f"<tr>{NUMBER.format(at)}{row}</tr>" for at, row in enumerate(rows, 1)
    )
    head = f'<thead><tr><th class="row-header freezebar-origin-ltr"></th>{LETTERS}</tr></thead>'
    return f'<div class="ritz grid-container"><table class="waffle">{head}<tbody>{body}</tbody></table></div>'.encode()


def test_a_sheets_own_first_row_names_its_columns() -> None:
    read = read_html(
        sheet(
            "<td colspan=3>Shop rota</td>", "<td>Date</td><td>Till</td><td>Keys</td>", SHIM,
            "<td>6 March</td><td>Ada</td><td>Ivo</td>", "<td>7 March</td><td></td><td>Ida</td>",
        )
    )  # fmt: skip
    assert [(passage.text, passage.readable[: passage.own_start]) for passage in chunk(read)[1:]] == [
        ("Date | Till | Keys", "Shop rota "),
        ("6 March | Ada | Ivo", "Date | Till | Keys "),
        ("7 March |  | Ida", "Date | Till | Keys "),
    ]


def test_numbers_and_letters_of_other_tables_are_words() -> None:
    page = b"<table class=rota><tr><th class=row-header>1</th><td>Ada</td></tr><tr><th class=row-header>2</th><td>Ivo</td></tr></table>"
    assert [passage.text for passage in chunk(read_html(page))] == ["1 | Ada", "2 | Ivo"]
