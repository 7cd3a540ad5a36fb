"""Fused hits read again, word by word, in the order in which they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chatbot.fuse import FusedHit
from index import Passage

_ASKS_FOR_SOMETHING = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)

Terms = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class RankedHit:
    """A passage in its place, with its cosine and the share of the question's terms that it holds."""

    row: int
    cosine: float
    coverage: float


def rank(fused: Sequence[FusedHit], passages: Sequence[Passage], question: str, terms: Terms) -> list[RankedHit]:
    """Keep the fused order, but put passages last that say nothing which the question does not say already.

    "Who succeeded her as Minister of Education?" is not answered by `- Office: Minister of Education`.
    A question to be answered by yes or no ("Was she …?") is answered by just such a passage, so
    there the order stays. `passages` are those of `fused`, in the same order; `terms` tokenises.
    """
    asked = set(terms(question))
    hits = [
        RankedHit(hit.row, hit.cosine, len(asked.intersection(terms(passage.searchable))) / max(1, len(asked)))
        for hit, passage in zip(fused, passages, strict=True)
    ]
    if not _ASKS_FOR_SOMETHING.search(question):
        return hits
    echoes = {
        hit.row
        for hit, passage in zip(hits, passages, strict=True)
        if asked.issuperset(terms(passage.text[passage.answer_start :]))
    }
    return sorted(hits, key=lambda hit: hit.row in echoes)
