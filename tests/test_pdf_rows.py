"""PDF: a table's row is one passage, however many lines its cells have."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from index.formats.pdf.read import read_pdf

LEADING = 12
Cell = tuple[float, list[str]]  # its left edge, and its lines


def read(*rows: list[Cell], step: float = 30, leading: float = LEADING) -> list[tuple[str, str]]:
    """Kind and words of the blocks of a page on which rows are drawn cell by cell, as programs do."""
    document = FPDF(unit="pt", format=(400, 500))
    document.add_page()
    document.set_font("helvetica", size=10)
    for number, row in enumerate(rows):
        for left, lines in row:
            for place, line in enumerate(lines):
                document.text(left, 100 + number * step + place * leading, line)
    article = read_pdf(bytes(document.output()))
    return [
        (block.kind.value, article.text[block.start : block.end])
        for section in article.sections
        for block in section.blocks
    ]


def test_the_lines_of_a_rows_cells_are_one_row() -> None:
    assert read(
        [(30, ["Program"]), (120, ["Duration"]), (240, ["Amount"])],
        [(30, ["Rye"]), (120, ["3 hours", "30 min."]), (240, ["750 grams", "at most"])],
        [(30, ["White", "bread"]), (120, ["4 hours"]), (240, ["500 grams"])],
        [(30, ["Jam"]), (120, ["1 hour"]), (240, ["900 grams"])],
    ) == [
        ("row", "Program Duration Amount"),
        ("row", "Rye 3 hours 30 min. 750 grams at most"),
        ("row", "White bread 4 hours 500 grams"),
        ("row", "Jam 1 hour 900 grams"),
    ]  # fmt: skip


def test_cells_may_stand_in_the_middle_of_their_row() -> None:
    document = [
        [(30, ["Program"]), (120, ["Duration"])],
        [(30, ["", "Rye bread"]), (120, ["3 hours", "or a little", "less"])],
        [(30, ["", "White bread"]), (120, ["4 hours", "or a little", "more"])],
    ]
    assert read(*document, step=44)[1:] == [
        ("row", "Rye bread 3 hours or a little less"),
        ("row", "White bread 4 hours or a little more"),
    ]


def test_lines_of_a_cell_may_be_twice_their_size_apart() -> None:
    rows = [
        [(30, ["Rye"]), (120, ["3 hours", "30 min."]), (240, ["750 grams"])],
        [(30, ["White"]), (120, ["4 hours", "or more"]), (240, ["500 grams"])],
    ]
    assert read(*rows, step=40, leading=20) == [
        ("row", "Rye 3 hours 30 min. 750 grams"),
        ("row", "White 4 hours or more 500 grams"),
    ]


def test_a_last_cell_goes_on_below() -> None:
    assert read(
        [(30, ["No flame"]), (120, ["Gas is shut"]), (240, ["Open the tap", "Then wait"])],
        [(30, ["Smoke"]), (120, ["Flue is cold"]), (240, ["Burn a sheet"])],
    ) == [
        ("row", "No flame Gas is shut Open the tap Then wait"),
        ("row", "Smoke Flue is cold Burn a sheet"),
    ]  # fmt: skip


def test_sentences_beside_a_term_are_no_row() -> None:
    said = ["The word that is sought. The", "Second one may be left out."]
    assert read([(30, ["needle"]), (120, said)], [(30, ["haystack"]), (120, ["Where it is sought."])]) == [
        ("paragraph", "needle The word that is sought. The Second one may be left out."),
        ("row", "haystack Where it is sought."),
    ]


@pytest.mark.parametrize(
    "columns",
    [
        [(30, ["Tea is made from", "leaves of a shrub."]), (220, ["Coffee is made", "from beans."])],
        [(30, ["The Tea House", "12 Mill Lane"]), (220, ["Invoice", "Number 17"])],
    ],
    ids=["text", "an invoice's head"],
)
def test_two_columns_are_no_row(columns: list[Cell]) -> None:
    assert "row" not in [kind for kind, _ in read(columns)]


def test_the_sums_below_a_table_are_no_part_of_its_last_row() -> None:
    items = [
        [(30, ["Tent, with poles and", "pegs"]), (180, ["9.25", "a day"])],
        [(30, ["Canoe, with paddles", "and vests"]), (180, ["8.50", "a day"])],
    ]
    sums = [[(150, ["Net"]), (210, ["17.75"])], [(150, ["VAT"]), (210, ["3.37"])], [(150, ["Due"]), (210, ["21.12"])]]
    assert read(*items, *sums, step=24)[1:] == [
        ("row", "Canoe, with paddles and vests 8.50 a day"),
        ("row", "Net 17.75"),
        ("row", "VAT 3.37"),
        ("row", "Due 21.12"),
    ]


def test_names_and_roles_side_by_side_are_no_row() -> None:
    staff = [
        [(30, ["Ada Quill", "Head coach"]), (150, ["Tom Reed", "Treasurer"]), (270, ["Ines Falk", "Secretary"])],
        [(30, ["Una Pryce", "Cook"]), (150, ["Jon Amis", "Gardener"]), (270, ["Elsa Kern", "Driver"])],
    ]
    assert [words for _, words in read(*staff, step=44)] == [
        "Ada Quill Head coach",
        "Tom Reed Treasurer",
        "Ines Falk Secretary",
        "Una Pryce Cook",
        "Jon Amis Gardener",
        "Elsa Kern Driver",
    ]
