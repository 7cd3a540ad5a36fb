"""Which version came out when, as changelogs tell it: in a heading, which is no passage, or by a day right below it that says nothing
alone.
"""

from __future__ import annotations

from dataclasses import replace

from index.chunking.headings import with_pages, with_told
from index.chunking.right_below import is_right_below
from index.formats.version_heading import heads_version, is_called_version, tells_date
from index.passage import Article, BlockKind, Section

_MOST_WORDS = 6  # of a line that only tells a day: "Released on 14 May 2025"


def with_versions(article: Article) -> Article:
    """The article with each heading of a version as a paragraph, together with the line right below it that only tells its day.

    What else stands below it is still headed by it. The title of the document stays a heading.
    """
    return replace(
        article, sections=tuple(_with_version(article, section, page) for section, page in with_pages(article))
    )


def _with_version(article: Article, section: Section, page: int | None) -> Section:
    heading = article.text[section.heading_start : section.heading_end]
    words = _words(article, heading)
    if not heading or heading == article.title or not heads_version(words):
        return section
    taken = section.blocks[:1] if _is_day(article, section) else ()
    if not (taken or is_called_version(words)):
        return section
    return with_told(section, taken, page)


def _is_day(article: Article, section: Section) -> bool:
    first = section.blocks[0] if section.blocks else None
    if first is None or first.kind is not BlockKind.PARAGRAPH:
        return False
    words = _words(article, article.text[first.start : first.end])
    is_short = len(words.split()) <= _MOST_WORDS and tells_date(words)
    return is_short and is_right_below(article, section.heading_end, first)


def _words(article: Article, text: str) -> str:
    return " ".join(article.plain(text).split())
