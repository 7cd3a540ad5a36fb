"""A document as a browser shows its page: which words stand in one there, and where each passage is among them."""

from __future__ import annotations

import regex

from index.note_marks import NOTE_MARKS
from index.passage import Article, Block, BlockKind, Section
from index.shown import Shown
from index.span import Span

_WORD = regex.compile(r"[\p{L}\p{N}]")
_GAPS = regex.compile(r"[^\S ]| {2,}")


class ShownPage:
    """Its words in reading order, a line for what stands in one: a block, a cell, a line that a break ends.

    A fact has one for its label and one for its value. A heading has an empty line behind it.
    """

    def __init__(self, article: Article) -> None:
        self._article = article
        self._written: list[str] = []
        self._end = 0
        self._before: tuple[Block, int, int] | None = (
            None  # the block of the passage before, and where in the article that is
        )

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self._written)

    def add_heading(self, section: Section) -> None:
        """Put it behind what there is."""
        words = self._article.plain(self._article.text[section.heading_start : section.heading_end])
        self._write(f"\n{_folded(words)}\n")

    def add(self, block: Block, start: int, end: int, shown: Shown) -> list[Span]:
        """Put a passage behind what there is, and say where each line of it with words stands.

        `start` and `end` are where it stands in the article, `shown` what a reader sees of it.
        """
        places: list[Span] = []
        goes_on = self._goes_on(block, start)
        for line in _lines(block, start, shown):
            self._write(" " if goes_on else "\n")
            goes_on = False
            if block.kind is not BlockKind.CODE or _WORD.search(line):
                places.append((self._end, self._end + len(line)))
            self._write(line)
        self._before = (block, start, end)
        return places

    def _goes_on(self, block: Block, start: int) -> bool:
        """Whether what begins there stands in one with the passage before, with no mark of a note in between."""
        if self._before is None or self._before[0] is not block or block.kind is BlockKind.CODE:
            return False
        _, begin, end = self._before
        if any(mark.end() == end for mark in NOTE_MARKS.finditer(self._article.text, begin, end)):
            return False
        joint = end - 1, start + 1
        return not block.parts or joint in block.parts_within(*joint)

    def _write(self, words: str) -> None:
        self._written.append(words)
        self._end += len(words)


def _lines(block: Block, start: int, shown: Shown) -> list[str]:
    """Each part that has any words; of code each stretch between line ends and wider gaps, which a browser shows as they are."""
    if block.kind is BlockKind.CODE:
        return list(filter(None, map(str.strip, _GAPS.split(shown.words))))
    if block.fact and start < block.fact.value_start:
        value = block.fact.value_start - start
        return [shown.words[:value].strip("-: "), _folded(shown.words[value:])]
    return list(filter(None, map(_folded, shown.parts)))


def _folded(words: str) -> str:
    return " ".join(words.split())
