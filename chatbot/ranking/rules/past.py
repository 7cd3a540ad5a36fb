"""Who is in the band now is told by `Current Members`, not by `Past Members`, and who was by these."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chatbot.ranking.ranked_hit import RankedHit
from index import Passage

_ASKS_NOW = re.compile(r"\b(?:now|nowadays|currently|current|today|at present|at the moment|still)\b", re.IGNORECASE)
_ASKS_PAST = re.compile(r"\b(?:former|formerly|past|previous|previously|ex|used to|no longer)\b", re.IGNORECASE)
_NAMED = re.compile(r"(?:(?P<now>current|present)|past|former|previous) (?P<of>.+)")


def swap_past(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Of two facts that differ only in "current" and "past" the one of the time that is asked for in the other's place, if that came first.

    `passages` are those of `ranked` by row. "Who is in the band now?" shares no more words with the one than with the other.
    """
    asks_now, asks_past = _ASKS_NOW.search(question) is not None, _ASKS_PAST.search(question) is not None
    if asks_now == asks_past:
        return list(ranked)
    kept = list(ranked)
    first: dict[tuple[str, str], int] = {}  # the places of facts of the other time
    for place, hit in enumerate(ranked):
        passage = passages[hit.row]
        named = _NAMED.fullmatch(passage.fact_name)
        if named is None:
            continue
        about = passage.document, named["of"]
        if (named["now"] is None) == asks_now:
            first.setdefault(about, place)
        elif about in first:
            other = first.pop(about)
            kept[other], kept[place] = (
                replace(hit, confidence=kept[other].confidence),
                replace(kept[other], confidence=hit.confidence),
            )
    return kept
