"""Lines of a PDF that may list pages: many that end with a number, with few others between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.formats.pdf.lines import Line

APART = 3  # lines from an entry to the next: a long one has as many, and in an index stand letters between

_PAGES = r"(?:\d{1,4}[–-])?\d{1,4}"
# Of a line from its end: forwards, numbers in a row would be gone through anew from each of them.
_ENTRY = re.compile(rf"(?P<pages>{_PAGES}(?:\s,{_PAGES})*)\s,?(?P<words>.*)|{_PAGES}")
_BEHIND = re.compile(r"\D")  # what stands behind the first of these numbers


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list may say of a page: places of its lines among all, of which the last ends with the page's number."""

    first: int
    last: int
    words: str  # of the last line
    page: int  # as it is printed


def page_lists(lines: Sequence[Line]) -> list[list[Entry]]:
    """The entries of each, with all lines above that may belong to them."""
    lists: list[list[Entry]] = []
    last = -APART
    for place, line in enumerate(lines):
        if entry := _ENTRY.fullmatch(line.words[::-1]):
            if not lists or place - last > APART:
                lists.append([])
            page, *_ = _BEHIND.split((entry["pages"] or entry[0])[::-1], maxsplit=1)
            words = (entry["words"] or "")[::-1]
            lists[-1].append(Entry(max(last, place - APART) + 1, place, words, int(page)))
            last = place
    return lists


def between(entries: Sequence[Entry]) -> range:
    """The places from the first to the last."""
    return range(entries[0].first, entries[-1].last + 1) if entries else range(0)
