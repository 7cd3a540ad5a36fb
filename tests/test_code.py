"""Whom code can answer, and that it stays out of the way of everybody else."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.ranking.rules.code import asks_for_code, without_needless_code
from chatbot.retrieve import Candidates, TokenMatches
from chatbot.settings import ChatSettings
from index import BlockKind, LexicalScores, Matches, Passage, QuestionTokens, open_index


@pytest.mark.parametrize(
    "question",
    [
        "How do I install it?",
        "how to split a file",
        "How can one run the tests?",
        "how is it installed",
        "What is the command to install it?",
        "show me an example",
        "What does the config file look like?",
        "Which command splits a file?",
        "pip install",
        "configuration",
    ],
)
def test_code_may_answer(question: str) -> None:
    assert asks_for_code(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is Tern?",
        "Who maintains it?",
        "How many days can I get?",
        "how long do the tests take",
        "When do releases happen?",
        "Where is the database?",
        "Why does it fail?",
        "Does it run on Windows?",
        "Can I use another encoding?",
        "isn't it slow",
        "won’t it run on Windows",
        "cannot I use it offline?",
        "Which Python version do I need?",
        "how does it work",
    ],
)
def test_a_sentence_is_asked_for(question: str) -> None:
    assert not asks_for_code(question)


def test_what_is_known_of_the_others_stays() -> None:
    lines = np.arange(4, dtype=np.float32)
    pairs = np.arange(8, dtype=np.float32).reshape(4, 2)
    held = np.eye(4, 1, dtype=np.bool_)
    found = Matches(pairs, pairs + 1, pairs + 2, pairs + 3, lines, lines + 1)
    asked = QuestionTokens(
        np.zeros((2, 64), np.float32), np.ones(2, np.float32), np.zeros((2, 2), np.int32), np.zeros(2, np.bool_)
    )
    words = np.zeros(2, np.int64)
    tokens = TokenMatches(asked, found, np.ones(2, np.float32), np.ones(2, np.float32), words, words)
    rows = np.arange(10, 14)
    candidates = Candidates(rows, lines, LexicalScores(("tea",), lines, np.ones(1), held, held), rows, rows, tokens)
    kinds = [BlockKind.CODE, BlockKind.PARAGRAPH, BlockKind.CODE, BlockKind.ROW]
    passages = [Passage("d", place, kind, str(place), 0, 1, (), "") for place, kind in enumerate(kinds)]
    left, others = without_needless_code("Who drinks tea?", candidates, passages)
    assert others == [passages[1], passages[3]]
    assert left.tokens is not None
    for kept, every in (
        (left.rows, rows), (left.cosine, lines), (left.dense_rank, rows), (left.lexical_rank, rows),
        (left.lexical.bm25, lines), (left.lexical.own, held), (left.lexical.joint, held), (left.tokens.found.own, pairs),
        (left.tokens.found.joint, pairs + 1), (left.tokens.found.places, pairs + 2), (left.tokens.found.rivals, pairs + 3),
        (left.tokens.found.lengths, lines), (left.tokens.found.told, lines + 1),
    ):  # fmt: skip
        np.testing.assert_array_equal(kept, every[[1, 3]])
    assert without_needless_code("Who drinks tea?", left, others)[0] is left
    assert without_needless_code("How do I make tea?", candidates, passages)[0] is candidates


@pytest.mark.parametrize(
    ("language", "question", "kinds"),
    [
        pytest.param("english", "Which port does the tern serve?", {"paragraph"}, id="a sentence is asked for"),
        pytest.param("english", "How do I make the tern serve?", {"paragraph", "code"}, id="code may answer"),
        pytest.param("german", "Which port does the tern serve?", {"paragraph", "code"}, id="in another language nobody can tell"),
    ],
)  # fmt: skip
def test_code_is_no_answer_to_who_does_not_ask_for_it(
    new_world: World, monkeypatch: pytest.MonkeyPatch, language: str, question: str, kinds: set[str]
) -> None:
    page = "# Boats\n\nThe tern is a small one. Every port of the bay has some.\n\n```sh\ntern serve --port 80\n```\n"
    new_world.hold({"boats.md": page})
    passage_index = open_index(new_world.index_dir)
    monkeypatch.setattr(passage_index, "language", language)
    settings = ChatSettings(answer_floor=0.01, suggestions=0)
    outcome = Answerer(passage_index, new_world.encoder, settings).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert {passage.kind.value for passage in outcome.passages} == kinds
