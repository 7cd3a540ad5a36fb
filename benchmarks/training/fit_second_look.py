#!/usr/bin/env python3
"""Fit how what the reader says is weighed with the network's confidence: chatbot/data/second_look.npz.

    cd benchmarks
    python -m training.fit_second_look DATA/xquad-dev --networks NETWORKS [--write]

The questions of benchmarks/visitors/genres_tuning are asked, which neither of the two was trained on, and of each the passage that
comes first is looked at before it is read. The model is a logistic one of whether that answers, of the two log-odds, fitted on
those that are in doubt. The holes of xquad-dev are asked too, each by a network that does not know its document (NETWORKS is what
train_ranking.py wrote): the floors are such that no more than their share of the near misses of either set is answered.
Printed is, cross-validated over documents and beside the network alone, how well right first passages are told from others
(AUROC), and how many questions are answered rightly at some shares of near misses.

Needs scikit-learn (`pip install scikit-learn`), which serving does not; two minutes.
"""

from __future__ import annotations

import argparse
import tempfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from training.corpus import BENCHMARKS, Row, index_of, rows_of
from training.observe import UNSEEN, network_without, xquad_folds

from chatbot.answer import Answerer
from chatbot.evaluate import is_right
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.settings import ChatSettings
from chatbot.watch import JudgeHits, Watch
from chatbot.weighing.calibration import SHARES, log_odds
from chatbot.weighing.second_look import WEIGHTS_FILE, is_one_of_several
from index import Passage, PassageIndex, Reader, load_encoder

