"""The learned ranker: its models as arrays, and which ranker an index gets."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

from chatbot.rank import LearnedRanker, choose_ranker
from chatbot.ranking.fuse import RankFusion
from chatbot.ranking.model_files import DATA
from chatbot.ranking.network import Floats, Network, Read
from chatbot.retrieve import NO_WORD, Candidates, TokenMatches
from index import BlockKind, LexicalScores, Matches, Passage, QuestionTokens, open_index
from index.tokens import PROJECTION_FILE, Projection

if TYPE_CHECKING:
    from conftest import World


def test_the_models_that_come_with_the_package_belong_together() -> None:
    assert LearnedRanker.load().projection == Projection.load(PROJECTION_FILE).fingerprint
    assert sum(file.stat().st_size for file in (*DATA.glob("*.npz"), PROJECTION_FILE)) < 4_000_000


def matches(*best: float) -> Candidates:
    """Candidates that differ only in how well their tokens match the question's three."""
    count = len(best)
    zeros = np.zeros(count, np.float32)
    offsets = np.array([[0, 4], [5, 7], [8, 10]], np.int32)
    question = QuestionTokens(np.eye(3, 64, dtype=np.float32), np.ones(3, np.float32), offsets, np.zeros(3, np.bool_))
    own = np.repeat(np.array(best, np.float32)[:, np.newaxis], 3, axis=1)
    rows, ranks = np.arange(count), np.arange(1, count + 1)
    none = np.zeros((count, 0), np.bool_)
    lexical = LexicalScores((), zeros, np.zeros(0), none, none)
    nothing = np.zeros_like(own)
    found = Matches(own, own, nothing, nothing, np.full(count, 9, np.float32), np.array(best, np.float32))
    tokens = TokenMatches(question, found, own.max(axis=0), own.max(axis=0), np.arange(3), np.full(3, NO_WORD))
    return Candidates(rows, zeros, lexical, ranks, ranks, tokens)


def passages(count: int) -> list[Passage]:
    return [Passage(f"d{row}", 1, BlockKind.PARAGRAPH, f"x{row}", 0, 2, (), f"x{row}") for row in range(count)]


def test_the_best_match_comes_first_and_is_surest() -> None:
    ranked = LearnedRanker.load().rank("What is it?", matches(0.2, 0.9, 0.5), passages(3))
    assert [hit.row for hit in ranked] == [1, 2, 0]
    assert [hit.confidence for hit in ranked] == sorted((hit.confidence for hit in ranked), reverse=True)


class Certain(Network):
    """As sure as numbers can be, of the first of three and against the others."""

    def log_odds(self, read: Read, scores: Floats, rivals: NDArray[np.int64]) -> Floats:
        return np.array([1e4, -1e4, -1e4], np.float32)


def test_odds_beyond_what_a_number_holds_are_certainty_without_a_warning() -> None:
    ranker = replace(LearnedRanker.load(), network=Certain.load(DATA / "ranker.npz"))
    ranked = ranker.rank("What is it?", matches(0.2, 0.9, 0.5), passages(3))
    assert {hit.row: hit.confidence for hit in ranked} == {0: 1.0, 1: 0.0, 2: 0.0}


def test_equal_candidates_stay_in_the_order_of_their_rows() -> None:
    assert [hit.row for hit in LearnedRanker.load().rank("What is it?", matches(*[0.5] * 4), passages(4))] == [
        0,
        1,
        2,
        3,
    ]


def test_a_rival_makes_the_first_less_sure() -> None:
    alone = LearnedRanker.load().rank("What is it?", matches(0.9, 0.1), passages(2))[0]
    contested = LearnedRanker.load().rank("What is it?", matches(0.9, 0.9), passages(2))[0]
    assert contested.confidence < alone.confidence


def test_a_repetition_is_left_out_and_no_rival() -> None:
    ranker, [first] = LearnedRanker.load(), passages(1)
    [alone] = ranker.rank("What is it?", matches(0.9), [first])
    [hit] = ranker.rank("What is it?", matches(0.9, 0.8), [first, first])
    assert replace(hit, confidence=alone.confidence) == alone
    assert hit.confidence == pytest.approx(alone.confidence, abs=1e-6)  # a product of two rows has other last bits


def test_fewer_false_answers_need_a_higher_floor() -> None:
    floors = [LearnedRanker.load().floor(share) for share in (0.02, 0.1, 0.2, 0.5)]
    assert floors == sorted(floors, reverse=True)
    assert all(0 < floor < 1 for floor in floors)


def test_an_index_without_tokens_is_ranked_by_fusion_and_the_log_says_so(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert isinstance(choose_ranker(open_index(world.index_dir)), RankFusion)
    assert [r.getMessage() for r in caplog.records if r.name == "chatbot.rank"] == [
        f"index version {world.in_use.name} has no token vectors: ranking by reciprocal rank fusion"
    ]


def test_where_another_projection_made_the_tokens_the_log_names_what_mends_it(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    passage_index = open_index(world.index_dir)
    other = replace(Projection.load(PROJECTION_FILE), model="other")
    monkeypatch.setattr(passage_index, "projection", other)
    with caplog.at_level(logging.WARNING):
        assert isinstance(choose_ranker(passage_index), RankFusion)
    assert [r.getMessage() for r in caplog.records if r.name == "chatbot.rank"] == [
        f"index version {world.in_use.name} has token vectors of another projection: ranking by reciprocal rank fusion; "
        "answers are much worse: `chatbot index build` mends it"
    ]
