"""What a question means, as it stands or as the turns before it may mean it: every reading is asked, and the answers weighed.

The constants were chosen on the dialogues of benchmarks/visitors/training and benchmarks/dialogues/tuning.jsonl, and on
questions of selqa-dev behind a turn about another document, where their neighbours do as well within a few turns
(docs/quality.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.conversation.follow_up import Kind
from chatbot.ranking.fuse import RankedHit


@dataclass(frozen=True, slots=True)
class Chances:
    """How likely a question which leaves something out is meant as it stands, as the turns before fill it in, or as it
    stands and of the document of the turn before.
    """

    alone: float
    in_context: float
    at_home: float


# "And in July?" hardly stands alone, but may find by itself what its document says of July. A pronoun may mean what the
# last turns name, or what their document is about.
CHANCES: dict[Kind, Chances] = {
    "whole": Chances(0.2, 0.4, 0.4),
    "asking": Chances(0.1, 0.5, 0.4),
    "fragment": Chances(0.1, 0.5, 0.4),
}

TELLING = 3  # passages of a document that hold all of a fragment's words; held by more, they tell only what it is about

# A question that stands alone may leave out more than one sees: "Why did the ship sink?" Mostly what was talked of is talked
# of further, but hardly where it names what that document does not know.
STAYING = Chances(0.45, 0.0, 0.55)
LEAVING = Chances(0.7, 0.0, 0.3)

# Odds by which a passage shortly behind the one cited last gains: what is asked next is often told next.
ODDS_OF_NEXT = 4.0
_NEXT = 2  # passages


def weighed(readings: Sequence[tuple[float, Sequence[RankedHit]]]) -> tuple[list[RankedHit], int | None]:
    """The hits of every reading, each with its chance, best first; and the place of the first reading that puts the first of
    them first, or else of the one that does most for it.

    A passage answers with the chance that it answers any of the readings, each times that reading's own; its confidence
    stays that of the reading which does most for it. None where nothing is found.
    """
    found: dict[int, list[tuple[float, RankedHit, int]]] = {}
    for place, (chance, hits) in enumerate(readings):
        highest = 1.0
        for hit in hits:
            highest = min(highest, hit.confidence)
            found.setdefault(hit.row, []).append((chance * highest, hit, place))
    ordered = sorted(found.values(), key=lambda parts: -sum(part for part, _, _ in parts))
    best = [max(parts, key=lambda part: part[0]) for parts in ordered]
    if not best:
        return [], None
    finding = [place for place, (_, hits) in enumerate(readings) if hits and hits[0].row == best[0][1].row]
    return [hit for _, hit, _ in best], finding[0] if finding else best[0][2]


def told_next(ranked: Sequence[RankedHit], cited: int | None) -> list[RankedHit]:
    """The passages again, those shortly behind the `cited` row moved up; otherwise in their order."""
    if cited is None:
        return list(ranked)
    highest = 1.0
    odds = {}
    for hit in ranked:
        highest = min(highest, hit.confidence)
        odds[hit.row] = _log_odds(highest) + (math.log(ODDS_OF_NEXT) if 0 < hit.row - cited <= _NEXT else 0)
    return sorted(ranked, key=lambda hit: -odds[hit.row])


def _log_odds(confidence: float) -> float:
    bounded = min(max(confidence, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))
