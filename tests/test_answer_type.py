"""What a question asks for, and whether a passage has it."""

from __future__ import annotations

import re

import pytest

from chatbot.ranking.answer_type import answer_type, asks_for_something, holds_type


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When did the harbour burn?", "date"),
        ("Who was in charge when the harbour burned?", "person"),
        ("what happens when it rains", "any"),
        ("in which year was it built", "year"),
        ("until when can I go up", "time"),
        ("How old was she when she left?", "age"),
        ("how much does the ferry cost", "money"),
        ("how much memory does it need", "number"),
        ("how tall is the tower", "length"),
        ("How long did it take?", "duration"),
        ("how often does the bus go", "frequency"),
        ("How many rooms are there?", "number"),
        ("Where did she study?", "place"),
        ("which town is it in", "place"),
        ("Why was it called off?", "reason"),
        ("whats the phone number", "contact"),
        ("can I bring a dog", "any"),
    ],
)
def test_what_is_asked_for(question: str, asked: str) -> None:
    assert answer_type(question) == asked


@pytest.mark.parametrize(
    ("question", "text", "holds"),
    [
        ("Why was the race called off?", "The race was cancelled in 2001.", False),
        ("Why was the race called off?", "It was cancelled because of a storm.", True),
        ("How much does the ferry cost?", "The ferry carries 40 cars.", False),
        ("How much does the ferry cost?", "A crossing is 4 euros.", True),
        ("How old was Ada when she kept the light?", "Ada kept the light for nineteen days.", False),
        ("How old was Ada when she kept the light?", "Ada, aged 14, kept the light.", True),
        ("Where did she marry Ivo Lane?", "She married Ivo Lane in 1983.", False),
        ("Where did she marry Ivo Lane?", "She married Ivo Lane in Hull.", True),
        ("Where does she live?", "Gull Bay, Northland", True),
        ("Who gave the pictures of Ada?", "The pictures of Ada were given in 1974.", False),
        ("Who gave the pictures of Ada?", "Ivo Lane gave them.", True),
        ("Who lit it?", "The lamp was lit.", False),
        ("Who lit it?", "Ada lit it.", True),
        ("When did the race of 1976 end?", "The race of 1976 was long.", False),
        ("When did the race end?", "The race ended in 44 BCE.", True),
        ("WHEN DID THE RACE END?", "THE RACE ENDED IN MAY.", True),
        ("How far is it?", "It is 40 KM.", True),
        ("What is it?", "Anything.", True),
    ],
)
def test_a_passage_holds_what_is_asked_for_and_the_question_does_not_say(question: str, text: str, holds: bool) -> None:
    assert holds_type(answer_type(question), text, set(re.findall(r"\w+", question.lower()))) is holds


@pytest.mark.parametrize(
    ("question", "asks"),
    [("what's the price", True), ("Whats the price", True), ("In which town?", True), ("is it open", False), ("opening hours", False)],
)  # fmt: skip
def test_a_question_without_a_question_word_asks_for_yes_or_no(question: str, asks: bool) -> None:
    assert asks_for_something(question) is asks
