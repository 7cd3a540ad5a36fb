#!/usr/bin/env python3
"""Write what the network puts first for each training question: what the reader of question and passage is trained on.

    cd benchmarks
    python -m training.first_passages DATA --out FILE

The visitors' training questions, the further ones, those about several things, those of long sentences and those of everyday
documents are each asked of an index of all their documents, the questions and near misses about the sentences of
DATA/squad-pairs of these as documents (runs.py), and those about the articles of DATA/squad (articles.py), a group of articles at
a time: half of them of the whole articles, half where half of the answers is cut out.
A line of the file is a question with its first PASSAGES passages, each with what it is read behind, its own words,
whether it is right, and where the answering words stand in one that is, if they are known: the visitors' are, and by
DATA/squad those about articles and pairs.
About half an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from training.articles import article_groups, bare, squad_answers, write_articles
from training.corpus import EVERYDAY, FURTHER, LONG_SENTENCES, SEVERAL, VISITORS, Row, index_of, rows_of
from training.holes import answering, cut, half
from training.runs import write_runs
from training.sources import FOLDS

from chatbot.evaluate import is_right
from chatbot.rank import choose_ranker
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.understand import Question
from index import Passage, load_encoder

PASSAGES = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="holds squad-pairs/pairs.jsonl and squad/train-v1.1.json")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    answers = squad_answers(arguments.data)
    with arguments.out.open("w", encoding="utf-8") as out:
        for documents, rows, folder in question_sets(arguments.data):
            for row in rows:
                row.setdefault("answers", answers.get(bare(row["question"]), []))
            for asked in first_passages(documents, rows, folder):
                out.write(json.dumps(asked, ensure_ascii=False) + "\n")


def question_sets(data: Path) -> Iterator[tuple[Path, list[Row], Path]]:
    """Folders of documents, the questions that are asked of each, and a folder for the index of it."""
    pairs = data / "squad-pairs" / "pairs.jsonl"
    for of_visitors in (VISITORS, FURTHER, SEVERAL, LONG_SENTENCES, EVERYDAY):
        with tempfile.TemporaryDirectory() as folder:
            yield of_visitors / "documents", rows_of(of_visitors / "questions.jsonl"), Path(folder)
    for fold in range(FOLDS):
        with tempfile.TemporaryDirectory() as into, tempfile.TemporaryDirectory() as folder:
            documents, questions = write_runs(pairs, fold, Path(into))
            yield documents, rows_of(questions), Path(folder)
    for articles in article_groups(data):
        yield from whole_and_cut(articles)


def whole_and_cut(articles: Sequence[Row]) -> Iterator[tuple[Path, list[Row], Path]]:
    """These articles with half of their questions, and without half of the answers with the others."""
    with (
        tempfile.TemporaryDirectory() as into,
        tempfile.TemporaryDirectory() as left,
        tempfile.TemporaryDirectory() as folder,
    ):
        documents, questions = write_articles(articles, Path(into))
        rows = rows_of(questions)
        yield documents, [row for row in rows if half(row["question"]) == 0], Path(folder)
        with index_of(documents, Path(folder)) as whole:
            gone = (row for row in rows if half(row["gold"][0]) == 0)
            cut(documents, answering(gone, whole.passages(range(whole.count))), Path(left))
        yield Path(left), [row for row in rows if half(row["question"]) == 1], Path(folder)


def first_passages(documents: Path, rows: Iterable[Row], folder: Path) -> Iterator[Row]:
    """Of each question: `passages`, best first, of `before`, `text`, `right` and `answer`, two places in the text or None;
    `folder` is the index's.
    """
    with index_of(documents, folder) as passage_index:
        encoder, ranker = load_encoder(passage_index), choose_ranker(passage_index)
        for row in rows:
            question = Question(row["question"], " ".join(row["question"].split()))
            top = ChatSettings().candidates
            candidates = retrieve(question, passage_index, encoder.encode_question, top, row.get("document"))
            passages = passage_index.passages(candidates.rows.tolist())
            of_row = dict(zip(candidates.rows.tolist(), passages, strict=True))
            ranked = ranker.rank(question.understood, candidates, passages)[:PASSAGES]
            read = [of_row[hit.row] for hit in ranked]
            yield {"question": question.understood, "passages": [_told(passage, row) for passage in read]}


def _told(passage: Passage, row: Row) -> Row:
    text = passage.readable[passage.own_start :]
    right = bool(row["gold"]) and is_right(passage.text, row["gold"])
    places = ((text.lower().find(answer.lower()), len(answer)) for answer in row.get("answers", ()))
    answer = next(((at, at + length) for at, length in places if at >= 0), None) if right else None
    return {"before": passage.readable[: passage.own_start], "text": text, "right": right, "answer": answer}


if __name__ == "__main__":
    main()
