"""Lines of a paragraph that each end with a price or a number, as on menus: each is a paragraph of its own."""

from __future__ import annotations

from dataclasses import replace

import regex

from index.chunking.paragraph_lines import lines_of
from index.formats.price_words import PRICE
from index.passage import Article, Block, BlockKind, Section

_FEWEST, _FEWEST_NUMBERS = 2, 3  # lines
_MOST_CHARS = 200  # of a line
_END_CHARS = 40  # of it, which a price stands in
_FIGURE = regex.compile(r"\p{N}")
_BEGINS = regex.compile(r"""["'“‘(*_]{0,3}[\p{Lu}\p{N}]""")
_PER = r"(?:\s?(?:each|pp|p\.p\.|per(?: \w+){1,2}|an? \w+))?"
_ENDS_WITH_PRICE = regex.compile(rf"(?:{PRICE.pattern}){_PER}[*_)]*\Z")
_ENDS_WITH_NUMBER = regex.compile(r"\p{L}.*\s\d{1,4}(?:[.,]\d{1,2})?[*_)]*\Z")


def with_priced_lines(article: Article) -> Article:
    """The article with a block for each line of such a paragraph: two or more that tell a price, or three or more that end so."""
    return replace(article, sections=tuple(_with_lines(article, section) for section in article.sections))


def _with_lines(article: Article, section: Section) -> Section:
    blocks = tuple(line for block in section.blocks for line in _lines(article, block))
    return section if len(blocks) == len(section.blocks) else replace(section, blocks=blocks)


def _lines(article: Article, block: Block) -> list[Block]:
    if block.kind is not BlockKind.PARAGRAPH:
        return [block]
    places = list(lines_of(article, block))
    if len(places) < _FEWEST or not all(
        _FIGURE.search(article.text, max(start, end - _END_CHARS), end) for start, end in places
    ):
        return [block]
    words = [article.plain(article.text[start:end]).strip() for start, end in places]
    if any(len(line) > _MOST_CHARS or not _BEGINS.match(line) for line in words):
        return [block]
    priced = [_ENDS_WITH_PRICE.search(line) is not None for line in words]
    numbered = len(words) >= _FEWEST_NUMBERS and all(map(_ENDS_WITH_NUMBER.search, words))
    if not (all(priced) or numbered):
        return [block]
    return [replace(block, start=start, end=end, parts=(), lead_end=0) for start, end in places]
