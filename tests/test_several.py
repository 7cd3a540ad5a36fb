"""Which questions ask for all of a list, and what for."""

from __future__ import annotations

import pytest

from chatbot.conversation.several import several


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("which days is the pool open", "days"),
        ("What are the opening hours?", "hours"),
        ("which films did she direct?", "films"),
        ("in which villages do you have homes", "villages"),
        ("who were her husbands", "husbands"),
        ("what kinds of tickets are there", "tickets"),
        ("who are the members of the board?", "members"),
        ("what are the houses called", "houses"),
        ("which companies sponsor him", "companies"),
        ("list the ingredients of the cream", "ingredients"),
        ("name all the clubs he played for", "clubs"),
        ("list the accessories and their prices", "accessories"),
        ("who is on the committee", "committee"),
        ("how much are the tickets", "tickets"),
        ("how do I change a tyre?", ""),
        ("what are the steps to change a tyre", ""),
    ],
)
def test_a_question_asks_for_several(question: str, thing: str) -> None:
    asked = several(question)
    assert asked is not None
    assert asked.thing == thing


@pytest.mark.parametrize(
    "question",
    [
        "which day is the pool open",
        "what is the price",
        "which bus goes to the harbour",
        "which airline sponsors him",
        "which sports centre is open on Sunday",
        "which of her films was banned",
        "what happens if it rains",
        "who was her second husband",
        "what are you",
        "when did James join the firm",
        "how long is it",
        "list",
        "",
    ],
)
def test_a_question_asks_for_one_thing(question: str) -> None:
    assert several(question) is None
