"""HTML within Markdown as the same stretches of words: its blocks and headings, with the Markdown between its tags."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.formats.code import has_words
from index.formats.markdown.elements import HEADINGS, Event, elements, has_word, is_hidden, seen_span
from index.formats.markdown.html_rows import Cell, Table
from index.formats.markdown.runs import Run
from index.formats.markdown.tags import Tag, Text, Unseen
from index.formats.title_words import is_title
from index.passage import Block, BlockKind
from index.span import trimmed

# Between the levels of what one `details` and the next one within it hold: more than there are levels without any.
_LEVELS = 200
_DEPTH = 20  # of those, as a heading's path has each
_ITEMS = ("li", "dt", "dd")
_HREF = re.compile(r"(?<![\w-])href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_TITLE = re.compile(r"(?<![\w-])(?:title|label|header|summary)\s*=\s*(?P<quote>[\"'])(?P<words>(?:(?!(?P=quote)).)+)", re.DOTALL)  # fmt: skip
_CODE = re.compile(r"(?:\s*<(?:code|samp|kbd)\b[^<>]*>)?(?P<code>.*?)(?:</(?:code|samp|kbd)\s*>\s*)?\Z", re.DOTALL | re.IGNORECASE)  # fmt: skip
_BLANK_LINES = re.compile(r"(?:[^\S\r\n]*(?:\r\n?|\n))+")
_PARAGRAPH = (0, BlockKind.PARAGRAPH)


def with_html(text: str, events: Sequence[Event]) -> Iterator[tuple[int, Block]]:
    """The events with the stretches of words in place of tags and texts; each is verbatim and so may hold tags within a line.

    A summary heads what is in its `details`, and a title in a component's tag what is in that. Left out are what is not
    seen, and lines of nothing but links.
    """
    if not any(isinstance(event, Tag | Text) for event in events):
        yield from (event for event in events if isinstance(event, tuple))
        return
    yield from _Reader(text, events).read()


def unseen_html(text: str, events: Sequence[Event]) -> Iterator[tuple[int, int]]:
    """Where tags stand, and what is not seen, ascending."""
    found = elements(text, events)
    skipped_to = 0
    for place, event in enumerate(events):
        if isinstance(event, tuple):
            continue
        is_skipped = place < skipped_to
        if isinstance(event, Tag) and place in found.closed and is_hidden(text, event):
            skipped_to = max(skipped_to, found.end_of[place])
        if is_skipped or not isinstance(event, Text):
            yield event.start, event.end


class _Reader:
    """Reads one event after the other, and keeps which elements are open."""

    def __init__(self, text: str, events: Sequence[Event]) -> None:
        self._text = text
        self._events = events
        self._elements = elements(text, events)
        self._open: list[tuple[int, Tag]] = []  # with their places
        self._kinds: list[tuple[int, BlockKind]] = []  # of what is in headings and items
        self._headed: list[int] = []  # the lowest level of a heading in each element that ends those in it
        self._depth = 0  # of `details`
        self._run = Run()
        self._kind = _PARAGRAPH
        self._picture: tuple[int, int] | None = None  # the last one, whose words may be a heading
        self._breaks = 0  # in a row
        self._is_term = False  # the run is one, and its definition may follow
        self._tables: list[Table] = []
        self._heads = 0  # that are open
        self._cells: list[Cell] | None = None  # of the row that is open

    def read(self) -> Iterator[tuple[int, Block]]:
        until = 0
        for place, event in enumerate(self._events):
            for begun in self._elements.ends.get(place, ()):
                if self._open and self._open[-1][0] == begun:
                    yield from self._end(event.start if not isinstance(event, tuple) else event[1].start)
            if place < until or isinstance(event, Unseen):
                continue
            if isinstance(event, tuple):
                yield from self._markdown(*event)
            elif isinstance(event, Text):
                self._write(event)
            elif place in self._elements.closed and is_hidden(self._text, event):
                until = self._elements.end_of[place] + (not event.breaks)
            elif not event.breaks:
                yield from self._within_line(event)
            elif event.is_closing:
                yield from self._break(event)
            elif event.name == "pre" and place in self._elements.closed:
                until = self._elements.end_of[place]
                yield from self._code(event, until)
            else:
                yield from self._break(event)
                yield from self._begin(place, event)
        for begun in self._elements.ends.get(len(self._events), ()):
            if self._open and self._open[-1][0] == begun:
                yield from self._end(len(self._text))
        yield from self._flush()

    @property
    def _shift(self) -> int:
        return _LEVELS * min(self._depth, _DEPTH)

    def _markdown(self, level: int, block: Block) -> Iterator[tuple[int, Block]]:
        is_prose = level == 0 and block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
        if is_prose and (self._cells or self._is_term):
            self._add(block.start, block.end)
            if not self._cells:
                yield from self._flush()
            return
        yield from self._flush()
        if level > 0:
            yield from self._heading(self._shift + level, block)
        elif level < 0:
            yield level - self._shift, block
        elif is_prose and self._kinds:
            yield self._kinds[-1][0], Block(self._kinds[-1][1], block.start, block.end)
        else:
            yield level, block

    def _heading(self, level: int, block: Block) -> Iterator[tuple[int, Block]]:
        if self._headed:
            self._headed[-1] = min(self._headed[-1] or level, level)
        yield level, block

    def _write(self, text: Text) -> None:
        start, end = seen_span(self._text, text)
        if start < end:
            if not self._run.has_text:
                self._kind = self._kinds[-1] if self._kinds else (0, text.kind)
            self._add(start, end)

    def _add(self, start: int, end: int) -> None:
        self._breaks = 0
        if self._cells is not None:
            if self._cells:
                self._cells[-1].run.add(start, end, True)
            return
        self._run.add(start, end, has_word(self._text[start:end]))

    def _within_line(self, tag: Tag) -> Iterator[tuple[int, Block]]:
        if tag.name == "br":
            self._breaks += 1
            if self._breaks > 1 and self._cells is None:
                yield from self._flush()
            return
        if tag.name == "img":
            self._picture = tag.start, tag.end
        run = self._cells[-1].run if self._cells else self._run
        found = _HREF.search(self._text, tag.attributes, tag.end) if tag.name == "a" else None
        run.tag(tag, found[1] if found else "")

    def _break(self, tag: Tag) -> Iterator[tuple[int, Block]]:
        """End the text so far, unless it is a term before its definition, or stands in a row."""
        if self._cells is None and not (
            self._is_term and tag.name in ("dt", "dd") and tag.is_closing == (tag.name == "dt")
        ):
            yield from self._flush()

    def _flush(self) -> Iterator[tuple[int, Block]]:
        run, (level, kind), picture = self._run, self._kind, self._picture
        self._run, self._kind, self._is_term, self._breaks, self._picture = Run(), _PARAGRAPH, False, 0, None
        if not run.has_text:
            level = self._kinds[-1][0] if self._kinds else 0
            if level and picture:
                yield from self._heading(level, Block(BlockKind.PARAGRAPH, *picture))
            return
        is_aside = run.leads_within if kind is BlockKind.ITEM else run.is_menu
        block = Block(kind, run.start, run.end)
        if level:
            yield from self._heading(level, block)
        elif not is_aside:
            yield level, block

    def _begin(self, place: int, tag: Tag) -> Iterator[tuple[int, Block]]:
        if place not in self._elements.end_of:
            return
        name = tag.name
        self._open.append((place, tag))
        if self._holds_headings(place, tag):
            self._depth += 1
            self._headed.append(0)
            if title := self._title(tag):
                level = self._shift if is_title(title["words"]) else 0
                block = Block(BlockKind.PARAGRAPH, *trimmed(self._text, *title.span("words")))
                yield from self._heading(level, block) if level else [(level, block)]
        elif _is_heading(tag) and place in self._elements.closed:
            level = self._shift + int(name[1]) if name in HEADINGS else self._shift or _LEVELS
            around = self._kinds[-1][0] if self._kinds else 0
            self._kinds.append((around or level, BlockKind.PARAGRAPH))
        elif name in _ITEMS:
            self._kinds.append((0, BlockKind.ITEM))
        elif name == "table":
            self._tables.append(Table(*self._elements.columns.get(place, (0, 0))))
        elif name == "thead":
            self._heads += 1
        elif name == "tr":
            self._headed.append(0)
            is_ended = self._elements.end_of[place] < len(self._events)
            if self._tables and is_ended and self._elements.rows[place].is_one:
                self._cells = []
        elif name in ("td", "th") and self._cells is not None:
            self._cells.append(Cell(tag.start, name == "th"))

    def _holds_headings(self, place: int, tag: Tag) -> bool:
        """Whether the headings in it head nothing behind it, and none of them is the document's title: it has one of its own."""
        return tag.name == "details" or (place in self._elements.closed and self._title(tag) is not None)

    def _title(self, tag: Tag) -> re.Match[str] | None:
        return _TITLE.search(self._text, tag.attributes, tag.end) if tag.is_component else None

    def _end(self, at: int) -> Iterator[tuple[int, Block]]:
        """End the element that was opened last; the text goes on at `at`."""
        place, tag = self._open.pop()
        name = tag.name
        if name == "dt" and self._cells is None:
            self._is_term = self._run.has_text
        elif self._cells is None:
            yield from self._flush()
        if self._holds_headings(place, tag):
            if self._headed.pop():
                yield -self._shift, Block(BlockKind.PARAGRAPH, at, at)
            self._depth -= 1
        elif name in _ITEMS or (_is_heading(tag) and place in self._elements.closed):
            self._kinds.pop()
        elif name == "table":
            self._tables.pop()
        elif name == "thead":
            self._heads -= 1
        elif name == "tr":
            yield from self._end_row(at)
        elif name in ("td", "th") and self._cells:
            self._cells[-1].end = at

    def _end_row(self, at: int) -> Iterator[tuple[int, Block]]:
        headed, cells, self._cells = self._headed.pop(), self._cells, None
        if cells is None and headed:  # columns beside each other
            yield -headed, Block(BlockKind.PARAGRAPH, at, at)
        elif cells and (row := self._tables[-1].row(cells, self._heads > 0)):
            yield 0, row

    def _code(self, tag: Tag, until: int) -> Iterator[tuple[int, Block]]:
        """The lines of a `pre` that are not empty at either end."""
        yield from self._flush()
        closing = self._events[until]
        found = _CODE.match(self._text, tag.end, closing.start if isinstance(closing, Tag) else tag.end)
        if found is None or not has_words(found["code"]):
            return
        start, end = found.span("code")
        if blank := _BLANK_LINES.match(self._text, start, end):
            start = blank.end()
        yield 0, Block(BlockKind.CODE, start, start + len(self._text[start:end].rstrip()))


def _is_heading(tag: Tag) -> bool:
    return tag.name == "summary" or tag.name in HEADINGS
