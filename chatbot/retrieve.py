"""A question as a vector, terms and tokens, and the passages that the two searches find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.stages import lap
from chatbot.understand import Question
from index import Encoding, LexicalScores, PassageIndex, QuestionTokens


@dataclass(frozen=True, slots=True)
class TokenMatches:
    """Late interaction of q question tokens with c candidates: `own` and `joint` (c, q) as `PassageIndex.match` gives them."""

    question: QuestionTokens
    own: NDArray[np.float32]
    joint: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The union of both searches in ascending rows; every array has shape (c,).

    `rows` int64, `cosine` float32. The ranks are int64 from 1, and `ABSENT` where a search did not
    find it. `tokens` is None where the index has none.
    """

    rows: NDArray[np.int64]
    cosine: NDArray[np.float32]
    lexical: LexicalScores
    dense_rank: NDArray[np.int64]
    lexical_rank: NDArray[np.int64]
    tokens: TokenMatches | None


ABSENT = int(np.iinfo(np.int64).max)


def retrieve(
    question: Question,
    passage_index: PassageIndex,
    encode: Callable[[str], Encoding],
    top: int,
    document: str | None,
) -> Candidates:
    """The best `top` passages of the dense and of the lexical search, within `document` where it is given.

    `encode` is the encoder's for questions.
    """
    encoding = encode(question.understood)
    lap("encode")
    terms = passage_index.terms(question.understood)
    dense = passage_index.dense(encoding.vector, top, document)
    lexical = passage_index.lexical(terms, top, document)
    rows = np.array(sorted({*dense.rows.tolist(), *lexical.rows.tolist()}), np.int64)
    tokens = None
    if passage_index.projection is not None:
        asked = passage_index.projection.question(encoding)
        tokens = TokenMatches(asked, *passage_index.match(asked, rows))
    return Candidates(
        rows=rows,
        cosine=passage_index.cosines(encoding.vector, rows),
        lexical=passage_index.lexical_scores(terms, rows),
        dense_rank=_ranks(rows, dense.rows),
        lexical_rank=_ranks(rows, lexical.rows),
        tokens=tokens,
    )


def _ranks(rows: NDArray[np.int64], found: NDArray[np.int64]) -> NDArray[np.int64]:
    ranks = {row: rank for rank, row in enumerate(found.tolist(), 1)}
    return np.array([ranks.get(row, ABSENT) for row in rows.tolist()], np.int64)
