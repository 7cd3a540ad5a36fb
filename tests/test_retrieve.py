"""A question becomes a vector and terms, and the union of what either finds."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from chatbot.retrieve import ABSENT, retrieve
from chatbot.understand import Question
from index import (
    Cosines,
    Encoder,
    Encoding,
    Hits,
    IndexDamaged,
    LexicalScores,
    PassageIndex,
    QuestionTokens,
    open_index,
)
from index.catalog import Catalog

if TYPE_CHECKING:
    from conftest import World


def test_candidates_are_the_union_of_both_searches(world: World, encoder: Encoder) -> None:
    passage_index = open_index(world.index_dir)
    question = Question("Who was Ivo Lane?", "Who was Ivo Lane?")
    vector = encoder.encode_question(question.understood).vector
    dense = passage_index.dense(vector, 3)
    lexical = passage_index.lexical(passage_index.terms(question.understood), 3)
    found = retrieve(question, passage_index, encoder.encode_question, 3, None)
    assert found.rows.tolist() == sorted({*dense.rows.tolist(), *lexical.rows.tolist()})
    for position, row in enumerate(found.rows):
        assert found.cosine[position] == pytest.approx(passage_index.cosines(vector, np.array([row]))[0])
        in_dense, in_lexical = (np.flatnonzero(hits.rows == row).tolist() for hits in (dense, lexical))
        assert found.dense_rank[position] == (in_dense[0] + 1 if in_dense else ABSENT)
        assert found.lexical_rank[position] == (in_lexical[0] + 1 if in_lexical else ABSENT)
        if in_lexical:
            assert found.lexical.bm25[position] == pytest.approx(lexical.scores[in_lexical[0]])
        assert (found.lexical.bm25[position] > 0) == bool(in_lexical)
    assert found.tokens is None


def test_the_dense_search_alone_finds_what_shares_no_term_and_within_a_document(world: World, encoder: Encoder) -> None:
    question = Question("Unheard-of words?", "Unheard-of words?")
    found = retrieve(question, open_index(world.index_dir), encoder.encode_question, 50, "granite")
    assert found.rows.tolist() == [17, 18, 19]
    assert sorted(found.dense_rank.tolist()) == [1, 2, 3]
    assert found.lexical_rank.tolist() == [ABSENT] * 3


def test_a_thread_that_has_ended_holds_nothing_of_the_passage_table(own_world: World) -> None:
    """A server starts threads all the time; each reads on a connection of its own."""
    passage_index = open_index(own_world.index_dir)

    def read(row: int) -> None:
        thread = threading.Thread(target=passage_index.passages, args=[[row]])
        thread.start()
        thread.join()

    def opened() -> int:
        gc.collect()  # a connection and its statements hold each other
        table = own_world.in_use / "passages.sqlite"  # nothing of other tests reads it
        return sum(file.exists() and file.samefile(table) for file in Path("/proc/self/fd").iterdir())

    read(0)
    before = opened()
    for row in range(1, 15):
        read(row)
    assert opened() == before
    passage_index.close()
    assert opened() < before


@pytest.mark.parametrize(
    "take_away", [lambda folder: folder.rename(folder.parent / "elsewhere"), shutil.rmtree], ids=["moved", "removed"]
)
def test_an_open_index_is_read_on_in_every_thread_when_its_folder_is_gone(
    own_world: World, take_away: Callable[[Path], object]
) -> None:
    passage_index = open_index(own_world.index_dir)
    before = passage_index.content("granite")
    take_away(own_world.index_dir)
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(passage_index.content, "granite").result() == before
        assert threads.submit(passage_index.near_words, "granyte").result() == ["granite"]
    passage_index.close()


def test_behind_a_fork_no_connection_of_before_is_used_and_a_removed_index_is_read_on(
    own_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda place, **options: opened.append(place) or connect(place, **options))
    passage_index = open_index(own_world.index_dir)
    before = passage_index.content("granite")
    shutil.rmtree(own_world.index_dir)
    assert ":memory:" not in opened
    monkeypatch.setattr("index.catalog.os.getpid", lambda: 0)  # as in the child
    assert passage_index.content("granite") == before
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(passage_index.content, "granite").result() == before
    assert opened.count(":memory:") == 1  # its threads share that one
    passage_index.close()


def test_a_folder_in_the_place_of_the_passage_table_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="the passage table cannot be read"):
        Catalog(tmp_path)


class Near:
    """An index of 40 passages that both searches find, of which the later ones match better, but for one token of the first."""

    projection = SimpleNamespace(
        question=lambda _: QuestionTokens(
            np.eye(2, 64, dtype=np.float32), np.ones(2, np.float32), OFFSETS, np.zeros(2, np.bool_)
        )
    )

    def terms(self, text: str) -> list[str]:
        return text.split()

    def dense(self, *_: object) -> Hits:
        return Hits(np.arange(30)[::-1], np.linspace(1, 0, 30, dtype=np.float32))

    def lexical(self, *_: object) -> Hits:
        return Hits(np.arange(10, 40), np.linspace(1, 0, 30, dtype=np.float32))

    def lexical_scores(self, terms: list[str], rows: NDArray[np.int64]) -> LexicalScores:
        none = np.zeros((len(rows), len(terms)), np.bool_)
        return LexicalScores(tuple(terms), np.zeros(len(rows), np.float32), np.ones(len(terms)), none, none)

    def cosines(self, _: object, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        return np.zeros(len(rows), np.float32)

    def match(self, _: object, rows: NDArray[np.int64]) -> Cosines:
        """Each passage with as many tokens as its row says, all alike."""
        own = np.stack((np.where(rows == 0, 0.9, 0), rows / 100), axis=1).astype(np.float32)
        return Cosines(own, own, np.repeat(own, rows, axis=0), np.cumsum(rows) - rows, rows, np.array([True, True]))


OFFSETS = np.array([[0, 4], [5, 9]], np.int32)


@pytest.mark.parametrize(
    ("shown", "rows"),
    [pytest.param(5, range(26, 40), id="as many as ranking looks at"), pytest.param(20, range(21, 40), id="more, where more are shown")],
)  # fmt: skip
def test_ranking_looks_at_the_nearest_of_what_was_found(shown: int, rows: range) -> None:
    encoding = Encoding(np.zeros(3, np.float32), np.zeros((2, 3), np.float32), OFFSETS, np.zeros(2, np.bool_))
    passage_index = cast(PassageIndex, Near())
    found = retrieve(Question("grey pier", "grey pier"), passage_index, lambda _: encoding, 30, None, shown)
    assert found.rows.tolist() == [0, *rows]
    assert found.tokens is not None
    assert found.tokens.found.lengths.tolist() == found.rows.tolist()
    assert len(found.cosine) == len(found.lexical.bm25) == len(found.lexical.own) == len(rows) + 1
    assert found.dense_rank[:2].tolist() == [30, 30 - rows[0]]
    assert found.lexical_rank[-1] == 30


def test_a_token_is_compared_with_the_best_of_all_that_was_found() -> None:
    """Else what only a passage that ranking does not look at says would seem to be said by none."""

    class Farther(Near):
        def cosines(self, _: object, rows: NDArray[np.int64]) -> NDArray[np.float32]:
            return np.where(rows == 0, -1, 0).astype(np.float32)

    encoding = Encoding(np.zeros(3, np.float32), np.zeros((2, 3), np.float32), OFFSETS, np.zeros(2, np.bool_))
    found = retrieve(Question("grey pier", "grey pier"), cast(PassageIndex, Farther()), lambda _: encoding, 30, None)
    assert found.tokens is not None
    assert 0 not in found.rows
    assert found.tokens.best_own.tolist() == pytest.approx([0.9, 0.39])


def test_words_that_are_shared_help_onto_the_shortlist() -> None:
    class Lexical(Near):
        def lexical_scores(self, terms: list[str], rows: NDArray[np.int64]) -> LexicalScores:
            bm25 = np.where(rows == 12, 4, 0).astype(np.float32)
            return replace(super().lexical_scores(terms, rows), bm25=bm25)

    encoding = Encoding(np.zeros(3, np.float32), np.zeros((2, 3), np.float32), OFFSETS, np.zeros(2, np.bool_))
    found = retrieve(Question("grey pier", "grey pier"), cast(PassageIndex, Lexical()), lambda _: encoding, 30, None)
    assert found.rows.tolist() == [0, 12, *range(27, 40)]


def test_a_word_that_the_encoder_cannot_spell_is_met_by_itself_alone() -> None:
    """To the encoder all such words are one."""

    class Unknown(Near):
        projection = SimpleNamespace(
            question=lambda _: QuestionTokens(
                np.eye(2, 64, dtype=np.float32), np.ones(2, np.float32), OFFSETS, np.array([False, True])
            )
        )

        def lexical_scores(self, terms: list[str], rows: NDArray[np.int64]) -> LexicalScores:
            holds = np.stack((rows < 0, rows == 30), axis=1)
            return replace(super().lexical_scores(terms, rows), own=holds, joint=holds)

    encoding = Encoding(np.zeros(3, np.float32), np.zeros((2, 3), np.float32), OFFSETS, np.array([False, True]))
    found = retrieve(Question("grey ፓሪስ", "grey ፓሪስ"), cast(PassageIndex, Unknown()), lambda _: encoding, 30, None, 40)
    assert found.tokens is not None
    assert found.tokens.words.tolist() == [0, 1]
    met = found.tokens.found.own[:, 1] > 0
    assert found.rows[met].tolist() == [30]
    assert found.tokens.best_own.tolist() == pytest.approx([0.9, 0.3])
