"""Text directives: the `text=` of a link that makes a browser scroll to a passage and mark it.

The syntax is `[prefix-,]start[,end][,-suffix]` (WICG, URL Fragment Text Directives). A browser
takes the first match on the page, at word boundaries and without regard to case, so a directive is
lengthened until it stands once in the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from urllib.parse import quote

import regex

# A whole passage up to here is quoted in full; a longer one by its first and last words, so that a
# footnote mark in the middle of the page's own sentence does no harm.
WHOLE_CHARS = 80
EDGE_WORDS = 5
NEAR_CHARS = 200  # before and behind a passage, whose words can tell it from its repetitions

_WORD = regex.compile(r"\S+")


class FragmentMaker:
    """Makes the directives of one document's passages."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = _Folded(text)

    def parts_directive(self, parts: Sequence[tuple[int, int]]) -> str:
        """The directive for a table's row, or what else stands in parts: from one to the last, since no words are found across an edge.

        From the first that stands once in the document, or the first behind what stands before it; empty where neither does.
        """
        last = self._text[slice(*parts[-1])]
        for part in parts:
            head = self._text[slice(*part)]
            if self._folded.count(head) == 1:
                return ",".join(map(_encode, (head,) if part == parts[-1] else (head, last)))
        first = self._text[slice(*parts[0])]
        before = list(_WORD.finditer(self._text[self._text.rfind("\n", 0, max(0, parts[0][0] - 1)) + 1 : parts[0][0]]))
        for reach in range(1, len(before) + 1):
            prefix = " ".join(match[0] for match in before[-reach:])
            if self._folded.count(f"{prefix} {first}") == 1:
                return ",".join((f"{_encode(prefix)}-", _encode(first), *([_encode(last)] if len(parts) > 1 else [])))
        return ""

    def directive(self, start: int, end: int) -> str:
        """The directive for `text[start:end]`, without `#:~:text=`; empty where nothing tells it from its repetitions."""
        words = [(start + match.start(), start + match.end()) for match in _WORD.finditer(self._text[start:end])]
        if not words:
            return ""
        for first, last in _edges(len(words), end - start):
            head = self._text[words[0][0] : words[first - 1][1]]
            tail = "" if first == len(words) else self._text[words[-last][0] : words[-1][1]]
            if self._folded.count(head) == 1:
                return ",".join(map(_encode, filter(None, (head, tail))))
        before = [match.span() for match in _WORD.finditer(self._text, max(0, start - NEAR_CHARS), start)]
        after = [match.span() for match in _WORD.finditer(self._text, end, end + NEAR_CHARS)]
        # What is cut in two here is a word elsewhere at most, and every repetition would be looked at in vain.
        if before and not _is_boundary(self._text, before[0][0]):
            del before[0]
        if after and not _is_boundary(self._text, after[-1][1]):
            del after[-1]
        whole = self._text[start:end]
        for reach in range(1, max(len(before), len(after)) + 1):
            prefix = self._text[before[-min(reach, len(before))][0] : before[-1][1]] if before else ""
            suffix = self._text[after[0][0] : after[min(reach, len(after)) - 1][1]] if after else ""
            if prefix and self._folded.count(f"{prefix} {whole}") == 1:
                return f"{_encode(prefix)}-,{_encode(whole)}"
            if self._folded.count(f"{prefix} {whole} {suffix}") == 1:
                return ",".join(
                    filter(
                        None,
                        (
                            f"{_encode(prefix)}-" if prefix else "",
                            _encode(whole),
                            f"-{_encode(suffix)}" if suffix else "",
                        ),
                    )
                )
        return ""


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
        """Where they stand, be it within words: looked for around the rarest of the words between the first and the last, which
        stand in the text as they are, since to look through a long text for each of its passages takes long.
        """
        first, *inner, _ = folded.split(" ") if folded.count(" ") > 1 else (folded, folded)
        offset = len(first) + 1
        places: dict[int, Sequence[int]] = {}
        for word in inner:
            places[offset] = self._starts.get(word, ())
            offset += len(word) + 1
        if places:
            offset = min(places, key=lambda offset: len(places[offset]))
            yield from (
                start - offset
                for start in places[offset]
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
        for match in _WORD.finditer(self._text):
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
