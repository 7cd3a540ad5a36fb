#!/usr/bin/env python3
"""Fit how the readings of a question behind other turns are pooled: STANDING and FOLLOWING of chatbot/weighing/choose.py.

    cd benchmarks
    python -m training.fit_readings DATA/selqa-dev

Asked are the dialogues of benchmarks/visitors/training and of benchmarks/dialogues/tuning.jsonl, and single questions behind
turns that are not of their dialogue: openings, visitors' questions that name what they are about, and selqa-dev's behind
turns about another document, which are to be answered as if they stood alone; and visitors' questions that name nothing
behind a turn about their own document, with answer and, for the confidence, without; near misses behind turns about another
document are for the confidence too.

The order is a softmax over the passages that the readings found, of which the right ones together are to have all (a listwise
loss), L2; what both kinds of question share at the lower price. The confidence is a logistic model of whether the first one is
right, of questions that leave something out. Printed are the share with the right passage first, cross-validated over
dialogues and beside what the weights in use give, and the weights fitted on everything.

Needs scikit-learn (`pip install scikit-learn`), which serving does not; about five minutes.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from training.corpus import BENCHMARKS, VISITORS, Row, index_of, rows_of

import chatbot.resolve
from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.decide import log_odds
from chatbot.evaluate import is_right
from chatbot.outcome import Answered
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.settings import ChatSettings
from chatbot.weighing.choose import (
    ASKING,
    MOST_WORDS,
    STANDING,
    Conversation,
    Reading,
    Weights,
    by_row,
    pooled,
    unfound,
)
from index import load_encoder

FOLDS, PRICE, SHARED_PRICE = 5, 1e-2, 2e-3
READINGS: tuple[Reading, ...] = ("alone", "at_home", "in_context", "elsewhere")
BEHIND = ((-2, -1), (0,), (1,), (2,), (3, 4, 5))  # that share a weight
COUNTS = {"dialogues": 1.0, "own": 1.0, "openings": 1.5, "named": 1.5, "selqa-dev": 1.5, "unnamed": 0.4}
JUDGED = ("dialogues", "own", "unnamed", "near misses")  # what the confidence is fitted on, of FOLLOWING
JUDGED_STANDING = (*JUDGED, "named", "strangers")
MOST = 1000  # single questions of each sort

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A question behind other turns: `columns` (n, D) of the passages that its readings found, the log-odds of the reading
    which is `surest` of each, which of them are `right`, both (n,), and whether the weights in use put a right one first.
    """

    set: str
    fold: int
    stands: bool
    columns: Floats
    surest: Floats
    right: NDArray[np.bool_]
    is_right_now: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="selqa-dev: documents/ and questions.open.jsonl")
    data: Path = parser.parse_args().data
    cases: list[Case] = []
    for documents, sets in groupby(conversations(data), key=itemgetter(1)):
        cases += observe(documents, {name: dialogues for name, _, dialogues in sets})
    models = [fit([case for case in cases if case.fold != fold]) for fold in range(FOLDS)]
    for name in COUNTS:
        of_set = [case for case in cases if case.set == name]
        first = [case.right[(design(case) @ models[case.fold]).argmax()] for case in of_set]
        now = np.mean([case.is_right_now for case in of_set])
        print(f"{name}: {len(of_set)} pooled, right first {np.mean(first):.3f}, by the weights in use {now:.3f}")
    shared, *own = fit(cases).reshape(3, -1)
    names = (*READINGS, "home", "knows", "nameless", "word", *BEHIND)
    for kind, weights in zip(("STANDING", "FOLLOWING"), own, strict=True):
        print(kind, dict(zip(names, np.round(shared + weights, 2).tolist(), strict=True)))
    for kind, stands, sets in (("STANDING", True, JUDGED_STANDING), ("FOLLOWING", False, JUDGED)):
        judged = [judge(case, models[case.fold]) for case in cases if case.set in sets and case.stands == stands]
        # What stands and has its answer elsewhere is as sure as it is alone.
        known, is_right_first = zip(*(one for one in judged if one[0][1] or not stands), strict=True)
        confidence = LogisticRegression().fit(np.array(known), is_right_first)
        found = np.round([*confidence.coef_[0], *confidence.intercept_], 2).tolist()
        print(kind, "surest, gained, base", found)


