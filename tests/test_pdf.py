"""PDF: paragraphs from lines, pages without their furniture, sections from the outline or the type."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fpdf import FPDF

from index.errors import SourceError
from index.formats.pdf import read_pdf
from index.passage import Article, Block, BlockKind, Section

Words = tuple[float, float, str, float]  # left, distance from the head of the page, words, size; all in points

WIDTH, HEIGHT, LEADING = 300, 500, 12
TEA = ["Tea is a drink that is made from the leaves of a", "shrub, which grows in the hills of China and in", "Japan."]


def column(*texts: str, top: float = 100, left: float = 30, size: float = 10) -> list[Words]:
    """Lines below each other, as a paragraph has them."""
    return [(left, top + number * LEADING, text, size) for number, text in enumerate(texts)]


def pdf(*pages: Sequence[Words], title: str = "", bookmarks: Sequence[tuple[int, int, str]] = (), **marks: str) -> bytes:
    """A document with words at given places; a bookmark is a page, a level and a title, all from 0."""
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.set_title(title)
    for number, words in enumerate(pages):
        document.add_page()
        for page, level, name in bookmarks:
            if page == number:
                document.start_section(name, level)
        for left, top, text, size in words:
            document.set_font("helvetica", size=size)
            document.text(left, top, text)
    if marks:
        document.set_encryption(**marks)
    return bytes(document.output())


def blocks(article: Article) -> list[tuple[str, int | None, str]]:
    return [
        (block.kind.value, block.page, article.text[block.start : block.end])
        for section in article.sections
        for block in section.blocks
    ]


def texts(*pages: Sequence[Words]) -> list[str]:
    return [text for _, _, text in blocks(read_pdf(pdf(*pages)))]


def test_a_document_with_an_outline_is_read_by_its_chapters() -> None:
    data = pdf(
        [*column("On tea", top=80, size=20), *column(*TEA), *column("1. Kinds", "Green tea is not fermented.", top=150)],
        [*column("Brewing"), *column("Pour it.", top=112), *column("Water", top=140), *column("It is hot.", top=152)],
        title="On tea, a report",
        bookmarks=[(0, 0, "Kinds"), (1, 0, "2 Brewing"), (1, 1, "Water"), (1, 1, "Not there")],
    )
    lead = "Tea is a drink that is made from the leaves of a shrub, which grows in the hills of China and in Japan."
    text = f"{lead}\n\n1. Kinds\n\nGreen tea is not fermented.\n\nBrewing\n\nPour it.\n\nWater\n\nIt is hot."

    def block(words: str, page: int) -> Block:
        return Block(BlockKind.PARAGRAPH, text.index(words), text.index(words) + len(words), page=page)

    def section(path: tuple[str, ...], words: str, page: int) -> Section:
        start = text.index(path[-1])
        return Section(path, start, start + len(path[-1]), (block(words, page),))

    assert read_pdf(data) == Article(
        title="On tea",
        text=text,
        sections=(
            Section((), 0, 0, (block(lead, 1),)),
            section(("1. Kinds",), "Green tea is not fermented.", 1),
            section(("Brewing",), "Pour it.", 2),
            section(("Brewing", "Water"), "It is hot.", 2),
        ),
    )


def test_without_an_outline_larger_type_makes_the_sections() -> None:
    article = read_pdf(
        pdf(
            [
                *column("Tea", top=60, size=24),
                *column("Kinds of it", top=90, size=16),
                *column("Green", top=110, size=13),
                *column(*TEA, top=130),
                *column("Water", top=190, size=16),
                *column("It has to be hot.", top=210),
            ]
        )
    )
    assert article.title == "Tea"
    assert [section.path for section in article.sections] == [("Kinds of it",), ("Kinds of it", "Green"), ("Water",)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (column(*TEA), [" ".join(TEA)]),
        (column(*TEA) + column("It is old.", top=160), [" ".join(TEA), "It is old."]),
        (column(*TEA, "It is old, and it is very much loved in all of", "Asia."), [" ".join(TEA), "It is old, and it is very much loved in all of Asia."]),
        (
            [*column(TEA[0], left=42), *column(TEA[1], "Japan and Korea, and has done so for a long time", top=112), *column("Korea has it too.", top=136, left=42)],
            [f"{TEA[0]} {TEA[1]} Japan and Korea, and has done so for a long time", "Korea has it too."],
        ),
        (column("\x95 Green tea is the kind which is not fermented, but") + column("Steamed or roasted.", "\x95 Black tea", top=112), ["Green tea is the kind which is not fermented, but Steamed or roasted.", "Black tea"]),
        (column(*TEA) + column("Notes", top=136, size=7), [" ".join(TEA), "Notes"]),
        (column(*TEA[:2], top=380) + column(*TEA[2:], top=100, left=180), [" ".join(TEA)]),
        (column("It is made from the leaves of the Camel-", "lia and of nothing else."), ["It is made from the leaves of the Camellia and of nothing else."]),
        (column("A well-known tea is one that everyone calls well-", "known."), ["A well-known tea is one that everyone calls well-known."]),
        (column("There is no other tea which is as good as the Anglo-", "Indian one."), ["There is no other tea which is as good as the Anglo-Indian one."]),
        (column("Tea has been drunk by all of Europe from 1610 -", "and before."), ["Tea has been drunk by all of Europe from 1610 - and before."]),
    ],
    ids=["lines", "gap", "short last line", "indentation", "bullets", "size", "column", "hyphen", "compound", "before a capital", "dash"],
)  # fmt: skip
def test_lines_that_belong_together_are_one_paragraph(lines: list[Words], expected: list[str]) -> None:
    assert texts(lines) == expected


def test_a_list_is_read_as_items_without_their_bullets() -> None:
    data = pdf(column("Kinds:", "\x95 green", "\x95 black", "1. First", "- white"))
    assert blocks(read_pdf(data)) == [
        ("paragraph", 1, "Kinds:"),
        ("item", 1, "green"),
        ("item", 1, "black"),
        ("item", 1, "1. First"),
        ("item", 1, "white"),
    ]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (TEA[:2], TEA[2:], [(1, " ".join(TEA))]),
        (TEA[:1], ["shrub from Asia."], [(1, "Tea is a drink that is made from the leaves of a shrub from Asia.")]),
        (TEA, ["It is old."], [(1, " ".join(TEA)), (2, "It is old.")]),
        (["Tea"], ["It is old."], [(1, "Tea"), (2, "It is old.")]),
        (["Leaves of the Camel-"], ["lia."], [(1, "Leaves of the Camellia.")]),
    ],
    ids=["full line", "small letter", "end of a sentence", "short line", "broken word"],
)
def test_a_paragraph_may_run_over_a_page(first: list[str], second: list[str], expected: list[tuple[int, str]]) -> None:
    furniture = [*column("The tea book", top=30), *column("7", top=480, left=150)]
    data = pdf([*furniture, *column(*first)], [*column(*second), *furniture])
    if first == ["Tea"]:
        data = pdf([*furniture, *column(TEA[0], "Tea.", "Tea")], [*column(*second), *furniture])
        expected = [(1, f"{TEA[0]} Tea."), *expected]
    assert [(page, text) for _, page, text in blocks(read_pdf(data))] == expected
