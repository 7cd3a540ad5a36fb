"""Question sets asked of indexes of their documents: what training the ranking network looks at."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from training.articles import OBSERVED, article_groups, write_articles
from training.corpus import BENCHMARKS, FURTHER, SEVERAL, VISITORS, Row, index_of, rows_of
from training.holes import answering, cut, half
from training.runs import write_runs
from training.sources import FOLDS as ENCODER_FOLDS
from training.sources import fold_of as encoder_fold
from training.unsaid import unsaid

import chatbot.rank
import index.embed
import index.encoders.adapter
from chatbot.evaluate import fold, is_right
from chatbot.ranking.evidence import Evidence, evidence
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.understand import Question
from index import PassageIndex, load_encoder
from index import build as building

FOLDS = 4
UNSAID = 12  # questions about each document
UNSEEN = -1  # the fold of what nothing is fitted on


@dataclass(frozen=True, slots=True)
class Observed:
    """A question's candidates: what is known of them, which are right, whether there is an answer at all, its set and its fold.

    The `pairs` of the evidence are of half precision: all questions together have to fit in memory.
    """

    evidence: Evidence
    right: NDArray[np.bool_]
    answerable: bool
    set: str
    fold: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Observations of n questions side by side, at most c candidates and q tokens; `is_candidate` (n, c), `is_token` (n, q)."""

    pairs: Tensor
    tokens: Tensor
    passages: Tensor
    asked: Tensor
    is_candidate: Tensor
    is_token: Tensor
    right: Tensor


def observe_sets(data: Path, encoders: Path) -> tuple[list[Observed], str]:
    """Everything that is fitted on, with folds by document, and the fingerprint of the token projection.

    `encoders` holds a folder for each fold of the visitors' documents and of the pairs' runs, `0` and so on, with what
    train_encoder.py made without that fold: what the shipped encoder was tuned on, it knows too well to learn from. It was not
    tuned on the further documents, nor on the articles that are asked of here.
    """
    observed, projection = observe_untuned(data)
    observed += observe_further()
    observed += observe_several()
    for articles in article_groups(data)[OBSERVED]:
        observed += observe_articles(articles)
    for fold_left_out in range(ENCODER_FOLDS):
        with _encoder(encoders / str(fold_left_out)):
            observed += observe_visitors(fold_left_out)
            observed += observe_runs(data / "squad-pairs" / "pairs.jsonl", fold_left_out)
    return observed, projection


def observe_untuned(data: Path) -> tuple[list[Observed], str]:
    """What the encoder was not tuned on: xquad-dev and the tuning half of the project's own."""
    xquad = data / "xquad-dev"
    document_of = xquad_documents(xquad)
    of_xquad = xquad_folds(xquad)
    own = BENCHMARKS / "questions"
    own_fold = own_folds()
    kept = {row["question"] for row in rows_of(xquad / "questions.holes.jsonl") if row["gold"]}
    sets: list[tuple[str, Path, Path, Callable[[Row], int]]] = [  # those of like documents behind each other
        ("own", own / "documents", own / "tuning.jsonl", lambda row: own_fold[row["question"]]),
        ("open", xquad / "documents", xquad / "questions.open.jsonl", of_xquad),
        ("cross", xquad / "documents", xquad / "questions.cross.jsonl", of_xquad),
        ("holes", xquad / "documents-holes", xquad / "questions.holes.jsonl", of_xquad),
    ]
    observed: list[Observed] = []
    projection = ""
    with tempfile.TemporaryDirectory() as folder:
        for name, documents, questions, fold_of in sets:
            found, projection = observe(documents, questions, Path(folder), name, fold_of)
            observed += found
        documents, questions = xquad / "documents", xquad / "questions.open.jsonl"
        observed += observe_cut(
            documents, questions, Path(folder), "other holes", of_xquad, lambda row: row["question"] in kept
        )
    documents, questions = xquad / "documents-holes", xquad / "questions.holes.jsonl"
    observed += observe_alone(documents, questions, "holes alone", of_xquad, lambda row: document_of[row["question"]])
    return observed, projection


def observe_visitors(fold: int) -> list[Observed]:
    """A fold of the visitors' documents among all of them and alone, whole and with each half of the answers cut out."""
    documents, questions = VISITORS / "documents", VISITORS / "questions.jsonl"

    def is_asked(row: Row) -> bool:
        return encoder_fold(row["about"]) == fold

    def is_answerable(row: Row) -> bool:
        return bool(row["gold"]) and is_asked(row)

    with tempfile.TemporaryDirectory() as folder:
        observed = observe(documents, questions, Path(folder), "visitors", _of_about, is_asked)[0]
        for part in range(2):
            observed += observe_cut(
                documents,
                questions,
                Path(folder),
                "visitors' holes",
                _of_about,
                lambda row, part=part: half(row["question"]) == part,
                is_answerable,
            )
    alone = observe_alone(documents, questions, "visitors alone", _of_about, _about, is_asked, with_unsaid=True)
    return observed + alone


