"""What is written down of a question's way through the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chatbot.explaining.stopwatch import StageTime
from chatbot.outcome import Outcome, Reply
from chatbot.settings import ChatSettings
from chatbot.understand import Readings, without_controls
from index import Passage


@dataclass(frozen=True, slots=True)
class Signal:
    """What is known of a candidate, and how much lower its score would be with what its rivals have on average; None where ranks alone order."""

    name: str
    value: float
    adds: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that a search found, or one that is known to answer what is asked in a set form, which has no ranks and signals then.

    The ranks in the two searches count from 1, None where that search did not find it. `score` orders, None where ranks
    alone do; `confidence` is this search's own, before any second look. `ranked` is the place that ranking gave it, `place` the one at the end, once the
    rules, what is known to answer and the other readings of the question have had their say. Both are None where it was left
    out: it repeats a better one, or is beyond the last place.
    """

    row: int
    passage: Passage
    dense_rank: int | None
    lexical_rank: int | None
    signals: tuple[Signal, ...]
    score: float | None
    confidence: float | None
    ranked: int | None
    place: int | None


@dataclass(slots=True)
class Search:
    """One search: for what, where (None: everywhere), and what came of it, best first.

    `found` are the ids of its passages in its own order, before those of other searches were weighed in; `taken` is the search
    that found the first passage of the outcome, or else the first one for the question as it was understood.
    """

    question: str
    document: str | None
    terms: tuple[str, ...]
    candidates: tuple[Candidate, ...] = ()
    found: Sequence[str] = ()
    taken: bool = False

    @property
    def first(self) -> str | None:
        """The id of the passage that it put first."""
        return self.found[0] if self.found else None


@dataclass(slots=True)
class Part:
    """A question, or one half of a double one: as it was asked, as it was read, and what was searched for.

    `judged` are the confidences of the passage that is shown first, as all searches have it and as it is shown; None where nothing was found.
    """

    readings: Readings
    outcome: Outcome | None = None
    judged: tuple[float, float] | None = None
    searches: list[Search] = field(default_factory=list)

    @property
    def corrections(self) -> tuple[tuple[str, str], ...]:
        """Words as they were written and as they were read."""
        bare = self.readings.bare
        words = zip(without_controls(bare.asked).split(), bare.understood.split(), strict=False)
        return tuple((written, read) for written, read in words if written != read)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A reply and how it came about; `settings` and `floor` are those that it was made with."""

    reply: Reply
    parts: tuple[Part, ...]
    settings: ChatSettings
    floor: float
    ranking: str
    stages: tuple[StageTime, ...]
    milliseconds: float
