"""What is known of each candidate, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from chatbot.ranking.evidence import PAIRS, PASSAGES, TOKENS, TYPES, Evidence, evidence
from chatbot.retrieve import NO_WORD, Candidates, TokenMatches
from index import BlockKind, LexicalScores, Matches, Passage, QuestionTokens

QUESTION = "when was pier 9 built?"
OFFSETS = [(0, 0), (0, 4), (5, 8), (9, 11), (11, 13), (14, 15), (16, 21), (21, 22), (0, 0)]  # [CLS] … [SEP]
WORDS = [NO_WORD, 0, 1, 2, 2, 3, 4, NO_WORD, NO_WORD]
PLACES = [0, 0.5, 0.5, 0.25, 0.25, 0.5, 0.25, 0.25, 0]  # of four tokens
TERMS = [NO_WORD, NO_WORD, NO_WORD, 0, 0, 1, 2, NO_WORD, NO_WORD]  # pier, 9, built


def known(
    texts: list[str],
    own: list[list[bool]],
    joint: list[list[bool]],
    kind: BlockKind | None = None,
    names: list[str] | None = None,
    question: str = QUESTION,
) -> Evidence:
    """Of passages that hold these of the terms, by themselves and with the one before; each is .1 nearer than the one before it."""
    count, rows = len(texts), np.arange(len(texts))
    nearest = np.repeat(np.arange(count, dtype=np.float32)[:, np.newaxis] / 10, len(OFFSETS), axis=1)
    tokens = QuestionTokens(
        np.eye(len(OFFSETS), 64, dtype=np.float32),
        np.ones(len(OFFSETS), np.float32),
        np.array(OFFSETS, np.int32),
        np.zeros(len(OFFSETS), np.bool_),
    )
    lexical = LexicalScores(
        ("pier", "9", "built"),
        np.full(count, 2.0, np.float32),
        np.array([1.0, 2.0, 1.0]),
        np.array(own),
        np.array(joint),
    )
    places = np.tile(np.array(PLACES, np.float32), (count, 1))
    rivals, told = np.full_like(places, 0.2), np.linspace(0.3, 0.4, count, dtype=np.float32)
    found_tokens = Matches(nearest, nearest + 0.05, places, rivals, np.full(count, 4, np.float32), told)
    best = nearest.max(axis=0)
    matches = TokenMatches(tokens, found_tokens, best, best + 0.05, np.array(WORDS), np.array(TERMS))
    found = Candidates(rows, np.full(count, 0.5, np.float32), lexical, rows, rows, matches)
    passages = [
        Passage("d", row + 1, kind or BlockKind.PARAGRAPH, text, 0, len(text), (), text, fact_name=name)
        for row, (text, name) in enumerate(zip(texts, names or [""] * count, strict=True))
    ]
    return evidence(question, found, passages, matches)


def test_a_token_meets_what_its_own_word_and_its_own_place_say() -> None:
    found = known(["It was built.", "Pier 9."], [[False, False, True], [True, True, False]], [[True] * 3] * 2)
    pier, nine, built = 3, 5, 6
    word, or_before = PAIRS.index("word"), PAIRS.index("word_or_before")
    assert found.pairs[:, [pier, pier + 1, nine, built], word].tolist() == [[0, 0, 0, 1], [1, 1, 1, 0]]
    assert found.pairs[:, [0, 1, 2, 7, 8], or_before].any() == np.False_  # no word, or one that is not searched for
    assert found.pairs[0, pier, :6].tolist() == pytest.approx([0, 0.05, 0, 1, 0.1, 0.1])


def test_tokens_that_are_nearest_to_the_same_one_share_it() -> None:
    pairs = known(["Pier 9 was built."], [[True] * 3], [[True] * 3]).pairs[0]
    assert pairs[:, PAIRS.index("place")].tolist() == PLACES
    assert pairs[:, PAIRS.index("shared")].tolist() == pytest.approx([0, 2 / 3, 2 / 3, 1, 1, 2 / 3, 1, 1, 0])
    assert pairs[:, PAIRS.index("rival")].tolist() == pytest.approx([0.2] * len(OFFSETS))


def test_words_are_beside_each_other_where_one_follows_the_content_word_before() -> None:
    beside = known(["Pier 9 was built."], [[True] * 3], [[True] * 3]).pairs[0, :, PAIRS.index("beside")]
    assert beside[:4].tolist() == [0, 0, 0, 0]  # nothing but function words before
    assert beside[4:].tolist() == pytest.approx([1 / 2, 1, 1 / 3, 1 / 2, 1 / 3])


def test_a_fact_says_how_much_of_its_name_is_asked() -> None:
    found = known(
        ["- x: y"] * 3, [[False] * 3] * 3, [[False] * 3] * 3, BlockKind.FACT, ["piers built", "owner, pier", ""]
    )
    assert found.passages[:, PASSAGES.index("name_asked")].tolist() == [1, 1, 0]
    assert found.passages[:, PASSAGES.index("told")].tolist() == pytest.approx([0.3, 0.35, 0.4])


def test_tokens_are_told_apart() -> None:
    tokens = known(["x"], [[True] * 3], [[True] * 3]).tokens
    of = {name: tokens[:, column].tolist() for column, name in enumerate(TOKENS)}
    assert of["special"] == [1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert of["mark"] == [0, 0, 0, 0, 0, 0, 0, 1, 0]
    assert of["question_word"] == [0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert of["function_word"] == [0, 1, 1, 0, 0, 0, 0, 0, 0]
    assert of["part_of_word"] == [0, 0, 0, 0, 1, 0, 0, 0, 0]
    assert of["number"] == [0, 0, 0, 0, 0, 1, 0, 0, 0]
    assert of["rarity"] == pytest.approx([0, 0, 0, 0.2, 0.2, 0.4, 0.2, 0, 0])


def test_a_word_with_a_digit_among_its_letters_is_a_number() -> None:
    tokens = known(["x"], [[True] * 3], [[True] * 3], question="when was pi4r 9 built?").tokens
    assert tokens[:, TOKENS.index("number")].tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0]


def test_of_a_passage_its_words_its_kind_and_its_answer_count() -> None:
    found = known(
        ["It was built in 1902", "The pier is long.", "The first of them."],
        [[False, False, True], [True, False, False], [False] * 3],
        [[False, False, True], [True, False, True], [False] * 3],
        BlockKind.ROW,
    ).passages
    of = {name: found[:, column].tolist() for column, name in enumerate(PASSAGES)}
    assert of["coverage"] == pytest.approx([0.25, 0.5, 0])
    assert of["bm25"] == pytest.approx([0.5] * 3)
    assert of["answer_type"] == [1, 0, 0]
    assert (of["fact"], of["row"], of["item"]) == ([0] * 3, [1] * 3, [0] * 3)
    assert of["depth"] == pytest.approx(np.log([1, 2, 3]))
    assert of["length"] == pytest.approx(np.log([5, 4, 4]))
    assert of["opens_with_pronoun"] == [1, 0, 1]
    assert of["ends_in_number"] == [1, 0, 0]


def test_what_is_asked_for_is_one_type() -> None:
    asked = known(["x"], [[True] * 3], [[True] * 3]).asked
    assert (TYPES[int(asked.argmax())], asked.sum()) == ("date", 1)
