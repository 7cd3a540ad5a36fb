#!/usr/bin/env python3
"""What each signal is worth: all together, each left out, each alone.

    python benchmarks/quality.py DATA

DATA holds `xquad-dev/` and `selqa-dev/` as benchmarks/training/fit_ranking.py describes them. Everything is fitted as
that script fits it and cross-validated over documents; selqa-dev, which nothing is fitted on, is ordered by what is
fitted on all of the others. A change is against all signals together, with its 95 % interval by a paired bootstrap over
questions (chatbot/evaluation/baseline.py).

The signals of the order are judged by the right passage first (hit@1), those of the confidence by how well it tells
questions with an answer from near misses (AUROC).

Needs scikit-learn and SciPy (`pip install scikit-learn`), as the fit does.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from training.fit_ranking import (
    CONFIDENCE,
    ORDER,
    Judged,
    Observed,
    Order,
    cross_validated_confidence,
    cross_validated_order,
    judge,
    observe,
    observe_sets,
)

from chatbot.evaluate import Outcome
from chatbot.evaluation.baseline import compare

Names = tuple[str, ...]
Sets = dict[str, list[Outcome]]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path)
    data: Path = parser.parse_args().data
    sets, _ = observe_sets(data / "xquad-dev")
    unseen, _ = observe(data / "selqa-dev" / "documents", data / "selqa-dev" / "questions.open.jsonl", {})

    def ordered(names: Names) -> Sets:
        orders, on_all = cross_validated_order(sets, names)
        return {
            "xquad-dev open": [_ranked(number, o, orders[o.fold]) for number, o in enumerate(sets["open"])],
            "own": [_ranked(number, o, orders[o.fold]) for number, o in enumerate(sets["own"]) if o.answerable],
            "selqa-dev": [_ranked(number, o, on_all) for number, o in enumerate(unseen)],
        }

    _print("order", "hit_at_1", ORDER, ordered)

    orders, _ = cross_validated_order(sets, ORDER)
    judged = {name: [judge(o, orders[o.fold]) for o in observations] for name, observations in sets.items()}

    def sure(names: Names) -> Sets:
        chances = cross_validated_confidence(judged, names)
        return {
            name: [_judged(number, *pair) for number, pair in enumerate(zip(judged[name], chances[name], strict=True))]
            for name in ("holes", "own")
        }

    _print("confidence", "auroc", CONFIDENCE, sure)


def _print(model: str, figure: str, signals: Names, outcomes: Callable[[Names], Sets]) -> None:
    together = outcomes(signals)
    columns = [column for name in together for column in (f"{name} {figure}", "change")]
    table = Table("", *columns, box=None, title=f"Signals of the {model}")
    for title, names in _variants(signals):
        cells: list[str] = []
        for name, now in outcomes(names).items():
            found = compare(now, together[name]).changes[figure]
            change = found.change
            cells += [f"{found.now:.3f}", f"{change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"]
        table.add_row(title, *cells)
    Console(highlight=False, width=160).print(table)


def _variants(signals: Names) -> Iterator[tuple[str, Names]]:
    yield "all", signals
    for name in signals:
        yield f"without {name}", tuple(other for other in signals if other != name)
    for name in signals:
        yield f"{name} alone", (name,)


def _ranked(number: int, observed: Observed, order: Order) -> Outcome:
    best = np.argsort(-order(observed.signals), kind="stable")
    places = np.flatnonzero(observed.right[best])
    return _outcome(number, observed.answerable, int(places[0]) + 1 if len(places) else None, 0.5)


def _judged(number: int, judged: Judged, confidence: float) -> Outcome:
    return _outcome(number, judged.answerable, 1 if judged.right else None, float(confidence))


def _outcome(number: int, answerable: bool, rank: int | None, confidence: float) -> Outcome:
    return Outcome(str(number), number, "", "all", answerable, "answered", None, confidence, rank, None, None, None)


if __name__ == "__main__":
    main()
