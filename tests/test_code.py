"""Whom code can answer, and that it stays out of the way of everybody else."""

from __future__ import annotations

import numpy as np
import pytest

from chatbot.ranking.code import asks_for_code, without_needless_code
from chatbot.retrieve import Candidates, TokenMatches
from index import BlockKind, LexicalScores, Matches, Passage, QuestionTokens


@pytest.mark.parametrize(
    "question",
    [
        "How do I install it?",
        "how to split a file",
        "How can one run the tests?",
        "how is it installed",
        "What is the command to install it?",
        "show me an example",
        "What does the config file look like?",
        "Which command splits a file?",
        "pip install",
        "configuration",
    ],
)
def test_code_may_answer(question: str) -> None:
    assert asks_for_code(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is Tern?",
        "Who maintains it?",
        "How many days can I get?",
        "how long do the tests take",
        "When do releases happen?",
        "Where is the database?",
        "Why does it fail?",
        "Does it run on Windows?",
        "Can I use another encoding?",
        "isn't it slow",
        "won’t it run on Windows",
        "cannot I use it offline?",
        "Which Python version do I need?",
        "how does it work",
    ],
)
def test_a_sentence_is_asked_for(question: str) -> None:
    assert not asks_for_code(question)


def test_what_is_known_of_the_others_stays() -> None:
    lines = np.arange(4, dtype=np.float32)
    pairs = np.arange(8, dtype=np.float32).reshape(4, 2)
    held = np.eye(4, 1, dtype=np.bool_)
    found = Matches(pairs, pairs + 1, pairs + 2, pairs + 3, lines, lines + 1)
    asked = QuestionTokens(
        np.zeros((2, 64), np.float32), np.ones(2, np.float32), np.zeros((2, 2), np.int32), np.zeros(2, np.bool_)
    )
    words = np.zeros(2, np.int64)
    tokens = TokenMatches(asked, found, np.ones(2, np.float32), np.ones(2, np.float32), words, words)
    rows = np.arange(10, 14)
    candidates = Candidates(rows, lines, LexicalScores(("tea",), lines, np.ones(1), held, held), rows, rows, tokens)
    kinds = [BlockKind.CODE, BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.ROW]
    passages = [Passage("d", place, kind, str(place), 0, 1, (), "") for place, kind in enumerate(kinds)]
    left, others = without_needless_code("Who drinks tea?", candidates, passages)
    assert others == [passages[1], passages[3]]
    assert left.tokens is not None
    for kept, every in (
        (left.rows, rows), (left.cosine, lines), (left.dense_rank, rows), (left.lexical_rank, rows),
        (left.lexical.bm25, lines), (left.lexical.own, held), (left.lexical.joint, held), (left.tokens.found.own, pairs),
        (left.tokens.found.joint, pairs + 1), (left.tokens.found.places, pairs + 2), (left.tokens.found.rivals, pairs + 3),
        (left.tokens.found.lengths, lines), (left.tokens.found.told, lines + 1),
    ):  # fmt: skip
        np.testing.assert_array_equal(kept, every[[1, 3]])
    assert without_needless_code("Who drinks tea?", left, others)[0] is left
    assert without_needless_code("How do I make tea?", candidates, passages)[0] is candidates
