"""The rows of a wiki's infobox are facts, as the lines of one in wiki text are."""

from __future__ import annotations

import pytest

from index.chunk import passages
from index.chunking.cut import ChunkLimits
from index.formats.html.infobox import LABELLED
from index.formats.html.read import read_html
from index.passage import BlockKind, Passage
from index.sentences import sentence_splitter

PROSE = "<p>Gull Bay is a town on the west coast, at the mouth of the river, with a harbour and a museum.</p>" * 3


def chunk(rows: str, of: str = "infobox vcard") -> list[Passage]:
    table = f'<table class="{of}"><tbody>{rows}</tbody></table>'
    page = f"<html><head><title>Gull Bay</title></head><body><h1>Gull Bay</h1>{table}{PROSE}</body></html>"
    article = read_html(page.encode())
    found = passages(article, "d", article.title, sentence_splitter("english"), ChunkLimits(3, 300))
    assert all(passage.text == article.text[passage.start : passage.end] for passage in found)
    return found


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            '<tr><th scope="row">City rights</th><td>1312</td></tr>',
            ("City rights: 1312", "city rights", "", "Gull Bay, city rights: 1312"),
            id="a label and a value",
        ),
        pytest.param(
            "<tr><th>Mayor:</th><td><ul><li>Ada Quill</li><li>Bo Lane</li></ul></td></tr>",
            ("Mayor: Ada Quill Bo Lane", "mayor", "", "Gull Bay, mayor: Ada Quill Bo Lane"),
            id="a list",
        ),
        pytest.param(
            "<tr><th colspan=2>Population</th></tr><tr><th>&nbsp;• Total</th><td>86,412</td></tr>",
            ("Total: 86,412", "total", "Population", "Gull Bay, Population, total: 86,412"),
            id="below a heading",
        ),
    ],
)
def test_a_row_of_an_infobox_is_a_fact(rows: str, expected: tuple[str, str, str, str]) -> None:
    [fact] = [passage for passage in chunk(rows) if passage.kind is BlockKind.FACT]
    assert (fact.text, fact.fact_name, fact.fact_group, fact.searchable) == expected
    assert fact.text[fact.answer_start :] == expected[0].partition(": ")[2]


@pytest.mark.parametrize(
    ("rows", "of"),
    [
        pytest.param("<tr><th>City rights</th><td>1312</td></tr>", "wikitable", id="another table"),
        pytest.param("<tr><td>City rights</td><td>1312</td></tr>", "infobox", id="no label"),
        pytest.param("<tr><th>Year</th><th>1312</th></tr>", "infobox", id="no value"),
        pytest.param("<tr><th>Year</th><td>1312</td><td>1313</td></tr>", "infobox", id="several values"),
    ],
)
def test_any_other_row_is_none(rows: str, of: str) -> None:
    found = chunk(rows, of)
    assert not any(passage.kind is BlockKind.FACT for passage in found)
    assert LABELLED not in "".join(passage.text for passage in found)
