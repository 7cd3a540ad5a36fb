"""What is known of each candidate, as numbers: the signals that ranking and confidence are made from."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chatbot.ranking.answer_type import answer_type, asks_for_something, holds_type
from chatbot.ranking.english_words import FUNCTION_WORDS
from chatbot.retrieve import Candidates, TokenMatches
from index import LexicalScores, Passage, QuestionTokens

Signals = dict[str, NDArray[np.float64]]

_NO_TERMS = 1e-6  # in place of an inverse document frequency of 0, where no term is left


def signals(question: str, candidates: Candidates, passages: Sequence[Passage], tokens: TokenMatches) -> Signals:
    """Each signal with shape (c,), float64; `passages` are those of the candidates, in their order.

    Near in meaning: cosine, of the question's vector and that of the passage's own words; match, match_share: late
    interaction over the root of the tokens' weights, and over the weights; gaps: how far the question's telling tokens are
    from what is nearest to them in the passage and the one before, squared, so that one word that nothing answers to
    weighs more than many that nearly fit.

    Words in common: bm25, over the sum of the terms' inverse document frequency, so that long questions have no higher
    ones; coverage: the share of that sum that the passage and the one before hold; elsewhere: the share that they do
    not, and another candidate does; number_missing: whether (1) they lack a number that the question names.

    What is asked for: answer_type: whether (1) the passage holds something of its type; yes_or_no: whether (1) the
    question has no question word, the same for all.
    """
    weights, lexical = tokens.question.weights, candidates.lexical
    weighted = tokens.own @ weights
    telling = _telling_weights(question, tokens.question)
    total = lexical.idf.sum() + _NO_TERMS
    asked, words = answer_type(question), frozenset(re.findall(r"\w+", question.lower()))
    held = [holds_type(asked, passage.text[passage.answer_start :], words) for passage in passages]
    values = {
        "cosine": candidates.cosine,
        "match": weighted / np.sqrt(weights.sum()),
        "match_share": weighted / weights.sum(),
        "gaps": np.square(1 - tokens.joint) @ telling,
        "bm25": lexical.bm25 / total,
        "coverage": lexical.joint @ lexical.idf / total,
        "elsewhere": (lexical.joint.any(axis=0) & ~lexical.joint) @ lexical.idf / total,
        "number_missing": _lacks_number(lexical),
        "answer_type": np.array(held),
        "yes_or_no": np.full(len(passages), not asks_for_something(question)),
    }
    return {name: value.astype(np.float64) for name, value in values.items()}


def _telling_weights(question: str, tokens: QuestionTokens) -> NDArray[np.float32]:
    """(q,): the tokens' weights without those of function words and marks, summing to 1; all of them where none is left."""
    parts = [question[start:end].lower() for start, end in tokens.offsets.tolist()]
    weights = tokens.weights * np.array([part.isalnum() and part not in FUNCTION_WORDS for part in parts])
    return np.asarray((weights if weights.any() else tokens.weights) / (weights.sum() or tokens.weights.sum()))


def _lacks_number(lexical: LexicalScores) -> NDArray[np.bool_]:
    numbers = [column for column, term in enumerate(lexical.terms) if any(map(str.isdigit, term))]
    if not numbers:
        return np.zeros(len(lexical.joint), np.bool_)
    return np.asarray(~lexical.joint[:, numbers].all(axis=1))
