"""What a question means, as it stands or as the turns before it may mean it: both readings are asked, and their answers weighed.

The constants were chosen on benchmarks/dialogues/tuning.jsonl, where their neighbours do as well within a turn or two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from chatbot.follow_up import Kind
from chatbot.fuse import RankedHit

# Chance that a question which leaves something out is meant in context. "And in July?" hardly stands alone, however sure
# the search is of July.
IN_CONTEXT: dict[Kind, float] = {"whole": 0.7, "asking": 0.9, "fragment": 0.9}

# Odds by which a passage shortly behind the one cited last gains: what is asked next is often told next.
ODDS_OF_NEXT = 4.0
_NEXT = 2  # passages


def weighed(
    as_it_stands: Sequence[RankedHit], in_context: Sequence[RankedHit], kind: Kind
) -> tuple[list[RankedHit], bool]:
    """The hits of both readings, best first, and whether the reading in context is what finds the first of them.

    A passage answers with the chance that it answers either reading, times the chance of that reading; its confidence
    stays that of the reading which does more for it.
    """
    chance = IN_CONTEXT[kind]
    found: dict[int, list[tuple[float, RankedHit, bool]]] = {}
    for hits, share, is_context in ((as_it_stands, 1 - chance, False), (in_context, chance, True)):
        highest = 1.0
        for hit in hits:
            highest = min(highest, hit.confidence)
            found.setdefault(hit.row, []).append((share * highest, hit, is_context))
    ordered = sorted(found.values(), key=lambda readings: -sum(part for part, _, _ in readings))
    best = [max(readings, key=lambda reading: reading[0]) for readings in ordered]
    return [hit for _, hit, _ in best], bool(best) and best[0][2]


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
