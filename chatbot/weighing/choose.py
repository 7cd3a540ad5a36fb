"""What a question means, as it stands or as the turns before it may mean it: every reading is asked, and the answers pooled.

The weights are fitted by benchmarks/training/fit_readings.py, on dialogues and on questions behind turns that they have
nothing to do with (docs/experiments/).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from chatbot.decide import falling, log_odds
from chatbot.ranking.ranked_hit import RankedHit

# As a question stands; as it stands, but in the document of the turn before; as the turns before fill it in, in that
# document and in all of them.
Reading = Literal["alone", "at_home", "in_context", "elsewhere"]

MOST_WORDS = 12
POOLED = 10  # hits of a reading that count as found well
# What a reading did not find is taken to answer it with no more than the first, and no less than the second; or than the third,
# where that stands outside of the one document that the reading searches.
LEAST, FAINTEST, OUTSIDE = 0.02, 0.001, 0.01
WITHIN: tuple[Reading, ...] = ("at_home", "in_context")  # that search the document of the turn before alone


@dataclass(frozen=True, slots=True)
class Weights:
    """What the log-odds of a passage count by reading, and what a passage of the document of the turn before gains.

    It gains `home`, `knows` too where that document holds every word of the question's names, both that and `nameless` where
    the question has none, and `word` for each of its words: the longer it is, the more it says itself. `behind` is what a passage
    gains that stands so many behind the one cited last: what is asked next is often told next.
    The log-odds that a passage answers behind a turn are those of the reading which is surest of it, by `surest`, what it gains, by
    `gained`, and `base`, or BASE_AT_HOME where nothing but the document of that turn is searched.
    """

    alone: float
    at_home: float
    in_context: float
    elsewhere: float
    home: float
    knows: float
    nameless: float
    word: float
    behind: Mapping[int, float]
    surest: float
    gained: float
    base: float

    def of(self, reading: Reading) -> float:
        """What a reading's log-odds count."""
        weight: float = getattr(self, reading)
        return weight


# Of a question that seems to say all that it means, and of one that leaves something out.
STANDING = Weights(
    0.88, 0.71, 0.0, 0.0, home=0.69, knows=1.12, nameless=1.06, word=-0.25,
    behind={-2: 0.64, -1: 0.64, 0: 1.38, 1: 2.35, 2: 1.07, 3: 0.39, 4: 0.39, 5: 0.39},
    surest=0.96, gained=0.5, base=-0.9,
)  # fmt: skip
FOLLOWING = Weights(
    0.54, 0.48, 0.34, 0.18, home=0.29, knows=1.20, nameless=1.19, word=-0.22,
    behind={-2: 0.68, -1: 0.68, 0: 1.25, 1: 2.64, 2: 1.20, 3: 0.42, 4: 0.42, 5: 0.42},
    surest=0.73, gained=0.74, base=-1.22,
)  # fmt: skip
BASE_AT_HOME = -0.7  # chosen on the own tuning half (docs/experiments/)
# A bare "where" asks of what was told just now, so the passage cited last and the one behind it change places.
ASKING = replace(FOLLOWING, behind={**FOLLOWING.behind, 0: FOLLOWING.behind[1], 1: FOLLOWING.behind[0]})


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a conversation is and what is asked there: the row cited last, the rows of its document, whether there are
    others to search, how many words the question has, whether it has no names, and whether that document holds every word of
    those it has.
    """

    cited: int | None
    home: range
    has_others: bool
    words: int
    knows: bool
    nameless: bool

    @property
    def is_behind_a_turn(self) -> bool:
        """Whether there is a turn before that says what is talked of."""
        return self.cited is not None or (self.has_others and bool(self.home))

    def gain(self, row: int, weights: Weights) -> float:
        """Log-odds that a passage has before the question is looked at."""
        if row not in self.home:
            return 0.0
        gained = 0.0 if self.cited is None else weights.behind.get(row - self.cited, 0.0)
        if self.has_others:
            gained += weights.home + weights.word * min(self.words, MOST_WORDS)
            gained += weights.knows * self.knows + weights.nameless * self.nameless
        return gained


def pooled(
    readings: Mapping[Reading, Sequence[RankedHit]], weights: Weights, conversation: Conversation
) -> tuple[list[RankedHit], Reading | None]:
    """The hits of all readings, best first; and the first reading that puts the first of them first, or else the one that is
    surest of it. None where nothing is found.

    Log-odds add up by the readings' weights (a logarithmic opinion pool: Genest and Zidek, "Combining Probability
    Distributions", Statistical Science 1986); what a reading did not find, `unfound` says. The confidence is that of the
    reading which is surest of the passage, seen beside what the passage gains; that of the pool where there is no turn
    before to gain anything from.
    """
    known = {reading: by_row(hits) for reading, hits in readings.items() if hits}
    surest: dict[int, tuple[float, RankedHit, Reading]] = {}
    for reading, confidences in known.items():
        for hit in readings[reading]:
            if hit.row not in surest or confidences[hit.row] > surest[hit.row][0]:
                surest[hit.row] = confidences[hit.row], hit, reading
    gains = {row: conversation.gain(row, weights) for row in surest}
    scores = dict(gains)
    for reading, confidences in known.items():
        weight, missed = weights.of(reading), [*map(log_odds, unfound(reading, confidences))]
        for row in scores:
            found = log_odds(confidences[row]) if row in confidences else missed[row in conversation.home]
            scores[row] += weight * found
    ordered = sorted(scores, key=lambda row: -scores[row])
    if not ordered:
        return [], None
    total = sum(map(weights.of, known))
    hits = []
    for row in ordered:
        confidence, hit, _ = surest[row]
        if conversation.is_behind_a_turn:
            base = weights.base if conversation.has_others else BASE_AT_HOME
            odds = weights.surest * log_odds(confidence) + weights.gained * gains[row] + base
        else:
            odds = (scores[row] - gains[row]) / total
        hits.append(replace(hit, confidence=1 / (1 + math.exp(-odds))))
    finding = [reading for reading, confidences in known.items() if next(iter(confidences)) == ordered[0]]
    return hits, finding[0] if finding else surest[ordered[0]][2]


def by_row(hits: Sequence[RankedHit]) -> dict[int, float]:
    """Confidences by row, none higher than one before it."""
    return dict(zip((hit.row for hit in hits), falling(hit.confidence for hit in hits), strict=True))


def unfound(reading: Reading, confidences: Mapping[int, float]) -> tuple[float, float]:
    """The confidence that a reading is taken to have in what it did not find: in other documents than that of the turn before, and
    in that. No more than in its tenth hit, and hardly any.
    """
    missed = max(min(*list(confidences.values())[:POOLED], LEAST), FAINTEST)
    return max(missed, OUTSIDE) if reading in WITHIN else missed, missed
