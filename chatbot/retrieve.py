"""A question as a vector and terms, and the passages that either finds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.understand import Question
from index import Encoder, PassageIndex


@dataclass(frozen=True, slots=True)
class Candidates:
    """The union of both searches, unordered; every array has shape (n,).

    `rows` int64. `cosine` float32, known for every candidate. `bm25` float32, 0 where the lexical
    search did not find it. The ranks are int64 from 1, and `ABSENT` where a search did not find it.
    """

    rows: NDArray[np.int64]
    cosine: NDArray[np.float32]
    bm25: NDArray[np.float32]
    dense_rank: NDArray[np.int64]
    lexical_rank: NDArray[np.int64]


ABSENT = np.iinfo(np.int64).max


def retrieve(
    question: Question, passage_index: PassageIndex, encoder: Encoder, top: int, document: str | None
) -> Candidates:
    """The best `top` passages of the dense and of the lexical search, within `document` where it is given."""
    vector = encoder.encode_question(question.understood)
    dense = passage_index.dense(vector, top, document)
    lexical = passage_index.lexical(passage_index.terms(question.understood), top, document)
    rows = np.union1d(dense.rows, lexical.rows)
    bm25 = np.zeros(len(rows), np.float32)
    bm25[np.searchsorted(rows, lexical.rows)] = lexical.scores
    return Candidates(
        rows, passage_index.cosines(vector, rows), bm25, _ranks(rows, dense.rows), _ranks(rows, lexical.rows)
    )


def _ranks(rows: NDArray[np.int64], found: NDArray[np.int64]) -> NDArray[np.int64]:
    ranks = np.full(len(rows), ABSENT)
    ranks[np.searchsorted(rows, found)] = np.arange(1, len(found) + 1)
    return ranks
