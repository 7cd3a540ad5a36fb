"""Plain text in the style of a wiki extract: `= Title =`, `== Section ==`, an infobox, paragraphs.

Text without any of these marks reads as one untitled section of paragraphs and list items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.formats.infobox import InfoboxLine, facts
from index.passage import Article, Block, BlockKind, Section

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_HEADING = re.compile(r"(={1,6})\s*(?P<words>.*?\S)\s*\1")
_ITEM = re.compile(r"(?:[-*•‣–]|\d{1,3}[.)])\s+(?P<words>\S.*)")
_INFOBOX = re.compile(r"[-*•]\s+(?P<key>[^:]{1,60}?)\s*:\s+(?P<value>\S.*)")
_SENTENCE_END = re.compile(r"""[.!?。។]["'”’)\]]*\Z""")

# A line at least this long was not wrapped by hand, so its end is the end of a paragraph.
_UNWRAPPED_CHARS = 120


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its surrounding white space, and where it stands."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read_wiki_text(text: str) -> Article:
    """Read a file's own content; offsets count its characters as they are (CRLF is two, a byte order mark one)."""
    lines = list(_lines(text))
    title = ""
    sections: list[Section] = []
    path: tuple[tuple[int, str], ...] = ()  # (level, words) of the open headings
    heading = (0, 0)
    blocks: list[Block] = []
    paragraph: list[_Line] = []

    def close_paragraph() -> None:
        infobox = [] if sections or blocks else _infobox(paragraph)
        blocks.extend(infobox or _paragraphs(paragraph))
        paragraph.clear()

    for line in lines:
        match = _HEADING.fullmatch(line.text)
        if line.text and not match:
            paragraph.append(line)
            continue
        close_paragraph()
        if not match:
            continue
        level, start = len(match[1]), line.start + match.start("words")
        if level == 1 and not title and not sections and not blocks and not path:
            title = match["words"]
            continue
        sections.append(Section(tuple(words for _, words in path), *heading, tuple(blocks)))
        path = (*(entry for entry in path if entry[0] < level), (level, match["words"]))
        heading, blocks = (start, start + len(match["words"])), []
    close_paragraph()
    sections.append(Section(tuple(words for _, words in path), *heading, tuple(blocks)))
    return Article(
        title=title, text=text, sections=tuple(section for section in sections if section.path or section.blocks)
    )


def _lines(text: str) -> Iterator[_Line]:
    for match in _LINE.finditer(text):
        words = match[0].strip(" \t\r\n\ufeff\u00a0")
        yield _Line(words, match.start() + match[0].find(words) if words else match.end())


def _infobox(lines: list[_Line]) -> list[Block]:
    """The blocks of an infobox: `- Key: value` lines, the first of which may stand under a name. Empty where it is none."""
    rows = [(line, match) for line in lines if (match := _INFOBOX.fullmatch(line.text))]
    if len(rows) < 2 or len(rows) < len(lines) - 1 or (len(rows) < len(lines) and rows[0][0] is lines[0]):
        return []
    entries = [InfoboxLine(match["key"], match["value"], line.start + match.start("value")) for line, match in rows]
    return [
        Block(BlockKind.FACT, line.start, line.end, fact=fact)
        for (line, _), fact in zip(rows, facts(entries), strict=True)
    ]


def _paragraphs(lines: list[_Line]) -> Iterator[Block]:
    """Lines that follow each other without a blank one: list items, and paragraphs that may be wrapped by hand."""
    start: int | None = None
    previous: _Line | None = None
    for line in lines:
        item = _ITEM.fullmatch(line.text)
        ends = previous is not None and (
            item or len(previous.text) >= _UNWRAPPED_CHARS or _SENTENCE_END.search(previous.text)
        )
        if previous is not None and start is not None and ends:
            yield Block(BlockKind.PARAGRAPH, start, previous.end)
            start = None
        if item:
            yield Block(BlockKind.ITEM, line.start + item.start("words"), line.end)
            previous = None
            continue
        start = line.start if start is None else start
        previous = line
    if start is not None and previous is not None:
        yield Block(BlockKind.PARAGRAPH, start, previous.end)
