"""A text by its lines, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its surrounding white space, where it stands, and how many columns it is indented."""

    text: str
    start: int
    indent: int = 0

    @property
    def end(self) -> int:
        """Behind its last character."""
        return self.start + len(self.text)

    @property
    def width(self) -> int:
        """Columns up to its end."""
        return self.indent + len(self.text)

    def behind(self, mark: re.Pattern[str]) -> Line:
        """The same without a mark that it begins with."""
        found = mark.match(self.text)
        return Line(self.text[found.end() :], self.start + found.end(), self.indent + found.end()) if found else self


NO_LINE = Line("", 0)


def text_lines(text: str) -> Iterator[Line]:
    """Lines end at CR, LF or both, which is one end."""
    for match in _LINE.finditer(text):
        words = match[0].strip(" \t\r\n\ufeff\u00a0")
        before = match[0].find(words)
        yield Line(words, match.start() + before, _columns(match[0][:before])) if words else Line("", match.end())


def has_room(width: int, following: str, columns: int) -> bool:
    """Whether a line so wide could hold the first word of the next one within these columns, so that it was not wrapped by hand."""
    return width + 1 + len(following.split(" ")[0]) <= columns


def _columns(blanks: str) -> int:
    return len(blanks.removeprefix("\ufeff").expandtabs())
