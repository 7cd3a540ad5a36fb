#!/usr/bin/env python3
"""Write what the network puts first for each training question: what the reader of question and passage is trained on.

    cd benchmarks
    python -m training.first_passages DATA --out FILE

The visitors' training questions and the further ones are asked of an index of all their documents, and the questions and near misses about the
sentences of DATA/squad-pairs as documents (runs.py). A line of the file is a question with its first PASSAGES passages, each
with what it is read behind, its own words and whether it is right.
About ten minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from training.corpus import FURTHER, VISITORS, Row, index_of, rows_of
from training.runs import write_runs
from training.sources import FOLDS

from chatbot.evaluate import is_right
from chatbot.rank import choose_ranker
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.understand import Question
from index import load_encoder

PASSAGES = 8


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="holds squad-pairs/pairs.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with arguments.out.open("w", encoding="utf-8") as out:
        for documents, questions in question_sets(arguments.data / "squad-pairs" / "pairs.jsonl"):
            for row in first_passages(documents, rows_of(questions)):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


def question_sets(pairs: Path) -> Iterator[tuple[Path, Path]]:
    """Folders of documents with the files of the questions about them."""
    for folder in (VISITORS, FURTHER):
        yield folder / "documents", folder / "questions.jsonl"
    for fold in range(FOLDS):
        with tempfile.TemporaryDirectory() as folder:
            yield write_runs(pairs, fold, Path(folder))


def first_passages(documents: Path, rows: list[Row]) -> Iterator[Row]:
    """Of each question: `passages`, best first, of `before`, `text` and `right`."""
    with tempfile.TemporaryDirectory() as folder, index_of(documents, Path(folder)) as passage_index:
        encoder, ranker = load_encoder(passage_index), choose_ranker(passage_index)
        for row in rows:
            question = Question(row["question"], " ".join(row["question"].split()))
            top = ChatSettings().candidates
            candidates = retrieve(question, passage_index, encoder.encode_question, top, row.get("document"))
            passages = passage_index.passages(candidates.rows.tolist())
            of_row = dict(zip(candidates.rows.tolist(), passages, strict=True))
            ranked = ranker.rank(question.understood, candidates, passages)[:PASSAGES]
            read = [of_row[hit.row] for hit in ranked]
            told = [
                {
                    "before": passage.readable[: passage.own_start],
                    "text": passage.readable[passage.own_start :],
                    "right": bool(row["gold"]) and is_right(passage.text, row["gold"]),
                }
                for passage in read
            ]
            yield {"question": question.understood, "passages": told}


if __name__ == "__main__":
    main()
