"""A passage in its place among those that were found, and how some are put last."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class RankedHit:
    """A passage in its place: its row, its cosine, and the probability that it answers."""

    row: int
    cosine: float
    confidence: float


def put_last(ranked: Sequence[RankedHit], rows: Collection[int]) -> list[RankedHit]:
    """The hits in their order, those of these rows behind the others and without confidence."""
    kept = [hit for hit in ranked if hit.row not in rows]
    return [*kept, *(replace(hit, confidence=0.0) for hit in ranked if hit.row in rows)]


def give_place(ranked: Sequence[RankedHit], rows: Collection[int], takers: Mapping[int, RankedHit]) -> list[RankedHit]:
    """The hits in their order, those of these rows put last; what takes the place of one of them, by its row, stands there unless it
    stood before, as sure as the surer of both.
    """
    kept: dict[int, RankedHit] = {}
    for hit in ranked:
        if taker := takers.get(hit.row):
            kept.setdefault(taker.row, replace(taker, confidence=max(taker.confidence, hit.confidence)))
        kept.setdefault(hit.row, hit)
    return put_last(list(kept.values()), rows)
