#!/usr/bin/env python3
"""Fit how candidates are ordered and how sure the first one is: chatbot/data/ranker.npz and confidence.npz.

    python benchmarks/training/fit_ranking.py DATA/xquad-dev [--write]

DATA/xquad-dev holds `documents/` with `questions.open.jsonl` and `questions.cross.jsonl` (half of the questions put to
another document), and `documents-holes/` with `questions.holes.jsonl` (half of the answers cut out). Everything
that is printed is cross-validated over documents; what is written is fitted on all of them. The project's own tuning
questions (benchmarks/questions) are measured beside them, and not fitted on.

The order is a linear model of the signals, fitted as a softmax over each question's candidates. The confidence is a
logistic model of three signals at the first passage, fitted on all sets and on the open one with the right passages
struck out, which are near misses too.

Needs scikit-learn and SciPy (`pip install scikit-learn`), which serving does not.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from chatbot.evaluate import is_right
from chatbot.linear_model import DATA
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.signals import Signals, signals
from chatbot.understand import understand
from index import load_encoder, open_index
from index.build import build
from index.embed import prepare_encoder
from index.settings import IndexSettings

ORDER = ("cosine", "bm25", "match", "joint_share", "question_word", "answer_type")
CONFIDENCE = ("match_share", "coverage", "chance")
OWN = Path(__file__).parent.parent / "questions"
FOLDS = 8
PENALTY = 1e-3  # of the squared weights, a question
SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Observed:
    """A question's candidates: their signals, which of them are right, whether there is an answer at all, and its fold."""

    signals: Signals
    right: NDArray[np.bool_]
    answerable: bool
    fold: int

    def columns(self, names: Sequence[str]) -> Floats:
        return np.stack([self.signals[name] for name in names], axis=1)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A standardised linear model."""

    mean: Floats
    scale: Floats
    weight: Floats
    bias: float

    def __call__(self, x: Floats) -> Floats:
        values: Floats = ((x - self.mean) / self.scale) @ self.weight + self.bias
        return values


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's first passage under a fitted order: the signals of its confidence, whether it is right, its fold."""

    features: Floats
    right: bool
    answerable: bool
    fold: int


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the files in chatbot/data")
    arguments = parser.parse_args()
    data: Path = arguments.data
    document_of = {row["question"]: row["document"] for row in _rows(data / "questions.scoped.jsonl")}
    place = {document: number for number, document in enumerate(sorted(set(document_of.values())))}
    folds = {question: place[document] % FOLDS for question, document in document_of.items()}
    whole, projection = observe(data / "documents", data / "questions.open.jsonl", folds)
    cross, _ = observe(data / "documents", data / "questions.cross.jsonl", folds)
    holes, _ = observe(data / "documents-holes", data / "questions.holes.jsonl", folds)
    struck = [strike(observed) for observed in whole]
    own_questions = [str(row["question"]) for row in _rows(OWN / "tuning.jsonl")]
    own, _ = observe(OWN / "documents", OWN / "tuning.jsonl", {q: n % FOLDS for n, q in enumerate(own_questions)})

    orders = {fold: fit_order([o for o in whole if o.fold != fold]) for fold in range(FOLDS)}
    print("own, hit@1:", _share([o.right[int(orders[o.fold](o.columns(ORDER)).argmax())] for o in own if o.answerable]))
    print("xquad open, hit@1:", _share([o.right[int(orders[o.fold](o.columns(ORDER)).argmax())] for o in whole]))
    for name in ORDER:
        left = tuple(other for other in ORDER if other != name)
        without = {fold: fit_order([o for o in whole if o.fold != fold], left) for fold in range(FOLDS)}
        hits = [o.right[int(without[o.fold](o.columns(left)).argmax())] for o in whole]
        print(f"  without {name}:", _share(hits))

    judged = {
        name: [judge(observed, orders[observed.fold]) for observed in observations]
        for name, observations in (
            ("open", whole),
            ("struck", struck),
            ("holes", holes),
            ("cross", cross),
            ("own", own),
        )
    }
    everything = [j for name, several in judged.items() for j in several if name != "own"]
    models = {fold: fit_confidence([j for j in everything if j.fold != fold]) for fold in range(FOLDS)}
    confidence = {name: np.array([_chance(models[j.fold], j) for j in several]) for name, several in judged.items()}
    near_misses = confidence["holes"][[not j.answerable for j in judged["holes"]]]
    floors = [float(np.quantile(near_misses, 1 - share)) for share in SHARES]
    floor = floors[SHARES.index(0.2)]
    print("floors:", {share: round(value, 3) for share, value in zip(SHARES, floors, strict=True)})
    for name in ("open", "holes", "cross", "own"):
        _report(name, confidence[name], judged[name], floor)

    order = fit_order(whole)
    final = fit_confidence([j for o in (*whole, *struck, *holes, *cross) for j in [judge(o, order)]])
    if arguments.write:
        _write(DATA / "ranker.npz", ORDER, order, projection)
        _write(DATA / "confidence.npz", CONFIDENCE, final, projection, risks=np.array(SHARES), floors=np.array(floors))


