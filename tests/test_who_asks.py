"""What visitors say of themselves before a question may be a condition of the answer, or nothing to it."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.conversation.frame import introduction
from chatbot.settings import ChatSettings
from index import open_index

FERRY = """# Gull Ferry

- Adults pay 9 pounds or 99 crowns in all.
- Students pay 4 pounds.

The ferry leaves Cork at noon. A rower saw whales from the ferry.
"""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Hi, I am a student. What would I pay for it then?", ""),
        ("Hello! I'm a student. What would I pay for a room?", "I'm a student."),
        ("My name is Anna. I am a carer. How much is a permit?", "My name is Anna. I am a carer."),
        ("Hello, how much is a permit?", ""),
        ("Hello", ""),
    ],
    ids=["which the question points at stays", "behind a greeting", "two sentences", "only a greeting", "no question"],
)
def test_what_says_who_asks_is_told_from_the_question(asked: str, said: str) -> None:
    assert introduction(asked) == said


@pytest.mark.parametrize(
    ("asked", "understood", "answer"),
    [
        ("I am a student. What do we pay on board?", "I am a student. What do we pay on board?", "Students pay 4 pounds."),
        ("I am a studnet. What do we pay on board?", "I am a student. What do we pay on board?", "Students pay 4 pounds."),
        ("I am a tourist. When does the ferry leave Cork?", "When does the ferry leave Cork?", "The ferry leaves Cork at noon."),
        ("I am a rower. When does the ferry leave Cork?", "When does the ferry leave Cork?", "The ferry leaves Cork at noon."),
    ],
    ids=["a condition", "misspelt", "which nothing tells of", "which only another passage tells of"],
)  # fmt: skip
def test_who_asks_counts_where_the_surer_passage_tells_of_them(
    new_world: World, asked: str, understood: str, answer: str
) -> None:
    new_world.hold({"ferry.md": FERRY})
    answerer = Answerer(
        open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=0.1, suggestions=0)
    )
    reply = answerer.reply(asked)
    assert (reply.question.understood, reply.outcome.message) == (understood, answer)
