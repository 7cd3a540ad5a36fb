"""What is known of each candidate, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from chatbot.ranking.signals import Signals, signals
from chatbot.retrieve import Candidates, TokenMatches
from index import BlockKind, LexicalScores, Passage, QuestionTokens

QUESTION = "when was pier 9 built"
OFFSETS = [(0, 0), (0, 4), (5, 8), (9, 13), (14, 15), (16, 21), (0, 0)]  # special tokens first and last


def known(texts: list[str], joint_terms: list[list[bool]], joint: list[list[float]]) -> Signals:
    """Signals of candidates that hold these of the terms pier, 9, built and match the seven tokens so."""
    count, rows = len(texts), np.arange(len(texts))
    zeros, held = np.zeros(count, np.float32), np.array(joint_terms)
    matches = np.array(joint, np.float32)
    tokens = QuestionTokens(np.eye(7, 64, dtype=np.float32), np.ones(7, np.float32), np.array(OFFSETS, np.int32))
    lexical = LexicalScores(("pier", "9", "built"), zeros, np.array([1.0, 2.0, 1.0]), held)
    found = Candidates(rows, zeros, lexical, rows, rows, TokenMatches(tokens, matches, matches))
    passages = [Passage("d", row, BlockKind.PARAGRAPH, text, 0, len(text), (), text) for row, text in enumerate(texts)]
    assert found.tokens is not None
    return signals(QUESTION, found, passages, found.tokens)


def test_words_in_common_and_words_that_only_a_rival_holds() -> None:
    found = known(["It was built in 1902.", "Pier 9."], [[True, False, True], [True, True, False]], [[0.0] * 7] * 2)
    assert found["coverage"].tolist() == pytest.approx([0.5, 0.75])
    assert found["elsewhere"].tolist() == pytest.approx([0.5, 0.25])
    assert found["number_missing"].tolist() == [1, 0]
    assert found["answer_type"].tolist() == [1, 0]
    assert found["yes_or_no"].tolist() == [0, 0]


def test_only_telling_tokens_leave_gaps_and_one_wide_gap_weighs_more_than_several_small_ones() -> None:
    told = [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0]  # function words and special tokens do not count
    wide, even = [1, 1, 1, 1.0, 1.0, 0.4, 1], [1, 1, 1, 0.8, 0.8, 0.8, 1]
    found = known(["a", "b", "c"], [[True] * 3] * 3, [told, wide, even])
    assert found["gaps"].tolist() == pytest.approx([0, 0.36 / 3, 0.04], abs=1e-6)
