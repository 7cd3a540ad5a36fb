"""Candidates in the order of an owner's own CrossEncoder."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from chatbot.errors import CrossEncoderError
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.retrieve import Candidates
from chatbot.weighing.cross_encoder import READ, CrossEncoderRanker, cross_encoded
from index import BlockKind, LexicalScores, Passage

ABSENT = np.zeros(0, np.int64)


class Given:
    """A ranker that has its hits already."""

    name = "Given"

    def __init__(self, hits: Sequence[RankedHit]) -> None:
        self._hits = list(hits)

    def rank(self, question: str, candidates: Candidates, passages: Sequence[Passage]) -> list[RankedHit]:
        return self._hits

    def floor(self, false_answers: float) -> float:
        return false_answers


def ranked(texts: Sequence[str], scores: Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]]) -> list[RankedHit]:
    rows = np.arange(len(texts)) + 7
    passages = [Passage("d", 1, BlockKind.PARAGRAPH, text, 0, len(text), (), f"Title\n{text}") for text in texts]
    hits = [RankedHit(int(row), 0.5, 0.9 - place / 100) for place, row in enumerate(rows)]
    none = np.zeros(len(texts), np.float32)
    candidates = Candidates(
        rows, none, LexicalScores((), none[:0], none, *[np.zeros((0, 0), bool)] * 2), ABSENT, ABSENT, None
    )
    return CrossEncoderRanker(Given(hits), "m", scores).rank("q", candidates, passages)


def by_length(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    assert all(question == "q" and passage.startswith("Title\n") for question, passage in pairs)
    return np.array([len(passage) for _, passage in pairs], np.float32)


def test_the_reader_orders_the_hits_and_the_confidences_keep_their_places() -> None:
    hits = ranked(["a", "aaa", "aa"], by_length)
    assert [(hit.row, round(hit.confidence, 2)) for hit in hits] == [(8, 0.9), (9, 0.89), (7, 0.88)]


def test_equal_scores_keep_their_order() -> None:
    assert [hit.row for hit in ranked(["a", "b", "c"], by_length)] == [7, 8, 9]


def test_only_the_first_are_read() -> None:
    hits = ranked(["a"] * READ + ["aaa"], by_length)
    assert hits[-1].row == 7 + READ


def test_nothing_found_is_nothing_read() -> None:
    assert ranked([], lambda _: pytest.fail("there is nothing to read")) == []


def test_without_a_name_the_ranker_stays() -> None:
    ranker = Given([])
    assert cross_encoded(ranker, None) is ranker


def tiny(folder: Path, labels: int) -> str:
    """A CrossEncoder of one small layer with weights by chance."""
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import BertConfig, BertForSequenceClassification

    from index.encoders.torch_encoder import load_model

    model: SentenceTransformer = load_model("sentence-transformers/all-MiniLM-L6-v2")
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(model.tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        num_labels=labels,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    model.tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.mark.slow
def test_a_real_one_orders_the_passages_of_a_reply(
    seed_project: Path, tmp_path: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """Of weights by chance the order is chance too: the same passages in another one."""
    folder = tiny(tmp_path / "reader", 1)
    asked = ("chatbot", "ask", "When did Scott Leiper die?", "--top-k", "10", "--json")
    plain = run(*asked, cwd=seed_project)
    read = run(*asked, cwd=seed_project, CHATBOT_CHAT__CROSS_ENCODER=folder)
    assert (read.returncode, read.stderr) == (0, "")
    before, after = (json.loads(done.stdout) for done in (plain, read))
    assert after["confidence"] == before["confidence"]
    assert [p["text"] for p in after["passages"]] != [p["text"] for p in before["passages"]]


@pytest.mark.slow
def test_what_cannot_be_loaded_or_gives_no_single_score_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CrossEncoderError, match=r"'no/such-model' cannot be loaded"):
        cross_encoded(Given([]), "no/such-model")
    with pytest.raises(CrossEncoderError, match="gives 3 numbers a pair; expected one"):
        cross_encoded(Given([]), tiny(tmp_path, 3))
