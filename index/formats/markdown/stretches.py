"""The stretches of words in a Markdown text: blocks and headings, by what the parser's tokens say of its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from markdown_it.token import Token

from index.formats.code import has_words
from index.formats.line_forms import LABEL, without_number
from index.formats.markdown.elements import HEADINGS, Event, without_lone
from index.formats.markdown.tags import Tag, html_pieces
from index.formats.markdown.words import LINE_BREAK, NOTE_BEGIN, QUOTE_MARKS
from index.formats.title_words import is_bold_title, is_title, may_head
from index.passage import Block, BlockKind
from index.span import trimmed

_TASK = re.compile(r"\[[ xX]\]\s+(?=\S)")  # first in a list item (GitHub's task lists)
_ALERT = re.compile(r"\[!\w+\][+-]?(?=\s|\Z)[ \t]*(?:(?:\r\n?|\n)[ \t]*(?:>[ \t]?)*)?")  # `[!NOTE]`, first in a quote
# `{#opening .wide}` behind a heading (Pandoc, Docusaurus, Hugo), `{: .wide}` behind or below anything (kramdown).
_ATTRIBUTES = re.compile(
    r"(?<![ \t])[ \t]*(?<!\S)\{(?:(?P<any>:)[ \t]*|[ \t]*(?=[#.]|-\}))"
    r"(?:(?:[#.][^\s{}]++|[\w-]++(?:=(?:\"[^\"{}]*+\"|[^\s{}\"]++))?)[ \t]*+)++\}\Z"
)
_CELL = re.compile(r"(?:\\\||[^|])+")
# A line in bold by itself heads what follows it, if it states nothing; a question may.
_BOLD = re.compile(r"(\*\*|__)(?P<words>\S(?:(?!\1).){0,80}?)[ \t]*\1[ \t]*:?")
_LEVEL_OF_BOLD = 7
_LEVEL_LIKE_BOLD = -1000  # of one that may head something where others do
_SEVERAL = 2  # such lines that do, for a document has one style
# Bold words that others follow in the same block: "**Steam is weak.** The nozzle is clogged."
_LEAD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).){1,120}?(?<=\S)\1[.:!?]?(?=\s+\S)", re.DOTALL)
# "**Serves:** 6", "*Time*: two lessons"
_MARKED_LABEL = re.compile(
    r"[ \t]*(?P<mark>\*{1,2}|_{1,2})(?=[^\s*_])[^*_:\r\n]{1,60}(?::(?P=mark)|(?P=mark):)[ \t]+\S"
)
_LEVEL_OF_ASIDE = 8  # of the title of a quote or an admonition, which heads no more than that; one within has the next


def stretches(text: str, begin: int, tokens: Sequence[Token]) -> list[Event]:
    """Each in its order, with its level: 0 for what is no heading; minus that of its title where an aside ends; and the pieces of HTML.

    `begin` is where the first line begins. A line in bold heads what stands below it if that is nothing but words.
    """
    reader = _Reader(text, begin)
    tokens = (*tokens, Token("", "", 0))
    found = without_lone([event for opening, inline in pairwise(tokens) for event in reader.read(opening, inline)])
    return list(_headed(text, list(_in_one_style(found))))


@dataclass(slots=True)
class _Aside:
    """A quote, an admonition or a tab that is open: where it ends, and its title's level or 0."""

    end: int
    is_quote: bool
    level: int = 0


