"""Markdown (CommonMark with GitHub's tables) into an Article, every offset into the file's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise, takewhile, zip_longest
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.errors import SourceError
from index.formats.code import has_words
from index.formats.markdown.asides import with_asides
from index.formats.markdown.comments import comments, without_comments
from index.formats.markdown.depth import with_depth
from index.formats.markdown.directives import without_directives
from index.formats.markdown.front_matter import front_matter
from index.formats.markdown.myst import with_myst
from index.formats.markdown.unseen import masked
from index.formats.markdown.words import LINE_BREAK, NOTE_BEGIN, QUOTE_MARKS, find_notes, shown, words
from index.formats.sections import HEADING_CHARS, Sections
from index.formats.title_words import is_bold_title, is_title
from index.passage import Article, Block, BlockKind

_BLOCKS = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
with_depth(with_myst(without_directives(with_asides(_BLOCKS))))
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")  # YAML's escapes may write one
_TASK = re.compile(r"\[[ xX]\]\s+(?=\S)")  # first in a list item (GitHub's task lists)
_ALERT = re.compile(r"\[!\w+\][+-]?(?=\s|\Z)[ \t]*(?:(?:\r\n?|\n)[ \t]*(?:>[ \t]?)*)?")  # `[!NOTE]`, first in a quote
# `{#opening .wide}` behind a heading (Pandoc, Docusaurus, Hugo), `{: .wide}` behind or below anything (kramdown).
_ATTRIBUTES = re.compile(
    r"(?<![ \t])[ \t]*(?<!\S)\{(?:(?P<any>:)[ \t]*|[ \t]*(?=[#.]|-\}))"
    r"(?:(?:[#.][^\s{}]++|[\w-]++(?:=(?:\"[^\"{}]*+\"|[^\s{}\"]++))?)[ \t]*+)++\}\Z"
)
_END = Token("", "", 0)
_LINKS_WITHIN = re.compile(r"(?:[^\w\[]*\[[^\]]*\]\(#[^)]*\))+[^\w\[]*")
_CELL = re.compile(r"(?:\\\||[^|])+")
# A line in bold by itself heads what follows it, if it states nothing; a question may.
_BOLD = re.compile(r"(\*\*|__)(?P<words>\S(?:(?!\1).){0,80}?)[ \t]*\1[ \t]*:?")
_LEVEL_OF_BOLD = 7
_LEVEL_OF_ASIDE = 8  # of the title of a quote or an admonition, which heads no more than that; one within has the next
# What is read of HTML: a title, and a question that is a summary, with the words right behind it; not in comments and code.
_TAGS = r"(?:\s|</?(?!summary|details)\w[^<>]*>)*"
_HTML = re.compile(
    r"<(?:!--(?:.*?-->|.*)|(?:pre|script|style|textarea)\b.*)"
    r"|<h1\b[^<>]*>(?P<title>(?:(?!</?h1).){1,1000}?)</h1\s*>"
    rf"|<summary\b[^<>]*>{_TAGS}(?P<question>(?:(?!</?summary).){{1,300}}?[?？؟]){_TAGS}</summary\s*>{_TAGS}"
    r"(?P<behind>(?:[^<]|</?(?:a|b|br|code|em|i|kbd|strong)\b[^<>]*>)*)",
    re.DOTALL | re.IGNORECASE,
)


def read_markdown(text: str) -> Article:
    """Find the blocks that hold sentences or code; `text` is the file's content, its line breaks untranslated.

    HTML blocks and paragraphs of nothing but pictures are no blocks: they hold no sentence that
    answers, and their symbols would match anything. Of HTML only a `<summary>` that asks something is read, with
    the words right behind it, and a title. Nor is a block what only links to other places of the document, as a
    list of contents does. A quote of several lines is one block, because its sentences run over the line ends;
    `plain` drops the `>` between them, and `[!NOTE]` before them is no part of it, nor is a task's `[x]` of an item; words behind that, above others, head
    these if they are a title, and else stand apart, but a question with its answer. The title of an admonition, a tab or a part between `:::`
    does as much for its body, whose lines keep their indentation. Code is its lines as they
    stand, with their indentation; none where it holds no word, or in a quote, where each line begins with a
    mark. A note (`[^1]: …`) is a block, whose label `plain` drops. A heading within a list, a quote, an admonition or a
    tab is a block of it. The title is the front matter's, else an `<h1>` above all headings, else the first heading if
    its level is 1; a heading that is the title is no section. A
    paragraph of nothing but a few words in bold, above something else, is a heading below all others. The url is
    the front matter's.

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
    title = title or _title_in_html(env, tokens)
    sections = Sections()
    for level, block in _headed(text, list(_stretches(text, begin, tokens))):
        if level < 0:
            sections.leave(-level, block.end)
            continue
        is_code = block.kind is BlockKind.CODE
        seen = "" if is_code else words(env, text[block.start : block.end], pictures=level > 0)
        if not seen and not is_code:
            continue
        if (
            level == 0
            and block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
            and _LINKS_WITHIN.fullmatch(text, block.start, block.end)
        ):
            continue
        if level == 0:
            sections.add([block])
        elif level == 1 and not sections.has_heading and title in ("", seen) and len(seen) <= HEADING_CHARS:
            title = seen
        else:
            sections.head(level, seen, block.start, block.end)
    return Article(
        title=title,
        text=text,
        sections=sections.all(),
        url=url if url.startswith(("https://", "http://")) else None,
        plain=partial(words, env),
        shown=partial(shown, env),
        masked=masked,
        withheld=comments(text),
    )


