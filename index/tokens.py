"""Token vectors for late interaction: one learned projection for passages and questions, and their store.

A passage is kept as one small vector a token; how well it answers is the sum, over the question's
tokens, of each one's best match in it (MaxSim: Khattab and Zaharia, "ColBERT", SIGIR 2020). The
encoder stays as it is; only the projection was trained (benchmarks/training/, index/data/MODEL_CARD.md).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoding, Vectors
from index.mapped import map_rows

PROJECTION_FILE = Path(__file__).parent / "data" / "late_interaction.npz"

LAYERS = (4, 6)  # hidden states that are projected, concatenated in this order; the last is the encoder's last layer
NUMBERS = 64  # a token's
SCALE = 255.0  # int8 = round(value * 255): a number of a unit vector of 64 hardly ever passes 127 / 255
PREVIOUS_DISCOUNT = 0.85  # a match in the sentence before counts a little less than one in the sentence itself
NO_MATCH = -0.2  # cosine that a passage without tokens gets; below nearly every real best match

Tokens = NDArray[np.int8]

NO_TOKENS: Tokens = np.empty((0, NUMBERS), np.int8)


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """`vectors` (q, 64) float32 of length 1 and `weights` (q,) float32 above 0. `offsets` (q, 2) int32 are their places in
    the question, special tokens first and last with empty ones. `unknown` (q,) bool are those of words that the model cannot
    spell: they are near to one another whatever they say.
    """

    vectors: Vectors
    weights: Vectors
    offsets: NDArray[np.int32]
    unknown: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matches:
    """Of c passages and q question tokens, all (c, q) float32 but for two.

    `own` is each question token's best cosine in a passage's own tokens, `joint` in them or, discounted, in those of the
    passage before; `places` says how far into the passage the first token of `own` stands, from 0 up to below 1, and `rivals`
    how much nearer that one is to another token of the question. Of the passage itself `lengths` (c,) float32 in tokens and
    `told` (c,) float32, the mean of the best cosines of its tokens in the question: how much of it the question says.
    """

    own: Vectors
    joint: Vectors
    places: Vectors
    rivals: Vectors
    lengths: Vectors
    told: Vectors

    def of(self, places: NDArray[np.int64]) -> Matches:
        """Those of some of the passages."""
        return Matches(*(getattr(self, field.name)[places] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Cosines:
    """Of the tokens of c passages with q question tokens: `own` and `joint` of `Matches`, which tell the passages apart.

    `cosines` (t, q) float32 are those of all tokens that were read; a passage's `lengths` (c,) int64 begin at `firsts` (c,)
    int64. `is_word` (q,) bool says which question tokens are no special ones.
    """

    own: Vectors
    joint: Vectors
    cosines: Vectors
    firsts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    is_word: NDArray[np.bool_]

    def of(self, places: NDArray[np.int64]) -> Matches:
        """All that is known of some of the passages."""
        own, lengths = self.own[places], self.lengths[places]
        found = Matches(
            own,
            self.joint[places],
            places=np.zeros_like(own),
            rivals=np.zeros_like(own),
            lengths=lengths.astype(np.float32),
            told=np.zeros(len(own), np.float32),
        )
        kept = np.flatnonzero(lengths)
        if len(kept):
            numbers, firsts = _end_to_end(self.firsts[places[kept]], lengths[kept])
            cosines, best = self.cosines.take(numbers, axis=0), own[kept]
            is_best = cosines == best.repeat(lengths[kept], axis=0)
            at = np.where(is_best, np.arange(len(cosines))[:, np.newaxis], len(cosines))
            first = np.minimum.reduceat(at, firsts, axis=0)
            found.places[kept] = (first - firsts[:, np.newaxis]) / lengths[kept, np.newaxis]
            nearest = cosines[:, self.is_word].max(axis=1, initial=NO_MATCH)
            found.rivals[kept] = np.maximum(nearest[first] - best, 0)
            found.told[kept] = np.add.reduceat(nearest, firsts) / lengths[kept]
        return found


@dataclass(frozen=True)
class Projection:
    """The learned weights, float32, with s = 768 numbers of state a token.

    linear (s, 64) and linear_bias (64,); hidden (s, 16) and hidden_bias (16,); out (16, 64); weight (s,)
    and weight_bias () for a question token's weight. `model` is the fingerprint of the encoder's model.
    """

    linear: Vectors
    linear_bias: Vectors
    hidden: Vectors
    hidden_bias: Vectors
    out: Vectors
    weight: Vectors
    weight_bias: Vectors
    model: str

    @classmethod
    def load(cls, file: Path | BinaryIO) -> Projection:
        """Read the weights; raises what `numpy.load` and `zipfile` do, or KeyError, where the file does not hold them."""
        with np.load(file, allow_pickle=False) as arrays:
            weights = {name: arrays[name] for name in cls.__annotations__ if name != "model"}
            return cls(**weights, model=str(arrays["model"]))

    @cached_property
    def fingerprint(self) -> str:
        """16 hexadecimal digits of what the weights are."""
        digest = hashlib.sha256(self.model.encode())
        for field in fields(self):
            if field.name != "model":
                digest.update(np.ascontiguousarray(getattr(self, field.name), np.float32).tobytes())
        return digest.hexdigest()[:16]

    def passage(self, encoding: Encoding, own_start: int) -> tuple[Vectors, Tokens]:
        """The passage's dense vector (d,) float32 and its tokens (t, 64) int8, both of its own words alone.

        Own words begin at `own_start` in the encoded text; what stands before them was read, and is not kept.
        """
        own = (encoding.offsets[:, 1] > encoding.offsets[:, 0]) & (encoding.offsets[:, 0] >= own_start)
        if not own.any():  # cut off where the encoder stops reading
            return encoding.vector, NO_TOKENS
        states = encoding.states[own]
        mean = states[:, -len(encoding.vector) :].mean(axis=0)
        tokens = np.clip(np.round(self._vectors(states) * SCALE), -127, 127).astype(np.int8)
        return mean / np.linalg.norm(mean), tokens

    def question(self, encoding: Encoding) -> QuestionTokens:
        """The question's tokens, special ones too, with their weights."""
        weights = np.logaddexp(0, encoding.states @ self.weight + self.weight_bias).astype(np.float32)
        return QuestionTokens(self._vectors(encoding.states), weights, encoding.offsets, encoding.unknown)

    def _vectors(self, states: Vectors) -> Vectors:
        bent = _gelu(states @ self.hidden + self.hidden_bias) @ self.out
        vectors = states @ self.linear + self.linear_bias + bent
        return np.asarray(vectors / np.sqrt((vectors * vectors).sum(axis=1, keepdims=True)), np.float32)


