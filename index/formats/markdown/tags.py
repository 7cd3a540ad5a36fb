"""The tags and texts of HTML in a Markdown file, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.formats.breaks import BREAKS
from index.passage import BlockKind

_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"))  # fmt: skip
# Each way through it ends at the next angle bracket, or where what it reads over ends: the time grows with the text.
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>|<(?P<raw>script|style)\b[^<>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<slash>/?)(?P<name>[a-z][\w.:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>"
    r"|<(?P<slash_2>/?)(?P<name_2>[a-z][\w.:-]*)(?P<attributes_2>[^<>]*)>",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; `written` is its name as it stands there, and `attributes` begin at that offset and end before its bracket.

    `kind` and `is_quoted` are those that it would have as a text.
    """

    start: int
    end: int
    written: str
    attributes: int
    is_closing: bool
    is_empty: bool
    kind: BlockKind
    is_quoted: bool

    @property
    def name(self) -> str:
        """In small letters."""
        return self.written.lower()

    @property
    def is_component(self) -> bool:
        """Whether it is none of HTML, but of a site's own."""
        return is_component(self.written)

    @property
    def breaks(self) -> bool:
        """Whether a text breaks off there."""
        return self.name in BREAKS or self.name == "pre" or self.is_component


@dataclass(frozen=True, slots=True)
class Text:
    """What stands between two tags, and what it is by the Markdown around it; `is_quoted` where lines may begin with a quote's marks."""

    start: int
    end: int
    kind: BlockKind
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Unseen:
    """A comment, a script or a style."""

    start: int
    end: int


Html = Tag | Text | Unseen


def is_component(name: str) -> bool:
    """Whether it names no element of HTML, but one of a site's own (MDX, custom elements)."""
    return (name[0].isupper() and not name.isupper()) or "-" in name or "." in name


def html_pieces(text: str, start: int, end: int, kind: BlockKind, is_quoted: bool) -> Iterator[Html]:
    """All of a stretch of HTML, in order."""
    for found in _PIECE.finditer(text, start, end):
        if start < found.start():
            yield Text(start, found.start(), kind, is_quoted)
        start = found.end()
        variant = "" if found["name"] else "_2"
        name = found[f"name{variant}"]
        if name is None:
            yield Unseen(found.start(), start)
            continue
        attributes = found[f"attributes{variant}"]
        yield Tag(
            found.start(),
            start,
            name,
            found.start(f"attributes{variant}"),
            is_closing=bool(found[f"slash{variant}"]),
            is_empty=name.lower() in _VOID or attributes.endswith("/"),
            kind=kind,
            is_quoted=is_quoted,
        )
    if start < end:
        yield Text(start, end, kind, is_quoted)