class _Reader:
    """Reads one token after the other, and keeps what is open."""

    def __init__(self, text: str, begin: int) -> None:
        breaks = list(LINE_BREAK.finditer(text))
        self._text = text
        self._starts = [begin, *(found.end() for found in breaks)]
        self._ends = [*(found.start() for found in breaks), len(text)]
        self._kinds = [BlockKind.PARAGRAPH]
        self._asides: list[_Aside] = []
        self._columns: tuple[int, int] | None = None
        lines = (text[start:end] for start, end in zip(self._starts, self._ends, strict=True))
        self._labels = Counter(_label(line) for line in lines if ":" in line)  # how many lines begin with each

    def read(self, opening: Token, inline: Token) -> Iterator[Event]:
        """What a token opens or closes; `inline` is the one behind it."""
        first, last = opening.map or (0, 0)  # what opens a block has its lines
        match opening.type:
            case "list_item_open":
                self._kinds.append(BlockKind.ITEM)
            case "blockquote_open":
                self._kinds.append(BlockKind.PARAGRAPH)
                self._asides.append(_Aside(self._ends[last - 1], is_quote=True))
            case "aside_open":
                end = self._ends[first] - opening.meta["behind"]
                level = _LEVEL_OF_ASIDE + len(self._asides) if opening.meta["heads"] else 0
                yield level, self._block(end - len(opening.content), end)
                self._asides.append(_Aside(self._ends[last - 1], is_quote=False, level=level))
            case "list_item_close":
                self._kinds.pop()
            case "blockquote_close":
                self._kinds.pop()
                yield from self._left()
            case "aside_close":
                yield from self._left()
            case "fence" | "code_block" if has_words(opening.content) and not self._is_quoted:
                first += opening.type == "fence"
                yield 0, _code(self._text, opening, self._starts[first:last], self._ends[first:last])
            case "tr_open":
                yield 0, self._row(first, is_header=inline.type == "th_open")
            case "html_block":
                start = self._starts[first]
                line, content = self._text[start : self._ends[first]].rstrip(), opening.content.split("\n", 1)[0]
                start += max(0, len(line) - len(content.rstrip()))  # behind the marks of what it stands in
                yield from html_pieces(self._text, start, self._ends[last - 1], self._kinds[-1], self._is_quoted)
            case "paragraph_open" | "heading_open" if inline.map:
                yield from self._written(opening, inline, inline.map[0])

    @property
    def _is_quoted(self) -> bool:
        return any(aside.is_quote for aside in self._asides)

    def _left(self) -> Iterator[tuple[int, Block]]:
        aside = self._asides.pop()
        if aside.level:
            yield -aside.level, Block(BlockKind.PARAGRAPH, aside.end, aside.end)

    def _row(self, line: int, *, is_header: bool) -> Block:
        end = self._ends[line]
        row = trimmed(self._text, self._behind_marks(line, end), end)
        if is_header:
            self._columns = row
        cells = tuple(cell.span() for cell in _CELL.finditer(self._text, *row))
        return Block(BlockKind.ROW, *row, columns=self._columns, parts=cells)

    def _written(self, opening: Token, inline: Token, line: int) -> Iterator[tuple[int, Block]]:
        """What a paragraph or heading says: without an alert's mark, whose title is its own, and each of its notes."""
        start, end = self._span(opening, inline)
        level = _level(opening, inline)
        if self._kinds[-1] is BlockKind.ITEM and (task := _TASK.match(self._text, start, end)):
            start = task.end()
        if self._asides and self._asides[-1].is_quote and (alert := _ALERT.match(self._text, start, end)):
            start = alert.end()
            title = self._text[start : self._ends[line]].rstrip()
            if start < self._ends[line] < end and not title.endswith("?"):
                self._asides[-1].level = _LEVEL_OF_ASIDE + len(self._asides) - 1 if is_title(title) else 0
                yield self._asides[-1].level, self._block(start, self._ends[line])
                start = self._behind_marks(line + 1, end)
        notes = NOTE_BEGIN.finditer(self._text[start:end]) if opening.type == "paragraph_open" else ()
        later = [(start + note.start(), start + note.start("mark")) for note in notes if note.start()]
        if opening.type == "paragraph_open" and not later:
            later = self._labelled(line, start, end)
        for (_, begun), (ended, _) in pairwise(((start, start), *later, (end, end))):
            yield level, self._block(begun, ended)

    def _span(self, opening: Token, inline: Token) -> tuple[int, int]:
        """Where its words stand, without what marks it and without attributes."""
        first, last = inline.map or (0, 0)
        line, end = self._text[self._starts[first] : self._ends[first]], self._ends[last - 1]
        is_marked = opening.markup.startswith("#")
        if is_marked:
            line = _without_closing(line)
            end = self._starts[first] + len(line)
        lines = inline.content.split("\n")
        # What stands before the words of a first line is marks. Where markdown-it dropped a line of odd spaces
        # (U+00A0), the first line is unknown, and the marks stay in.
        marked = len(line.rstrip()) - len(lines[0].rstrip()) if len(lines) == last - first else 0
        start = self._starts[first] + marked
        attributes = _ATTRIBUTES.search(self._text, start, end)
        if attributes and (attributes["any"] or opening.type == "heading_open"):
            end = attributes.start()
            if is_marked:
                end = start + len(_without_closing(self._text[start:end]))
        return start, end

    def _labelled(self, line: int, start: int, end: int) -> list[tuple[int, int]]:
        """Where the lines of a paragraph behind its first end the one before and begin, if each begins with a label. None of one of
        several records, whose first line alone says what it is of.
        """
        later: list[tuple[int, int]] = []
        ended = min(self._ends[line], end)
        if self._labels[_label(self._text[start:ended])] > 1:
            return []
        while LABEL.match(self._text, start, ended) or _MARKED_LABEL.match(self._text, start, ended):
            if ended == end:
                return later
            line += 1
            is_broken = self._text.endswith("\\", start, ended)  # by a backslash
            start = self._behind_marks(line, end)
            later.append((ended - is_broken, start))
            ended = min(self._ends[line], end)
        return []

    def _behind_marks(self, line: int, end: int) -> int:
        """Where a line's words begin, behind those of a quote."""
        marks = QUOTE_MARKS.match(self._text[self._starts[line] : end])
        return self._starts[line] + (marks.end() if marks else 0)

    def _block(self, start: int, end: int) -> Block:
        block = Block(self._kinds[-1], *trimmed(self._text, start, end))
        lead = _LEAD.match(self._text, block.start, block.end)
        depth = self._kinds.count(BlockKind.ITEM) - 1 if block.kind is BlockKind.ITEM else 0
        return replace(block, depth=depth, lead_end=lead.end() if lead else 0)


