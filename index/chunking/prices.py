"""A price in a heading, or right below it, as on menus and lists of rooms: a heading is no passage, and a price says nothing alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from index.chunking.headings import with_pages, with_told
from index.chunking.right_below import is_right_below
from index.formats.price_words import PRICE, is_price
from index.passage import Article, Block, BlockKind, Section

MOST_BETWEEN = 20  # words of what may stand between a name and its price: what a dish is made of

# From the end, which alone is looked at: from each mark on, a long row of them takes the square of its length.
_ASKS = regex.compile(r"(?r)[?？؟]\W*\Z")


def with_prices(article: Article) -> Article:
    """The article with a heading that tells a price, and the paragraph right below it, in one paragraph; where none stands
    there, the heading is a paragraph itself. A heading of a few words with a line right below it that only tells a price, or
    with that line behind a few words more, is one with these.

    What else stands below it is still headed by it. The title of the document stays a heading, and so does a question.
    """
    return replace(
        article, sections=tuple(_with_price(article, section, page) for section, page in with_pages(article))
    )


def _with_price(article: Article, section: Section, page: int | None) -> Section:
    heading = article.text[section.heading_start : section.heading_end]
    if not heading or heading == article.title or _ASKS.search(article.plain(heading)):
        return section
    if tells_price := PRICE.search(article.plain(heading)) is not None:
        taken = section.blocks[:1] if _stands_below(article, section.heading_end, section.blocks[:1]) else ()
    else:
        taken = _up_to_price(article, section)
    if not (taken or tells_price):
        return section
    return with_told(section, taken, page)


def _up_to_price(article: Article, section: Section) -> tuple[Block, ...]:
    """The line right below a heading where it only tells a price, or what stands before that and the line."""
    begins = section.blocks[:3]
    prices = [block for block in begins if block.kind is BlockKind.PARAGRAPH and is_price(_words(article, block))]
    if len(prices) != 1 or prices[0] not in begins[:2]:  # of several each has a name of its own
        return ()
    taken = begins[: begins.index(prices[0]) + 1]
    ends = (section.heading_end, *(block.end for block in taken))
    is_near = all(_stands_below(article, end, [block]) for end, block in zip(ends, taken, strict=False))
    between = " ".join(_words(article, block) for block in taken[:-1])
    return taken if is_near and len(between.split()) <= MOST_BETWEEN else ()


def _stands_below(article: Article, end: int, blocks: Sequence[Block]) -> bool:
    """Whether a paragraph stands right behind what ends there."""
    return bool(blocks) and blocks[0].kind is BlockKind.PARAGRAPH and is_right_below(article, end, blocks[0])


def _words(article: Article, block: Block) -> str:
    return " ".join(article.plain(article.text[block.start : block.end]).split())
