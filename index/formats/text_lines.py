"""A text by its lines, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its surrounding white space, and where it stands."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Behind its last character."""
        return self.start + len(self.text)

    def behind(self, mark: re.Pattern[str]) -> Line:
        """The same without a mark that it begins with."""
        found = mark.match(self.text)
        return Line(self.text[found.end() :], self.start + found.end()) if found else self


NO_LINE = Line("", 0)


def text_lines(text: str) -> Iterator[Line]:
    """Lines end at CR, LF or both, which is one end."""
    for match in _LINE.finditer(text):
        words = match[0].strip(" \t\r\n\ufeff\u00a0")
        yield Line(words, match.start() + match[0].find(words) if words else match.end())
