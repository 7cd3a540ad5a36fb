"""HTML: tables by their roles."""

from __future__ import annotations

import pytest
from html_pages import FILLER, outline, page

from index.formats.html.read import read_html

NAMES = "<div role=row><div role=columnheader>Tea</div><div role=columnheader>Price</div></div>"


def row(*cells: str, role: str = "cell") -> str:
    return f"<div role=row>{''.join(f'<div role={role}><p>{cell}</p></div>' for cell in cells)}</div>"


@pytest.mark.parametrize("rest", ["", FILLER], ids=["a short page", "a long page"])
@pytest.mark.parametrize(
    ("body", "expected", "columns"),
    [
        (f"<div role=table><div role=rowgroup>{NAMES}</div><div role=rowgroup>{row('Green', '£8')}</div></div>", "Green | £8", "Tea | Price"),
        (f"<section><div role=grid>{NAMES}<div>{row('Green', '<b>£8</b>', role='gridcell')}</div></div></section>", "Green | £8", "Tea | Price"),
        ("<table><tr><th><button>Tea</button><th><span><button>Price</button> </span><tr><td>Green<td>£8</table>", "Green | £8", "Tea | Price"),
        ("<table><tr><th>Tea <button>Help</button><th>Price<tr><td>Green<td>£8</table>", "Green | £8", "Tea | Price"),
    ],
    ids=["a table", "a grid", "columns that are sorted", "another button"],
)  # fmt: skip
def test_a_row_is_read_as_one_behind_the_names_of_its_columns(
    body: str, expected: str, columns: str, rest: str
) -> None:
    article = read_html(page(f"<main>{body}{rest}</main>"))
    [block] = [
        block for section in article.sections for block in section.blocks if block.kind == "row" and not block.is_header
    ]
    assert article.text[block.start : block.end] == expected
    assert block.columns is not None
    assert article.text[slice(*block.columns)] == columns


@pytest.mark.parametrize(
    "body",
    [
        f"<div role=table><p>Of this year.</p>{NAMES}{row('Green', '£8')}</div>",
        f"<div role=table><div role=row><div role=cell>{row('Green', '£8')}</div></div></div>",
    ],
    ids=["words beside the cells", "a row within a cell"],
)
def test_what_is_no_plain_table_keeps_its_words(body: str) -> None:
    article = read_html(page(f"<main>{body}</main>"))
    words = " ".join(text for _, blocks in outline(article) for _, text in blocks).split()
    assert [word for word in ("Green", "£8") if words.count(word) != 1] == []
