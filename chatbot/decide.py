"""An answer, or an honest no: whether the best passage is near enough to be shown as an answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from chatbot.rank import RankedHit

Reason = Literal["out_of_scope", "below_threshold", "empty_question"]
Label = Literal["high", "medium", "low"]

# A logistic model of "the first passage answers the question", fitted by
# benchmarks/fit_confidence.py on half of the documents of the xquad-dev question sets;
# docs/quality.md reports the other half. Cosines are of all-MiniLM-L6-v2.
COSINE_WEIGHT = 3.85
MARGIN_WEIGHT = 2.80
COVERAGE_WEIGHT = 5.58
INTERCEPT = -6.16

# An unanswered question is out of scope where even the nearest passage has a lower cosine: of the
# questions that the documents do answer, 1 % have (from the same script).
SCOPE_FLOOR = 0.41

HIGH, MEDIUM = 0.85, 0.6  # labels; shares of right answers among replies of at least this confidence


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
    hits = tuple(_judge(ranked))
    if hits and hits[0].confidence >= floor:
        return Answer(hits)
    is_near = any(hit.cosine >= SCOPE_FLOOR for hit in ranked)
    return Abstention("below_threshold" if is_near else "out_of_scope", hits)


def label(confidence: float) -> Label:
    """The confidence in a word."""
    return "high" if confidence >= HIGH else "medium" if confidence >= MEDIUM else "low"


def features(ranked: Sequence[RankedHit], place: int = 0) -> tuple[float, float, float]:
    """A passage's cosine, by how much it is above the mean of the other ranked ones, and its coverage."""
    cosines = [hit.cosine for hit in ranked]
    own = cosines.pop(place)
    return own, own - (sum(cosines) / len(cosines) if cosines else 0.0), ranked[place].coverage


def _judge(ranked: Sequence[RankedHit]) -> Iterator[JudgedHit]:
    """Confidence falls with rank: a passage further down never seems surer than one above it."""
    highest = 1.0
    for place, hit in enumerate(ranked):
        cosine, margin, coverage = features(ranked, place)
        logit = COSINE_WEIGHT * cosine + MARGIN_WEIGHT * margin + COVERAGE_WEIGHT * coverage + INTERCEPT
        highest = min(highest, 1 / (1 + math.exp(-logit)))
        yield JudgedHit(hit.row, highest)