def _stretches(text: str, begin: int, tokens: Sequence[Token]) -> Iterator[tuple[int, Block]]:
    """Each stretch of words in its order, with its level: 0 for what is no heading; minus that of its title where an aside ends."""
    breaks = list(LINE_BREAK.finditer(text))
    starts = [begin, *(found.end() for found in breaks)]
    ends = [*(found.start() for found in breaks), len(text)]
    kinds = [BlockKind.PARAGRAPH]
    # The open ones: where it ends, whether it is a quote, its title's level or 0.
    asides: list[tuple[int, bool, int]] = []
    columns: tuple[int, int] | None = None
    for opening, token in pairwise((*tokens, _END)):
        if opening.type in ("list_item_open", "blockquote_open"):
            kinds.append(BlockKind.ITEM if opening.type == "list_item_open" else BlockKind.PARAGRAPH)
            if opening.type == "blockquote_open" and opening.map:
                asides.append((ends[opening.map[1] - 1], True, 0))
        elif opening.type == "aside_open" and opening.map:
            end = ends[opening.map[0]] - opening.meta["behind"]
            level = _LEVEL_OF_ASIDE + len(asides) if opening.meta["heads"] else 0
            yield level, _trimmed(text, kinds[-1], end - len(opening.content), end)
            asides.append((ends[opening.map[1] - 1], False, level))
        elif opening.type in ("list_item_close", "blockquote_close", "aside_close"):
            if opening.type != "aside_close":
                kinds.pop()
            if opening.type != "list_item_close":
                end, _, level = asides.pop()
                if level:
                    yield -level, Block(BlockKind.PARAGRAPH, end, end)
        elif opening.type in ("fence", "code_block") and opening.map and not any(aside[1] for aside in asides):
            if has_words(opening.content):
                first = opening.map[0] + (opening.type == "fence")
                last = opening.map[1]
                yield 0, _code(text, opening, starts[first:last], ends[first:last])
        elif opening.type == "tr_open" and opening.map:
            start, end = starts[opening.map[0]], ends[opening.map[0]]
            marks = QUOTE_MARKS.match(text[start:end])
            row = _trimmed(text, BlockKind.ROW, start + (marks.end() if marks else 0), end)
            if token.type == "th_open":
                columns = row.start, row.end
            cells = tuple(cell.span() for cell in _CELL.finditer(text, row.start, row.end))
            yield 0, replace(row, columns=columns, parts=cells)
        elif opening.type == "html_block" and opening.map and opening.level == 0:
            yield from _of_html(text, starts[opening.map[0]], ends[opening.map[1] - 1])
        elif opening.type in ("paragraph_open", "heading_open") and token.map:
            first, last = token.map[0], token.map[1] - 1
            line, end = text[starts[first] : ends[first]], ends[last]
            if opening.markup.startswith("#"):
                line = _without_closing(line)
                end = starts[first] + len(line)
            lines = token.content.split("\n")
            is_top = opening.level == 0
            # What stands before the words of a first line is marks. Where markdown-it dropped a line of odd spaces
            # (U+00A0), the first line is unknown, and the marks stay in.
            marked = len(line.rstrip()) - len(lines[0].rstrip()) if len(lines) == last - first + 1 else 0
            level = int(opening.tag[1]) if opening.type == "heading_open" and is_top else 0
            if opening.type == "paragraph_open" and is_top and _is_bold_heading(token.content):
                level = _LEVEL_OF_BOLD
            start = starts[first] + marked
            attributes = _ATTRIBUTES.search(text, start, end)
            if attributes and (attributes["any"] or opening.type == "heading_open"):
                end = attributes.start()
                if opening.markup.startswith("#"):
                    end = start + len(_without_closing(text[start:end]))
            if kinds[-1] is BlockKind.ITEM and (task := _TASK.match(text, start, end)):
                start = task.end()
            alert = _ALERT.match(text, start, end) if asides and asides[-1][1] else None
            start = alert.end() if alert else start
            if alert and start < ends[first] < end and not (title := text[start : ends[first]].rstrip()).endswith("?"):
                title_level = _LEVEL_OF_ASIDE + len(asides) - 1 if is_title(title) else 0
                asides[-1] = asides[-1][0], True, title_level
                yield title_level, _trimmed(text, kinds[-1], start, ends[first])
                marks = QUOTE_MARKS.match(text[starts[first + 1] : end])
                start = starts[first + 1] + (marks.end() if marks else 0)
            notes = NOTE_BEGIN.finditer(text[start:end]) if opening.type == "paragraph_open" else ()
            later = [(start + note.start(), start + note.start("mark")) for note in notes if note.start()]
            for (_, begun), (ended, _) in pairwise(((start, start), *later, (end, end))):
                yield level, _trimmed(text, kinds[-1], begun, ended)


