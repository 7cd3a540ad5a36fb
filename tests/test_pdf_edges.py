"""PDF: what repeats at the edges of pages is left out, and what else stands there stays."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pdf_of import TEA, TEA_LINES, Words, blocks, column, pdf, texts

from index.formats.pdf.read import read_pdf


def test_headers_footers_and_page_numbers_are_left_out() -> None:
    def page(number: int) -> list[Words]:
        header = column("The tea book" if number % 2 else "Second edition", top=30, left=200)
        footer = column(f"Page {number} of 6, printed in 2024", top=480)
        return [*header, *column(f"Tea has been drunk for {number}000 years.", "Repeated words.", top=200), *footer]

    assert texts(*(page(number) for number in range(1, 7))) == [
        f"Tea has been drunk for {number}000 years. Repeated words." for number in range(1, 7)
    ]
    assert texts(*[column("Tea", top=30)] * 2, column("It is old.")) == ["It is old."]
    assert texts(*[column("Tea", top=30)] * 2, *[column("It is old.")] * 4) == [
        "Tea Tea It is old.",
        *["It is old."] * 3,
    ]
    assert texts([*column("Tea", top=30), *column("It is old.", top=200), *column("xii", top=480)]) == [
        "Tea",
        "It is old.",
    ]


CHAPTERS = [
    ("1 Kinds of tea", "1.1 Green and black"),
    ("2 Water", "2.1 How hot does it have to be?"),
    ("3 Pots", "3.1 Of clay"),
]


def book(heads: Sequence[str], top: float = 30) -> list[list[Words]]:
    """A chapter to each head, on a page of its own; its text goes on to the next page, below the head."""
    first = [
        [*column(chapter, top=100, size=20), *column(section, top=130, size=14), *column(TEA[0], top=400)]
        for chapter, section in CHAPTERS
    ]
    second = [[*column(head, top=top), *column("shrub.", top=80)] for head in heads]
    return [page for pages in zip(first, second, strict=True) for page in pages]


@pytest.mark.parametrize(
    "heads",
    [
        ["CHAPTER 1. KINDS OF TEA 1.1. GREEN AND\x85", "CHAPTER 2. WATER 2.1. HOW HOT DOES IT ...", "CHAPTER 3. POTS 3.1. OF CLAY"],
        ["Kinds of tea Green and black", "Water How hot does it have to be?", "Pots Of clay"],
        ["2 Chapter 1. Kinds of tea", "2.1. How hot does it have to be? 4", "6 Chapter 3. Pots"],
    ],
    ids=["of chapter and section", "left and right", "with the page's number"],
)  # fmt: skip
def test_running_heads_are_left_out_and_break_no_sentence(heads: list[str]) -> None:
    assert texts(*book(heads)) == [f"{TEA[0]} shrub."] * 3


@pytest.mark.parametrize(
    ("heads", "top", "kept"),
    [
        (["Open daily", "Closed in May", "Dogs are welcome"], 30, 3),
        (["Kinds of tea cost 4", "Water costs 1", "Pots cost 30"], 30, 3),
        (["Kinds of tea", "Water", "Pots"], 66, 3),
        (["Kinds of tea", "Water", "Open daily"], 30, 1),
    ],
    ids=["no headings", "more than headings", "on top of the text", "of them those that are"],
)
def test_other_lines_at_the_edge_stay(heads: list[str], top: float, kept: int) -> None:
    text = " ".join(texts(*book(heads, top)))
    assert [head for head in heads if head in text] == heads[-kept:]


def test_headers_of_left_and_right_pages_are_left_out_of_a_short_document() -> None:
    right, left = column("The tea book", top=30, left=200), column("Second edition", top=30)
    body = column(TEA[0], "Shrub or", top=200)
    assert texts(*[[*right, *body], [*left, *column("of two.", top=200)]] * 2) == [f"{TEA[0]} Shrub or of two."] * 2


def test_what_a_browser_prints_around_a_single_page_is_left_out() -> None:
    printed = column("11/29/26, 6:16 PM Tea, a society", top=20) + column("file:///srv/tea.html 1/1", top=490)
    assert texts([*printed, *TEA_LINES]) == [" ".join(TEA)]
    assert texts([*printed[:1], *TEA_LINES]) == ["11/29/26, 6:16 PM Tea, a society", " ".join(TEA)]


def test_slides_that_go_on_keep_their_heading() -> None:
    slides = [
        [*column(name, top=30, size=20), *TEA_LINES] for name in ("Tea", "Kinds", "Kinds", "Kinds", "Water", "Price")
    ]
    article = read_pdf(pdf(*slides))
    assert [section.path for section in article.sections][1:4] == [("Kinds",)] * 3


def test_lines_at_the_edge_that_differ_in_a_number_of_their_own_stay() -> None:
    def page(number: int) -> list[Words]:
        heading = column(f"Boat {number}", top=30, size=16) + column(f"Seats: {number**2}", top=50)
        return [
            *heading,
            *TEA_LINES,
            *column(f"Price: £{8 + number}", f"{60 + number} % off", f"Boats - {number + 9}", top=450),
        ]

    article = read_pdf(pdf(*(page(number) for number in range(1, 6))))
    assert [section.path for section in article.sections] == [(f"Boat {number}",) for number in range(1, 6)]
    assert [text for _, _, text in blocks(article)] == [
        text
        for number in range(1, 6)
        for text in (f"Seats: {number**2}", " ".join(TEA), f"Price: £{8 + number}", f"{60 + number} % off")
    ]


@pytest.mark.parametrize(
    ("top", "bottom"),
    [
        pytest.param("1920", "250", id="a year and a number"),
        pytest.param("5 %", "$9", id="a share and a price"),
        pytest.param("Civil", "mill", id="words of Roman letters"),
    ],
)
def test_what_is_no_page_number_stays(top: str, bottom: str) -> None:
    assert texts([*column(top, top=30), *column("It is old.", top=200), *column(bottom, top=480)]) == [
        top,
        "It is old.",
        bottom,
    ]


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param(("1", "2"), id="the page's"),
        pytest.param(("17", "18"), id="of a part of a book"),
        pytest.param(("- iv -", "- v -"), id="Roman"),
        pytest.param(("IV", "V"), id="Roman capitals"),
        pytest.param(("Page 9", "page 4 of 9"), id="by a word"),
    ],
)
def test_page_numbers_are_left_out(numbers: Sequence[str]) -> None:
    pages = [[*column(f"Tea of {place}.", top=200), *column(number, top=480)] for place, number in enumerate(numbers)]
    assert texts(*pages) == ["Tea of 0.", "Tea of 1."]


def test_labelled_lines_that_count_with_the_pages_stay() -> None:
    pages = [
        [*column(f"Room: 10{page}", top=30), *column(f"{name} teaches here.", top=200)]
        for page, name in enumerate(("Ann", "Bob", "Cid"), 1)
    ]
    assert [words for words in texts(*pages) if words.startswith("Room")] == ["Room: 101", "Room: 102", "Room: 103"]


def test_pages_that_say_all_at_their_edges_are_read() -> None:
    tickets = [column("Admit one to the boat", top=30) for _ in range(3)]
    assert " ".join(texts(*tickets)).count("Admit one to the boat") == 3


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("See https://tea.example/green-", "tea/kinds now."), "See https://tea.example/green-tea/kinds now."),
        (("Write to tea-", "desk@tea.example now."), "Write to tea-desk@tea.example now."),
        (("An X-", "ray of a pot."), "An X-ray of a pot."),
        (("It is a ket-", "tle of tea."), "It is a kettle of tea."),
    ],
)
def test_the_hyphen_of_an_address_stays(lines: Sequence[str], whole: str) -> None:
    assert texts(column(*lines, top=200)) == [whole]
