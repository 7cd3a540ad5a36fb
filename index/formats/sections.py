"""The sections of an article, as its headings and blocks come one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from index.passage import Block, BlockKind, Section

HEADING_CHARS = 300  # it stands before each passage below it; what is longer is text that somebody made large


class Sections:
    """What stands before the first heading is a section too, and so is a heading with nothing below it."""

    def __init__(self) -> None:
        self._sections: list[Section] = []
        self._path: list[tuple[int, str]] = []  # level and words of the open headings
        self._heading = (0, 0)
        self._blocks: list[Block] = []

    @property
    def has_heading(self) -> bool:
        """Whether one has come."""
        return bool(self._path)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come."""
        return not (self._path or self._blocks)

    def head(self, level: int, words: str, start: int, end: int) -> None:
        """Open a section under the nearest heading of a lower level; `start` and `end` are where its words stand.

        Words that are too many for a heading are a paragraph.
        """
        if len(words) > HEADING_CHARS:
            self.add([Block(BlockKind.PARAGRAPH, start, end)])
            return
        self._close()
        self._path = [*(outer for outer in self._path if outer[0] < level), (level, words)]
        self._heading = start, end

    def leave(self, level: int, at: int) -> None:
        """Go on at an offset below what stands above the headings of this level and below, if such are open."""
        if self._path and self._path[-1][0] >= level:
            self._close()
            self._path = [outer for outer in self._path if outer[0] < level]
            self._heading = at, at

    def add(self, blocks: Iterable[Block]) -> None:
        """Put blocks into the section that is open."""
        self._blocks += blocks

    def all(self) -> tuple[Section, ...]:
        """All of them, in order, once everything has come."""
        self._close()
        return tuple(self._sections)

    def _close(self) -> None:
        if self._blocks or self._heading[0] < self._heading[1]:
            path = tuple(words for _, words in self._path)
            self._sections.append(Section(path, *self._heading, tuple(self._blocks)))
        self._blocks = []