LOW, HIGH = 0.2, 0.8  # confidences of what is in doubt
FOLDS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came first for each of n questions: the log-odds of the network and of the reader, not a number where it is never read,
    whether it is right, whether the question has an answer, and its fold, all (n,).
    """

    network: Floats
    reader: Floats
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    folds: NDArray[np.int64]

    @property
    def is_read(self) -> NDArray[np.bool_]:
        """Which are in doubt."""
        confidence = 1 / (1 + np.exp(-self.network))
        return np.asarray((confidence >= LOW) & (confidence <= HIGH) & ~np.isnan(self.reader))


class _Noted(Watch):
    """Keeps of a reply the hit that would be looked at, its passage, and what the reader says of it."""

    def __init__(self, passage_index: PassageIndex, reader: Reader) -> None:
        self._passage_index = passage_index
        self._reader = reader
        self.first: tuple[RankedHit, Passage, float] | None = None

    def judge(self, judge: JudgeHits) -> JudgeHits:
        def noted(ranked: Sequence[RankedHit], question: str, is_known: bool) -> list[RankedHit]:
            if ranked and self.first is None:
                [passage] = self._passage_index.passages([ranked[0].row])
                before, own = passage.readable[: passage.own_start], passage.readable[passage.own_start :]
                is_left = is_known or is_one_of_several(passage, question)
                said = np.nan if is_left else self._reader.log_odds(question, before, own)
                self.first = ranked[0], passage, said
            return judge(ranked, question, is_known)

        return noted


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="xquad-dev: documents-holes/ and questions.holes.jsonl")
    parser.add_argument("--networks", type=Path, required=True, help="those of the folds")
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    arguments = parser.parse_args()
    genres, data, networks = BENCHMARKS / "visitors" / "genres_tuning", arguments.data, arguments.networks
    made_for, genres_seen = look(genres / "documents", genres / "questions.jsonl", networks)
    _, holes_seen = look(data / "documents-holes", data / "questions.holes.jsonl", networks, fold_of=xquad_folds(data))
    apart = [fit(genres_seen, genres_seen.folds != fold) for fold in range(FOLDS)]
    weights = fit(genres_seen, np.ones(len(genres_seen.right), np.bool_))
    odds = [together(genres_seen, weights), together(holes_seen, weights)]
    floors = [max(map(floor_of, (genres_seen, holes_seen), odds, (share, share))) for share in SHARES]
    cross_validated = np.choose(genres_seen.folds, [together(genres_seen, of) for of in apart])
    for name, seen, read in (("genres_tuning", genres_seen, cross_validated), ("holes", holes_seen, odds[1])):
        print(f"{name}: {len(seen.right)} questions, {seen.is_read.mean():.3f} of them read")
        print(f"  the network alone: {report(seen, seen.network)}")
        print(f"  with the reader: {report(seen, read)}")
    print("network, reader, bias:", np.round(weights, 3), "floors:", np.round(floors, 3))
    if arguments.write:
        np.savez(
            WEIGHTS_FILE,
            made_for=np.array(made_for),
            weights=np.array(weights),
            in_doubt=np.array([LOW, HIGH]),
            shares=np.array(SHARES),
            floors=np.array(floors),
        )


def look(
    documents: Path, questions: Path, networks: Path, fold_of: Callable[[Row], int] = lambda _: UNSEEN
) -> tuple[str, Seen]:
    """What comes first for these questions by the network that was trained without their fold, or the shipped one for UNSEEN, and the
    fingerprint of the reader.
    """
    with tempfile.TemporaryDirectory() as folder, index_of(documents, Path(folder)) as passage_index:
        encoder = load_encoder(passage_index)
        if encoder.reader is None:
            raise SystemExit("the index has no reader: nothing to fit")
        noted = _Noted(passage_index, encoder.reader)
        settings = ChatSettings(suggestions=0, remembered_answers=0, reader=False)
        of_fold: dict[int, list[Row]] = {}
        for row in rows_of(questions):
            of_fold.setdefault(fold_of(row), []).append(row)
        rows = []
        for fold, asked in of_fold.items():
            with nullcontext() if fold == UNSEEN else network_without(fold, networks):
                answerer = Answerer(passage_index, encoder, settings, watch=noted)
            for row in asked:
                noted.first = None
                answerer.reply(row["question"], row.get("document"))
                if noted.first:
                    hit, passage, said = noted.first
                    is_first_right = bool(row["gold"]) and is_right(passage.text, row["gold"])
                    place = zlib.crc32(passage.document.encode()) % FOLDS
                    odds = float(log_odds(np.array(hit.confidence)))
                    rows.append((odds, said, is_first_right, bool(row["gold"]), place))
        network, reader, right, answerable, folds = map(np.array, zip(*rows, strict=True))
        return encoder.reader.fingerprint, Seen(network, reader, right, answerable, folds)


def fit(seen: Seen, of: NDArray[np.bool_]) -> Floats:
    """The weights of both log-odds and the bias, fitted on those of these that are in doubt."""
    used = seen.is_read & of
    columns = np.stack((seen.network[used], seen.reader[used]), 1)
    model = LogisticRegression(C=1e6).fit(columns, seen.right[used])
    return np.array([*model.coef_[0], model.intercept_[0]])


def together(seen: Seen, weights: Floats) -> Floats:
    """The log-odds, of what is in doubt those of both."""
    network, reader, bias = weights
    return np.where(seen.is_read, network * seen.network + reader * seen.reader + bias, seen.network)


def report(seen: Seen, odds: Floats) -> str:
    """How well right ones are told, and how many are answered rightly at some shares of false answers."""
    said = [f"AUROC {roc_auc_score(seen.right, odds):.4f}"]
    for share in (0.1, 0.15, 0.2):
        floor = np.quantile(odds[~seen.answerable], 1 - share)
        said.append(f"{(seen.right & (odds >= floor)).sum() / seen.answerable.sum():.3f} right at {share}")
    return ", ".join(said)


def floor_of(seen: Seen, odds: Floats, share: float) -> float:
    """The confidence from which on no more than this share of the near misses is answered."""
    surest = np.sort(odds[~seen.answerable])[::-1]
    return float(np.nextafter(1 / (1 + np.exp(-surest[int(share * len(surest))])), 1))


if __name__ == "__main__":
    main()
