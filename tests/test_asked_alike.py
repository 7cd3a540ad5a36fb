"""A FAQ's heading is found by a question that asks the same in other words."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.knowing.asked_alike import alike
from chatbot.knowing.asked_heading import asked_words
from chatbot.outcome import Answered

FAQ = """# Harbour Gallery

## Is there parking?

Behind the lighthouse, for cars only.

## Can I bring my dog?

On a lead.

## Do you have to book?

Not on weekdays.

## How do I get a refund?

Write to the desk.

## How can I get a refund for a group?

Ring the desk.
"""
OTHER = (
    "# Harbour Inn\n\nThe inn has parking for bicycles, and dogs of guests eat at noon. A refund is a matter of luck.\n"
)


def _same(one: str, other: str) -> bool:
    return alike(asked_words(one)) == alike(asked_words(other))


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("do you have parking", "Is there parking?"),
        ("Have you got any lockers?", "Are there lockers?"),
        ("May we bring our dog?", "Can I bring my dog?"),
        ("am I allowed to take photos", "Can I take photos?"),
        ("how to reset my password", "How do I reset the password?"),
        ("where can we pay", "Where do I pay?"),
        ("What is your refund policy?", "What's the refund policy?"),
        ("do i need to book", "Must I book?"),
    ],
)
def test_they_ask_the_same(asked: str, heading: str) -> None:
    assert _same(asked, heading)


@pytest.mark.parametrize(
    ("asked", "heading"),
    [
        ("Can you deliver?", "Can I deliver?"),
        ("How do you choose?", "How do I choose?"),
        ("Should I book?", "Must I book?"),
        ("Is there parking for bicycles?", "Is there parking?"),
        ("When can I pay?", "Where can I pay?"),
        ("Is there no parking?", "Is there parking?"),
    ],
)
def test_they_ask_for_something_else(asked: str, heading: str) -> None:
    assert not _same(asked, heading)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("do you have parking", "Behind the lighthouse, for cars only."),
        ("may we bring a dog", "On a lead."),
        ("how should i get a refund", "Write to the desk."),
    ],
)
def test_the_answer_is_below_the_heading(new_world: World, question: str, answer: str) -> None:
    outcome = new_world.answerer({"gallery.md": FAQ, "inn.md": OTHER}).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == answer


def test_a_heading_in_the_very_words_goes_before_another(new_world: World) -> None:
    both = "# Inn\n\n## Can I pay by card?\n\nAt the bar.\n\n## May I pay by card?\n\nIn the shop.\n"
    answerer = new_world.answerer({"inn.md": both, "gallery.md": FAQ})
    outcome = answerer.reply("may I pay by card").outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == "In the shop."
