"""Candidates in the order in which they are shown, each with the probability that it answers.

A linear fusion of signals, fitted as a listwise softmax, orders them; a logistic model of signals gives the
probability. Both are data files with a model card (chatbot/data).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.ranking.fuse import RANKED, RankedHit, RankFusion
from chatbot.ranking.linear_model import DATA, LinearModel
from chatbot.ranking.repeats import distinct
from chatbot.ranking.signals import Signals, signals
from chatbot.retrieve import Candidates
from index import Passage, PassageIndex

_log = logging.getLogger(__name__)


class Ranker(Protocol):
    """Orders candidates and says how sure it is."""

    @property
    def name(self) -> str:
        """Names what the confidence comes from."""
        ...

    def rank(self, question: str, candidates: Candidates, passages: Sequence[Passage]) -> list[RankedHit]:
        """The best candidates in order; `passages` are those of the candidates, in their order."""
        ...

    def floor(self, false_answers: float) -> float:
        """The confidence at which this share of near misses is answered."""
        ...


def choose_ranker(passage_index: PassageIndex) -> Ranker:
    """The learned ranker where it was fitted on the tokens that the index has, else fusion by rank; the log says so."""
    learned = LearnedRanker.load()
    projection = passage_index.projection
    if projection is not None and projection.fingerprint == learned.projection:
        return learned
    reason = "has no token vectors" if projection is None else "has token vectors of another projection"
    _log.warning("index version %s %s: ranking by reciprocal rank fusion", passage_index.version, reason)
    return RankFusion(passage_index.terms)


@dataclass(frozen=True, slots=True)
class LearnedRanker:
    """`order` gives a candidate's score, `confidence` the log-odds that it answers.

    `shares` and `floors` (n,) float64 are points of the curve from a share of near misses to the
    confidence at which so many are answered.
    """

    name: ClassVar[str] = "LearnedRanker"

    order: LinearModel
    confidence: LinearModel
    shares: NDArray[np.float64]
    floors: NDArray[np.float64]

    @classmethod
    def load(cls) -> LearnedRanker:
        """The models that come with the package."""
        with np.load(DATA / "confidence.npz", allow_pickle=False) as arrays:
            shares, floors = arrays["risks"], arrays["floors"]
        return cls(LinearModel.load(DATA / "ranker.npz"), LinearModel.load(DATA / "confidence.npz"), shares, floors)

    @property
    def projection(self) -> str:
        """Fingerprint of the token projection that both models were fitted on."""
        return self.order.projection

    def rank(self, question: str, candidates: Candidates, passages: Sequence[Passage]) -> list[RankedHit]:
        """The best candidates in order, ties by row, without those that repeat a better one."""
        if candidates.tokens is None or not len(candidates.rows):
            return []
        known = signals(question, candidates, passages, candidates.tokens)
        scores = self.order(_columns(known, self.order.names))
        ordered = np.lexsort((candidates.rows, -scores))
        best = list(distinct(ordered[:RANKED].tolist(), [passage.text for passage in passages]))
        chances = np.exp(scores - scores.max())
        rivals = np.concatenate((best, ordered[RANKED:])).astype(np.int64)  # a repetition is no rival
        known["chance"] = chances / chances[rivals].sum()  # the share of the softmax over the candidates
        confidence = 1 / (1 + np.exp(-self.confidence(_columns(known, self.confidence.names))))
        return [
            RankedHit(*hit)
            for hit in zip(
                candidates.rows[best].tolist(),
                candidates.cosine[best].tolist(),
                confidence[best].tolist(),
                strict=True,
            )
        ]

    def floor(self, false_answers: float) -> float:
        """The confidence at which this share of near misses is answered."""
        return float(np.interp(false_answers, self.shares, self.floors))


def _columns(known: Signals, names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([known[name] for name in names]).T.copy()
