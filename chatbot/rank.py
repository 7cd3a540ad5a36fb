"""Candidates in the order in which they are shown, each with the probability that it answers.

A small network over the evidence of both searches and of the tokens orders them and gives the probability. It is a data
file with a model card (chatbot/data).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from chatbot.ranking.evidence import evidence
from chatbot.ranking.fuse import RANKED, RankFusion
from chatbot.ranking.model_files import DATA
from chatbot.ranking.network import Network
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.repeats import distinct
from chatbot.retrieve import Candidates
from index import Passage, PassageIndex

RANKER_FILE = DATA / "ranker.npz"

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
        """The confidence from which on no more than this share of near misses is answered."""
        ...


def choose_ranker(passage_index: PassageIndex) -> Ranker:
    """The learned ranker where it was fitted on the tokens that the index has, else fusion by rank; the log says so."""
    learned = LearnedRanker.load()
    projection = passage_index.projection
    if projection is not None and projection.fingerprint == learned.projection:
        return learned
    found, mend = "no token vectors", ""
    if projection is not None:
        found, mend = "token vectors of another projection", "; answers are much worse: `chatbot index build` mends it"
    _log.warning("index version %s has %s: ranking by reciprocal rank fusion%s", passage_index.version, found, mend)
    return RankFusion(passage_index.terms)


@dataclass(frozen=True, slots=True)
class LearnedRanker:
    """`network` gives the order and the probability that a candidate answers.

    `shares` and `floors` (n,) float64 are points of the curve from a share of near misses to the
    confidence from which on no more are answered, of whatever kind.
    """

    name: ClassVar[str] = "LearnedRanker"

    network: Network
    shares: NDArray[np.float64]
    floors: NDArray[np.float64]

    @classmethod
    def load(cls) -> LearnedRanker:
        """The network that comes with the package."""
        with np.load(RANKER_FILE, allow_pickle=False) as arrays:
            shares, floors = arrays["shares"], arrays["floors"]
        return cls(Network.load(RANKER_FILE), shares, floors)

    @property
    def projection(self) -> str:
        """Fingerprint of the token projection that the network was trained on."""
        return self.network.projection

    def rank(self, question: str, candidates: Candidates, passages: Sequence[Passage]) -> list[RankedHit]:
        """The best candidates in order, ties by row, without those that repeat a better one."""
        if candidates.tokens is None or not len(candidates.rows):
            return []
        read = self.network.read(evidence(question, candidates, passages, candidates.tokens))
        scores = self.network.scores(read)
        ordered = np.lexsort((candidates.rows, -scores))
        best = list(distinct(ordered[:RANKED].tolist(), passages))
        rivals = np.concatenate((best, ordered[RANKED:])).astype(np.int64)  # a repetition is no rival
        log_odds = self.network.log_odds(read, scores, rivals).astype(np.float64)
        with np.errstate(over="ignore"):  # infinite odds against it: a confidence of 0
            confidence = 1 / (1 + np.exp(-log_odds))
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
        """The confidence from which on no more than this share of near misses is answered."""
        return float(np.interp(false_answers, self.shares, self.floors))