class TokenStore:
    """Every passage's tokens, end to end: those of row r are `tokens[starts[r]:starts[r + 1]]`."""

    def __init__(self, tokens: Tokens, starts: NDArray[np.int64]) -> None:
        self._tokens = tokens
        self._starts = starts

    def of(self, row: int) -> Tokens:
        """One passage's tokens, shape (t, 64), int8."""
        return self._tokens[self._starts[row] : self._starts[row + 1]]

    def match(self, question: QuestionTokens, rows: NDArray[np.int64], has_previous: NDArray[np.bool_]) -> Cosines:
        """Late interaction of a question with these c passages; `has_previous` (c,) says where row - 1 is of the same document.

        Only the tokens of these passages, and of those before them, are read.
        """
        before = rows[has_previous] - 1
        needed = np.array(sorted({*rows.tolist(), *before.tolist()}), np.int64)
        starts = self._starts[needed]
        lengths = self._starts[needed + 1] - starts
        numbers, firsts = _end_to_end(starts, lengths)
        cosines = self._tokens.take(numbers, axis=0).astype(np.float32) @ (question.vectors.T / np.float32(SCALE))
        best = np.full((len(needed), len(question.weights)), NO_MATCH, np.float32)
        kept = np.flatnonzero(lengths)
        if len(kept):
            best[kept] = np.maximum.reduceat(cosines, firsts[kept], axis=0)
        place = needed.searchsorted(rows)
        own = best[place]
        joint = own.copy()
        joint[has_previous] = np.maximum(own[has_previous], PREVIOUS_DISCOUNT * best[needed.searchsorted(before)])
        is_word = question.offsets[:, 0] < question.offsets[:, 1]
        return Cosines(own, joint, cosines, firsts[place], lengths[place], is_word)


NO_STORE = TokenStore(NO_TOKENS, np.zeros(1, np.int64))


def open_tokens(tokens_file: Path, starts_file: Path) -> TokenStore:
    """Memory-map what a build wrote: `tokens_file` rows of 64 int8, `starts_file` an int64 array of one more than the passages."""
    starts = np.asarray(np.load(starts_file, mmap_mode="r", allow_pickle=False))
    return TokenStore(map_rows(tokens_file, np.dtype(np.int8), NUMBERS), starts)


def _end_to_end(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers of these stretches one behind the other, and where each stretch begins among them."""
    firsts = lengths.cumsum() - lengths
    return (starts - firsts).repeat(lengths) + np.arange(lengths.sum()), firsts


def _gelu(x: Vectors) -> Vectors:
    """The tanh form (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016)."""
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3))), np.float32)
