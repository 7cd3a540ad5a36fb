"""Fused hits read again: what only repeats the question goes last, and how much of it a passage holds is counted."""

from __future__ import annotations

import pytest

from chatbot.fuse import FusedHit
from chatbot.rank import RankedHit, rank
from index import BlockKind, Passage
from index.lexical import Tokeniser


def passage(text: str, answer_start: int = 0) -> Passage:
    kind = BlockKind.FACT if answer_start else BlockKind.PARAGRAPH
    return Passage("d", 1, kind, text, 0, len(text), (), text, answer_start)


OFFICE = passage("- Order2: Warden of the Harbour", 10)
SUCCESSOR = passage("- Successor2: Ivo Lane", 14)
SENTENCE = passage("She was Warden of the Harbour.")
OTHER = passage("Ada was a keeper.")


@pytest.mark.parametrize(
    ("question", "order"),
    [
        pytest.param("Who succeeded her as Warden of the Harbour?", [1, 3, 0, 2], id="echoes of a question for something go last"),
        pytest.param("WHO succeeded her as WARDEN of the HARBOUR", [1, 3, 0, 2], id="however it is written"),
        pytest.param("Who was the keeper Ada?", [0, 1, 2, 3], id="the only echo is last already"),
        pytest.param("Was she Warden of the Harbour?", [0, 1, 2, 3], id="yes or no is answered by an echo"),
        pytest.param("Warden of the Harbour", [0, 1, 2, 3], id="no question word"),
    ],
)  # fmt: skip
def test_a_passage_that_says_nothing_new_goes_last(question: str, order: list[int]) -> None:
    assert [hit.row for hit in ranked(question, OFFICE, SUCCESSOR, SENTENCE, OTHER)] == order


def ranked(question: str, *passages: Passage) -> list[RankedHit]:
    fused = [FusedHit(row, 1 / (row + 1), 0.5) for row in range(len(passages))]
    return rank(fused, passages, question, Tokeniser("english"))


def test_coverage_is_the_share_of_the_questions_terms_in_what_is_searched() -> None:
    assert ranked("Was the warden Ada Quill a keeper of the light?", OTHER, SENTENCE, SUCCESSOR) == [
        RankedHit(0, 0.5, pytest.approx(2 / 5)),
        RankedHit(1, 0.5, pytest.approx(1 / 5)),
        RankedHit(2, 0.5, 0),
    ]


def test_a_question_without_terms_is_covered_by_nothing() -> None:
    assert [hit.coverage for hit in ranked("was it", OTHER)] == [0]


def test_nothing_fused_is_nothing_ranked() -> None:
    assert ranked("Who was Ada?") == []
