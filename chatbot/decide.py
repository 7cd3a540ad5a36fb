"""An answer, or an honest no: whether the best passage is near enough to be shown as an answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from chatbot.ranking.ranked_hit import RankedHit

Reason = Literal["out_of_scope", "below_threshold", "empty_question"]
Label = Literal["high", "medium", "low"]

# An unanswered question is out of scope where even the nearest passage has a lower cosine: of the
# questions that the documents do answer, 1 % have (xquad-dev; all-MiniLM-L6-v2).
SCOPE_FLOOR = 0.35
# It is not where the first passage has a chance of one in five, however far it is: a short question may be far from what answers it.
SCOPE_CONFIDENCE = 0.2

# Of the replies above HIGH on the holes of xquad-dev, cross-validated, some 5 % are wrong (docs/quality.md).
HIGH, MEDIUM = 0.9, 0.6

# Confidence and doubt that count as none: they are given with four digits, so log-odds stay within 9.2 of 0.
SMALLEST = 1e-4


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A passage's row, and the probability that it answers."""

    row: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """At least one passage that answers, best first."""

    hits: tuple[JudgedHit, ...]

    def __post_init__(self) -> None:
        """Refuse an answer without a passage: it could not be cited."""
        if not self.hits:
            raise ValueError("an answer needs at least one passage")


@dataclass(frozen=True, slots=True)
class Abstention:
    """Nothing good enough was found, and why; `nearest` is what came closest, best first."""

    reason: Reason
    nearest: tuple[JudgedHit, ...]


def decide(ranked: Sequence[RankedHit], floor: float) -> Answer | Abstention:
    """Answer only where the first passage's confidence is at least `floor`.

    Abstaining is a result, not an error: the caller gets a value to show.
    """
    hits = judged(ranked)
    if hits and hits[0].confidence >= floor:
        return Answer(hits)
    is_likely = bool(hits) and hits[0].confidence >= SCOPE_CONFIDENCE
    is_near = is_likely or any(hit.cosine >= SCOPE_FLOOR for hit in ranked)
    return Abstention("below_threshold" if is_near else "out_of_scope", hits)


def label(confidence: float) -> Label:
    """The confidence in a word."""
    return "high" if confidence >= HIGH else "medium" if confidence >= MEDIUM else "low"


def judged(hits: Sequence[RankedHit | JudgedHit]) -> tuple[JudgedHit, ...]:
    """Hits as they are shown in this order."""
    confidences = falling(hit.confidence for hit in hits)
    return tuple(JudgedHit(hit.row, confidence) for hit, confidence in zip(hits, confidences, strict=True))


def falling(confidences: Iterable[float]) -> Iterator[float]:
    """Confidence falls with rank: a passage further down never seems surer than one above it."""
    return accumulate(confidences, min)


def log_odds(confidence: float) -> float:
    """Of a probability, kept away from 0 and 1."""
    bounded = min(max(confidence, SMALLEST), 1 - SMALLEST)
    return math.log(bounded / (1 - bounded))
