"""A PDF's lists of its own pages: contents, lists of tables and figures, alphabetical indexes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from index.formats.pdf.lines import SAME_SIZE, Line, body_size, is_heading_size
from index.formats.pdf.page_lists import APART, Entry, between, page_lists
from index.formats.pdf.paragraphs import letters
from index.formats.pdf.term_index import of_index, pages_of_words

_LABEL = re.compile(
    r"(?<![^\W\d_])[^\W\d_]+\s(?:\d+(?:\.\d+)*|[A-Z])[.:]?\s"
)  # "Table 9.10: ", which a list may leave out
_FEWEST_PAGES = 3  # that contents name; one or two may by chance be a table's figures
_RIGHT = 0.8  # of its entries, at least, are the headings of their pages
_FALLS = 10  # entries of contents to each one that names an earlier page than that above, where another list begins


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """All lines but those of lists of the document's own pages, from the first to the last entry that is right, and what heads contents.

    A table's last column may rise too, so what counts is whether the pages are right: on those that contents name stand
    the headings, and on those of an index its words. All numbers that are printed may be smaller than the pages' places
    in the document, by the length of what comes before the page 1. An index is looked for where there are contents.
    """
    lists = [entries for entries in page_lists(lines) if len({entry.page for entry in entries}) >= _FEWEST_PAGES]
    if not lists:
        return list(lines)
    heads = _heads(lines)
    unnumbered: Counter[int] = Counter()
    left_out: set[int] = set()
    others: list[list[Entry]] = []
    for entries in lists:
        ahead, right = _of_contents([_headed(entry, lines, heads) for entry in entries])
        if right:
            unnumbered[ahead] += len(right)
            left_out.update(between(right))
            left_out.update(_heading(right, lines))
        else:
            others.append(entries)
    if unnumbered and others:
        [(ahead, _)] = unnumbered.most_common(1)
        pages = pages_of_words(lines)
        for entries in others:
            left_out.update(between(of_index(entries, ahead, lines[entries[0].last].page, pages)))
    return [line for place, line in enumerate(lines) if place not in left_out]


def _heading(entries: Sequence[Entry], lines: Sequence[Line]) -> range:
    """The place of the line right above, where it heads the list ("Contents"): it stands out, but not above all others, as a title does."""
    place = entries[0].first - 1
    if place < 0 or lines[place].page != lines[place + 1].page:
        return range(0)
    above = lines[place]
    stands_out = above.is_bold or is_heading_size(above, body_size(lines))
    is_title = all(line is above or line.size < above.size * (1 - SAME_SIZE) for line in lines)
    return range(place, place + 1) if stands_out and not (is_title or above.ends_sentence) else range(0)


def _heads(lines: Sequence[Line]) -> Mapping[str, set[int]]:
    """The pages of what may be a heading: a line, or some that follow each other."""
    heads: dict[str, set[int]] = defaultdict(set)
    told = [letters(line.words) for line in lines]
    for place, line in enumerate(lines):
        head = _unlabelled(line.words)
        heads[head].add(line.page)
        for more in told[place + 1 : place + APART]:
            head += more
            heads[head].add(line.page)
    return heads


def _unlabelled(words: str) -> str:
    return letters(_LABEL.sub("", words, count=1))


def _headed(entry: Entry, lines: Sequence[Line], heads: Mapping[str, set[int]]) -> tuple[Entry, set[int]]:
    """An entry with the lines above that belong to it, and the pages where a heading says what it says."""
    for first in range(entry.last, entry.first - 1, -1):
        begun, *more = [*(line.words for line in lines[first : entry.last]), entry.words]
        words = _unlabelled(begun) + "".join(map(letters, more))
        if words and (pages := heads.get(words)):
            return replace(entry, first=first), pages
    return replace(entry, first=entry.last), set()


def _of_contents(entries: Sequence[tuple[Entry, set[int]]]) -> tuple[int, list[Entry]]:
    """How many pages come before the one that is printed as 1, and the entries that are right; none where these are no contents."""
    votes = Counter(page - entry.page for entry, pages in entries for page in pages if page >= entry.page)
    ahead = max(votes, key=votes.__getitem__, default=0)
    right = [entry for entry, pages in entries if entry.page + ahead in pages]
    falls = sum(above.page > below.page for above, below in pairwise(right))
    is_in_order = falls * _FALLS <= len(right) and len({entry.page for entry in right}) >= _FEWEST_PAGES
    return ahead, right if is_in_order and len(right) >= _RIGHT * len(entries) else []
