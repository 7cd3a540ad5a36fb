"""Two searches become one list: reciprocal rank fusion by hand."""

from __future__ import annotations

import numpy as np
import pytest

from chatbot.fuse import FUSED, RRF_K, FusedHit, fuse
from chatbot.retrieve import ABSENT, Candidates


def candidates(*rows: tuple[int, float, float, int, int]) -> Candidates:
    """From (row, cosine, bm25, dense rank, lexical rank)."""
    row, cosine, bm25, dense, lexical = zip(*rows, strict=True)
    return Candidates(
        np.array(row, np.int64),
        np.array(cosine, np.float32),
        np.array(bm25, np.float32),
        np.array(dense, np.int64),
        np.array(lexical, np.int64),
    )


def test_passages_that_both_searches_find_come_first() -> None:
    found = candidates((3, 0.75, 0, 1, ABSENT), (5, 0.5, 2, 2, 1), (8, 0.25, 1, ABSENT, 2))
    assert fuse(found) == [
        FusedHit(5, pytest.approx(1 / (RRF_K + 2) + 1 / (RRF_K + 1)), 0.5),
        FusedHit(3, pytest.approx(1 / (RRF_K + 1)), 0.75),
        FusedHit(8, pytest.approx(1 / (RRF_K + 2)), 0.25),
    ]


def test_ties_are_broken_by_cosine_then_by_row() -> None:
    found = candidates((1, 0.25, 1, 2, 1), (2, 0.5, 1, 1, 2), (3, 0.125, 0, 3, ABSENT), (4, 0.125, 1, ABSENT, 3))
    assert [hit.row for hit in fuse(found)] == [2, 1, 3, 4]


def test_no_more_are_kept_than_a_reply_may_show() -> None:
    found = candidates(*((row, 0.5, 0, row + 1, ABSENT) for row in range(FUSED + 5)))
    assert [hit.row for hit in fuse(found)] == list(range(FUSED))


def test_nothing_found_is_nothing_fused() -> None:
    nothing = Candidates(*(np.empty(0, kind) for kind in (np.int64, np.float32, np.float32, np.int64, np.int64)))
    assert fuse(nothing) == []
