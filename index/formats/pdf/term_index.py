"""A PDF's alphabetical index: words with the pages on which they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from index.formats.pdf.lines import Line
from index.formats.pdf.page_lists import Entry

_WORD = re.compile(r"[^\W_]+")
_FEWEST = 8  # terms
_RIGHT = 2 / 3  # of them, at least, stand on the page that they name
_BY_CHANCE = 1 / 3  # of them, at most, stand on any page before the index


def pages_of_words(lines: Iterable[Line]) -> Mapping[str, set[int]]:
    """The pages on which each word stands."""
    pages: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        for word in _words(line.words):
            pages[word].add(line.page)
    return pages


def of_index(entries: Sequence[Entry], unnumbered: int, begins: int, pages: Mapping[str, set[int]]) -> list[Entry]:
    """The last lines of entries that are right, and of those of signs alone; none where these are no alphabetical index.

    Those of an index are in order, and their words stand on the page that they name first, but on few others.
    `unnumbered` pages come before the one that is printed as 1; the list begins on the page `begins`.
    """
    named = [(entry, words) for entry in entries if (words := _words(entry.words))]
    if len(named) < _FEWEST:
        return []
    found = [set.intersection(*(pages[word] for word in words)) for _, words in named]
    right = {entry for (entry, _), at in zip(named, found, strict=True) if entry.page + unnumbered in at - {begins}}
    rises = sum(above.words.casefold() <= below.words.casefold() for (above, _), (below, _) in pairwise(named))
    by_chance = sum(page < begins for at in found for page in at) / max(begins - 1, 1)
    is_index = min(len(right), rises + 1) >= _RIGHT * len(named) and by_chance <= _BY_CHANCE * len(named)
    wrong = {entry for entry, _ in named} - right
    return [replace(entry, first=entry.last) for entry in entries if entry not in wrong] if is_index else []


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
