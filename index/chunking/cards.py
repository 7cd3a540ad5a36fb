"""A name above what somebody is, as on a page of staff: below the heading stand a few words that say nothing without it."""

from __future__ import annotations

from dataclasses import replace

import regex

from index.chunking.right_below import is_right_below
from index.passage import Article, Block, BlockKind, Section

MOST_WORDS = 6  # of a line that may be somebody's role: "Deputy head of the lower school"

# Two to five words with a capital each, among them what names have small; no heading in capitals.
_PART = r"\p{Lu}(?:\.|[\p{L}\p{M}'’.-]*[\p{Ll}\p{M}.])"
_NAME = regex.compile(rf"{_PART}(?:\s(?:(?:d[aeiou]|del|della|der|den|van|von|zu|al|bin|ibn|y|e)\s)*{_PART}){{1,4}}")
# A date, a price, a label, a sentence; from the end, for from each mark on, a long row of them takes the square of its length.
_SAYS_MORE = regex.compile(r"(?r)\p{N}|[:;.?!…؟。](?:\W*\Z|\s)")


def with_cards(article: Article) -> Article:
    """The article with such a heading and the words right below it in one paragraph, as in `Ada Quill`, `Head coach`; or the
    other way round, `Head coach` above `Ada Quill`.

    What else stands below it is still headed by it. The title of the document stays a heading.
    """
    return replace(article, sections=tuple(_with_card(article, section) for section in article.sections))


def _with_card(article: Article, section: Section) -> Section:
    first = section.blocks[0] if section.blocks else None
    if first is None or first.kind is not BlockKind.PARAGRAPH or not _is_card(article, section, first):
        return section
    heading = (section.heading_start, section.heading_end)
    parts = (heading, *(first.parts or ((first.start, first.end),)))
    block = replace(first, start=section.heading_start, parts=parts)
    return replace(section, heading_end=section.heading_start, blocks=(block, *section.blocks[1:]))


def _is_card(article: Article, section: Section, below: Block) -> bool:
    heading = article.text[section.heading_start : section.heading_end]
    if not heading or heading == article.title or not is_right_below(article, section.heading_end, below):
        return False
    both = [" ".join(article.plain(words).split()) for words in (heading, article.text[below.start : below.end])]
    return (
        all(len(words.split()) <= MOST_WORDS and not _SAYS_MORE.search(words) for words in both)
        and any(_NAME.fullmatch(words) for words in both)
    )  # fmt: skip
