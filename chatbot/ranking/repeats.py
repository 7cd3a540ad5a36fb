"""Passages that only repeat an earlier one: documents say the same thing in several places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset(("a", "an", "the"))
REMEMBERED = 1024  # texts; some five megabytes
FEW_WORDS = 5  # below: "Children: 2" is no repetition of every sentence that holds both words


def distinct(places: Iterable[int], texts: Sequence[str]) -> Iterator[int]:
    """The places, in order, whose text says something that no single text before it says.

    A text repeats another where it has no word of its own, case, marks and articles left out; below FEW_WORDS, where it
    stands in the other word by word. A longer text that holds an earlier one stays, since it says more; a text with
    another number or another name, too.
    """
    kept: list[tuple[frozenset[str], str]] = []
    for place in places:
        own, line = _words(texts[place])
        if not any(own <= other and (len(own) >= FEW_WORDS or line in said) for other, said in kept):
            kept.append((own, line))
            yield place


@lru_cache(maxsize=REMEMBERED)
def _words(text: str) -> tuple[frozenset[str], str]:
    """The different words of a text, and all of them in a row; remembered, as popular passages come again and again."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _ARTICLES]
    return frozenset(words), f" {' '.join(words)} "
