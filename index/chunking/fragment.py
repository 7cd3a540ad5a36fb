"""Text directives: the `text=` of a link that makes a browser scroll to a passage and mark it.

The syntax is `[prefix-,]start[,end][,-suffix]` (WICG, URL Fragment Text Directives). A browser
takes the first match on the page, at word boundaries and without regard to case, so a directive is
lengthened until it stands once in the document. It finds no part of a directive across the edge of a
block; the prefix and the suffix may be of the block beside, unless the page shows something in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from urllib.parse import quote

import regex

from index.span import Span

# A whole passage up to here is quoted in full; a longer one by its first and last words, so that a
# footnote mark in the middle of the page's own sentence does no harm.
WHOLE_CHARS = 80
EDGE_WORDS = 5
NEAR_CHARS = 200  # before and behind a passage, whose words can tell it from its repetitions

_WORD = regex.compile(r"\S+")
_RUN = re.compile(r"\w+")  # of what `_is_word`: letters and digits as `str.isalnum` knows them, which is what `re` does
_EMPTY_LINE = "\n\n"
_SHORT = 2000  # characters that are looked through sooner than their words are listed
_PACE = 300  # characters that are looked through while one place of a word is


class FragmentMaker:
    """Makes the directives of one document's passages.

    Its text has a line for what stands in one on the page, and an empty line behind a heading, where many pages have the sign of a
    link or of a tool. A heading is often said in a list of contents before, too, which documents are read without.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = _Folded(text)

    def parts_directive(self, parts: Sequence[Span]) -> str:
        """The directive for a table's row, or what else stands in parts, a line each: from one to the last.

        From the first that stands once in the document, or the first behind what stands before it, else from an earlier line.
        """
        last = self._text[slice(*parts[-1])]
        for part in parts:
            if self._is_unique(head := self._text[slice(*part)]):
                return _written(head, "" if part == parts[-1] else last)
        first = self._text[slice(*parts[0])]
        if prefix := self._told_by(self._before(parts[0][0]), first):
            return _written(first, last if len(parts) > 1 else "", prefix)
        return self._from_earlier(parts[0][0], parts[-1][1], last)

    def fact_directive(self, label: Span, value: Span) -> str:
        """The directive for a fact: of its value, else from its label on, whatever stands between them, else of its value right behind its
        label; empty where those two stand together more than once.
        """
        name, said = self._text[slice(*label)], self._text[slice(*value)]
        if self._is_unique(said):
            return _written(said)
        if self._is_unique(name):
            return _written(name, said)
        return _written(said, "", name) if self._is_unique(name, said) else ""

    def directive(self, start: int, end: int) -> str:
        """The directive for `text[start:end]`, words of one line, without `#:~:text=`.

        Words beside it tell it from its repetitions, of its own line if those do, else of the lines next to it too. Where none do, it is
        from an earlier line on, so that more is marked; empty where that tells it neither, since a browser would mark another.
        """
        words = self._words(start, end)
        if not words:
            return ""
        whole = self._said(words)
        if not self._is_repeated(whole):
            for first, last in _edges(len(words), end - start):
                if self._is_unique(head := self._said(words[:first])):
                    return _written(head, self._said(words[len(words) - last :]))
        for prefix, suffix in self._beside(start, end):
            if self._is_unique(prefix, whole, suffix):
                return _written(whole, "", prefix, suffix)
        tail = whole if end - start <= WHOLE_CHARS else self._said(words[-EDGE_WORDS:])
        return self._from_earlier(start, end, tail) or self._behind_heading(start, whole)

    def _beside(self, start: int, end: int) -> Iterator[tuple[str, str]]:
        """What may stand before and behind it in a directive, the fewest words first."""
        before, after = self._before(start), self._after(end)
        is_own = (
            before and "\n" not in self._text[before[-1][1] : start],
            after and "\n" not in self._text[end : after[0][0]],
        )
        own = [words if on_line else [] for words, on_line in zip((before, after), is_own, strict=True)]
        for left, right in (own,) if all(is_own) else (own, (before, after)):
            if self._is_repeated(self._said(left), self._text[start:end], self._said(right)):
                continue
            for reach in range(1, max(len(left), len(right)) + 1):
                prefix, suffix = self._said(left[-reach:]), self._said(right[:reach])
                yield from ((prefix, ""), ("", suffix), (prefix, suffix))

    def _from_earlier(self, start: int, end: int, tail: str) -> str:
        """From the nearest line before that stands once, or once behind the one before it, where nothing up to the passage ends as that."""
        line_end = start
        while words := self._line_before(line_end):
            is_heading = _EMPTY_LINE in self._text[words[-1][1] : line_end]
            line_end = words[-1][1]
            words = [word for word in words if line_end - word[0] <= WHOLE_CHARS] or words[-1:]
            line_start = words[0][0]
            if start - line_start > NEAR_CHARS or _Folded(self._text[line_end:end]).count(tail) > 1:
                break
            head, prefix = self._said(words), self._said(self._before(line_start)[-EDGE_WORDS:])
            if not is_heading and self._is_unique(head):
                return _written(head, tail)
            if prefix and self._is_unique(prefix, head):
                return _written(head, tail, prefix)
            line_end = line_start
        return ""

    def _behind_heading(self, start: int, whole: str) -> str:
        """With the words of the heading right before as its prefix."""
        prefix = self._told_by(self._line_before(start), whole)
        return _written(whole, "", prefix) if prefix else ""

    def _told_by(self, before: Sequence[Span], words: str) -> str:
        """The fewest of the words before these that tell them from their repetitions; empty where all do not."""
        if self._is_repeated(self._said(before), words):
            return ""
        prefixes = (self._said(before[-reach:]) for reach in range(1, len(before) + 1))
        return next((prefix for prefix in prefixes if self._is_unique(prefix, words)), "")

    def _is_unique(self, *parts: str) -> bool:
        """Whether the parts stand in the document once, one behind the other."""
        return self._folded.count(" ".join(filter(None, parts))) == 1

    def _is_repeated(self, *parts: str) -> bool:
        """Whether they stand there more than once, so that no piece of them stands there once."""
        return self._folded.count(" ".join(filter(None, parts))) > 1

    def _said(self, words: Sequence[Span]) -> str:
        return self._text[words[0][0] : words[-1][1]] if words else ""

    def _words(self, start: int, end: int) -> list[Span]:
        return [match.span() for match in _WORD.finditer(self._text, start, end)]

    def _before(self, start: int) -> list[Span]:
        """The words that the page shows right before, as many as are near."""
        words = self._line_before(start)
        return [] if words and _EMPTY_LINE in self._text[words[-1][1] : start] else words

    def _line_before(self, end: int) -> list[Span]:
        """The words before on the same line or, where there are none, on the line before."""
        near = max(0, end - NEAR_CHARS)
        line_end = near + len(self._text[near:end].rstrip())
        words = self._words(max(near, self._text.rfind("\n", near, line_end) + 1), line_end)
        # What is cut in two here is a word elsewhere at most, and every repetition would be looked at in vain.
        return words[1:] if words and not _is_boundary(self._text, words[0][0]) else words

    def _after(self, end: int) -> list[Span]:
        """The words that the page shows right behind, as many as are near."""
        near = min(len(self._text), end + NEAR_CHARS)
        line_start = near - len(self._text[end:near].lstrip())
        line_end = self._text.find("\n", line_start, near)
        words = self._words(line_start, near if line_end < 0 else line_end)
        if _EMPTY_LINE in self._text[end:line_start]:
            return []
        return words[:-1] if words and not _is_boundary(self._text, words[-1][1]) else words