def observe(documents: Path, questions: Path, folds: dict[str, int]) -> tuple[list[Observed], str]:
    """Ask a question set of an index of these documents; also the fingerprint of the index's projection."""
    with tempfile.TemporaryDirectory() as folder:
        settings = IndexSettings.model_validate({"sources": [str(documents.resolve())], "dir": folder})
        build(settings, Path(folder), prepare_encoder)
        passage_index = open_index(Path(folder))
        encoder = load_encoder(passage_index)
        observed = []
        for row in _rows(questions):
            question = understand(row["question"])
            top = ChatSettings().candidates
            candidates = retrieve(question, passage_index, encoder, top, row.get("document"))
            passages = passage_index.passages(candidates.rows.tolist())
            if candidates.tokens is None or passage_index.projection is None:
                raise SystemExit("the index has no token vectors: nothing to fit")
            known = signals(question.understood, candidates, passages, candidates.tokens)
            right = np.array([is_right(passage.text, row["gold"]) for passage in passages])
            observed.append(Observed(known, right, bool(row["gold"]), folds.get(row["question"], 0)))
        return observed, passage_index.projection.fingerprint


def strike(observed: Observed) -> Observed:
    """The same question where nothing answers it: its right passages left out."""
    kept = ~observed.right
    return Observed({name: v[kept] for name, v in observed.signals.items()}, observed.right[kept], False, observed.fold)


def fit_order(observations: Sequence[Observed], names: Sequence[str] = ORDER) -> Fitted:
    """Listwise softmax: the right passages of a question together are to have all of the probability."""
    useful = [o for o in observations if o.right.any()]
    columns = [o.columns(names) for o in useful]
    together = np.concatenate(columns)
    mean, scale = together.mean(axis=0), together.std(axis=0)
    standard = [(x - mean) / scale for x in columns]

    def loss(weight: Floats) -> tuple[float, Floats]:
        total, gradient = PENALTY * len(useful) * float(weight @ weight), 2 * PENALTY * len(useful) * weight
        for x, o in zip(standard, useful, strict=True):
            scores = x @ weight
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            right = chances * o.right
            total -= float(np.log(right.sum()))
            gradient += x.T @ (chances - right / right.sum())
        return total, gradient

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return Fitted(mean, scale, found.x, 0.0)


def judge(observed: Observed, order: Fitted) -> Judged:
    scores = order(observed.columns(ORDER))
    first = int(scores.argmax())
    chances = np.exp(scores - scores.max())
    known = {**observed.signals, "chance": chances / chances.sum()}
    features = np.array([known[name][first] for name in CONFIDENCE])
    return Judged(features, bool(observed.right[first]), observed.answerable, observed.fold)


def fit_confidence(judged: Sequence[Judged]) -> Fitted:
    features = np.stack([j.features for j in judged])
    mean, scale = features.mean(axis=0), features.std(axis=0)
    model = LogisticRegression(C=100).fit((features - mean) / scale, [j.right for j in judged])
    return Fitted(mean, scale, model.coef_[0], float(model.intercept_[0]))


def _chance(model: Fitted, judged: Judged) -> float:
    return float(1 / (1 + np.exp(-model(judged.features))))


def _report(name: str, confidence: Floats, judged: Sequence[Judged], floor: float) -> None:
    right, answerable = np.array([j.right for j in judged]), np.array([j.answerable for j in judged])
    answered = confidence >= floor
    bins = np.minimum((confidence * 10).astype(int), 9)
    error = sum(
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())
    )
    figures = {"correct": (answered & right)[answerable].mean(), "calibration_error": error}
    if not answerable.all():
        figures |= {"false_answers": answered[~answerable].mean(), "auroc": roc_auc_score(answerable, confidence)}
    surest = np.sort(confidence)[::-1]
    wrong = np.cumsum(~right[np.argsort(-confidence, kind="stable")]) / np.arange(1, len(right) + 1)
    fine = np.flatnonzero(wrong <= 0.05)
    figures["confidence_above_which_5_percent_are_wrong"] = surest[fine[-1]] if len(fine) else 1.0
    print(f"{name}:", {key: round(float(value), 3) for key, value in figures.items()})


def _share(values: Sequence[Any]) -> str:
    """With a 95 % bootstrap interval."""
    array = np.array(values, float)
    draws = np.random.default_rng(0).choice(array, (2000, len(array))).mean(axis=1)
    low, high = np.quantile(draws, (0.025, 0.975))
    return f"{array.mean():.3f} [{low:.3f}, {high:.3f}]"


def _write(file: Path, names: Sequence[str], model: Fitted, projection: str, **more: Floats) -> None:
    arrays: dict[str, Any] = {
        "names": np.array(names),
        "mean": model.mean,
        "scale": model.scale,
        "weight": model.weight,
    }
    np.savez(file, **arrays, bias=np.array(model.bias), projection=np.array(projection), **more)


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
