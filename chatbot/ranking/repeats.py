"""Passages that only repeat an earlier one: documents say the same thing in several places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from index import BlockKind, Passage

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset(("a", "an", "the"))
REMEMBERED = 1024  # texts; some five megabytes
LONG = 5  # letters of a word that few other texts hold
LOOKED_AT = 12  # words of a text, before what it may repeat is compared as a whole
FEW_WORDS = 5  # below: "Children: 2" is no repetition of every sentence that holds both words


def distinct(places: Iterable[int], passages: Sequence[Passage]) -> Iterator[int]:
    """The places, in order, whose passage says something that no single one before it says.

    A text repeats another where it has no word of its own, case, marks and articles left out; below FEW_WORDS, where it
    stands in the other word by word. A longer text that holds an earlier one stays, since it says more; a text with
    another number or another name, too. In code each character counts but white space: it repeats
    only what holds it, and no sentence repeats it.
    """
    kept: list[str] = []  # lower case
    shown: list[str] = []
    for place in places:
        passage = passages[place]
        if passage.kind is BlockKind.CODE:
            if not any(map(_holding(passage.text).search, shown)):
                shown.append(passage.text)
                yield place
            continue
        text = passage.text.lower()
        held_by = kept
        for word in text.split(maxsplit=LOOKED_AT):
            if len(word) >= LONG and word.isalnum():
                held_by = [other for other in held_by if word in other]
                if not held_by:  # mostly after two or three, without taking the texts apart
                    break
        if not any(_repeats(text, other) for other in held_by):
            kept.append(text)
            shown.append(passage.text)
            yield place


def _holding(code: str) -> re.Pattern[str]:
    lines = r"\s+".join(map(re.escape, code.split()))
    return re.compile(rf"(?<!\w){lines}(?!\w)")


def _repeats(text: str, other: str) -> bool:
    (own, line), (held, said) = _words(text), _words(other)
    return own <= held and (len(own) >= FEW_WORDS or line in said)


@lru_cache(maxsize=REMEMBERED)
def _words(text: str) -> tuple[frozenset[str], str]:
    """The different words of a lower-case text, and all of them in a row; remembered, as popular passages come again and again."""
    words = [word for word in _WORD.findall(text) if word not in _ARTICLES]
    return frozenset(words), f" {' '.join(words)} "
