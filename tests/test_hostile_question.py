"""A question and a conversation that are made to cost the processor much."""

from __future__ import annotations

import string
import time
from itertools import product

import pytest

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn

LONGEST = 2000  # characters of a question
WORDS = ["".join(letters) for letters in product(string.ascii_lowercase, repeat=2)]  # two letters each, all different
DOGS = [
    Turn(("did the dog of a cat run on the log? " * 9)[:300], ("the dog of the cat and a log in the bog " * 38)[:1500])
] * 6
PEOPLE = [Turn(("Who is Adam Bo of Cat Do? " * 12)[:300], ("Adam Bo met Cat Do in Efg Hi " * 52)[:1500])] * 6


@pytest.mark.parametrize(
    ("question", "history"),
    [
        pytest.param(" and ".join(["did they see " + " ".join(f"in that {word}" for word in WORDS[n : n + 60]) for n in (0, 60, 120)]), DOGS, id="a hundred things pointed at, in three parts"),
        pytest.param("did they see " + " ".join(f"in that {word}" for word in WORDS), DOGS, id="two hundred things pointed at"),
        pytest.param("and " + " ".join(f"is x of that {word}" for word in WORDS), DOGS, id="things pointed at behind a verb"),
        pytest.param("and " + " ".join(f"is {word} he in that {word}" for word in WORDS), PEOPLE, id="people and things"),
    ],
)  # fmt: skip
def test_a_question_full_of_pronouns_takes_no_longer_than_a_long_one(
    answerer: Answerer, question: str, history: list[Turn]
) -> None:
    begin = time.process_time()
    answerer.reply(question[:LONGEST], history=history)
    assert time.process_time() - begin < 0.5  # it takes a tenth of that; once it was three seconds
