"""A question and a conversation that are made to cost the processor much."""

from __future__ import annotations

import string
import time
from collections.abc import Callable
from itertools import product

import pytest

from chatbot.answer import Answerer
from chatbot.conversation.frame import plain
from chatbot.conversation.person_meant import person
from chatbot.conversation.recall import Turn
from chatbot.conversation.told import Told
from chatbot.knowing.definition import asks_what
from chatbot.knowing.how import asks_how
from chatbot.knowing.life import asks_of_life
from chatbot.ranking.ranges.amounts import asked_amounts
from chatbot.ranking.rules.successor import demote_predecessors

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


@pytest.mark.parametrize(
    ("step", "text"),
    [
        pytest.param(asks_what, f"what is a{'?' * 40_000}x", id="question marks before a letter"),
        pytest.param(asks_how, f"how to do it{' .' * 20_000}x", id="full stops before a letter"),
        pytest.param(asks_of_life, f"how old is he{'?!' * 20_000}x", id="marks in turns before a letter"),
        pytest.param(lambda text: demote_predecessors([], {}, text), "who " * 10_000, id="who, and nothing behind it"),
        pytest.param(plain, f"who {'☀' * 20_000} sang?", id="pictures before a word"),
        pytest.param(asked_amounts, " ".join(f"{number} kg" for number in range(4_000)), id="amounts"),
        pytest.param(lambda text: person("he", [Told("Who?", text)], (), text), "Bodo met Cato. " * 2_000, id="names"),
    ],
)  # fmt: skip
def test_a_step_takes_time_that_grows_with_what_it_looks_at(step: Callable[[str], object], text: str) -> None:
    begin = time.process_time()
    step(text)
    assert time.process_time() - begin < 1  # a fifth of that; with the square of its length three seconds and more
