"""Dense search: the same rows and cosines as a matrix product."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.vectors import VectorIndex, open_vectors, write_vectors


def normalised(rows: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


VECTORS = normalised(30, seed=1)
[QUESTION] = normalised(1, seed=2)


@pytest.fixture
def written(tmp_path: Path) -> VectorIndex:
    write_vectors(VECTORS, tmp_path / "vectors")
    return open_vectors(tmp_path / "vectors")


@pytest.mark.parametrize(
    ("top", "within"),
    [
        pytest.param(5, range(30), id="the whole index"),
        pytest.param(5, range(10, 20), id="within one document"),
        pytest.param(5, range(10, 13), id="a document of fewer passages"),
        pytest.param(1, range(29, 30), id="a document of one passage"),
        pytest.param(50, range(30), id="more than there are"),
    ],
)
def test_the_nearest_come_first(written: VectorIndex, top: int, within: range) -> None:
    cosines = VECTORS @ QUESTION
    expected = sorted(within, key=lambda row: -cosines[row])[:top]
    rows, found = written.search(QUESTION, top, within)
    assert rows.tolist() == expected
    np.testing.assert_allclose(found, cosines[expected], rtol=1e-5)
    assert (rows.dtype, found.dtype) == (np.int64, np.float32)


def test_a_document_without_passages_has_none(written: VectorIndex) -> None:
    rows, cosines = written.search(QUESTION, 5, range(7, 7))
    assert (rows.tolist(), cosines.tolist()) == ([], [])


def test_cosines_of_chosen_rows(written: VectorIndex) -> None:
    rows = np.array([7, 3, 7], np.int64)
    np.testing.assert_allclose(written.cosines(QUESTION, rows), VECTORS[rows] @ QUESTION, rtol=1e-5)
    assert written.cosines(QUESTION, np.empty(0, np.int64)).shape == (0,)


def test_every_vector_comes_back_bit_by_bit(written: VectorIndex) -> None:
    assert written.count == 30
    assert written.all().tobytes() == VECTORS.tobytes()