def observe_further() -> list[Observed]:
    """The further documents, which no encoder was tuned on, among all of them and alone; half of their questions are near
    misses as they are.
    """
    documents, questions = FURTHER / "documents", FURTHER / "questions.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        observed = observe(documents, questions, Path(folder), "further", _of_about)[0]
    return observed + observe_alone(documents, questions, "further alone", _of_about, _about, with_unsaid=True)


def observe_several() -> list[Observed]:
    """The documents about several things, likewise, among all of them."""
    with tempfile.TemporaryDirectory() as folder:
        return observe(SEVERAL / "documents", SEVERAL / "questions.jsonl", Path(folder), "several", _of_about)[0]


def observe_articles(articles: Sequence[Row]) -> list[Observed]:
    """SQuAD's questions about these articles, whole and with half of the answers cut out."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as index_folder:
        documents, questions = write_articles(articles, Path(folder))
        observed = observe(documents, questions, Path(index_folder), "articles", _of_about)[0]
        return observed + observe_cut(
            documents,
            questions,
            Path(index_folder),
            "articles' holes",
            _of_about,
            lambda row: half(row["gold"][0]) == 0,
        )


def _of_about(row: Row) -> int:
    """The fold of the document that a question is about, whichever an encoder was tuned without."""
    return zlib.crc32(_about(row).encode()) // ENCODER_FOLDS % FOLDS


def _about(row: Row) -> str:
    return str(row["about"])


def observe_runs(pairs: Path, fold: int) -> list[Observed]:
    """A fold of the pairs' sentences as documents: all questions of all of them, the near misses of their document alone, and
    the pairs' with half of the answers cut out.
    """

    def of_run(row: Row) -> int:
        return int(row["run"]) % FOLDS

    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as index_folder:
        documents, questions = write_runs(pairs, fold, Path(folder))
        observed = observe(documents, questions, Path(index_folder), "runs", of_run)[0]
        observed += observe_cut(
            documents,
            questions,
            Path(index_folder),
            "runs' holes",
            of_run,
            lambda row: half(row["gold"][0]) == 0,
            lambda row: bool(row["pairs"]),
        )
        return observed + observe_alone(
            documents, questions, "runs alone", of_run, lambda row: str(row["about"]), lambda row: not row["pairs"]
        )


@contextmanager
def _encoder(folder: Path) -> Iterator[None]:
    """Builds meanwhile use the adapter and the projection of this folder."""
    before = index.encoders.adapter.ADAPTER_FILE, index.embed.PROJECTION_FILE, building.PROJECTION_FILE
    projection = folder / "late_interaction.npz"
    index.encoders.adapter.ADAPTER_FILE = folder / "adapter.npz"
    index.embed.PROJECTION_FILE = building.PROJECTION_FILE = projection
    try:
        yield
    finally:
        index.encoders.adapter.ADAPTER_FILE, index.embed.PROJECTION_FILE, building.PROJECTION_FILE = before


def xquad_documents(xquad: Path) -> dict[str, str]:
    """Which document each question of xquad-dev is about."""
    return {row["question"]: row["document"] for row in rows_of(xquad / "questions.scoped.jsonl")}


def xquad_folds(xquad: Path) -> Callable[[Row], int]:
    """The fold of a row of xquad-dev, by the document that it is about."""
    document_of = xquad_documents(xquad)
    place = {document: number for number, document in enumerate(sorted(set(document_of.values())))}

    def fold_of(row: Row) -> int:
        return place[document_of[row["question"]]] % FOLDS if row["question"] in document_of else 0

    return fold_of


@contextmanager
def network_without(fold: int, networks: Path) -> Iterator[None]:
    """Answers meanwhile use the ranking network that train_ranking.py wrote into this folder, which was trained without the fold."""
    before = chatbot.rank.RANKER_FILE
    chatbot.rank.RANKER_FILE = networks / f"{fold}.npz"
    try:
        yield
    finally:
        chatbot.rank.RANKER_FILE = before


def own_folds() -> dict[str, int]:
    """A fold for each document that the own questions are about; the file goes through them one after the other."""
    own = BENCHMARKS / "questions"
    texts = {file.stem: fold(file.read_text(encoding="utf-8")) for file in sorted((own / "documents").iterdir())}
    folds: dict[str, int] = {}
    seen: dict[str, int] = {}
    document = ""
    for row in rows_of(own / "tuning.jsonl"):
        of_gold = [name for name, text in texts.items() if row["gold"] and fold(row["gold"][0]) in text]
        document = next(iter(of_gold), document)
        folds[row["question"]] = seen.setdefault(document, len(seen)) % FOLDS
    return folds


def observe(
    documents: Path,
    questions: Path,
    folder: Path,
    name: str,
    fold_of: Callable[[Row], int] = lambda _: UNSEEN,
    is_asked: Callable[[Row], bool] = lambda _: True,
) -> tuple[list[Observed], str]:
    """Ask a question set of an index of these documents; also the fingerprint of the index's projection.

    `folder` is the index's: what the version in it has embedded already is taken from there.
    """
    with index_of(documents, folder) as passage_index:
        if passage_index.projection is None:
            raise SystemExit("the index has no token vectors: nothing to train on")
        asked = filter(is_asked, rows_of(questions))
        return _asked(passage_index, asked, name, fold_of), passage_index.projection.fingerprint


def observe_alone(
    documents: Path,
    questions: Path,
    name: str,
    fold_of: Callable[[Row], int],
    about: Callable[[Row], str],
    is_asked: Callable[[Row], bool] = lambda _: True,
    *,
    with_unsaid: bool = False,
) -> list[Observed]:
    """Ask each question of an index of nothing but the document that it is about, as owners of one article have it; and what
    that document leaves unsaid.
    """
    rows = list(filter(is_asked, rows_of(questions)))
    observed = []
    with tempfile.TemporaryDirectory() as folder:
        for file in sorted(documents.iterdir()):
            asked = [row for row in rows if about(row) == file.stem]
            if asked:
                with index_of(file, Path(folder)) as passage_index:
                    [only] = passage_index.documents  # of a name that would be another's among several
                    asked = [row | {key: only for key in ("about", "document") if key in row} for row in asked]
                    observed += _asked(passage_index, asked, name, fold_of)
                    if with_unsaid:
                        observed += _asked(passage_index, _unsaid(passage_index, file), "unsaid", fold_of)
    return observed


def _unsaid(passage_index: PassageIndex, file: Path) -> Iterator[Row]:
    [document] = passage_index.documents.values()
    for question in unsaid(document, file.read_text(encoding="utf-8"), UNSAID):
        yield {"question": question, "about": document.id, "gold": []}


def observe_cut(
    documents: Path,
    questions: Path,
    folder: Path,
    name: str,
    fold_of: Callable[[Row], int],
    is_cut: Callable[[Row], bool],
    is_asked: Callable[[Row], bool] = lambda _: True,
) -> list[Observed]:
    """Ask a question set of an index of these documents without what answers the questions that are cut; `folder` as in
    `observe`.
    """
    asked = list(filter(is_asked, rows_of(questions)))
    with index_of(documents, folder) as whole:
        away = answering(filter(is_cut, asked), whole.passages(range(whole.count)))
    with tempfile.TemporaryDirectory() as left, index_of(cut(documents, away, Path(left)), folder) as passage_index:
        return _asked(passage_index, asked, name, fold_of, is_cut=True)


def _asked(
    passage_index: PassageIndex, rows: Iterable[Row], name: str, fold_of: Callable[[Row], int], is_cut: bool = False
) -> list[Observed]:
    """What answers some of the questions may be cut out of the documents."""
    encoder = load_encoder(passage_index)
    everything = passage_index.passages(range(passage_index.count))
    observed = []
    for row in rows:
        question = Question(row["question"], " ".join(row["question"].split()))
        top = ChatSettings().candidates
        candidates = retrieve(question, passage_index, encoder.encode_question, top, row.get("document"))
        passages = passage_index.passages(candidates.rows.tolist())
        if candidates.tokens is None or not passages:
            continue
        known = evidence(question.understood, candidates, passages, candidates.tokens)
        known = replace(known, pairs=known.pairs.astype(np.float16))
        right = np.array([is_right(passage.text, row["gold"]) for passage in passages])
        about = passage_index.documents[row["about"]].rows if "about" in row else range(len(everything))
        answerable = bool(row["gold"]) and (
            not is_cut or any(is_right(everything[at].text, row["gold"]) for at in about)
        )
        observed.append(Observed(known, right, answerable, name, fold_of(row)))
    return observed


def batch(observed: Sequence[Observed]) -> Batch:
    """All of them padded with zeros."""
    most = max(len(one.right) for one in observed), max(len(one.evidence.tokens) for one in observed)

    def padded(arrays: Sequence[NDArray[Any]], shape: tuple[int, ...]) -> Tensor:
        together = np.zeros((len(arrays), *shape), arrays[0].dtype)
        for place, array in enumerate(arrays):
            together[(place, *map(slice, array.shape))] = array
        return torch.from_numpy(together)

    known = [one.evidence for one in observed]
    return Batch(
        pairs=padded([one.pairs for one in known], (*most, known[0].pairs.shape[2])),
        tokens=padded([one.tokens for one in known], (most[1], known[0].tokens.shape[1])),
        passages=padded([one.passages for one in known], (most[0], known[0].passages.shape[1])),
        asked=padded([one.asked for one in known], known[0].asked.shape),
        is_candidate=padded([np.ones(len(one.right), np.bool_) for one in observed], most[:1]),
        is_token=padded([np.ones(len(one.evidence.tokens), np.bool_) for one in observed], most[1:]),
        right=padded([one.right for one in observed], most[:1]),
    )
