#!/usr/bin/env python3
"""Fit how candidates are ordered and how sure the first one is: chatbot/data/ranker.npz and confidence.npz.

    python benchmarks/training/fit_ranking.py DATA/xquad-dev [--unseen DATA/selqa-dev] [--write]

DATA/xquad-dev holds `documents/` with `questions.open.jsonl` and `questions.cross.jsonl` (half of the questions put to
another document), and `documents-holes/` with `questions.holes.jsonl` (half of the answers cut out). The tuning half of
the project's own questions (benchmarks/questions) is fitted on too. Everything that is printed of these is
cross-validated over documents, both models together; what is written is fitted on all of them. The questions of
`--unseen` are ordered by what is written, and never fitted on.

The order is a linear model of the signals, fitted as a softmax over each question's candidates. The confidence is a
logistic model of signals at the first passage.

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

from chatbot.evaluate import fold, is_right
from chatbot.ranking.linear_model import DATA
from chatbot.ranking.signals import Signals, signals
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.understand import Question
from index import load_encoder, open_index
from index.build import build
from index.embed import prepare_encoder
from index.settings import IndexSettings

ORDER = ("cosine", "bm25", "match", "answer_type", "coverage")
CONFIDENCE = ("chance", "cosine", "gaps", "elsewhere", "number_missing", "answer_type", "yes_or_no")
# How often each question counts: the own ones are few, and more like what visitors type than the others.
ORDER_WEIGHTS = {"open": 1, "own": 2}
CONFIDENCE_WEIGHTS = {"holes": 2, "cross": 1, "own": 5}
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
class Order:
    """A fitted order and the signals that it takes."""

    names: tuple[str, ...]
    model: Fitted

    def __call__(self, known: Signals) -> Floats:
        return self.model(np.stack([known[name] for name in self.names], axis=1))


@dataclass(frozen=True, slots=True)
class Judged:
    """A question's first passage under a fitted order: its signals, whether it is right, the question's fold."""

    signals: dict[str, float]
    right: bool
    answerable: bool
    fold: int

    def columns(self, names: Sequence[str]) -> Floats:
        return np.array([self.signals[name] for name in names])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--unseen", type=Path, help="a folder like DATA/xquad-dev, to report on")
    parser.add_argument("--write", action="store_true", help="replace the files in chatbot/data")
    arguments = parser.parse_args()
    sets, projection = observe_sets(arguments.data)
    orders, order = cross_validated_order(sets, ORDER)
    print("the right passage first:")
    hits = {name: first_hits(sets[name], orders) for name in ORDER_WEIGHTS}
    print("  all signals:", {name: _share(found) for name, found in hits.items()})
    for left in ORDER:
        without = cross_validated_order(sets, tuple(name for name in ORDER if name != left))[0]
        found = {name: first_hits(sets[name], without) for name in ORDER_WEIGHTS}
        print(f"  without {left}:", {name: round(float(np.mean(values)), 3) for name, values in found.items()})
    for name, observations in sets.items():
        print(f"  {name}, one of the first five:", _share(first_hits(observations, orders, 5)))
    if arguments.unseen:
        unseen, _ = observe(arguments.unseen / "documents", arguments.unseen / "questions.open.jsonl", {})
        everywhere = dict.fromkeys(range(FOLDS), order)
        print(
            f"  {arguments.unseen.name}, not fitted on:", *(_share(first_hits(unseen, everywhere, n)) for n in (1, 5))
        )

    judged = {name: [judge(o, orders[o.fold]) for o in observations] for name, observations in sets.items()}
    chances = cross_validated_confidence(judged, CONFIDENCE)
    near_misses = chances["holes"][[not j.answerable for j in judged["holes"]]]
    floors = [float(np.quantile(near_misses, 1 - share)) for share in SHARES]
    floor = floors[SHARES.index(0.2)]
    print("the honest no; floors:", {share: round(value, 3) for share, value in zip(SHARES, floors, strict=True)})
    for name in judged:
        _report(name, chances[name], judged[name], floor)
    for left in CONFIDENCE:
        without_it = cross_validated_confidence(judged, tuple(name for name in CONFIDENCE if name != left))
        print(f"  without {left}, AUROC:", {n: round(_auroc(without_it[n], judged[n]), 3) for n in CONFIDENCE_WEIGHTS})

    together = {name: [judge(o, order) for o in sets[name]] for name in CONFIDENCE_WEIGHTS}
    confidence = fit_confidence(together, CONFIDENCE)
    if arguments.write:
        _write(DATA / "ranker.npz", ORDER, order.model, projection)
        _write(
            DATA / "confidence.npz", CONFIDENCE, confidence, projection, risks=np.array(SHARES), floors=np.array(floors)
        )


def observe_sets(data: Path) -> tuple[dict[str, list[Observed]], str]:
    """Everything that is fitted on, by name, and the fingerprint of the projection."""
    document_of = {row["question"]: row["document"] for row in _rows(data / "questions.scoped.jsonl")}
    place = {document: number for number, document in enumerate(sorted(set(document_of.values())))}
    folds = {question: place[document] % FOLDS for question, document in document_of.items()}
    sets: dict[str, list[Observed]] = {}
    sets["open"], projection = observe(data / "documents", data / "questions.open.jsonl", folds)
    sets["cross"], _ = observe(data / "documents", data / "questions.cross.jsonl", folds)
    sets["holes"], _ = observe(data / "documents-holes", data / "questions.holes.jsonl", folds)
    sets["own"], _ = observe(OWN / "documents", OWN / "tuning.jsonl", own_folds())
    return sets, projection


def own_folds() -> dict[str, int]:
    """A fold for each document that the own questions are about; the file goes through them one after the other."""
    texts = {file.stem: fold(file.read_text(encoding="utf-8")) for file in sorted((OWN / "documents").iterdir())}
    folds: dict[str, int] = {}
    seen: dict[str, int] = {}
    document = ""
    for row in _rows(OWN / "tuning.jsonl"):
        of_gold = [name for name, text in texts.items() if row["gold"] and fold(row["gold"][0]) in text]
        document = next(iter(of_gold), document)
        folds[row["question"]] = seen.setdefault(document, len(seen)) % FOLDS
    return folds


def observe(documents: Path, questions: Path, folds: dict[str, int]) -> tuple[list[Observed], str]:
    """Ask a question set of an index of these documents; also the fingerprint of the index's projection."""
    with tempfile.TemporaryDirectory() as folder:
        settings = IndexSettings.model_validate({"sources": [str(documents.resolve())], "dir": folder})
        build(settings, Path(folder), prepare_encoder)
        passage_index = open_index(Path(folder))
        encoder = load_encoder(passage_index)
        observed = []
        for row in _rows(questions):
            question = Question(row["question"], " ".join(row["question"].split()))
            top = ChatSettings().candidates
            candidates = retrieve(question, passage_index, encoder.encode_question, top, row.get("document"))
            passages = passage_index.passages(candidates.rows.tolist())
            if candidates.tokens is None or passage_index.projection is None:
                raise SystemExit("the index has no token vectors: nothing to fit")
            known = signals(question.understood, candidates, passages, candidates.tokens)
            right = np.array([is_right(passage.text, row["gold"]) for passage in passages])
            observed.append(Observed(known, right, bool(row["gold"]), folds.get(row["question"], 0)))
        return observed, passage_index.projection.fingerprint


