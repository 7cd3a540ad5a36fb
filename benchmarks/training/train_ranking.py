#!/usr/bin/env python3
"""Train the network that orders candidates and says how sure the first one is: chatbot/data/ranker.npz.

    cd benchmarks
    python -m training.train_ranking DATA --encoders FOLDER [--networks NETWORKS] [--write]

DATA holds `xquad-dev/`: `documents/` with `questions.open.jsonl` and `questions.cross.jsonl` (half of the questions put to
another document), and `documents-holes/` with `questions.holes.jsonl` (half of the answers cut out); and `selqa-dev/`, which
nothing is trained on. The visitors' training questions (benchmarks/visitors/training) and the tuning half of the project's
own (benchmarks/questions) are trained on too, and the questions and near misses about the sentences of
`squad-pairs/pairs.jsonl`, as documents (runs.py); these and the visitors' as encoders see them that were tuned without them:
FOLDER holds what train_encoder.py made without each fold. So are the visitors' further questions (benchmarks/visitors/further), those
about several things (benchmarks/visitors/several) and every other group of the articles of `squad/train-v1.1.json` (articles.py),
on which no encoder was tuned. More holes are cut for the training, the other half of
xquad-dev's, one half of the articles' and each half of the visitors'; holes and visitors are asked of an index of each document alone too, where no word
is rare, and so is what a document leaves unsaid (unsaid.py).
Everything that is printed of these is cross-validated over documents, by the networks that NETWORKS gets; what is written is
trained on all of them.

The order is a softmax over each question's candidates, of which the right ones together are to have all (a listwise loss);
the confidence a logistic loss at the three best, of which the first counts most. Both are trained together, since they read
the tokens by the same hidden layer. A question that counts less than wholly is drawn for an epoch with that chance.

Needs PyTorch and scikit-learn (`pip install scikit-learn`), which serving does not; on two cores an hour and a quarter, half of it
for observing, and 8 GiB of memory.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional
from training.observe import FOLDS, UNSEEN, Batch, Observed, batch, observe, observe_sets

from chatbot.rank import RANKER_FILE
from chatbot.ranking.evidence import PAIRS, PASSAGES, TOKENS, TYPES
from chatbot.ranking.network import FARTHEST, SMALLEST

HIDDEN, SUMS, WORST, HEAD = 128, 32, 4, 128  # numbers of the hidden layer, the sums, the worst tokens, the heads
STANDING = 3  # numbers that say where a candidate stands among the others
EPOCHS, BATCH, LEARNING_RATE, WEIGHT_DECAY, DROPOUT = 10, 128, 3e-3, 0.05, 0.1
LIKE = 24  # batches that are taken from together, so that each has questions of like lengths
BEST = (1.0, 0.3, 0.15)  # how much the best candidates count for the confidence
# How often each question counts, for the order and for the confidence; `holes` and `cross` ask what `open` asks.
ORDER_WEIGHTS = {"open": 2.0, "own": 2.0, "visitors": 1.0, "visitors alone": 0.5, "runs": 0.7}
ORDER_WEIGHTS |= {"further": 0.35, "further alone": 0.15, "several": 0.35, "articles": 0.5}
JUDGE_WEIGHTS = {"holes": 4.0, "other holes": 3.0, "holes alone": 3.0, "cross": 2.0, "own": 2.0, "visitors": 1.3}
JUDGE_WEIGHTS |= {"visitors' holes": 0.5, "visitors alone": 0.7, "unsaid": 0.7}
JUDGE_WEIGHTS |= {"runs": 0.7, "runs alone": 0.5, "runs' holes": 0.5}
JUDGE_WEIGHTS |= {"further": 0.35, "further alone": 0.15, "several": 0.35, "articles": 0.4, "articles' holes": 0.7}
NO_SCORE = -1e9  # of what is no candidate
SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
DEFAULT_SHARE = 0.2

PROCESSES = 2  # each of one thread

Floats = NDArray[np.float64]

_shared: list[Observed] = []  # what a process trains on


class Model(nn.Module):
    """`chatbot.ranking.network.Network` as PyTorch sees it."""

    mean: Tensor
    scale: Tensor

    def __init__(self, passages: Tensor) -> None:
        """`passages` (n, PASSAGES) are all candidates that it is trained on."""
        super().__init__()
        known = len(PASSAGES) + len(TYPES)
        self.register_buffer("mean", passages.mean(0))
        self.register_buffer("scale", passages.std(0).clamp(min=1e-3))
        self.hidden = nn.Linear(len(PAIRS) + len(TOKENS), HIDDEN)
        self.weigh = nn.Linear(len(TOKENS), SUMS)
        self.sums, self.means, self.worst = (nn.Linear(HIDDEN, width) for width in (SUMS, SUMS, WORST))
        self.order = _Head(SUMS + known)
        self.judge = _Head(2 * SUMS + WORST + known + STANDING)

    def forward(self, known: Batch) -> tuple[Tensor, Tensor]:
        """Scores and log-odds, both (n, c)."""
        candidates = known.pairs.shape[1]
        of_pairs, of_tokens = self.hidden.weight.split((len(PAIRS), len(TOKENS)), dim=1)
        from_token = functional.linear(known.tokens, of_tokens, self.hidden.bias)[:, None]
        seen = functional.relu(functional.linear(known.pairs.float(), of_pairs) + from_token)
        weights = functional.softplus(self.weigh(known.tokens)) * known.is_token[..., None]
        total = weights.sum(1)[:, None]
        sums, means = ((layer(seen) * weights[:, None]).sum(2) for layer in (self.sums, self.means))
        worst = self.worst(seen).masked_fill(~known.is_token[:, None, :, None], -torch.inf).amax(2)
        asked = known.asked[:, None].expand(-1, candidates, -1)
        passages = torch.cat(((known.passages - self.mean) / self.scale, asked), -1)
        scores = self.order(torch.cat((sums / total.sqrt(), passages), -1)).masked_fill(~known.is_candidate, NO_SCORE)
        standing = _standing(scores.detach())
        judging = (sums / total.sqrt(), means / total, worst, passages, standing)
        return scores, self.judge(torch.cat(judging, -1))

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """What `Network` has, by its names."""
        layers = {name: getattr(self, name) for name in ("hidden", "weigh", "sums", "means", "worst")}
        found = {name: layer.weight.T for name, layer in layers.items()}
        found |= {f"{name}_bias": layer.bias for name, layer in layers.items()}
        for name, head in (("order", self.order), ("judge", self.judge)):
            found |= {f"{name}_hidden": head.hidden.weight.T, f"{name}_hidden_bias": head.hidden.bias}
            found |= {f"{name}_out": head.out.weight[0], f"{name}_line": head.line.weight[0]}
        found |= {"judge_bias": self.judge.line.bias[0], "mean": self.mean, "scale": self.scale}
        return {name: value.detach().numpy().astype(np.float32) for name, value in found.items()}


class _Head(nn.Module):
    """A hidden layer beside a straight line."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.hidden, self.line = nn.Linear(width, HEAD), nn.Linear(width, 1)
        self.out = nn.Linear(HEAD, 1, bias=False)

    def forward(self, known: Tensor) -> Tensor:
        bent = functional.dropout(functional.relu(self.hidden(known)), DROPOUT, self.training)
        return (self.out(bent) + self.line(known))[..., 0]