def conversations(data: Path) -> Iterator[tuple[str, Path, list[list[Row]]]]:
    """Of each set its documents and its dialogues; a turn counts that has not `"score": false`."""
    rng = np.random.default_rng(0)
    of_visitors = [dialogue["turns"] for dialogue in rows_of(VISITORS / "dialogues.jsonl")]
    yield "dialogues", VISITORS / "documents", of_visitors

    def behind(turns: Sequence[Row], question: Row) -> list[Row]:
        return [*({**turn, "score": False} for turn in turns), {**question, "score": True}]

    def other(place: int, several: Sequence[Any]) -> Any:
        return several[(place + int(rng.integers(1, len(several)))) % len(several)]

    openings = [behind(other(at, of_visitors)[: rng.integers(1, 4)], turns[0]) for at, turns in enumerate(of_visitors)]
    yield "openings", VISITORS / "documents", openings
    named = [row for row in rows_of(VISITORS / "questions.jsonl") if row["gold"] and "document" not in row]
    of_document: dict[str, list[Row]] = {}
    for row in named:
        of_document.setdefault(row["about"], []).append(row)
    drawn = [named[at] for at in rng.permutation(len(named))[:MOST]]
    yield "named", VISITORS / "documents", [behind(other(0, of_visitors)[: rng.integers(1, 4)], row) for row in drawn]
    unnamed = [row for row in rows_of(VISITORS / "questions.jsonl") if "document" in row]
    for name, is_answerable in (("unnamed", True), ("near misses", False)):
        of_sort = [row for row in unnamed if bool(row["gold"]) == is_answerable]
        drawn = [of_sort[at] for at in rng.permutation(len(of_sort))[:MOST]]
        pairs = [(row, of_document[row["about"]]) for row in drawn]
        yield name, VISITORS / "documents", [behind([turns[rng.integers(len(turns))]], row) for row, turns in pairs]
    near = [row for row in rows_of(VISITORS / "questions.jsonl") if not row["gold"] and "document" not in row]
    drawn = [near[at] for at in rng.permutation(len(near))[:MOST]]
    yield "strangers", VISITORS / "documents", [behind(other(0, of_visitors)[:2], row) for row in drawn]
    own = [dialogue["turns"] for dialogue in rows_of(BENCHMARKS / "dialogues" / "tuning.jsonl")]
    yield "own", BENCHMARKS / "questions" / "documents", own
    of_others = [row for row in rows_of(data / "questions.open.jsonl") if row["gold"]]
    yield data.name, data / "documents", [behind([other(at, of_others)], row) for at, row in enumerate(of_others)]


def observe(documents: Path, sets: Mapping[str, Sequence[Sequence[Row]]]) -> Iterator[Case]:
    """Ask the dialogues about these documents, with the replies as their histories."""
    with tempfile.TemporaryDirectory() as folder, index_of(documents, Path(folder)) as passage_index:
        settings = ChatSettings(suggestions=0, remembered_answers=0)
        answerer = Answerer(passage_index, load_encoder(passage_index), settings)
        texts = [passage.text for passage in passage_index.passages(range(passage_index.count))]
        for name, turns in ((name, turns) for name, dialogues in sets.items() for turns in dialogues):
            history: list[Turn] = []
            fold = zlib.crc32(json.dumps([turn["question"] for turn in turns]).encode()) % FOLDS
            for turn in turns:
                with _recorded() as calls:
                    outcome = answerer.reply(turn["question"], history=history).outcome
                if calls and any(calls[-1][0].values()) and turn.get("score", True):
                    yield _case(name, fold, *calls[-1], partial(_is_gold, texts, turn["gold"]))
                history.append(Turn(turn["question"], outcome.message if isinstance(outcome, Answered) else None))