def _label(line: str) -> str:
    """What a line begins with, up to a colon; all of one without."""
    return line.partition(":")[0].lstrip(" \t>-*+")


def _level(opening: Token, inline: Token) -> int:
    if opening.level:
        return 0
    if opening.type == "heading_open":
        return int(opening.tag[1])
    bold = _BOLD.fullmatch(inline.content)
    if not bold:
        return 0
    if is_bold_title(bold["words"]):
        return _LEVEL_OF_BOLD
    return _LEVEL_LIKE_BOLD if may_head(without_number(bold["words"])) else 0


def _in_one_style(events: Sequence[Event]) -> Iterator[Event]:
    """The same; where several lines in bold head something, so do those that may, and none does where they do not."""
    sure = sum(isinstance(event, tuple) and event[0] == _LEVEL_OF_BOLD for event in events)
    level_alike = _LEVEL_OF_BOLD if sure >= _SEVERAL else 0
    for event in events:
        if isinstance(event, tuple) and event[0] == _LEVEL_LIKE_BOLD:
            yield level_alike, event[1]
        else:
            yield event


def _headed(text: str, events: Sequence[Event]) -> Iterator[Event]:
    """The same, but for lines in bold: of those that nothing but words stands below the words alone, of others a paragraph."""
    for event, following in zip_longest(events, map(_level_of, events[1:])):
        if not isinstance(event, tuple):
            yield event
            continue
        level, block = event
        bold = _BOLD.fullmatch(text, block.start, block.end) if level == _LEVEL_OF_BOLD else None
        if bold is None:
            yield 0 if level == _LEVEL_OF_BOLD else level, block
        elif following == 0:
            yield level, replace(block, start=bold.start("words"), end=bold.end("words"))
        else:
            yield 0, block


def _level_of(event: Event) -> int:
    """0 for what a line in bold may head; not so a heading, nor the end of what both stand in."""
    if isinstance(event, tuple):
        return event[0]
    return int(isinstance(event, Tag) and event.breaks and (event.is_closing or event.name in HEADINGS))


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
