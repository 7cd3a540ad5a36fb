"""Passages that are known to answer by what is asked and where they stand, whatever their likeness to the question."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.repeats import distinct
from index import BlockKind, Passage

# Of 74 opening sentences that define, of the first hundred of the visitors' training documents, every one says what its
# document is about; no more is claimed than `high` asks for.
CONFIDENCE = 0.95
LIKELY = 0.8  # where the place alone says that it answers: a section may begin with what only leads to it
FEW = 3  # documents that tell what is asked for: of more, two that are shown say little of what there is


@dataclass(frozen=True, slots=True)
class Sure:
    """A passage that answers, with this `confidence` at least; `start` is where the answer begins in its text, None where that
    is not known, and `end` where it ends, None for the end of the text. One that `goes_first` does so however sure another is; one
    that `is_section` stands first below the heading that is asked for. `told` are the rows that tell the answer together, of which it
    is the first; empty where it does alone.
    """

    row: int
    passage: Passage
    start: int | None = None
    confidence: float = CONFIDENCE
    end: int | None = None
    goes_first: bool = False
    is_section: bool = False
    told: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """Passages that answer, the first of them first, and rows that cannot, however well they match."""

    sure: tuple[Sure, ...] = ()
    never: frozenset[int] = frozenset()

    def told_with(self, row: int) -> tuple[int, ...]:
        """The rows that tell the answer together with this one, which begins it; empty where it does alone."""
        told = next((sure.told for sure in self.sure if sure.row == row), ())
        return told if len(told) > 1 else ()


NOTHING = Known()


def arranged(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], known: Known) -> list[RankedHit]:
    """What surely answers before the others, and what cannot last, without confidence; as it is where the first is surer already
    and no code, and nothing goes before it all the same.

    `passages` are those of `ranked` by row. What repeats a passage that is put first is left out.
    """
    least = min((sure.confidence for sure in known.sure), default=0.0)
    is_surer = bool(known.sure and ranked) and least < CONFIDENCE and ranked[0].confidence >= least
    is_surer = is_surer and passages[ranked[0].row].kind is not BlockKind.CODE
    is_surer = is_surer and not any(sure.goes_first for sure in known.sure)
    if is_surer or (not known.sure and not known.never):
        return list(ranked)
    own = {hit.row: hit for hit in ranked}
    nearest = max((hit.cosine for hit in ranked), default=1.0)
    firsts = [own.get(sure.row, RankedHit(sure.row, nearest, 0.0)) for sure in known.sure]
    surest = max([least, *(hit.confidence for hit in firsts)])
    others = [hit for hit in ranked if hit.row not in {first.row for first in firsts}]
    every = [
        *(replace(hit, confidence=surest) for hit in firsts),
        *(hit for hit in others if hit.row not in known.never),
        *(replace(hit, confidence=0.0) for hit in others if hit.row in known.never),
    ]
    shown = [sure.passage for sure in known.sure] + [passages[hit.row] for hit in every[len(firsts) :]]
    return [every[place] for place in distinct(range(len(every)), shown)]


def answer_place(known: Known, row: int) -> tuple[int, int] | None:
    """Where in the passage of this row the answer begins and ends; None where that is not known."""
    sure = next((sure for sure in known.sure if sure.row == row), None)
    return (sure.start, sure.end or len(sure.passage.text)) if sure and sure.start is not None else None


def facts(passages: Collection[tuple[int, Passage]], *names: str) -> tuple[Sure, ...]:
    """The facts of the first of these names that there are any of, in order: of several offices each has its own."""
    for name in names:
        if found := tuple(Sure(row, passage) for row, passage in passages if passage.fact_key == name):
            return found
    return ()
