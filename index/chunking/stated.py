"""What a heading states, as page builders and notices have it: a heading is no passage, so it would be lost."""

from __future__ import annotations

import re
from dataclasses import replace

from index.chunking.headings import with_pages, with_told
from index.formats.line_forms import SENTENCE_END
from index.formats.title_words import QUESTION_MARKS, states_something
from index.passage import Article, Section

_TELLS = re.compile(r"\d|\S@\S|\bwww\.|://")  # "Room 4", "hall@example.org"


def with_stated(article: Article) -> Article:
    """The article with a heading as a paragraph where nothing stands below it, no other heading either, and it states something, or
    has a number or an address; it is one of the section around it then. One that is a sentence is a paragraph too, and heads what
    stands below it all the same. The title of the document stays a heading, and so do a question and what a document of nothing but
    headings says.
    """
    if not any(section.blocks for section in article.sections):
        return article
    behind = (*article.sections[1:], None)
    sections = (
        _with_stated(article, section, next_one, page)
        for (section, page), next_one in zip(with_pages(article), behind, strict=True)
    )
    return replace(article, sections=tuple(sections))


def _with_stated(article: Article, section: Section, behind: Section | None, page: int | None) -> Section:
    start, end = section.heading_start, section.heading_end
    words = " ".join(article.plain(article.text[start:end]).split())
    if not words or article.text[start:end] == article.title or words.endswith(QUESTION_MARKS):
        return section
    states = states_something(words.rstrip(".!"))
    is_last = not section.blocks and not _stands_below(section, behind)
    if not (is_last and (states or _TELLS.search(words))) and not (states and SENTENCE_END.search(words)):
        return section
    told = with_told(section, (), page)
    return replace(told, path=section.path[:-1]) if is_last else told


def _stands_below(section: Section, behind: Section | None) -> bool:
    """Whether the section behind is one of this one."""
    return (
        behind is not None and len(behind.path) > len(section.path) and behind.path[: len(section.path)] == section.path
    )
