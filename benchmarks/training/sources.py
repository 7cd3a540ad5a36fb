"""Questions with the passages that answer them, as texts: what the encoder is trained on."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.corpus import BENCHMARKS, VISITORS, index_of, rows_of

from chatbot.evaluate import is_right
from index.chunk import PREVIOUS_CHARS

NEAR_MISSES = BENCHMARKS / "near_misses" / "questions.jsonl"
FOLDS = 2
HELD_OUT = 0.15  # of the pairs
SENTENCES = 50  # of a run of the pairs' sentences: none of its run answers a near miss


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions with the places of the passages that answer them, none for near misses.

    `passages` are a passage's own words, and `before` what it is read behind. `held_out` (questions,) are not trained on.
    """

    questions: Sequence[str]
    gold: list[list[int]]
    before: Sequence[str]
    passages: Sequence[str]
    held_out: NDArray[np.bool_]


def of_pairs(file: Path, without: int | None) -> tuple[Asked, Asked]:
    """Questions with a sentence each, and the near misses to these sentences; what stands before a sentence is the one before
    it in the file.
    """
    pairs = rows_of(file)
    sentences = list(dict.fromkeys(pair["sentence"] for pair in pairs))
    number = {sentence: place for place, sentence in enumerate(sentences)}
    before = ["", *(f"{sentence[-PREVIOUS_CHARS:]} " for sentence in sentences[:-1])]
    of_pair = [number[pair["sentence"]] for pair in pairs]
    held_out = np.array(of_pair) >= len(sentences) * (1 - HELD_OUT)
    near = rows_of(NEAR_MISSES)
    return (
        Asked([pair["question"] for pair in pairs], [[of] for of in of_pair], before, sentences, held_out),
        Asked(
            [row["question"] for row in near],
            [[row["sentence"]] if row["answered"] else [] for row in near],
            before,
            sentences,
            np.array([row["sentence"] // SENTENCES % FOLDS == without for row in near]),
        ),
    )


def of_visitors(without: int | None) -> Asked:
    """The visitors' questions with all passages of their documents as the index reads them."""
    with tempfile.TemporaryDirectory() as folder, index_of(VISITORS / "documents", Path(folder)) as passage_index:
        passages = passage_index.passages(range(passage_index.count))
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        rows.setdefault(passage.document, []).append(row)
    asked, gold, about = [], [], []
    for question in rows_of(VISITORS / "questions.jsonl"):
        right = [row for row in rows[question["about"]] if is_right(passages[row].text, question["gold"])]
        if right or not question["gold"]:
            asked.append(question["question"])
            gold.append(right)
            about.append(fold_of(question["about"]))
    before = [passage.readable[: passage.own_start] for passage in passages]
    own = [passage.readable[passage.own_start :] for passage in passages]
    return Asked(asked, gold, before, own, np.array(about) == without)


def fold_of(document: str) -> int:
    """Which fold a visitors' document is in."""
    return zlib.crc32(document.encode()) % FOLDS