def _is_gold(texts: Sequence[str], gold: Sequence[str], row: int) -> bool:
    return is_right(texts[row], gold)


@contextmanager
def _recorded() -> Iterator[list[tuple[dict[Reading, Sequence[RankedHit]], Weights, Conversation]]]:
    """What is pooled meanwhile, but for ASKING, which is made of FOLLOWING."""
    calls: list[Any] = []

    def record(*arguments: Any) -> Any:
        if arguments[1] is not ASKING:
            calls.append(arguments)
        return pooled(*arguments)

    chatbot.resolve.pooled = record
    try:
        yield calls
    finally:
        chatbot.resolve.pooled = pooled


def _case(
    name: str,
    fold: int,
    readings: dict[Reading, Sequence[RankedHit]],
    weights: Weights,
    conversation: Conversation,
    is_gold: Callable[[int], bool],
) -> Case:
    known = {reading: by_row(hits) for reading, hits in readings.items() if hits}
    rows = list(dict.fromkeys(row for confidences in known.values() for row in confidences))
    columns = np.zeros((len(rows), len(READINGS) + 4 + len(BEHIND)))
    surest = np.full(len(rows), -np.inf)
    for at, reading in enumerate(READINGS):
        if confidences := known.get(reading):
            missed = unfound(reading, confidences)
            columns[:, at] = [log_odds(confidences.get(row, missed[row in conversation.home])) for row in rows]
            is_found = np.array([row in confidences for row in rows])
            surest = np.where(is_found, np.maximum(surest, columns[:, at]), surest)
    of_home = (1.0, conversation.knows, conversation.nameless, min(conversation.words, MOST_WORDS))
    for at, row in enumerate(rows):
        if row in conversation.home:
            columns[at, 4:8] = of_home
        if row in conversation.home and conversation.cited is not None:
            columns[at, 8:] = [row - conversation.cited in behind for behind in BEHIND]
    first = pooled(readings, weights, conversation)[0]
    right = np.array([is_gold(row) for row in rows], dtype=np.bool_)
    return Case(name, fold, weights is STANDING, columns, surest, right, bool(first) and is_gold(first[0].row))


def design(case: Case) -> Floats:
    """(n, 3 D): what both kinds of question share, then each kind's own."""
    own = np.zeros_like(case.columns)
    return np.hstack([case.columns, *((case.columns, own) if case.stands else (own, case.columns))])


def judge(case: Case, weights: Floats) -> tuple[tuple[float, float], bool]:
    """Of the first passage: how sure the surest reading is of it, what it gains, and whether it is right."""
    columns = design(case)
    first = (columns @ weights).argmax()
    columns = columns.reshape(len(columns), 3, -1)[first, :, len(READINGS) :]
    gained = (columns * weights.reshape(3, -1)[:, len(READINGS) :]).sum()
    return (float(case.surest[first]), float(gained)), bool(case.right[first])


def fit(cases: Sequence[Case]) -> Floats:
    """(3 D,) on those of the cases that found a right passage."""
    used = [case for case in cases if case.right.any() and case.set in COUNTS]
    columns, right = np.concatenate([design(case) for case in used]), np.concatenate([case.right for case in used])
    sizes = [len(case.right) for case in used]
    starts, of_case = np.cumsum([0, *sizes[:-1]]), np.repeat(np.arange(len(used)), sizes)
    counts = np.array([COUNTS[case.set] for case in used])
    width = columns.shape[1] // 3
    price = np.repeat((SHARED_PRICE, PRICE), (width, 2 * width))

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = columns @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[of_case])
        total, gold = np.add.reduceat(odds, starts), np.add.reduceat(odds * right, starts)
        slope = (odds / total[of_case] - odds * right / gold[of_case]) * (counts / counts.sum())[of_case]
        value = (counts * np.log(total / gold)).sum() / counts.sum() + (price * weights**2).sum()
        return float(value), columns.T @ slope + 2 * price * weights

    return np.asarray(minimize(loss, np.zeros(3 * width), jac=True, method="L-BFGS-B").x)


if __name__ == "__main__":
    main()