def cross_validated_order(sets: dict[str, list[Observed]], names: tuple[str, ...]) -> tuple[dict[int, Order], Order]:
    """For each fold the order fitted without it, and the one fitted on everything."""
    counted = [o for name, times in ORDER_WEIGHTS.items() for o in sets[name] * times]
    orders = {held_out: fit_order([o for o in counted if o.fold != held_out], names) for held_out in range(FOLDS)}
    return orders, fit_order(counted, names)


def first_hits(observations: Sequence[Observed], orders: dict[int, Order], first: int = 1) -> list[bool]:
    """Of each answerable question, whether one of the first passages is right."""
    return [
        bool(o.right[np.argsort(-orders[o.fold](o.signals), kind="stable")[:first]].any())
        for o in observations
        if o.answerable
    ]


def fit_order(observations: Sequence[Observed], names: tuple[str, ...]) -> Order:
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
    return Order(names, Fitted(mean, scale, found.x, 0.0))


def judge(observed: Observed, order: Order) -> Judged:
    scores = order(observed.signals)
    first = int(scores.argmax())
    chances = np.exp(scores - scores.max())
    known = {**observed.signals, "chance": chances / chances.sum()}
    values = {name: float(signal[first]) for name, signal in known.items()}
    return Judged(values, bool(observed.right[first]), observed.answerable, observed.fold)


def cross_validated_confidence(judged: dict[str, list[Judged]], names: tuple[str, ...]) -> dict[str, Floats]:
    models = {
        held_out: fit_confidence(
            {n: [j for j in several if j.fold != held_out] for n, several in judged.items()}, names
        )
        for held_out in range(FOLDS)
    }
    return {
        name: np.array([1 / (1 + np.exp(-models[j.fold](j.columns(names)))) for j in several])
        for name, several in judged.items()
    }


def fit_confidence(judged: dict[str, list[Judged]], names: tuple[str, ...]) -> Fitted:
    counted = [(j, times) for name, times in CONFIDENCE_WEIGHTS.items() for j in judged[name]]
    features, times = np.stack([j.columns(names) for j, _ in counted]), [times for _, times in counted]
    mean, scale = features.mean(axis=0), features.std(axis=0)
    model = LogisticRegression(C=1.0).fit((features - mean) / scale, [j.right for j, _ in counted], sample_weight=times)
    return Fitted(mean, scale, model.coef_[0], float(model.intercept_[0]))


def _report(name: str, confidence: Floats, judged: Sequence[Judged], floor: float) -> None:
    right, answerable = np.array([j.right for j in judged]), np.array([j.answerable for j in judged])
    answered = confidence >= floor
    bins = np.minimum((confidence * 10).astype(int), 9)
    error = sum(
        abs(confidence[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())
    )
    print(f"  {name}: correct {_share((answered & right)[answerable])}, calibration error {error:.3f}", end="")
    if not answerable.all():
        draws = np.random.default_rng(0).integers(0, len(judged), (1000, len(judged)))
        areas = [roc_auc_score(answerable[d], confidence[d]) for d in draws if len(set(answerable[d].tolist())) == 2]
        low, high = np.quantile(areas, (0.025, 0.975))
        area = f"{_auroc(confidence, judged):.3f} [{low:.3f}, {high:.3f}]"
        print(f", false answers {_share(answered[~answerable])}, AUROC {area}", end="")
    surest = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(~right[surest]) / np.arange(1, len(right) + 1)
    fine = np.flatnonzero(wrong <= 0.05)
    if len(fine):
        print(
            f", 5 % wrong above {confidence[surest[fine[-1]]]:.3f} ({(fine[-1] + 1) / len(right):.2f} of all)", end=""
        )
    print()


def _auroc(confidence: Floats, judged: Sequence[Judged]) -> float:
    return float(roc_auc_score([j.answerable for j in judged], confidence))


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
