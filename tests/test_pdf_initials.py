"""First letters of a PDF that stand over several lines."""

from __future__ import annotations

import pytest
from pdf_of import Words, column, pdf, texts

from index.formats.pdf.read import read_pdf


def begun(letter: str, width: float, *lines: str) -> list[Words]:
    """A paragraph whose first letter is as high as the first two lines, which stand beside it."""
    return [
        (30, 112, letter, 32),
        *column(*lines[:2], top=100, left=30 + width),
        *column(*lines[2:], top=124),
    ]


MILL = [
    "he mill stands on the north bank of the river and",
    "has ground flour since 1742. It was built by Hanna",
    "Brook, who dug the race.",
]


@pytest.mark.parametrize(
    ("letter", "width", "lines", "expected"),
    [
        pytest.param("T", 21, MILL, f"T{' '.join(MILL)}", id="of a word"),
        pytest.param(
            "A",
            23,
            ["visit takes an hour. Guides lead groups of twelve up", "the stairs."],
            "A visit takes an hour. Guides lead groups of twelve up the stairs.",
            id="a word by itself",
        ),
        pytest.param(
            "A",
            23,
            ["fter noon the sluice is closed and all of the race", "is cleaned."],
            "After noon the sluice is closed and all of the race is cleaned.",
            id="of a word as common",
        ),
        pytest.param(
            "I",
            10,
            ["n winter the race freezes and the wheel stands still", "in all houses."],
            "In winter the race freezes and the wheel stands still in all houses.",
            id="narrow",
        ),
    ],
)
def test_a_letter_over_several_lines_belongs_to_the_word_beside_it(
    letter: str, width: float, lines: list[str], expected: str
) -> None:
    above = column("The sluice was closed.", top=70)
    assert texts([*above, *begun(letter, width, *lines)]) == ["The sluice was closed.", expected]


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        pytest.param("da Quill was born in the mill.", "Ada Quill was born in the mill.", id="of a name said again"),
        pytest.param(
            "my Quill was born in the mill.", "Amy Quill was born in the mill.", id="of a name with a word in it"
        ),
        pytest.param("rtists met in the old mill.", "Artists met in the old mill.", id="of a word said nowhere else"),
        pytest.param("mong its guests was Ada.", "Among its guests was Ada.", id="of a short one"),
        pytest.param("nother wheel was built in 1742.", "Another wheel was built in 1742.", id="of a longer one"),
        pytest.param("few guests came from Kell.", "A few guests came from Kell.", id="before what often follows it"),
        pytest.param("miller dug the race.", "A miller dug the race.", id="before what is a word elsewhere"),
    ],
)
def test_an_a_is_a_word_only_before_one(beside: str, expected: str) -> None:
    above = column("The sluice of Ada Quill was closed by my uncle. Miller", "Brook had the key.", top=60)
    assert texts([*above, *begun("A", 23, beside)])[-1] == expected


def test_an_a_in_quotation_marks_belongs_to_the_name_beside_it() -> None:
    above = column("Many guests of the mill were friends of", "Ada Quill.", top=60)
    assert texts([*above, *begun('"A', 36, "da Quill is here.")])[-1] == '"Ada Quill is here.'


def test_it_is_no_title_and_no_heading() -> None:
    article = read_pdf(pdf([*column("The mill of Kell", top=60, size=16), *begun("T", 21, *MILL)]))
    assert (article.title, [section.path for section in article.sections]) == ("The mill of Kell", [()])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(
            column("Adder, see Snakes", "Apple, see Fruit", left=55),
            ["A", "Adder, see Snakes Apple, see Fruit"],
            id="before names",
        ),
        pytest.param(
            column("very efficient house", left=65, top=112), ["A very efficient house"], id="on the same line"
        ),
        pytest.param(column("1 to 2 euros a day", left=150), ["A", "1 to 2 euros a day"], id="far from a figure"),
    ],
)
def test_a_large_letter_that_begins_no_word_stays_by_itself(words: list[Words], expected: list[str]) -> None:
    above = column("All houses have a certificate.", "It hangs beside the door.", top=60)
    article = read_pdf(pdf([*above, (30, 112, "A", 32), *words]))
    assert {*expected} <= {article.title, *article.text.split("\n\n")}
