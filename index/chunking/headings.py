"""Headings that say something themselves: no heading is a passage, so what they say would be lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.passage import Article, Block, BlockKind, Section


def with_pages(article: Article) -> Iterator[tuple[Section, int | None]]:
    """Each section with the page that it begins on, as far as a block of it or of one behind it tells."""
    pages: list[int | None] = []
    page: int | None = None
    for section in reversed(article.sections):
        page = section.blocks[0].page if section.blocks else page
        pages.append(page)
    return zip(article.sections, reversed(pages), strict=True)


def with_told(section: Section, taken: Sequence[Block], page: int | None) -> Section:
    """The section with its heading as a paragraph, in one with its first blocks where such are `taken`; it heads the others still."""
    heading = section.heading_start, section.heading_end
    parts = (heading, *(part for block in taken for part in block.parts or ((block.start, block.end),)))
    block = Block(BlockKind.PARAGRAPH, heading[0], parts[-1][1], page=page, parts=parts if taken else ())
    return replace(section, heading_end=section.heading_start, blocks=(block, *section.blocks[len(taken) :]))
