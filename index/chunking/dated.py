"""A day or a time right below a heading, as in lists of events: "14 May" below "Jazz night" says nothing alone."""

from __future__ import annotations

from dataclasses import replace

import regex

from index.chunking.headings import with_told
from index.chunking.right_below import is_right_below
from index.passage import Article, Block, BlockKind, Section

_MOST_HEADING_WORDS = 10
_MOST_CHARS = 60  # of a line that only tells when something is
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december)"
_WEEKDAY = r"(?:mon|tues?|wed|thu(?:rs)?|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)"
# By one of these it tells when: a month, a weekday, a year, a date, a clock time.
_TELLS = regex.compile(
    rf"\b(?:{_MONTH}|{_WEEKDAY}|(?:1\d|20)\d\d|\d{{1,2}}:\d\d|\d{{1,2}}(?:\.\d\d)? ?[ap]\.?m|noon|midnight)\b"
    r"|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b",
    regex.IGNORECASE,
)
_BETWEEN = regex.compile(r"[\s,;|·•@()–—]++|-(?!(?<=\d{4}-|\d{4}-\d\d-)\d\d\b)")  # no hyphen of "2025-05-14"
_WORD = regex.compile(
    rf"(?:{_MONTH}|{_WEEKDAY}|(?:1\d|20)\d\d|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}(?:[./]\d{{2,4}})?"
    r"|\d{1,2}(?:[:.]\d\d)?(?:[ap]\.?m|h|st|nd|rd|th)?|[ap]\.?m|noon|midnight|o'clock|from|to|until|till|and|on|at|every|daily|each|since"
    r"|the|of|in|between|doors|starts|present|now|today)?[.:]?",
    regex.IGNORECASE,
)


def with_dated(article: Article) -> Article:
    """The article with such a heading and the only line right below it that tells no more than when, in one paragraph; of days with
    what is on each below it, the first is no more the heading's than the others.

    What else stands below it is still headed by it. The title of the document stays a heading, and so does a question.
    """
    return replace(article, sections=tuple(_with_day(article, section) for section in article.sections))


def _with_day(article: Article, section: Section) -> Section:
    first = section.blocks[0] if section.blocks else None
    if first is None or not _tells_when(article, first) or any(_tells_when(article, it) for it in section.blocks[1:3]):
        return section
    heading = article.text[section.heading_start : section.heading_end]
    words = article.plain(heading).split()
    if not 0 < len(words) <= _MOST_HEADING_WORDS or heading == article.title or words[-1].endswith("?"):
        return section
    return with_told(section, (first,), first.page) if is_right_below(article, section.heading_end, first) else section


def _tells_when(article: Article, block: Block) -> bool:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM) or block.end - block.start > _MOST_CHARS:
        return False
    words = " ".join(article.plain(article.text[block.start : block.end]).split())
    return _TELLS.search(words) is not None and all(map(_WORD.fullmatch, _BETWEEN.split(words)))
