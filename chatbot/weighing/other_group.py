"""Of the offices that an infobox tells of, or the clubs, a follow-up means the one that was talked of: "Who came before her?"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from chatbot.conversation.told import Told
from chatbot.indexed import REMEMBERED, Indexed, with_rows
from index import BlockKind

_OTHERS = re.compile(
    r"\b(?:others?|another|else|both|each|every|all|latter|former|opposite|opposing|next|previous)\b", re.IGNORECASE
)
_LOOKED_AT = 120  # passages at a document's beginning, where its infobox is


@dataclass(frozen=True, slots=True)
class _Group:
    """The row that opens a group, `Office1: Mayor of Gull Bay`, where that is one, and those of its facts."""

    opening: int | None
    facts: tuple[int, ...]


class OtherGroups:
    """Of one index version."""

    def __init__(self, indexed: Indexed) -> None:
        self._indexed = indexed
        # Without `self`, so that nothing holds itself: freed as soon as the version is closed.
        self._groups = lru_cache(maxsize=REMEMBERED)(lambda document: _groups(indexed, document))

    def rows(self, asked: str, last: Told, *, is_phrase: bool) -> frozenset[int]:
        """The facts of the last turn's document about another office than is meant: the one that the question names itself, else the
        one that the last passage is a fact of, else the one that the last question names, or its answer; also the fact that only
        says the office, where the question is a phrase that does so. None where no one office is meant, and where another is asked
        for.
        """
        if _OTHERS.search(asked):
            return frozenset()
        groups = self._groups(last.document) if last.document else {}
        if len(groups) < 2:
            return frozenset()
        of_last = next((name for name, group in groups.items() if last.row in (group.opening, *group.facts)), None)
        named = self._named(groups, asked)
        meant = named or of_last or self._named(groups, last.question) or self._named(groups, last.answer)
        if meant is None:
            return frozenset()
        others = {row for name, group in groups.items() if name != meant for row in group.facts}
        says_no_more = groups[meant].opening if is_phrase and named else None
        return frozenset(others if says_no_more is None else {*others, says_no_more})

    def _named(self, groups: Collection[str], text: str) -> str | None:
        """The one group of whose name a text has most words, the first of them or several."""
        said = set(self._indexed.terms(text))
        shared = {}
        for group in groups:
            terms = list(dict.fromkeys(self._indexed.terms(group)))
            own = said.intersection(terms)
            if own and (terms[0] in own or len(own) > 1):
                shared[group] = len(own)
        most = max(shared.values(), default=0)
        named = [group for group, words in shared.items() if words == most]
        return named[0] if len(named) == 1 else None


def _groups(indexed: Indexed, document: str) -> Mapping[str, _Group]:
    """Those at a document's beginning that have several facts, by their names: a list with numbers has none."""
    facts: dict[str, list[int]] = {}
    openings: dict[str, int] = {}
    for row, passage in with_rows(indexed, indexed.documents[document].rows[:_LOOKED_AT]):
        if passage.kind is BlockKind.FACT and passage.fact_group:
            facts.setdefault(passage.fact_group, []).append(row)
        elif passage.kind is BlockKind.FACT:
            openings.setdefault(passage.text[passage.answer_start :], row)
    return {name: _Group(openings.get(name), tuple(rows)) for name, rows in facts.items() if len(rows) > 1}