def _title_in_html(env: dict[str, Any], tokens: Sequence[Token]) -> str:
    """The words of the first `<h1>` that has any, above the first heading; empty without one."""
    above = takewhile(lambda token: token.type != "heading_open", tokens)
    elements = (found for token in above if token.type == "html_block" for found in _HTML.finditer(token.content))
    titles = (words(env, found["title"]) for found in elements if found["title"])
    return next(filter(None, titles), "")


def _of_html(text: str, start: int, end: int) -> Iterator[tuple[int, Block]]:
    for found in _HTML.finditer(text, start, end):
        if found["question"]:
            yield 0, _trimmed(text, BlockKind.PARAGRAPH, *found.span("question"))
            yield 0, _trimmed(text, BlockKind.PARAGRAPH, *found.span("behind"))


def _is_bold_heading(line: str) -> bool:
    found = _BOLD.fullmatch(line)
    return found is not None and is_bold_title(found["words"])


def _headed(text: str, stretches: Sequence[tuple[int, Block]]) -> Iterator[tuple[int, Block]]:
    """The same, but for lines in bold: of those that nothing but words stands below the words alone, of others a paragraph."""
    for (level, block), following in zip_longest(stretches, [level for level, _ in stretches[1:]]):
        bold = _BOLD.fullmatch(text, block.start, block.end) if level == _LEVEL_OF_BOLD else None
        if bold is None:
            yield 0 if level == _LEVEL_OF_BOLD else level, block
        elif following == 0:
            yield level, replace(block, start=bold.start("words"), end=bold.end("words"))
        else:
            yield 0, block


def _without_closing(line: str) -> str:
    """The line of an ATX heading without its closing sequence (CommonMark 4.2): `## Life ##`."""
    bare = line.rstrip(" \t").rstrip("#")
    return bare if bare.endswith((" ", "\t")) else line


def _code(text: str, token: Token, starts: Sequence[int], ends: Sequence[int]) -> Block:
    """The lines of a token's code that are not empty at either end; its first one starts and ends with the first of these."""
    lines = token.content.split("\n")
    held = [number for number, line in enumerate(lines) if line.strip()]
    start, end = starts[held[0]], ends[held[-1]]
    if token.type == "code_block":  # it may begin behind the marks of a list item
        line = text[start : ends[0]].rstrip()
        start += len(line[: len(line) - len(lines[0].strip())].rstrip(" \t"))
    return Block(BlockKind.CODE, start, start + len(text[start:end].rstrip()))


def _trimmed(text: str, kind: BlockKind, start: int, end: int) -> Block:
    stretch = text[start:end]
    start += len(stretch) - len(stretch.lstrip())
    return Block(kind, start, start + len(stretch.strip()))
