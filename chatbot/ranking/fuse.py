"""Ranking without token vectors: reciprocal rank fusion of the two searches.

For an index whose encoder no token projection was trained for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.repeats import distinct
from chatbot.retrieve import Candidates
from index import Passage

RRF_K = 60.0  # Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet" (SIGIR 2009)
RANKED = 20  # hits kept: the most that a reply may show

# A logistic model of "the first passage answers the question" over its cosine, by how much that is
# above the mean of the others, and the share of the question's terms that it holds. Fitted by
# benchmarks/fit_confidence.py (in the history, commit c93f8f9) on half of the documents of xquad-dev, with cosines of
# all-MiniLM-L6-v2.
COSINE_WEIGHT = 3.85
MARGIN_WEIGHT = 2.80
COVERAGE_WEIGHT = 5.58
INTERCEPT = -6.16

# Confidence at which so large a share of near misses is answered, from the same fit.
FLOORS = {0.02: 0.86, 0.05: 0.77, 0.1: 0.67, 0.2: 0.47, 0.3: 0.30, 0.5: 0.17}


class RankFusion:
    """Orders candidates by their ranks in the two searches."""

    name = "RankFusion"

    def __init__(self, terms: Callable[[str], list[str]]) -> None:
        self._terms = terms

    def rank(self, question: str, candidates: Candidates, passages: Sequence[Passage]) -> list[RankedHit]:
        """The best candidates, ties by cosine, then by row, without those that repeat a better one."""
        score = 1 / (RRF_K + candidates.dense_rank) + 1 / (RRF_K + candidates.lexical_rank)
        ordered = np.lexsort((candidates.rows, -candidates.cosine, -score))[:RANKED].tolist()
        order = list(distinct(ordered, passages))
        asked = set(self._terms(question))
        cosines = candidates.cosine[order].astype(np.float64)
        others = (cosines.sum() - cosines) / max(1, len(cosines) - 1)
        hits = []
        for place, cosine, other in zip(order, cosines, others, strict=True):
            held = asked.intersection(self._terms(passages[place].searchable))
            margin, coverage = cosine - (other if len(cosines) > 1 else 0.0), len(held) / max(1, len(asked))
            logit = COSINE_WEIGHT * cosine + MARGIN_WEIGHT * margin + COVERAGE_WEIGHT * coverage + INTERCEPT
            hits.append(RankedHit(int(candidates.rows[place]), float(cosine), 1 / (1 + math.exp(-logit))))
        return hits

    def floor(self, false_answers: float) -> float:
        """The confidence at which this share of near misses is answered."""
        return float(np.interp(false_answers, list(FLOORS), list(FLOORS.values())))
