"""What is known of each candidate, as numbers: the signals that ranking and confidence are made from."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chatbot.answer_type import answer_type, holds_type
from chatbot.retrieve import Candidates, TokenMatches
from index import Passage

Signals = dict[str, NDArray[np.float64]]

_NO_TERMS = 1e-6  # in place of an inverse document frequency of 0, where no term is left


def signals(question: str, candidates: Candidates, passages: Sequence[Passage], tokens: TokenMatches) -> Signals:
    """Each signal with shape (c,), float64; `passages` are those of the candidates, in their order.

    cosine: of the question's vector and that of the passage's own words. bm25: over the sum of the
    terms' inverse document frequency, so that long questions have no higher ones. coverage: the
    share of that sum which the passage holds. match, match_share: late interaction over the root of
    the tokens' weights, and over the weights. joint_share: the same with the passage before.
    question_word: the best match of "who", "when", … alone. answer_type: whether the passage holds
    something of the type that is asked for (1) or not (0).
    """
    weights = tokens.question.weights
    weighted = tokens.own @ weights
    asked, words = answer_type(question), frozenset(re.findall(r"\w+", question.lower()))
    idf = candidates.lexical.total + _NO_TERMS
    held = [holds_type(asked, passage.text[passage.answer_start :], words) for passage in passages]
    values = {
        "cosine": candidates.cosine,
        "bm25": candidates.lexical.bm25 / idf,
        "coverage": candidates.lexical.covered / idf,
        "match": weighted / np.sqrt(weights.sum()),
        "match_share": weighted / weights.sum(),
        "joint_share": tokens.joint @ weights / weights.sum(),
        "question_word": tokens.own[:, tokens.question.question_word],
        "answer_type": np.array(held),
    }
    return {name: value.astype(np.float64) for name, value in values.items()}
