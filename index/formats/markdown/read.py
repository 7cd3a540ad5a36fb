"""Markdown (CommonMark with GitHub's tables) into an Article, every offset into the file's own text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from markdown_it import MarkdownIt

from index.errors import SourceError
from index.formats.markdown.asides import with_asides
from index.formats.markdown.comments import comments, without_comments
from index.formats.markdown.components import with_components
from index.formats.markdown.depth import with_depth
from index.formats.markdown.directives import without_directives
from index.formats.markdown.embedded import unseen_html, with_html
from index.formats.markdown.front_matter import front_matter
from index.formats.markdown.myst import with_myst
from index.formats.markdown.note_blocks import with_notes
from index.formats.markdown.stretches import stretches
from index.formats.markdown.unseen import masked
from index.formats.markdown.words import LINE_BREAK, find_notes, shown, words
from index.formats.sections import HEADING_CHARS, Sections
from index.passage import Article, BlockKind, Section
from index.shown import STOP

_BLOCKS = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
with_depth(with_notes(with_myst(without_directives(with_asides(with_components(_BLOCKS))))))
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")  # YAML's escapes may write one
_STOPS = re.compile(f"{STOP}+")
_LINKS_WITHIN = re.compile(r"(?:[^\w\[]*\[[^\]]*\]\(#[^)]*\))+[^\w\[]*")


def read_markdown(text: str) -> Article:
    """Find the blocks that hold sentences or code; `text` is the file's content, its line breaks untranslated.

    The title is the front matter's, else the first heading if its level is 1; a heading that is the title is no section. The url
    is the front matter's.

    - Headings: a few words in bold that are a paragraph by themselves, above something else, are one below all others. One within
      a list, a quote, an admonition or a tab is a block of it.
    - Quotes: one of several lines is one block, because its sentences run over the line ends; `plain` drops the `>` between them.
      `[!NOTE]` before them is no part of it. Words behind that and above others head these if they are a title; if not, they
      stand apart, but a question with its answer.
    - Admonitions, tabs and parts between `:::`: their title heads their body by the same rule. The lines of that keep their
      indentation.
    - Items: the `[x]` of a task is no part of one.
    - Notes: `[^1]: …` is a block, whose label `plain` drops; what stands indented below it is read as if it were not.
    - Code: its lines as they stand, with their indentation. None is read where it holds no word, or in a quote, where each line
      begins with a mark.
    - HTML is read as on a page of it, with the Markdown between its tags, and a stretch of it keeps the tags within.
    - No blocks are paragraphs of nothing but pictures, which hold no sentence that answers and whose symbols would match
      anything, and what only links to other places of the document, as a list of contents does.

    Refused is a title or url that is no text: half a character by its escape.
    """
    begin = 1 if text.startswith("\ufeff") else 0
    front, body = front_matter(text, begin)
    above = "\n" * len(LINE_BREAK.findall(text, begin, body))  # so that the lines below keep their numbers
    env: dict[str, Any] = {}
    tokens = _BLOCKS.parse(above + without_comments(text[body:]), env)
    find_notes(env, text[body:])

    title, url = front.get("title", ""), front.get("url", "")
    if _HALF_CHARACTER.search(title + url):
        raise SourceError(
            "has half a character (a lone surrogate) in its front matter's title or url; write the character itself"
        )
    events = stretches(text, begin, tokens)
    sections = Sections()
    for level, block in with_html(text, events):
        if level < 0:
            sections.leave(-level, block.end)
            continue
        is_code = block.kind is BlockKind.CODE
        seen = "" if is_code else words(env, text[block.start : block.end], pictures=level > 0)
        if not seen and not is_code:
            continue
        if level == 0:
            is_prose = block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
            if not (is_prose and _LINKS_WITHIN.fullmatch(text, block.start, block.end)):
                sections.add([block])
        elif level == 1 and not sections.has_heading and title in ("", seen) and len(seen) <= HEADING_CHARS:
            title = seen
        else:
            sections.head(level, seen, block.start, block.end)
    found = sections.all()
    return Article(
        title=title,
        text=text,
        sections=found,
        url=url if url.startswith(("https://", "http://")) else None,
        plain=partial(words, env),
        shown=partial(shown, env),
        masked=masked,
        withheld=tuple(sorted({*comments(text), *_outside(unseen_html(text, events), found), *_within(text, found)})),
    )


def _outside(places: Iterable[tuple[int, int]], sections: Sequence[Section]) -> Iterator[tuple[int, int]]:
    """Those of the places that stand in no block; both ascend."""
    blocks = [block for section in sections for block in section.blocks]
    ends = [block.end for block in blocks]
    for start, end in places:
        around = bisect_right(ends, start)
        if around == len(blocks) or end <= blocks[around].start:
            yield start, end


def _within(text: str, sections: Sequence[Section]) -> Iterator[tuple[int, int]]:
    """What stands in a block and is no part of a sentence."""
    for block in (block for section in sections for block in section.blocks if block.kind is not BlockKind.CODE):
        stretch = text[block.start : block.end]
        for found in _STOPS.finditer(masked(stretch)) if "<" in stretch else ():
            yield block.start + found.start(), block.start + found.end()