def _standing(scores: Tensor) -> Tensor:
    """Where each candidate stands: its chance, how far it is ahead of the best other one, the logarithm of its chance."""
    chances = torch.softmax(scores, 1)
    first, second = scores.topk(2, 1).values.split(1, 1)
    ahead = (scores - torch.where(scores == first, second, first)).clamp(-FARTHEST, FARTHEST)
    return torch.stack((chances, ahead / 4, chances.clamp(min=SMALLEST).log() / 4), -1)


def train(observed: Sequence[Observed], seed: int = 0) -> Model:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Model(torch.from_numpy(np.concatenate([one.evidence.passages for one in observed])))
    order, judge = (
        torch.tensor([weights.get(one.set, 0.0) for one in observed]) for weights in (ORDER_WEIGHTS, JUDGE_WEIGHTS)
    )
    optimiser = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    share = torch.maximum(order, judge).clamp(torch.finfo(torch.float32).tiny, 1)
    order, judge = order / share, judge / share
    epochs = [_batches(np.flatnonzero(rng.random(len(observed)) < share.numpy()), observed, rng) for _ in range(EPOCHS)]
    steps = sum(map(len, epochs))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=steps + 1)
    model.train()
    for epoch in epochs:
        for places in epoch:
            part = batch([observed[place] for place in places])
            scores, log_odds = model(part)
            chances = torch.log_softmax(scores, 1).masked_fill(~part.right, NO_SCORE)
            listwise = -torch.logsumexp(chances, 1) * part.right.any(1) * order[places]
            best = scores.detach().topk(len(BEST), 1).indices
            logistic = functional.binary_cross_entropy_with_logits(
                log_odds.gather(1, best), part.right.gather(1, best).float(), reduction="none"
            )
            loss = (listwise.sum() + (logistic * torch.tensor(BEST) * judge[places, None]).sum()) / len(places)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch's own
            optimiser.step()
            schedule.step()
    return model.eval()


