"""Two searches as one order: reciprocal rank fusion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from chatbot.retrieve import Candidates

RRF_K = 60.0  # Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet" (SIGIR 2009)
FUSED = 20  # hits kept: the most that a reply may show, and what a decision is made from


@dataclass(frozen=True, slots=True)
class FusedHit:
    """A candidate's row with its fused score and its cosine."""

    row: int
    score: float
    cosine: float


def fuse(candidates: Candidates) -> list[FusedHit]:
    """The best candidates of both searches together, ties by cosine, then by row."""
    score = 1 / (RRF_K + candidates.dense_rank) + 1 / (RRF_K + candidates.lexical_rank)
    order = np.lexsort((candidates.rows, -candidates.cosine, -score))[:FUSED]
    return [FusedHit(int(candidates.rows[i]), float(score[i]), float(candidates.cosine[i])) for i in order]
