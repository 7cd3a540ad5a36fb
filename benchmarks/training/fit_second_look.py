#!/usr/bin/env python3
"""Fit how what the reader says is weighed with the network's confidence: chatbot/data/second_look.npz.

    cd benchmarks
    python -m training.fit_second_look DATA/xquad-dev --networks NETWORKS [--write]

The questions of benchmarks/visitors/genres_tuning are asked, which neither of the two was trained on, and of each the two passages
that come first are looked at before they are read. So are the holes of xquad-dev, each by a network that does not know its document
(NETWORKS is what train_ranking.py wrote). The model is a logistic one of whether the first answers, of the two log-odds, fitted on
those of both that are in doubt; where the second is so too, the surer one goes first. The floors are such that no more than their
share of near misses like those of either set is answered, by the upper bound of what was seen of them (Clopper and Pearson, 1934).
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
from scipy.stats import beta
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

LOW, HIGH = 0.12, 0.8  # confidences of what is in doubt
LOOKED_AT = 2  # passages
SURE = 0.95  # that no more than the share is answered
NOTHING = -30.0  # log-odds of what is not there
FOLDS = 5

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came first and second for each of n questions: the log-odds of the network and of the reader, not a number where it is never
    read, and whether it is right, all (n, 2); whether the question has an answer, and its fold, both (n,).
    """

    network: Floats
    reader: Floats
    right: NDArray[np.bool_]
    answerable: NDArray[np.bool_]
    folds: NDArray[np.int64]

    @property
    def is_read(self) -> NDArray[np.bool_]:
        """Which are in doubt (n, 2), no second one where the first is not."""
        confidence = 1 / (1 + np.exp(-self.network))
        in_doubt = (confidence >= LOW) & (confidence <= HIGH) & ~np.isnan(self.reader)
        return np.asarray(np.logical_and.accumulate(in_doubt, 1))


class _Noted(Watch):
    """Keeps of a reply the hits that would be looked at, their passages, and what the reader says of them."""

    def __init__(self, passage_index: PassageIndex, reader: Reader) -> None:
        self._passage_index = passage_index
        self._reader = reader
        self.first: list[tuple[RankedHit, Passage, float]] = []

    def judge(self, judge: JudgeHits) -> JudgeHits:
        def noted(ranked: Sequence[RankedHit], question: str, most_read: int) -> list[RankedHit]:
            if ranked and not self.first:
                passages = self._passage_index.passages([hit.row for hit in ranked[:LOOKED_AT]])
                for hit, passage in zip(ranked, passages, strict=False):
                    before, own = passage.readable[: passage.own_start], passage.readable[passage.own_start :]
                    is_left = most_read == 0 or is_one_of_several(passage, question)
                    said = np.nan if is_left else self._reader.log_odds(question, before, own)
                    self.first.append((hit, passage, said))
            return judge(ranked, question, most_read)

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
    seen = genres_seen, holes_seen
    apart = [fit(seen, without=fold) for fold in range(FOLDS)]
    weights = fit(seen)
    read = [look_at(of, weights) for of in seen]
    floors = [max(floor_of(of, odds, share) for of, (odds, _) in zip(seen, read, strict=True)) for share in SHARES]
    for name, of in (("genres_tuning", genres_seen), ("holes", holes_seen)):
        of_folds = [look_at(of, part) for part in apart]
        odds, right = (np.choose(of.folds, part) for part in zip(*of_folds, strict=True))
        print(f"{name}: {len(right)} questions, {of.is_read.mean(0).round(3)} of their first and second passages read")
        print(f"  the network alone: {report(of, of.network[:, 0], of.right[:, 0])}")
        print(f"  with the reader: {report(of, odds, right)}")
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
                noted.first = []
                answerer.reply(row["question"], row.get("document"))
                if noted.first:
                    hits, passages, said = zip(*noted.first, strict=True)
                    odds = log_odds(np.array([hit.confidence for hit in hits])).tolist()
                    right = [bool(row["gold"]) and is_right(passage.text, row["gold"]) for passage in passages]
                    missing = LOOKED_AT - len(hits)
                    place = zlib.crc32(passages[0].document.encode()) % FOLDS
                    rows.append(
                        (
                            [*odds, *[NOTHING] * missing],
                            [*said, *[np.nan] * missing],
                            [*right, *[False] * missing],
                            bool(row["gold"]),
                            place,
                        )
                    )
        network, reader, right, answerable, folds = map(np.array, zip(*rows, strict=True))
        return encoder.reader.fingerprint, Seen(network, reader, right, answerable, folds)


def fit(seen: Sequence[Seen], without: int = -1) -> Floats:
    """The weights of both log-odds and the bias, fitted on all questions outside a fold whose first passage is in doubt."""
    used = [of.is_read[:, 0] & (of.folds != without) for of in seen]
    columns = [np.stack((of.network[u, 0], of.reader[u, 0]), 1) for of, u in zip(seen, used, strict=True)]
    right = [of.right[u, 0] for of, u in zip(seen, used, strict=True)]
    model = LogisticRegression(C=1e6).fit(np.concatenate(columns), np.concatenate(right))
    return np.array([*model.coef_[0], model.intercept_[0]])


def look_at(seen: Seen, weights: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The log-odds of what comes first behind the second look, and whether that is right, both (n,)."""
    network, reader, bias = weights
    is_read = seen.is_read
    odds = np.where(is_read, network * seen.network + reader * seen.reader + bias, seen.network)
    first = (is_read[:, 1] & (odds[:, 1] > odds[:, 0])).astype(int)
    each = np.arange(len(first))
    return odds[each, first], seen.right[each, first]


def report(seen: Seen, odds: Floats, right: NDArray[np.bool_]) -> str:
    """How many are right first and how well these are told, and how many are answered rightly at some shares of false answers."""
    said = [f"right first {right[seen.answerable].mean():.4f}, AUROC {roc_auc_score(right, odds):.4f}"]
    for share in (0.1, 0.15, 0.2):
        floor = np.quantile(odds[~seen.answerable], 1 - share)
        said.append(f"{(right & (odds >= floor)).sum() / seen.answerable.sum():.3f} right at {share}")
    return ", ".join(said)


def floor_of(seen: Seen, odds: Floats, share: float) -> float:
    """The confidence from which on, as SURE as that, no more than this share of such near misses is answered."""
    surest = np.sort(odds[~seen.answerable])[::-1]
    answered = np.arange(len(surest))
    bounds = beta.ppf(SURE, answered + 1, len(surest) - answered)
    most = max(int(np.searchsorted(bounds, share, side="right")) - 1, 0)
    return float(np.nextafter(1 / (1 + np.exp(-surest[most])), 1))


if __name__ == "__main__":
    main()
