"""Which reading of a question wins, as it stands or as the turns before it may mean it, and what is told next.

Both constants are those at which the most turns of benchmarks/dialogues/tuning.jsonl come right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from chatbot.fuse import RankedHit

# Odds that a question which leaves something out is meant in context.
ODDS_OF_CONTEXT = 3.0

# Odds by which a passage shortly behind the one cited last gains: what is asked next is often told next.
ODDS_OF_NEXT = 4.0
_NEXT = 2  # passages


def is_meant_in_context(as_it_stands: Sequence[RankedHit], in_context: Sequence[RankedHit]) -> bool:
    """Whether the reading in context answers with the better odds, times those that it is what was meant."""
    if not in_context or not as_it_stands:
        return bool(in_context)
    return _log_odds(in_context[0].confidence) + math.log(ODDS_OF_CONTEXT) >= _log_odds(as_it_stands[0].confidence)


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
