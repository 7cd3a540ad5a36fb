#!/usr/bin/env python3
"""Quality of whole answers on what the ranking network is trained on, each question by a network that does not know its document.

    cd benchmarks
    python cross_validated.py DATA/xquad-dev --networks NETWORKS

Asked are the open, cross and holes sets of xquad-dev and the tuning half of the project's own, with all that an answer goes
through: the rules, the reader, the floor. NETWORKS is what `train_ranking.py --networks` wrote. Printed are the figures of
`chatbot eval`. Two minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from training.corpus import BENCHMARKS, Row, index_of, rows_of
from training.observe import FOLDS, network_without, own_folds, xquad_folds

from chatbot.answer import Answerer
from chatbot.commands.quality import print_figures
from chatbot.conversation.recall import Turn
from chatbot.evaluate import RANKS, Outcome, evaluate
from chatbot.outcome import Reply
from chatbot.question_set import read_dialogues
from chatbot.settings import ChatSettings
from index import load_encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="xquad-dev")
    parser.add_argument("--networks", type=Path, required=True, help="those of the folds")
    arguments = parser.parse_args()
    data, own, of_xquad, of_own = arguments.data, BENCHMARKS / "questions", xquad_folds(arguments.data), own_folds()
    sets: list[tuple[str, Path, Path, Callable[[Row], int]]] = [
        ("open", data / "documents", data / "questions.open.jsonl", of_xquad),
        ("cross", data / "documents", data / "questions.cross.jsonl", of_xquad),
        ("holes", data / "documents-holes", data / "questions.holes.jsonl", of_xquad),
        ("own", own / "documents", own / "tuning.jsonl", lambda row: of_own[row["question"]]),
    ]
    for name, documents, questions, fold_of in sets:
        print(name)
        print_figures(outcomes(documents, questions, fold_of, arguments.networks))


def outcomes(documents: Path, questions: Path, fold_of: Callable[[Row], int], networks: Path) -> list[Outcome]:
    """What becomes of each question, of an index of these documents."""
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, index_of(documents, Path(folder)) as passage_index:
        encoder = load_encoder(passage_index)
        for fold in range(FOLDS):
            with network_without(fold, networks):
                answerer = Answerer(passage_index, encoder, ChatSettings(suggestions=0, remembered_answers=0))

            def ask(
                question: str, document: str | None, history: Sequence[Turn], answerer: Answerer = answerer
            ) -> Reply:
                return answerer.reply(question, document, RANKS, history)

            asked = [
                dialogue
                for dialogue, row in zip(read_dialogues(questions), rows_of(questions), strict=True)
                if fold_of(row) == fold
            ]
            found += evaluate(asked, ask, lambda _: None)
    return found


if __name__ == "__main__":
    main()
