"""What visitors name by a common noun is found in their questions, and left out where something else is asked for."""

from __future__ import annotations

import pytest

from chatbot.reporting.subject_words import SubjectWords
from index.tokeniser import Tokeniser

TERMS = Tokeniser("english")
WANTED = ("Is there parking", "Can I bring a dog", "Who cooks", "Are there lockers", "How do I get a job")
OTHERS = [f"Why {letter * 4}?" for letter in "abcdefghijklmnopqrstuvwx"]


def asked(*names: str, times: int = 2) -> list[str]:
    """Ten questions for each name, or five."""
    return [f"{wanted} at {name}" for wanted in WANTED for name in names for _ in range(times)]


def words(questions: list[str], is_english: bool = True) -> SubjectWords:
    return SubjectWords(questions, TERMS, is_english)


@pytest.mark.parametrize(
    ("question", "left", "content"),
    [
        pytest.param("Is there parking at the sauna?", "Is there parking at ?", "parking", id="behind its article"),
        pytest.param("sauna dog towels", "dog towels", "dog towels", id="a key word among others"),
        pytest.param("Saunas for dogs", "for dogs", "dogs", id="another form of the word"),
        pytest.param("Where is the sauna?", "Where is the sauna?", "sauna", id="nothing else is asked"),
        pytest.param("What is it?", "What is it?", "What is it?", id="only stop words"),
        pytest.param("Who cooks at the ferry", "Who cooks at the ferry", "cooks ferry", id="another word behind the"),
    ],
)
def test_a_question_is_compared_without_the_noun_that_many_name_behind_an_article(
    question: str, left: str, content: str
) -> None:
    found = words(asked("the sauna") + OTHERS)
    assert (found.without(question), found.content(question)) == (left, content)


@pytest.mark.parametrize(
    ("questions", "is_english", "is_found"),
    [
        pytest.param(asked("the sauna") + OTHERS, True, True, id="behind the"),
        pytest.param(asked("the sauna", times=1) + OTHERS, True, False, id="in too few questions"),
        pytest.param(asked("a sauna") + OTHERS, True, False, id="asked for, as without an article"),
        pytest.param(asked("a sauna") + OTHERS[:10], True, True, id="in a third of all"),
        pytest.param(asked("the sauna") + OTHERS, False, False, id="not English, so nothing is known of articles"),
        pytest.param(asked("the sauna") + OTHERS * 20, True, False, id="in a small share of all"),
    ],
)
def test_such_a_noun_is_told_by_its_article_and_by_how_many_name_it(
    questions: list[str], is_english: bool, is_found: bool
) -> None:
    assert words(questions, is_english).without("dogs sauna") == ("dogs" if is_found else "dogs sauna")


def test_questions_that_name_different_subjects_are_apart_and_words_that_come_together_are_one() -> None:
    found = words(asked("the ferry", "the sailing club") + asked("the club", times=1) + OTHERS)
    questions = ["dogs on the ferry", "dogs at the club", "dogs sailing", "dogs", "dogs at the club or on the ferry"]
    assert found.are_apart(questions).tolist() == [
        [False, True, True, False, False],
        [True, False, False, False, False],
        [True, False, False, False, False],
        [False] * 5,
        [False] * 5,
    ]


def test_without_questions_there_is_none() -> None:
    found = words([])
    assert found.without("dogs at the sauna") == "dogs at the sauna"
    assert found.are_apart(["dogs at the sauna", "dogs on the ferry"]).tolist() == [[False] * 2] * 2
