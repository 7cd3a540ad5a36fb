"""PDF: lists of its own pages are left out, and tables that look alike stay."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from index.formats.pdf.read import read_pdf

Page = list[str]

COVER = ["The tea book"]
CONTENTS = [
    "1 Kinds of leaves ........ 1",
    "2 Water .............. 2",
    "3 Does it keep for years in a tin, or in a",
    "box? .............. 3",
]
SOLD = "It is sold by cup, pot, bowl, jar, bag, sack, kilo and ounce."
CHAPTERS = [
    [SOLD, "1 Kinds of leaves", "Assam and Bohea are black.", "Congou is not; Darjeeling may be."],
    [SOLD, "2 Water", "Eggs need more of it. Fannings need less.", "Gunpowder opens slowly."],
    [SOLD, "3 Does it keep for years in a tin,", "or in a box?", "Hyson does. Imperial does not."],
    [SOLD, "4 Prices", "All of them fall."],
]
INDEX = ["Assam, 1", "Bohea, 1", "C", "Congou, 1", "Darjeeling, 1", "E", "Eggs, 2", "Fannings, 2", "Gunpowder, 2", "Hyson, 3"]  # fmt: skip


def read(*pages: Page) -> str:
    """The text of a document with these lines, one below the other."""
    document = FPDF(unit="pt", format=(300, 500))
    document.set_font("helvetica", size=10)
    for lines in pages:
        document.add_page()
        for number, line in enumerate(lines):
            document.text(30, 100 + number * 20, line)
    return read_pdf(bytes(document.output())).text


def left(text: str, *lines: str) -> list[str]:
    return [line for line in lines if line in text]


def test_contents_and_an_alphabetical_index_are_left_out() -> None:
    text = read(COVER, ["Contents", *CONTENTS], *CHAPTERS, ["Index", *INDEX])
    assert text.split() == read(COVER, ["Contents"], *CHAPTERS, ["Index"]).split()


@pytest.mark.parametrize(
    "above",
    [[("The tea book", 16), ("Contents", 14)], [("The tea book", 16)]],
    ids=["a heading", "the title"],
)
def test_what_heads_contents_goes_with_them_unless_it_is_the_title(above: list[tuple[str, int]]) -> None:
    document = FPDF(unit="pt", format=(300, 500))
    for chapter in ([], *CHAPTERS[:3]):
        document.add_page()
        lines = [(line, 14 if line in chapter[1:2] else 10) for line in chapter or CONTENTS]
        for number, (line, size) in enumerate([*([] if chapter else above), *lines]):
            document.set_font("helvetica", size=size)
            document.text(30, 100 + number * 20, line)
    article = read_pdf(bytes(document.output()))
    assert (article.title, article.text.partition("\n")[0]) == ("The tea book", SOLD)


def test_contents_may_leave_out_what_a_caption_begins_with() -> None:
    captions = [[f"Table {number}: {name}", "It is short."] for number, name in enumerate(("Teas", "Pots", "Tins"), 1)]
    text = read(["Tables", "Teas .... 2", "Pots .... 3", "Tins .... 4"], *captions)
    assert text.split() == read(["Tables"], *captions).split()


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(["Assam 4", "Congou 9", "Eggs 12", "Hyson 15"], id="prices that rise"),
        pytest.param(["Kinds of leaves 3", "Water 7", "Prices 9"], id="figures of what the chapters are called"),
        pytest.param(["Kinds of leaves 1", "Water 2", "Prices 4", "Pots 9", "Tins 12"], id="some that happen to be pages"),
        pytest.param(["Kinds of leaves 1", "Kinds of leaves 1", "Water 2"], id="of two pages"),
        pytest.param(["Prices 4", "Water 2", "Kinds of leaves 1"], id="falling"),
        pytest.param(["1 May 2019", "2 May 2020", "3 May 2021"], id="dates"),
        pytest.param(["Week 1", "Week 2", "Week 3", "Week 4"], id="weeks"),
        pytest.param(["Assam, 1", "Bohea, 1", "Congou, 1", "Eggs, 2"], id="pages of a few words only"),
        pytest.param(["Assam, 3", "Bohea, 4", "Congou, 5", "Darjeeling, 6", "Eggs, 7", "Fannings, 8", "Gunpowder, 9", "Hyson, 10"],
                     id="figures in the order of the alphabet"),
        pytest.param(["Gunpowder, 2", "Eggs, 2", "Hyson, 3", "Congou, 1", "Bohea, 1", "Assam, 1", "Fannings, 2", "Darjeeling, 1"],
                     id="pages out of order"),
        pytest.param(["bag, 1", "bowl, 1", "cup, 2", "jar, 2", "kilo, 2", "ounce, 3", "pot, 3", "sack, 3"], id="words of every page"),
    ],
)  # fmt: skip
def test_a_table_whose_last_column_is_a_number_stays(rows: list[str]) -> None:
    leaders = [" ........ ".join(row.rsplit(" ", 1)) for row in rows]
    assert left(read(COVER, ["Contents", *CONTENTS], *CHAPTERS, ["More", *leaders]), *rows) == rows


def test_contents_whose_pages_are_wrong_stay() -> None:
    text = read(COVER, CONTENTS, *reversed(CHAPTERS))
    assert left(text, "Kinds of leaves 1", "Water 2", "box? 3") == ["Kinds of leaves 1", "Water 2", "box? 3"]
