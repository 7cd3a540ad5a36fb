"""PDFs with words at given places, and what is read of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fpdf import FPDF

from index.formats.pdf.read import read_pdf
from index.passage import Article

Words = tuple[float, float, str, float]  # left, distance from the head of the page, words, size; all in points

WIDTH, HEIGHT, LEADING = 300, 500, 12
TEA = ["Tea is a drink that is made from the leaves of a", "shrub, which grows in the hills of China and in", "Japan."]


def column(*texts: str, top: float = 100, left: float = 30, size: float = 10) -> list[Words]:
    """Lines below each other, as a paragraph has them."""
    return [(left, top + number * LEADING, text, size) for number, text in enumerate(texts)]


TEA_LINES = column(*TEA)


def pdf(
    *pages: Sequence[Words],
    title: str = "",
    bookmarks: Sequence[tuple[int, int, str]] = (),
    bold: Collection[str] = (),
    password: str | None = None,
) -> bytes:
    """A document with words at given places; a bookmark is a page, a level and a title, all from 0."""
    document = FPDF(unit="pt", format=(WIDTH, HEIGHT))
    document.set_title(title)
    for number, words in enumerate(pages):
        document.add_page()
        for page, level, name in bookmarks:
            if page == number:
                document.start_section(name, level)
        for left, top, text, size in words:
            document.set_font("helvetica", "B" if text in bold else "", size=size)
            document.text(left, top, text)
    if password is not None:
        document.set_encryption(owner_password="owner", user_password=password)
    return bytes(document.output())


def blocks(article: Article) -> list[tuple[str, int | None, str]]:
    return [
        (block.kind.value, block.page, article.text[block.start : block.end])
        for section in article.sections
        for block in section.blocks
    ]


def texts(*pages: Sequence[Words]) -> list[str]:
    return [text for _, _, text in blocks(read_pdf(pdf(*pages)))]
