#!/usr/bin/env python3
"""What each piece of evidence is worth: all together, and each left out.

    python benchmarks/quality.py DATA --encoders FOLDER [--set NAME ...]

DATA and FOLDER are those of benchmarks/training/train_ranking.py. The network is trained as that script trains it, but for
fewer epochs, without the evidence that is left out, and cross-validated over documents; selqa-dev, which nothing is trained
on, is judged by two of the models together. A change is against all evidence together, with its 95 % interval by a paired
bootstrap over questions (chatbot/evaluation/baseline.py): of the right passage first (hit@1), and of how well the confidence
tells questions with an answer from near misses (AUROC).

Needs PyTorch and scikit-learn, as the training does; four trainings a line, some minutes on one core, after half
an hour of observing.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from training import train_ranking
from training.observe import FOLDS, Observed, observe, observe_sets
from training.train_ranking import cross_validated, trained_without

from chatbot.evaluate import Outcome
from chatbot.evaluation.baseline import compare
from chatbot.ranking.evidence import PAIRS, PASSAGES

# What is left out together, since it says the same in several ways.
LEFT_OUT: dict[str, tuple[str, ...]] = {
    "nothing": (),
    "match": ("nearest", "nearest_or_before", "below_best", "below_best_or_before"),
    "match with the passage before": ("nearest_or_before", "below_best_or_before"),
    "distance to the best match": ("below_best", "below_best_or_before"),
    "words": ("word", "word_or_before"),
    "places of the matches": ("place", "shared", "rival", "beside"),
    "rival": ("rival",),
    "beside": ("beside",),
    "cosine": ("cosine",),
    "bm25": ("bm25",),
    "coverage": ("coverage",),
    "answer_type": ("answer_type",),
    "kind of passage": ("fact", "row", "item"),
    "depth and length": ("depth", "length"),
    "pronouns": ("opens_with_pronoun", "has_pronoun"),
    "ends_in_number": ("ends_in_number",),
    "told": ("told",),
    "name_asked": ("name_asked",),
}
SHOWN = (
    ("own", "hit_at_1"),
    ("open", "hit_at_1"),
    ("visitors", "hit_at_1"),
    ("selqa-dev", "hit_at_1"),
    ("own", "auroc"),
    ("holes", "auroc"),
    ("visitors", "auroc"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--encoders", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3, help="of each training, where 12 are shipped")
    parser.add_argument("--set", action="append", choices=list(LEFT_OUT)[1:], help="leave out only this")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    train_ranking.EPOCHS = arguments.epochs
    observed, _ = observe_sets(arguments.data, arguments.encoders)
    unseen = arguments.data / "selqa-dev"
    with tempfile.TemporaryDirectory() as folder:
        observed += observe(unseen / "documents", unseen / "questions.open.jsonl", Path(folder), unseen.name)[0]
    together = _outcomes(observed)
    table = Table("without", *(f"{name} {figure}" for name, figure in SHOWN), box=None)
    for title in ("nothing", *(arguments.set or list(LEFT_OUT)[1:])):
        now = _outcomes([_without(one, LEFT_OUT[title]) for one in observed]) if LEFT_OUT[title] else together
        cells = []
        for name, figure in SHOWN:
            found = compare(now[name], together[name]).changes[figure]
            change = found.change
            cells.append(f"{found.now:.3f} {change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]")
        table.add_row(title, *cells)
    Console(highlight=False, width=220).print(table)


def _without(observed: Observed, names: Sequence[str]) -> Observed:
    known = observed.evidence
    pairs, passages = known.pairs.copy(), known.passages.copy()
    for name in names:
        if name in PAIRS:
            pairs[..., PAIRS.index(name)] = 0
        else:
            passages[..., PASSAGES.index(name)] = 0
    return replace(observed, evidence=replace(known, pairs=pairs, passages=passages))


def _outcomes(observed: Sequence[Observed]) -> dict[str, list[Outcome]]:
    scores, confidences = cross_validated(observed, trained_without(range(FOLDS), observed))
    found: dict[str, list[Outcome]] = {}
    for number, one in enumerate(observed):
        best = np.argsort(-scores[number, : len(one.right)], kind="stable")
        places = np.flatnonzero(one.right[best])
        rank = int(places[0]) + 1 if len(places) else None
        confidence = float(confidences[number, best[0]])
        outcome = Outcome(
            str(number), number, "", "all", one.answerable, "answered", None, confidence, rank, None, None, None
        )
        found.setdefault(one.set, []).append(outcome)
    return found


if __name__ == "__main__":
    main()
