"""How many brothers and sisters somebody had, as a life tells it: "the fourth of seven children of a potter"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from chatbot.knowing.sure import Sure
from index import BlockKind, Passage

_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|\d\d?)"
_PLACE = r"(?:eldest|oldest|youngest|middle|only|last|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)"
_ORDER = re.compile(
    rf"\b(?:the )?{_PLACE}(?:[- ]born)?(?: child| son| daughter)? of (?:[\w'’.-]+ ){{0,7}}?{_NUMBER} (?:\w+ )?"
    r"(?P<all>children|siblings|sons|daughters|brothers|sisters|boys|girls)\b"
    r"|(?:(?<=was )|(?<=as )|(?<=, ))(?:an|the) only child\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\W*(?:his|her|their)\b|.*\b(?:his|her|their|whose) [\w-]+(?:,[^,]*,)? (?:was|is|were)\W*\Z|.*\bwho (?:was|is)\W*\Z",
    re.IGNORECASE | re.DOTALL,
)
# What they are called among whom somebody grew up: seven children say nothing of the brothers among them.
BROTHERS = frozenset(("sons", "brothers", "boys"))
SISTERS = frozenset(("daughters", "sisters", "girls"))
SIBLINGS = BROTHERS | SISTERS | {"children", "siblings"}


def told_of_siblings(among: Collection[str], passages: Iterable[tuple[int, Passage]]) -> tuple[Sure, ...]:
    """The first sentence that tells it of those who are called so, with the words that do; nothing where none does.

    `passages` are those of the document about whom it is asked, with their rows.
    """
    orders = (order for order in _orders(passages) if (order[2]["all"] or "siblings").lower() in among)
    return tuple(Sure(row, passage, found.start(), end=found.end()) for row, passage, found in islice(orders, 1))


def rows_of_siblings(passages: Iterable[tuple[int, Passage]]) -> frozenset[int]:
    """The rows that tell of brothers and sisters, of which the children asked for are none."""
    return frozenset(row for row, _, _ in _orders(passages))


def _orders(passages: Iterable[tuple[int, Passage]]) -> Iterator[tuple[int, Passage, re.Match[str]]]:
    for row, passage in passages:
        found = _ORDER.search(passage.text) if passage.kind is BlockKind.PARAGRAPH else None
        if found and not _OF_OTHERS.match(passage.text[: found.start()]):
            yield row, passage, found
