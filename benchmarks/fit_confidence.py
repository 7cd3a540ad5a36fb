#!/usr/bin/env python3
"""Fit the logistic model of chatbot/decide.py, and the floor below which a reply is `no_answer`.

    python benchmarks/fit_confidence.py DATA/xquad-dev

DATA/xquad-dev holds `documents/` with `questions.cross.jsonl` (half of the questions put to another
document), `documents-holes/` with `questions.holes.jsonl` (half of the answers cut out of the
documents), and `questions.scoped.jsonl` (which document a question is about). Questions of every
second document, in alphabetical order, are fitted on; those of the others are reported.

Needs scikit-learn (`pip install scikit-learn`), which serving does not.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from chatbot.decide import features
from chatbot.evaluate import is_right
from chatbot.fuse import fuse
from chatbot.rank import rank
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.understand import understand
from index import load_encoder, open_index
from index.build import build
from index.embed import prepare_encoder
from index.settings import IndexSettings

FALSE_ANSWERS = 0.20  # share of unanswerable near misses that may be answered at the floor
OUT_OF_SCOPE = 0.01  # share of answerable questions that may be called out of scope


@dataclass(frozen=True, slots=True)
class Observations:
    """One row a question: the features of its first passage, whether that is right, whether there is an answer at all,
    the cosine of the nearest passage, and whether the question is in the half that is fitted on."""

    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    nearest: NDArray[np.float64]
    fitted: NDArray[np.bool_]


def main() -> None:
    data = Path(sys.argv[1])
    document_of = {str(row["question"]): str(row["document"]) for row in _rows(data / "questions.scoped.jsonl")}
    places = {document: place for place, document in enumerate(sorted(set(document_of.values())))}
    fitted = {question: places[document] % 2 == 0 for question, document in document_of.items()}
    holes = observe(data / "documents-holes", data / "questions.holes.jsonl", fitted)
    cross = observe(data / "documents", data / "questions.cross.jsonl", fitted)
    model = LogisticRegression(C=100).fit(
        np.concatenate([holes.features[holes.fitted], cross.features[cross.fitted]]),
        np.concatenate([holes.right[holes.fitted], cross.right[cross.fitted]]),
    )
    for name, weight in zip(("COSINE_WEIGHT", "MARGIN_WEIGHT", "COVERAGE_WEIGHT"), model.coef_[0], strict=True):
        print(f"{name} = {weight:.2f}")
    print(f"INTERCEPT = {model.intercept_[0]:.2f}")
    near_misses = model.predict_proba(holes.features[holes.fitted & ~holes.answerable])[:, 1]
    floor = float(np.quantile(near_misses, 1 - FALSE_ANSWERS))
    print(f"answer_floor = {floor:.2f}")
    print(f"SCOPE_FLOOR = {np.quantile(holes.nearest[holes.fitted & holes.answerable], OUT_OF_SCOPE):.2f}")
    for name, observed in (("holes", holes), ("cross", cross)):
        _report(name, model.predict_proba(observed.features)[:, 1], observed, floor)


def observe(documents: Path, questions: Path, fitted: Mapping[str, bool]) -> Observations:
    """Ask a question set of an index of these documents."""
    with tempfile.TemporaryDirectory() as folder:
        settings = IndexSettings.model_validate({"sources": [str(documents.resolve())], "dir": folder})
        build(settings, Path(folder), prepare_encoder)
        passage_index = open_index(Path(folder))
        encoder = load_encoder(passage_index)
        rows, inputs, right, nearest = _rows(questions), [], [], []
        for row in rows:
            question = understand(row["question"])
            candidates = retrieve(question, passage_index, encoder, ChatSettings().candidates, row.get("document"))
            fused = fuse(candidates)
            passages = passage_index.passages([hit.row for hit in fused])
            ranked = rank(fused, passages, question.understood, passage_index.terms)
            [first] = passage_index.passages([ranked[0].row])
            inputs.append(features(ranked))
            right.append(is_right(first.text, row["gold"]))
            nearest.append(max(hit.cosine for hit in ranked))
    return Observations(
        np.array(inputs),
        np.array(right),
        np.array([bool(row["gold"]) for row in rows]),
        np.array(nearest),
        np.array([fitted[row["question"]] for row in rows]),
    )


def _report(name: str, confidence: NDArray[np.float64], observed: Observations, floor: float) -> None:
    kept = ~observed.fitted
    confidence, right, answerable = confidence[kept], observed.right[kept], observed.answerable[kept]
    answered = confidence >= floor
    figures = {
        "auroc": roc_auc_score(answerable, confidence),
        "correct": (answered & right)[answerable].mean(),
        "false_answers": answered[~answerable].mean(),
    }
    print(f"{name}, other half:", {key: round(float(value), 3) for key, value in figures.items()})


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
