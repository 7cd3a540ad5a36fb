"""A question's way through the pipeline, watched: for the playground, never for a visitor's answer.

The pipeline is `Answerer` itself. A second one over the same index and encoder, with settings to try, is given a watch
that writes down what passes through its steps; nothing is computed in another way than for an answer.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.conversation.told import Told
from chatbot.explaining.contributions import contributions
from chatbot.explaining.record import Candidate, Explanation, Part, Search, Signal
from chatbot.explaining.stopwatch import stages_of
from chatbot.find import Find, Found
from chatbot.outcome import Outcome
from chatbot.rank import LearnedRanker, Ranker
from chatbot.ranking.evidence import evidence
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.retrieve import ABSENT, Candidates
from chatbot.settings import ChatSettings
from chatbot.stages import timing
from chatbot.understand import Question, Readings
from chatbot.watch import Conclude, JudgeHits, Resolve, Watch
from chatbot.weighing.cross_encoder import CrossEncoderRanker
from chatbot.weighing.judge import Judge
from index import Passage, PassageIndex

_Seen = tuple[str, Candidates, Sequence[Passage], list[RankedHit]]  # a question, what was found, and its order


def explain(
    answerer: Answerer,
    settings: ChatSettings,
    asked: str,
    document: str | None = None,
    history: Sequence[Turn] = (),
) -> Explanation:
    """Answer from the answerer's index with these settings, without memory and suggestions; UnknownDocument as there."""
    watched = _Watched(answerer.passage_index)
    tried = settings.model_copy(update={"suggestions": 0, "remembered_answers": 0})
    another = Answerer(answerer.passage_index, answerer.encoder, tried, answerer.calibration, watched)
    with timing() as stages:
        reply = another.reply(asked, document, history=history)
        end = time.perf_counter()
    return Explanation(
        reply,
        tuple(watched.parts),
        settings,
        another.floor,
        watched.ranking + _judged_by(another.judge),
        stages_of(stages, watched.aside, end),
        1000 * (end - stages.begun),
    )


class _Watched(Watch):
    """Keeps, of one question, what the steps were given and what they made."""

    def __init__(self, passage_index: PassageIndex) -> None:
        self.aside: list[tuple[float, float]] = []  # when watching began and ended, by `time.perf_counter`
        self.parts: list[Part] = []
        self._passage_index = passage_index
        self._seen: _Seen | None = None

    def ranker(self, ranker: Ranker) -> Ranker:
        self._shipped, self.ranking = _kind(ranker)
        return _RankerSeen(ranker, self._see)

    def find(self, find: Find) -> Find:
        def found_by(
            question: Question, document: str | None, top_k: int, readings: Readings | None = None
        ) -> Found | None:
            self._seen = None  # what holds no words to search for is not ranked
            found = find(question, document, top_k, readings)
            begin = time.perf_counter()
            terms = tuple(self._passage_index.terms(question.understood))
            search = Search(question.understood, document, terms)
            self.parts[-1].searches.append(search)
            if found is not None:
                search.candidates = self._candidates(found.ranked)
                search.found = [candidate.passage.id for candidate in search.candidates if candidate.place is not None]
            self.aside.append((begin, time.perf_counter()))
            return found

        return found_by

    def resolve(self, resolve: Resolve) -> Resolve:
        def weighed(readings: Readings, last: Told | None, document: str | None, top_k: int) -> Found | None:
            found = resolve(readings, last, document, top_k)
            if found is not None:
                for search in self.parts[-1].searches:
                    _reorder(search, found.ranked)
            return found

        return weighed

    def judge(self, judge: JudgeHits) -> JudgeHits:
        def judged(ranked: Sequence[RankedHit], question: str, most_read: int) -> list[RankedHit]:
            hits = judge(ranked, question, most_read)
            if hits and self.parts[-1].judged is None:  # what other documents answer comes after it
                before = next(hit.confidence for hit in ranked if hit.row == hits[0].row)
                self.parts[-1].judged = before, hits[0].confidence
            return hits

        return judged

    def conclude(self, conclude: Conclude) -> Conclude:
        def concluded(
            readings: Readings, last: Told | None, document: str | None, top_k: int
        ) -> tuple[Question, Outcome]:
            part = Part(readings)
            self.parts.append(part)
            question, part.outcome = conclude(readings, last, document, top_k)
            of_reading = [search for search in part.searches if search.question == question.understood]
            first = part.outcome.shown[0].citation.id if part.outcome.shown else None
            if of_reading:
                max(of_reading, key=lambda search: (search.first == first, first in search.found)).taken = True
            return question, part.outcome

        return concluded

    def _see(self, *seen: *_Seen) -> None:
        self._seen = seen

    def _candidates(self, final: Sequence[RankedHit]) -> tuple[Candidate, ...]:
        """What the search just made found, with the places of its passages in the `final` order, best first.

        What it has not ranked is known to answer.
        """
        final_places = {hit.row: (place, hit.confidence) for place, hit in enumerate(final, 1)}
        seen = self._ranked(*self._seen, final_places) if self._seen else []
        known = [row for row in final_places if row not in {candidate.row for candidate in seen}]
        for row, passage in zip(known, self._passage_index.passages(known), strict=True):
            final_place, confidence = final_places[row]
            seen.append(Candidate(row, passage, None, None, (), None, confidence, None, final_place))
        return tuple(sorted(seen, key=_best_first))

    def _ranked(
        self,
        question: str,
        candidates: Candidates,
        passages: Sequence[Passage],
        ranked: Sequence[RankedHit],
        final_places: Mapping[int, tuple[int, float]],
    ) -> list[Candidate]:
        """What a search ranked, with final places and confidences by row."""
        places = {hit.row: place for place, hit in enumerate(ranked, 1)}
        weighed, scores = self._weigh(question, candidates, passages)
        seen = []
        for place, row in enumerate(candidates.rows.tolist()):
            final_place, confidence = final_places.get(row, (None, None))
            seen.append(
                Candidate(
                    row,
                    passages[place],
                    _rank(candidates.dense_rank[place]),
                    _rank(candidates.lexical_rank[place]),
                    weighed[place],
                    scores[place],
                    confidence,
                    places.get(row),
                    final_place,
                )
            )
        return seen

    def _weigh(
        self, question: str, candidates: Candidates, passages: Sequence[Passage]
    ) -> tuple[list[tuple[Signal, ...]], list[float | None]]:
        """Each candidate's signals and its score."""
        if self._shipped is None or candidates.tokens is None:
            plain = {"cosine": candidates.cosine.tolist(), "bm25": candidates.lexical.bm25.tolist()}
            rows = range(len(candidates.rows))
            return [tuple(Signal(name, plain[name][row], None) for name in plain) for row in rows], [None for _ in rows]
        known = evidence(question, candidates, passages, candidates.tokens)
        network = self._shipped.network
        found = contributions(known, lambda changed: network.scores(network.read(changed)))
        weighed = [
            tuple(Signal(name, float(values[row]), float(adds[row])) for name, (values, adds) in found.items())
            for row in range(len(candidates.rows))
        ]
        return weighed, network.scores(network.read(known)).tolist()


