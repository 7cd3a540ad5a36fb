"""Where the elements of HTML in a Markdown file end, with Markdown between their tags, and what their tables hold."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.formats.markdown.hidden import hides
from index.formats.markdown.tags import Html, Tag, Text
from index.formats.table_rows import ROW_CHARS
from index.passage import Block, BlockKind

Event = tuple[int, Block] | Html  # what was read of Markdown, with its level, or a piece of HTML

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_PARTS = HEADINGS | {"table", "pre", "details"}
_CELLS = frozenset(("td", "th"))
_ITEMS = frozenset(("dt", "dd"))
_ROW = frozenset(("tr", "p")) | _CELLS
# Of the elements whose end may be left out, those that the begin of another one ends (HTML Standard, 13.1.2.4).
_ENDED_BY = {
    "li": {"li", "p"}, "dt": _ITEMS | {"p"}, "dd": _ITEMS | {"p"}, "td": _CELLS | {"p"}, "th": _CELLS | {"p"}, "tr": _ROW,
    "thead": _ROW | {"tbody"}, "tbody": _ROW | {"thead", "tbody"}, "tfoot": _ROW | {"thead", "tbody"},
}  # fmt: skip
_WORD = re.compile(r"[^\W_]")
_BLANKS = "\t\n\r "


@dataclass(slots=True)
class Row:
    """What a table's row holds, as far as is known: `parts` that are no cells, paragraphs side by side, characters, cells."""

    has_parts: bool = False
    has_paragraphs: bool = False
    chars: int = 0
    cells: int = 0
    paragraphs: int = 0  # of the cell that is open

    @property
    def is_one(self) -> bool:
        """Whether it is a row of cells, not one for layout."""
        return not self.has_parts and (not self.has_paragraphs or (self.cells > 1 and self.chars <= ROW_CHARS))


@dataclass(slots=True)
class Elements:
    """By the places of their begins among the events: where elements end, which is before the event at that place; `ends` is the reverse.

    `closed` are those that a tag of their own ends. Of each row there is what it holds, and of each table the first and the
    last column that holds anything.
    """

    end_of: dict[int, int] = field(default_factory=dict)
    ends: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    closed: set[int] = field(default_factory=set)
    rows: dict[int, Row] = field(default_factory=dict)
    columns: dict[int, tuple[int, int]] = field(default_factory=dict)


def without_lone(events: Sequence[Event]) -> list[Event]:
    """The events with a text in place of a component's tag without the other half: `Promise<User>`, `Set <your-name> to yours`."""
    begun: dict[str, list[int]] = defaultdict(list)
    lone: set[int] = set()
    for place, event in enumerate(events):
        if isinstance(event, Tag) and event.is_component and not event.is_empty:
            if not event.is_closing:
                begun[event.written].append(place)
                lone.add(place)
            elif begun[event.written]:
                lone.remove(begun[event.written].pop())
            else:
                lone.add(place)
    return [
        Text(event.start, event.end, event.kind, event.is_quoted) if place in lone and isinstance(event, Tag) else event
        for place, event in enumerate(events)
    ]


def elements(text: str, events: Sequence[Event]) -> Elements:
    """Those whose begins are among the events."""
    return _Finder(text, events).found


def is_hidden(text: str, tag: Tag) -> bool:
    """Whether no reader sees what is in it."""
    return hides(tag.name, text, tag.attributes, tag.end)


def has_word(text: str) -> bool:
    """Whether a stretch of HTML between tags holds a letter or a digit that a page shows."""
    return _WORD.search(html.unescape(text) if "&" in text else text) is not None


def seen_span(text: str, written: Text) -> tuple[int, int]:
    """What a page shows of a text between tags, without the white space and the marks of a quote around it; of no length if that is nothing."""
    stretch = text[written.start : written.end]
    blanks = f"{_BLANKS}>" if written.is_quoted else _BLANKS
    bare = stretch.lstrip(blanks)
    start = written.end - len(bare)
    bare = bare.rstrip(_BLANKS)
    return start, start + (len(bare) if html.unescape(bare).strip() else 0)


class _Finder:
    def __init__(self, text: str, events: Sequence[Event]) -> None:
        self.found = Elements()
        self._text = text
        self._events = events
        self._open: list[tuple[int, str]] = []
        self._names = Counter[str]()
        self._rows: list[Row] = []  # those that are open, as are the tables
        self._tables: list[int] = []
        for place, event in enumerate(events):
            if isinstance(event, Tag):
                self._read(place, event)
            elif isinstance(event, Text):
                self._hold(*seen_span(text, event))
            elif isinstance(event, tuple):
                level, block = event
                if self._rows and (level or block.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM)):
                    self._rows[-1].has_parts = True
                elif self._rows and block.kind is BlockKind.PARAGRAPH:
                    self._paragraph()
                self._hold(block.start, block.end)
        while self._open:
            self._end(len(events))

    def _read(self, place: int, tag: Tag) -> None:
        name = tag.name
        if tag.is_closing:
            if self._names[name]:
                while self._open[-1][1] != name:
                    self._end(place)
                self.found.closed.add(self._open[-1][0])
                self._end(place)
            return
        if not (tag.breaks or is_hidden(self._text, tag)):
            return
        ended = _ENDED_BY.get(name, {"p"}) if tag.breaks else ()
        while self._open and self._open[-1][1] in ended:
            self._end(place)
        if tag.is_empty:
            return
        if self._rows:
            self._rows[-1].has_parts |= name in _PARTS or tag.is_component
            if name == "p":
                self._paragraph()
        self._open.append((place, name))
        self._names[name] += 1
        if name == "table":
            self._tables.append(place)
        elif name == "tr":
            self._rows.append(Row())
            self.found.rows[place] = self._rows[-1]
        elif name in _CELLS and self._rows:
            self._rows[-1].cells += 1
            self._rows[-1].paragraphs = 0

    def _end(self, place: int) -> None:
        begun, name = self._open.pop()
        self._names[name] -= 1
        self.found.end_of[begun] = place
        self.found.ends[place].append(begun)
        if name == "table":
            self._tables.pop()
        elif name == "tr":
            self._rows.pop()

    def _paragraph(self) -> None:
        row = self._rows[-1]
        row.paragraphs += 1
        row.has_paragraphs |= row.paragraphs > 1

    def _hold(self, start: int, end: int) -> None:
        if not self._rows:
            return
        row = self._rows[-1]
        row.chars += len(self._text[start:end].strip())
        if self._tables and row.cells and start < end:
            column, table = row.cells - 1, self._tables[-1]
            first, last = self.found.columns.get(table, (column, column))
            self.found.columns[table] = min(first, column), max(last, column)
