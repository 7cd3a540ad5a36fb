"""A question becomes a vector and terms, and the union of what either finds."""

from __future__ import annotations

import gc
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from chatbot.retrieve import ABSENT, retrieve
from chatbot.understand import Question
from index import Encoder, open_index

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


def test_a_thread_that_has_ended_holds_nothing_of_the_passage_table(world: World) -> None:
    """A server starts threads all the time; each reads on a connection of its own."""
    passage_index = open_index(world.index_dir)

    def read(row: int) -> None:
        thread = threading.Thread(target=passage_index.passages, args=[[row]])
        thread.start()
        thread.join()

    def opened() -> int:
        gc.collect()  # a connection and its statements hold each other
        table = world.in_use / "passages.sqlite"
        return sum(file.exists() and file.samefile(table) for file in Path("/proc/self/fd").iterdir())

    read(0)
    before = opened()
    for row in range(1, 15):
        read(row)
    assert opened() == before
    passage_index.close()
    assert opened() < before
