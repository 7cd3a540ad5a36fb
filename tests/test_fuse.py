"""Two searches become one list: reciprocal rank fusion by hand, for an index without token vectors."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chatbot.ranking.fuse import FLOORS, RANKED, RankFusion
from chatbot.retrieve import ABSENT, Candidates
from index import BlockKind, LexicalScores, Passage
from index.tokeniser import Tokeniser

FUSION = RankFusion(Tokeniser("english"))


def candidates(*rows: tuple[int, float, int, int]) -> Candidates:
    """From (row, cosine, dense rank, lexical rank)."""
    row, cosine, dense, lexical = zip(*rows, strict=True) if rows else ((), (), (), ())
    unread = np.zeros(len(row), np.float32)
    return Candidates(
        np.array(row, np.int64),
        np.array(cosine, np.float32),
        LexicalScores((), unread, np.zeros(0), *[np.zeros((len(row), 0), np.bool_)] * 2),
        np.array(dense, np.int64),
        np.array(lexical, np.int64),
        None,
    )


def passages(found: Candidates, text: str = "Nothing of it.") -> list[Passage]:
    each = [f"{text} {row}" for row in found.rows]
    return [Passage("d", 1, BlockKind.PARAGRAPH, text, 0, len(text), (), text) for text in each]


def order(found: Candidates) -> list[int]:
    return [hit.row for hit in FUSION.rank("Who was Ada?", found, passages(found))]


def test_passages_that_both_searches_find_come_first() -> None:
    assert order(candidates((3, 0.75, 1, ABSENT), (5, 0.5, 2, 1), (8, 0.25, ABSENT, 2))) == [5, 3, 8]


def test_ties_are_broken_by_cosine_then_by_row() -> None:
    found = candidates((1, 0.25, 2, 1), (2, 0.5, 1, 2), (3, 0.125, 3, ABSENT), (4, 0.125, ABSENT, 3))
    assert order(found) == [2, 1, 3, 4]


def test_no_more_are_kept_than_a_reply_may_show() -> None:
    assert order(candidates(*((row, 0.5, row + 1, ABSENT) for row in range(RANKED + 5)))) == list(range(RANKED))


def test_a_passage_that_repeats_a_better_one_is_left_out() -> None:
    found = candidates((1, 0.9, 1, 1), (2, 0.8, 2, 2), (3, 0.2, 3, 3))
    texts = ("Ada kept the light.", "ada kept the light", "Ada kept the shop.")
    ranked = FUSION.rank(
        "Who was Ada?", found, [Passage("d", 1, BlockKind.PARAGRAPH, t, 0, len(t), (), t) for t in texts]
    )
    assert [hit.row for hit in ranked] == [1, 3]


def test_nothing_found_is_nothing_ranked() -> None:
    assert order(candidates()) == []


def test_confidence_grows_with_cosine_and_with_what_is_covered() -> None:
    found = candidates((1, 0.9, 1, 1), (2, 0.2, 2, 2))
    without = [hit.confidence for hit in FUSION.rank("Who was Ada?", found, passages(found))]
    covered = [hit.confidence for hit in FUSION.rank("Who was Ada?", found, passages(found, "Ada was a keeper."))]
    assert without[0] > without[1]
    assert [c > w for c, w in zip(covered, without, strict=True)] == [True, True]
    assert all(0 < confidence < 1 and math.isfinite(confidence) for confidence in covered + without)


@pytest.mark.parametrize("share", FLOORS)
def test_fewer_false_answers_need_a_higher_floor(share: float) -> None:
    assert FUSION.floor(share) == FLOORS[share]
    assert FUSION.floor(share - 0.02) >= FUSION.floor(share) >= FUSION.floor(share + 0.02)
