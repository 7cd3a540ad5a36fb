"""A question is split only where it really is two."""

from __future__ import annotations

import pytest

from chatbot.conversation.parts import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("When and where was she born?", ("When was she born?", "Where was she born?"), id="two question words"),
        pytest.param("Who was her husband and when did he die?", ("Who was her husband?", "When did he die?"), id="two questions"),
        pytest.param("Who was her husband? When did he die?", ("Who was her husband?", "When did he die?"), id="two sentences"),
        pytest.param("When was it built, by whom was it paid for?", ("When was it built, by whom was it paid for?",), id="a comma alone"),
    ],
)  # fmt: skip
def test_two_questions_are_two(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "When did Sam and Ada Quill marry?",
        "Who knew when and how the war would end?",
        "What is the difference between how and why?",
        "Who wrote and who?",
        "Which bird eats fish and frogs?",
        "What did she do when the light went out and where the sea was rough?",
        "Hello? When was she born?",
        "and when",
        "",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) == (question,)
