"""Token vectors: which words are kept, how a question is weighted, and MaxSim against its definition."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.encoder import Encoding
from index.tokens import (
    NO_MATCH,
    NUMBERS,
    PREVIOUS_DISCOUNT,
    PROJECTION_FILE,
    SCALE,
    Projection,
    QuestionTokens,
    TokenStore,
    open_tokens,
)

PROJECTION = Projection.load(PROJECTION_FILE)
OFFSETS = [(0, 0), (0, 3), (5, 9), (10, 15), (15, 16), (0, 0)]  # "Tea. What grows?" between special tokens


def encoding(seed: int = 1) -> Encoding:
    random = np.random.default_rng(seed)
    states = random.normal(size=(len(OFFSETS), 768)).astype(np.float32)
    vector = random.normal(size=384).astype(np.float32)
    return Encoding(
        vector / np.linalg.norm(vector), states, np.array(OFFSETS, np.int32), np.zeros(len(OFFSETS), np.bool_)
    )


def test_only_a_passages_own_words_are_kept() -> None:
    read = encoding()
    vector, tokens = PROJECTION.passage(read, own_start=5)
    own = read.states[2:5, 384:].mean(axis=0)
    np.testing.assert_allclose(vector, own / np.linalg.norm(own), rtol=1e-5)
    assert (tokens.shape, tokens.dtype) == ((3, NUMBERS), np.int8)
    np.testing.assert_allclose(np.linalg.norm(tokens / SCALE, axis=1), 1, atol=0.02)


def test_what_stands_beyond_what_the_encoder_reads_has_no_tokens_and_the_vector_of_the_whole() -> None:
    read = encoding()
    vector, tokens = PROJECTION.passage(read, own_start=99)
    assert np.array_equal(vector, read.vector)
    assert tokens.shape == (0, NUMBERS)


def test_each_token_of_a_question_has_a_direction_and_a_weight() -> None:
    tokens = PROJECTION.question(encoding())
    assert tokens.vectors.shape == (6, NUMBERS)
    assert (tokens.weights > 0).all()
    np.testing.assert_allclose(np.linalg.norm(tokens.vectors, axis=1), 1, rtol=1e-5)


def test_its_fingerprint_changes_with_its_weights() -> None:
    weights = {name: getattr(PROJECTION, name) for name in Projection.__annotations__}
    assert Projection(**weights).fingerprint == PROJECTION.fingerprint
    assert Projection(**weights | {"weight_bias": np.float32(9)}).fingerprint != PROJECTION.fingerprint


def test_matches_are_those_of_the_definition(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    lengths = [3, 0, 5, 1]
    tokens = random.integers(-60, 60, size=(sum(lengths), NUMBERS), dtype=np.int8)
    starts = np.cumsum([0, *lengths])
    (tmp_path / "tokens").write_bytes(tokens.tobytes())
    np.save(tmp_path / "starts.npy", starts)
    store: TokenStore = open_tokens(tmp_path / "tokens", tmp_path / "starts.npy")
    vectors = random.normal(size=(4, NUMBERS)).astype(np.float32)
    offsets = np.array([(0, 0), (0, 3), (4, 7), (8, 9)], np.int32)  # the first is none of the question's own
    question = QuestionTokens(vectors, np.ones(4, np.float32), offsets, np.zeros(4, np.bool_))

    def best(row: int) -> np.ndarray:
        own = tokens[starts[row] : starts[row + 1]].astype(np.float32) / SCALE
        return (own @ vectors.T).max(axis=0) if len(own) else np.full(4, NO_MATCH)

    rows = np.array([0, 1, 3])
    found = store.match(question, rows, np.array([False, True, True])).of(np.arange(3))
    np.testing.assert_allclose(found.own, [best(0), best(1), best(3)], rtol=1e-4)
    cosines = tokens.astype(np.float32) @ vectors.T / SCALE
    first = cosines[:3].argmax(axis=0)
    np.testing.assert_allclose(found.places, [first / np.float32(3), np.zeros(4), np.zeros(4)])
    nearest = cosines[:, 1:].max(axis=1)
    rivals = [np.maximum(nearest[first] - best(0), 0), np.zeros(4), np.maximum(nearest[8] - best(3), 0)]
    np.testing.assert_allclose(found.rivals, rivals, rtol=1e-4, atol=1e-6)
    assert found.rivals[[0, 2]].any()
    assert found.lengths.tolist() == [3, 0, 1]
    np.testing.assert_allclose(found.told, [nearest[:3].mean(), 0, nearest[8]], rtol=1e-4)
    before = [best(0), best(2)]
    expected = [best(0), *(np.maximum(best(row), PREVIOUS_DISCOUNT * b) for row, b in zip((1, 3), before, strict=True))]
    np.testing.assert_allclose(found.joint, expected, rtol=1e-4)
    assert np.array_equal(store.of(2), tokens[3:8])
