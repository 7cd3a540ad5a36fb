"""A small network from the evidence to an order and a confidence: trained elsewhere, applied here.

Every question token says by its evidence how well a candidate answers to it; sums over the tokens, weighted by what they
are, stand beside what is known of the candidate as a whole, and a hidden layer each makes a score and the log-odds of these.
So "her mother" may be met by the words for it, by the sentence before, or by the name in the title, and which of these
counts is learned (benchmarks/training/train_ranking.py).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.ranking.evidence import Evidence

Floats = NDArray[np.float32]

FARTHEST = 8.0  # scores farther apart than this are equally far apart
SMALLEST = 1e-4  # share of a softmax
_NO_WEIGHT = 1e-3  # in place of a sum of weights of 0


@dataclass(frozen=True, slots=True)
class Read:
    """What the tokens say together of c candidates: `ordering` (c, o), `judging` (c, j), and `passages` (c, p + types) beside."""

    ordering: Floats
    judging: Floats
    passages: Floats


@dataclass(frozen=True)
class Network:
    """The learned arrays, float32; `hidden` h, sums o, `worst` r, p numbers of a candidate, t types of answer.

    Of the tokens: hidden (PAIRS + TOKENS, h) and hidden_bias; weigh (TOKENS, o) and weigh_bias; sums (h, o), means (h, o) and
    worst (h, r) with their biases. Of the candidates: mean (p,) and scale (p,). The two heads, each a hidden layer beside a
    straight line: order_* over o + p + t, judge_* over o + o + r + p + t + 3. `projection` is the fingerprint of the token
    projection whose evidence it was trained on.
    """

    hidden: Floats
    hidden_bias: Floats
    weigh: Floats
    weigh_bias: Floats
    sums: Floats
    sums_bias: Floats
    means: Floats
    means_bias: Floats
    worst: Floats
    worst_bias: Floats
    mean: Floats
    scale: Floats
    order_hidden: Floats
    order_hidden_bias: Floats
    order_out: Floats
    order_line: Floats
    judge_hidden: Floats
    judge_hidden_bias: Floats
    judge_out: Floats
    judge_line: Floats
    judge_bias: Floats
    projection: str

    @classmethod
    def load(cls, file: Path) -> Network:
        """Read what benchmarks/training wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            names = [field.name for field in fields(cls) if field.name != "projection"]
            return cls(**{name: arrays[name] for name in names}, projection=str(arrays["projection"]))

    @cached_property
    def _brought(self) -> tuple[Floats, Floats]:
        """`sums`, `means` and `worst` as one layer (h, o + o + r), and its bias."""
        layers = (self.sums, self.means, self.worst), (self.sums_bias, self.means_bias, self.worst_bias)
        return np.concatenate(layers[0], axis=1), np.concatenate(layers[1])

    def read(self, known: Evidence) -> Read:
        """Bring the evidence of the tokens together."""
        c, q, p = known.pairs.shape
        # A matrix product of three axes is many small ones.
        seen = (known.pairs.reshape(c * q, p) @ self.hidden[:p]).reshape(c, q, -1)
        seen += known.tokens @ self.hidden[p:] + self.hidden_bias
        np.maximum(seen, 0, out=seen)
        layer, bias = self._brought
        brought = seen.reshape(c * q, -1) @ layer
        brought += bias
        brought = brought.reshape(c, q, -1)
        weights = np.logaddexp(0, known.tokens @ self.weigh + self.weigh_bias)  # (q, o)
        total = np.maximum(weights.sum(axis=0), _NO_WEIGHT)
        shares = np.concatenate((weights / np.sqrt(total), weights / total), axis=1)
        count = shares.shape[1]
        sums_and_means = np.einsum("cqo,qo->co", brought[..., :count], shares)
        worst = brought[..., count:].max(axis=1)
        standard = (known.passages - self.mean) / self.scale
        asked = known.asked[np.newaxis].repeat(c, axis=0)
        return Read(
            ordering=sums_and_means[:, : count // 2],
            judging=np.concatenate((sums_and_means, worst), axis=1),
            passages=np.concatenate((standard, asked), axis=1),
        )

    def scores(self, read: Read) -> Floats:
        """What orders the candidates, shape (c,): a softmax over them is the chance that one answers, if any does."""
        known = np.concatenate((read.ordering, read.passages), axis=1)
        bent = np.maximum(known @ self.order_hidden + self.order_hidden_bias, 0) @ self.order_out
        return np.asarray(bent + known @ self.order_line, np.float32)

    def log_odds(self, read: Read, scores: Floats, rivals: NDArray[np.int64]) -> Floats:
        """That each candidate answers, shape (c,); `rivals` are the places of those that compete, of which there is one at least."""
        chances = np.exp(scores - scores.max())
        chances = chances / chances[rivals].sum()
        best = np.sort(scores[rivals])[::-1][:2]
        other = np.where(scores == best[0], best[-1], best[0])
        ahead = np.clip(scores - other, -FARTHEST, FARTHEST) if len(best) > 1 else np.full(len(scores), FARTHEST)
        standing = (chances, ahead / 4, np.log(np.maximum(chances, SMALLEST)) / 4)
        known = np.concatenate((read.judging, read.passages, np.array(standing).T), axis=1)
        bent = np.maximum(known @ self.judge_hidden + self.judge_hidden_bias, 0) @ self.judge_out
        return np.asarray(bent + known @ self.judge_line + self.judge_bias, np.float32)