def _written(start: str, end: str = "", prefix: str = "", suffix: str = "") -> str:
    parts = prefix and f"{_encode(prefix)}-", _encode(start), _encode(end), suffix and f"-{_encode(suffix)}"
    return ",".join(filter(None, parts))


class _Folded:
    """A text as a browser compares it: white space and case folded."""

    def __init__(self, text: str) -> None:
        self._text = _fold(text)

    def count(self, words: str) -> int:
        """How often the words stand in the text at word boundaries, counted to two."""
        folded = _fold(words)
        found = (
            position
            for position in self._positions(folded)
            if _is_boundary(self._text, position) and _is_boundary(self._text, position + len(folded))
        )
        return len(list(islice(found, 2)))

    def _positions(self, folded: str) -> Iterator[int]:
        """Where they stand, if at word boundaries: looked for around the rarest of their words, since to look through a long text for
        each of its passages takes long, but not where that is as frequent as a word of a text that repeats itself.
        """
        is_long = len(self._text) > _SHORT
        if is_long and (words := {found[0]: found.start() for found in _RUN.finditer(folded)}):
            rarest = min(words, key=lambda word: len(self._starts.get(word, ())))
            offset, starts = words[rarest], self._starts.get(rarest, ())
            if len(starts) * _PACE < len(self._text):
                yield from (
                    start - offset
                    for start in starts
                    if start >= offset and self._text.startswith(folded, start - offset)
                )
                return
        position = self._text.find(folded)
        while position >= 0:
            yield position
            position = self._text.find(folded, position + 1)

    @cached_property
    def _starts(self) -> dict[str, list[int]]:
        """Where each word begins, in order."""
        starts: dict[str, list[int]] = {}
        for match in _RUN.finditer(self._text):
            starts.setdefault(match[0], []).append(match.start())
        return starts


def _edges(words: int, chars: int) -> list[tuple[int, int]]:
    """How many first and last words to try, shortest first."""
    if chars <= WHOLE_CHARS or words <= 2 * EDGE_WORDS:
        return [(words, 0)]
    return [*((first, EDGE_WORDS) for first in range(EDGE_WORDS, words - EDGE_WORDS, 3)), (words, 0)]


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_boundary(text: str, position: int) -> bool:
    return position in (0, len(text)) or not (_is_word(text[position - 1]) and _is_word(text[position]))


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _encode(words: str) -> str:
    return quote(" ".join(words.split()), safe="!'()*.:;?@/~").replace("-", "%2D")