class _RankerSeen:
    """A ranker whose work is shown to `see`."""

    def __init__(self, ranker: Ranker, see: Callable[[*_Seen], None]) -> None:
        self._ranker, self._see = ranker, see
        self.name, self.floor = ranker.name, ranker.floor

    def rank(self, question: str, candidates: Candidates, passages: Sequence[Passage]) -> list[RankedHit]:
        ranked = self._ranker.rank(question, candidates, passages)
        self._see(question, candidates, passages, ranked)
        return ranked


def _kind(ranker: Ranker) -> tuple[LearnedRanker | None, str]:
    """The learned ranker, None where ranks alone order; and the way of ranking in words."""
    if isinstance(ranker, CrossEncoderRanker):
        shipped, words = _kind(ranker.ranker)
        return shipped, f"{words}, the best read again by {ranker.model}"
    if isinstance(ranker, LearnedRanker):
        return ranker, "a small network over the evidence"
    return None, "reciprocal rank fusion"


def _judged_by(judge: Judge) -> str:
    looked = ", first passages in doubt read together with the question" if judge.second_look else ""
    return f"{looked}, calibrated to your questions" if judge.calibration else looked


def _reorder(search: Search, final: Sequence[RankedHit]) -> None:
    """Give the candidates that have a place the places of the `final` order, those that are not in it the last ones."""
    order = {hit.row: place for place, hit in enumerate(final)}
    placed = [candidate for candidate in search.candidates if candidate.place is not None]
    placed.sort(key=lambda candidate: order.get(candidate.row, math.inf))
    others = [candidate for candidate in search.candidates if candidate.place is None]
    search.candidates = (*(replace(each, place=place) for place, each in enumerate(placed, 1)), *others)


def _best_first(candidate: Candidate) -> tuple[float, float, int]:
    """Those with a place in its order, then the others by score."""
    return (candidate.place or math.inf, -(candidate.score or 0.0), candidate.row)


def _rank(rank: np.int64) -> int | None:
    return None if rank == ABSENT else int(rank)
