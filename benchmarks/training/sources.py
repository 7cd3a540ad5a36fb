"""Questions with the passages that answer them, as texts: what the encoder is trained on."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.articles import ENCODED, article_groups, write_articles
from training.corpus import BENCHMARKS, VISITORS, Row, index_of, rows_of

from chatbot.evaluate import is_right
from index.chunk import PREVIOUS_CHARS

NEAR_MISSES = BENCHMARKS / "near_misses" / "questions.jsonl"
FOLDS = 2
WHOLE = "all"  # the name of what is trained on everything; of what is trained without a fold it is the fold's number
NO_FOLD = -1  # of what is in all of them
AWAY = 4  # of so many passages of articles one is shown to nobody
SENTENCES = 50  # of a run of the pairs' sentences: none of its run answers a near miss


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions with the places of the passages that answer them, none for near misses, and their `folds` (questions,).

    `passages` are a passage's own words, and `before` what it is read behind. Those at the places `away` are shown to no question.
    """

    questions: Sequence[str]
    gold: list[list[int]]
    before: Sequence[str]
    passages: Sequence[str]
    folds: NDArray[np.int64]
    away: Sequence[int] = ()


def of_pairs(file: Path) -> tuple[Asked, Asked]:
    """Questions with a sentence each, and the near misses to these sentences; what stands before a sentence is the one before
    it in the file.
    """
    pairs, near = rows_of(file), rows_of(NEAR_MISSES)
    sentences, of_pair = sentences_of(pairs)
    before = ["", *(f"{sentence[-PREVIOUS_CHARS:]} " for sentence in sentences[:-1])]
    folds = np.array([fold_of_sentence(sentence, len(sentences)) for sentence in range(len(sentences))])
    of_near = [row["sentence"] for row in near]
    near_gold = [[row["sentence"]] if row["answered"] else [] for row in near]
    return (
        Asked([pair["question"] for pair in pairs], [[of] for of in of_pair], before, sentences, folds[of_pair]),
        Asked([row["question"] for row in near], near_gold, before, sentences, folds[of_near]),
    )


def of_visitors() -> Asked:
    """The visitors' questions with all passages of their documents as the index reads them."""
    return _of_documents(VISITORS / "documents", VISITORS / "questions.jsonl", fold_of)


def of_articles(data: Path) -> Asked:
    """The questions about half of SQuAD's articles, likewise; those whose passage is `away` are near misses."""
    parts = []
    for articles in article_groups(data)[ENCODED]:
        with tempfile.TemporaryDirectory() as folder:
            parts.append(_of_documents(*write_articles(articles, Path(folder)), lambda _: NO_FOLD))
    together = _together(parts)
    away = [place for place, text in enumerate(together.passages) if not zlib.crc32(text.encode()) % AWAY]
    gone = set(away)
    return replace(together, gold=[[row for row in rows if row not in gone] for rows in together.gold], away=away)


def _of_documents(documents: Path, questions: Path, fold_of_document: Callable[[str], int]) -> Asked:
    with tempfile.TemporaryDirectory() as folder, index_of(documents, Path(folder)) as passage_index:
        passages = passage_index.passages(range(passage_index.count))
    rows: dict[str, list[int]] = {}
    for row, passage in enumerate(passages):
        rows.setdefault(passage.document, []).append(row)
    asked, gold, folds = [], [], []
    for question in rows_of(questions):
        right = [row for row in rows[question["about"]] if is_right(passages[row].text, question["gold"])]
        if right or not question["gold"]:
            asked.append(question["question"])
            gold.append(right)
            folds.append(fold_of_document(question["about"]))
    before = [passage.readable[: passage.own_start] for passage in passages]
    own = [passage.readable[passage.own_start :] for passage in passages]
    return Asked(asked, gold, before, own, np.array(folds))


def _together(parts: Iterable[Asked]) -> Asked:
    """One after the other; nothing of them is away."""
    questions: list[str] = []
    gold: list[list[int]] = []
    before: list[str] = []
    passages: list[str] = []
    folds: list[int] = []
    for part in parts:
        gold += [[len(passages) + row for row in rows] for rows in part.gold]
        questions += part.questions
        before += part.before
        passages += part.passages
        folds += part.folds.tolist()
    return Asked(questions, gold, before, passages, np.array(folds))


def sentences_of(pairs: Sequence[Row]) -> tuple[list[str], list[int]]:
    """The different sentences of the pairs, in the order in which they first stand there, and the place of each pair's."""
    number: dict[str, int] = {}
    of_pair = [number.setdefault(pair["sentence"], len(number)) for pair in pairs]
    return list(number), of_pair


def fold_named(name: str) -> int | None:
    """The fold that is left out; none of WHOLE."""
    return None if name == WHOLE else int(name)


def fold_of_sentence(sentence: int, count: int) -> int:
    """Which fold a sentence of so many is in: folds are whole runs, and one after the other, so that articles are whole too."""
    runs = -(-count // SENTENCES)
    return sentence // SENTENCES * FOLDS // runs


def fold_of(document: str) -> int:
    """Which fold a visitors' document is in."""
    return zlib.crc32(document.encode()) % FOLDS
