#!/usr/bin/env python3
"""What each signal is worth: all together, each left out, each alone.

    python benchmarks/quality.py DATA

DATA holds `xquad-dev/` and `selqa-dev/` as benchmarks/training/fit_ranking.py describes the first; the second has
`documents/` and `questions.open.jsonl`. On xquad-dev everything is cross-validated over documents; for selqa-dev it is
fitted on xquad-dev alone. A change is against all signals together, with its 95 % interval by a paired bootstrap over
questions (chatbot/baseline.py).

The signals of the order are judged by the right passage first (hit@1), those of the confidence by how well it tells
questions with an answer from near misses (AUROC): on xquad-dev's holes, and on selqa-dev's questions, each of which is
asked once more with its right passages struck out.

Needs scikit-learn and SciPy (`pip install scikit-learn`), as the fit does.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from training.fit_ranking import (
    CONFIDENCE,
    FOLDS,
    ORDER,
    Fitted,
    Judged,
    Observed,
    fit_confidence,
    fit_order,
    judge,
    observe,
    strike,
)

from chatbot.baseline import compare
from chatbot.evaluate import Outcome
from chatbot.question_set import read_dialogues

Names = tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    data: Path = parser.parse_args().data
    xquad, selqa = data / "xquad-dev", data / "selqa-dev"
    document_of = {q.question: str(q.document) for [q] in read_dialogues(xquad / "questions.scoped.jsonl")}
    place = {document: number for number, document in enumerate(sorted(set(document_of.values())))}
    folds = {question: place[document] % FOLDS for question, document in document_of.items()}
    whole, _ = observe(xquad / "documents", xquad / "questions.open.jsonl", folds)
    cross, _ = observe(xquad / "documents", xquad / "questions.cross.jsonl", folds)
    holes, _ = observe(xquad / "documents-holes", xquad / "questions.holes.jsonl", folds)
    other, _ = observe(selqa / "documents", selqa / "questions.open.jsonl", {})

    def ordered(names: Names) -> tuple[list[Outcome], list[Outcome]]:
        orders = [fit_order([o for o in whole if o.fold != fold], names) for fold in range(FOLDS)]
        on_all = fit_order(whole, names)
        return (
            [_ranked(number, o, orders[o.fold], names) for number, o in enumerate(whole)],
            [_ranked(number, o, on_all, names) for number, o in enumerate(other)],
        )

    _print("order", "hit_at_1", ORDER, ordered)

    orders = [fit_order([o for o in whole if o.fold != fold]) for fold in range(FOLDS)]
    on_all = fit_order(whole)
    near_misses = [judge(o, orders[o.fold]) for o in holes]
    seen = near_misses + [judge(o, orders[o.fold]) for o in (*whole, *map(strike, whole), *cross)]
    unseen = [judge(o, on_all) for o in (*other, *map(strike, other))]

    def sure(names: Names) -> tuple[list[Outcome], list[Outcome]]:
        kept = [CONFIDENCE.index(name) for name in names]
        models = [fit_confidence([_only(j, kept) for j in seen if j.fold != fold]) for fold in range(FOLDS)]
        of_all = fit_confidence([_only(j, kept) for j in seen])
        return (
            [_judged(number, _only(j, kept), models[j.fold]) for number, j in enumerate(near_misses)],
            [_judged(number, _only(j, kept), of_all) for number, j in enumerate(unseen)],
        )

    _print("confidence", "auroc", CONFIDENCE, sure)


def _print(
    model: str, figure: str, signals: Names, outcomes: Callable[[Names], tuple[list[Outcome], list[Outcome]]]
) -> None:
    table = Table("", f"xquad-dev {figure}", "change", "selqa-dev", "change", box=None, title=f"Signals of the {model}")
    together = outcomes(signals)
    for title, names in _variants(signals):
        cells: list[str] = []
        for now, before in zip(outcomes(names), together, strict=True):
            found = compare(now, before).changes[figure]
            change = found.change
            cells += [f"{found.now:.3f}", f"{change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"]
        table.add_row(title, *cells)
    Console(highlight=False, width=110).print(table)


def _variants(signals: Names) -> Iterator[tuple[str, Names]]:
    yield "all", signals
    for name in signals:
        yield f"without {name}", tuple(other for other in signals if other != name)
    for name in signals:
        yield f"{name} alone", (name,)


def _ranked(number: int, observed: Observed, order: Fitted, names: Names) -> Outcome:
    best = np.argsort(-order(observed.columns(names)), kind="stable")
    places = np.flatnonzero(observed.right[best])
    return _outcome(number, observed.answerable, int(places[0]) + 1 if len(places) else None, 0.5)


def _only(judged: Judged, kept: Sequence[int]) -> Judged:
    return replace(judged, features=judged.features[list(kept)])


def _judged(number: int, judged: Judged, model: Fitted) -> Outcome:
    confidence = float(1 / (1 + np.exp(-model(judged.features))))
    return _outcome(number, judged.answerable, 1 if judged.right else None, confidence)


def _outcome(number: int, answerable: bool, rank: int | None, confidence: float) -> Outcome:
    return Outcome(str(number), number, "", "all", answerable, "answered", None, confidence, rank, None, None, None)


if __name__ == "__main__":
    main()