def _batches(
    places: NDArray[np.int64], observed: Sequence[Observed], rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """All of these in batches of questions that are about as long, so that little of a batch is padding; in any order."""
    tokens = np.array([len(one.evidence.tokens) for one in observed])
    candidates = np.array([len(one.right) for one in observed])
    batches: list[NDArray[np.int64]] = []
    for some in np.array_split(rng.permutation(places), 1 + len(places) // (BATCH * LIKE)):
        like = some[np.lexsort((candidates[some], tokens[some]))]
        batches += np.array_split(like, 1 + len(like) // BATCH)
    return [batches[at] for at in rng.permutation(len(batches))]


def cross_validated(observed: Sequence[Observed], models: Sequence[Model]) -> tuple[Floats, Floats]:
    """Scores and confidences (n, c): of each fold by the model trained without it, of the unseen by two of these together."""
    folds = np.array([one.fold for one in observed])
    unseen = np.flatnonzero(folds == UNSEEN)
    candidates = max(len(one.right) for one in observed)
    scores, odds = np.zeros((len(observed), candidates)), np.zeros((len(observed), candidates))
    for held_out, model in enumerate(models):
        for places in (np.flatnonzero(folds == held_out), unseen if held_out < 2 else unseen[:0]):
            found = apply(model, [observed[place] for place in places], candidates)
            scores[places] += found[0]
            odds[places] += found[1] / (1 + (folds[places, None] == UNSEEN))
    return scores, 1 / (1 + np.exp(-odds))


def trained_without(folds: Sequence[int], observed: Sequence[Observed]) -> list[Model]:
    """A model without each of these folds, and without the unseen; PROCESSES at the same time."""
    forked = multiprocessing.get_context("fork")  # what was observed is shared
    with ProcessPoolExecutor(PROCESSES, forked, _shared.extend, (observed,)) as processes:
        return list(processes.map(_trained_without, folds))


def _trained_without(fold: int) -> Model:
    return train([one for one in _shared if one.fold not in (fold, UNSEEN)], max(fold, 0))


def apply(model: Model, observed: Sequence[Observed], candidates: int) -> tuple[Floats, Floats]:
    """Scores and log-odds (n, candidates) of these observations; where a question has fewer, scores that are never the best."""
    scores, odds = np.full((len(observed), candidates), NO_SCORE), np.zeros((len(observed), candidates))
    with torch.inference_mode():
        for start in range(0, len(observed), BATCH):
            found = model(batch(observed[start : start + BATCH]))
            for into, part in zip((scores, odds), found, strict=True):
                into[start : start + BATCH, : part.shape[1]] = part.double().numpy()
    return scores, odds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--encoders", type=Path, required=True, help="encoders tuned without a fold of the visitors' documents"
    )
    parser.add_argument("--networks", type=Path, help="a folder for the networks of the folds")
    parser.add_argument("--write", action="store_true", help="replace chatbot/data/ranker.npz")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    observed, projection = observe_sets(arguments.data, arguments.encoders)
    unseen = arguments.data / "selqa-dev"
    with tempfile.TemporaryDirectory() as folder:
        observed += observe(unseen / "documents", unseen / "questions.open.jsonl", Path(folder), unseen.name)[0]
    models = trained_without(range(FOLDS), observed)
    scores, confidences = cross_validated(observed, models)
    floors = floors_of(observed, scores, confidences)
    print("floors:", {share: round(floor, 3) for share, floor in zip(SHARES, floors, strict=True)})
    for name in dict.fromkeys(one.set for one in observed):
        places = np.array([place for place, one in enumerate(observed) if one.set == name])
        print(f"{name}:", report([observed[p] for p in places], scores[places], confidences[places], floors))
    known = {"shares": np.array(SHARES), "floors": np.array(floors), "projection": np.array(projection)}
    if arguments.networks:
        arguments.networks.mkdir(parents=True, exist_ok=True)
        for fold, model in enumerate(models):
            np.savez(arguments.networks / f"{fold}.npz", **model.arrays(), **known)
    if arguments.write:
        [model] = trained_without([UNSEEN], observed)
        np.savez(RANKER_FILE, **model.arrays(), **known)


def floors_of(observed: Sequence[Observed], scores: Floats, confidences: Floats) -> list[float]:
    """The confidences from which on no more than these shares of near misses are answered, neither of holes nor of the visitors'."""
    first = confidences[np.arange(len(observed)), scores.argmax(axis=1)]
    curves = []
    for name in ("holes", "visitors"):
        surest = sorted(
            (value for one, value in zip(observed, first, strict=True) if one.set == name and not one.answerable),
            reverse=True,
        )
        curves.append([np.nextafter(surest[int(share * len(surest))], 1) for share in SHARES])
    return np.max(curves, axis=0).tolist()


def report(observed: Sequence[Observed], scores: Floats, confidences: Floats, floors: Sequence[float]) -> str:
    """Right first and among five, what is answered at the default floor, AUROC, calibration error, and what `high` is worth."""
    floor = floors[SHARES.index(DEFAULT_SHARE)]
    order = np.argsort(-scores, axis=1, kind="stable")
    right = np.stack([np.pad(one.right, (0, scores.shape[1] - len(one.right))) for one in observed])
    right = np.take_along_axis(right, order, axis=1)
    first = np.take_along_axis(confidences, order, axis=1)[:, 0]
    answerable, answered = np.array([one.answerable for one in observed]), first >= floor
    if not answerable.any():
        return f"false answers {_share(answered)}"
    hit, five = right[:, 0], right[:, :5].any(axis=1)
    found = f"right first {_share(hit[answerable])}, among five {five[answerable].mean():.3f}"
    found += f", correct {_share((hit & answered)[answerable])}"
    if not answerable.all():
        draws = np.random.default_rng(0).integers(0, len(first), (1000, len(first)))
        low, high = np.quantile([roc_auc_score(answerable[d], first[d]) for d in draws], (0.025, 0.975))
        found += f", false answers {_share(answered[~answerable])}"
        found += f", AUROC {roc_auc_score(answerable, first):.3f} [{low:.3f}, {high:.3f}]"
    bins = np.minimum((first * 10).astype(int), 9)
    error = sum(abs(first[bins == b].mean() - hit[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist()))
    surest = np.argsort(-first, kind="stable")
    wrong = np.cumsum(~hit[surest]) / np.arange(1, len(hit) + 1)
    fine = np.flatnonzero(wrong <= 0.05)
    found += f", calibration error {error:.3f}"
    return found + (
        f", 5 % wrong above {first[surest[fine[-1]]]:.3f} ({(fine[-1] + 1) / len(hit):.2f} of all)" if len(fine) else ""
    )


def _share(values: NDArray[np.bool_]) -> str:
    """With a 95 % bootstrap interval."""
    draws = np.random.default_rng(0).choice(values.astype(float), (2000, len(values))).mean(axis=1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
