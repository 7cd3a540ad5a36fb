"""Dense search: the same rows and cosines as a matrix product."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import faiss
import numpy as np
import pytest
from numpy.typing import NDArray

from index.vectors import (
    EXACT_WITHIN,
    WHOLE_UP_TO,
    VectorIndex,
    append_vectors,
    open_vectors,
    stored_vectors,
    write_vector_index,
)


def normalised(rows: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)  # as they are stored


VECTORS = normalised(30, seed=1)
[QUESTION] = normalised(1, seed=2)


def write(vectors: NDArray[np.float32], folder: Path) -> VectorIndex:
    for begin in range(0, len(vectors), 7000):
        append_vectors(vectors[begin : begin + 7000], folder / "stored")
    write_vector_index(folder / "stored", vectors.shape[1], folder / "index")
    return open_vectors(folder / "stored", folder / "index")


@pytest.fixture
def written(tmp_path: Path) -> VectorIndex:
    return write(VECTORS, tmp_path)


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


def test_an_index_of_an_earlier_build_with_half_precision_is_searched_likewise(tmp_path: Path) -> None:
    written = write(VECTORS, tmp_path)
    earlier = faiss.IndexScalarQuantizer(8, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    earlier.train(VECTORS)
    earlier.add(VECTORS)
    faiss.write_index(earlier, str(tmp_path / "earlier"))
    found = open_vectors(tmp_path / "stored", tmp_path / "earlier").search(QUESTION, 5, range(30))
    for one, other in zip(found, written.search(QUESTION, 5, range(30)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_of_as_many_as_are_scanned_whole_all_of_the_nearest_are_found(tmp_path: Path) -> None:
    """Four bits put some in another order, which scoring six times as many again puts right."""
    vectors = np.random.default_rng(5).normal(size=(20_000, 64))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    index = write(vectors, tmp_path)
    for question in vectors[::2000]:
        rows, _ = index.search(question, 15, range(len(vectors)))
        assert rows.tolist() == np.argsort(-(vectors @ question), kind="stable")[:15].tolist()


def test_every_vector_comes_back_bit_by_bit(written: VectorIndex, tmp_path: Path) -> None:
    assert (written.count, written.dimension) == (30, 8)
    assert stored_vectors(tmp_path / "stored", 8).astype(np.float32).tobytes() == VECTORS.tobytes()


def test_a_large_document_of_few_that_are_scanned(tmp_path: Path) -> None:
    vectors = normalised(EXACT_WITHIN + 900, seed=7)
    within = range(300, EXACT_WITHIN + 800)
    rows, _ = write(vectors, tmp_path).search(QUESTION, 20, within)
    assert (
        rows.tolist()
        == (300 + np.argsort(-(vectors[300 : EXACT_WITHIN + 800] @ QUESTION), kind="stable"))[:20].tolist()
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[NDArray[np.float32], VectorIndex]:
    """More vectors than are scanned one by one, in clusters as real ones are."""
    centres = normalised(300, seed=3)
    noise = np.random.default_rng(4).normal(scale=0.1, size=(WHOLE_UP_TO + 5000, 8))
    vectors = centres[np.arange(len(noise)) % 300] + noise
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
    return vectors, write(vectors, tmp_path_factory.mktemp("many"))


def test_what_searches_after_a_build_starts_no_more_threads_than_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = faiss.omp_get_max_threads()
    monkeypatch.setattr("index.vectors.CORES", before + 1)
    write(VECTORS, tmp_path)
    assert faiss.omp_get_max_threads() == before


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system lets nobody choose cores")
def test_only_the_cores_that_a_process_may_use_count() -> None:
    script = (
        "import os; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]); "
        "import index.encoders.onnx_encoder, index.vectors, chatbot.settings; "
        "print(index.encoders.onnx_encoder.CORES, index.vectors.CORES, chatbot.settings.CORES)"
    )
    assert subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=True).stdout == b"1 1 1\n"


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    append_vectors(normalised(5000, seed=3), tmp_path / "vectors")  # more than is buffered
    with pytest.raises(OSError, match="No space left on device"):
        write_vector_index(tmp_path / "vectors", 8, Path("/dev/full"))
    gc.collect()
    assert str(tmp_path) not in Path("/proc/self/maps").read_text()  # a build that goes on trying holds nothing of it


def test_among_many_nearly_all_of_the_nearest_are_found(many: tuple[NDArray[np.float32], VectorIndex]) -> None:
    vectors, index = many
    found = []
    for question in vectors[::1500]:
        exact = np.argsort(-(vectors @ question), kind="stable")[:10]
        rows, cosines = index.search(question, 10, range(len(vectors)))
        np.testing.assert_allclose(cosines, vectors[rows] @ question, rtol=1e-5)
        found.append(len(np.intersect1d(rows, exact)) / 10)
    assert np.mean(found) > 0.97


@pytest.mark.parametrize(
    "within",
    [
        pytest.param(range(100, 2000), id="a document"),
        pytest.param(range(100, 100 + EXACT_WITHIN), id="the largest that is scored one by one"),
        pytest.param(range(7, 7 + 2 * EXACT_WITHIN), id="a large one"),
        pytest.param(range(100, WHOLE_UP_TO + 200), id="most of all there is"),
    ],
)
def test_among_many_a_document_restricts_the_search_itself(
    many: tuple[NDArray[np.float32], VectorIndex], within: range
) -> None:
    vectors, index = many
    found = []
    for question in vectors[::3000]:
        exact = within.start + np.argsort(-(vectors[within.start : within.stop] @ question), kind="stable")[:50]
        rows, cosines = index.search(question, 50, within)
        np.testing.assert_allclose(cosines, vectors[rows] @ question, rtol=1e-5)
        assert len(set(rows.tolist()).intersection(within)) == 50
        found.append(len(np.intersect1d(rows, exact)) / 50)
    assert np.mean(found) > 0.95
