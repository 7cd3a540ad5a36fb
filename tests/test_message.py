"""A message that tells a story is asked for its question alone, and nothing is cut from one that needs what is told."""

from __future__ import annotations

import time

import pytest

from chatbot.conversation.frame import introduction, plain
from chatbot.conversation.message import apart

_STORY = "I have looked through the whole page twice now and did not find it. My brother says it must be somewhere."


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        pytest.param(f"{_STORY} How long is the tour?", "How long is the tour?", id="a story before it"),
        pytest.param(f"How long is the tour? {_STORY}", "How long is the tour?", id="a story behind it"),
        pytest.param(
            f"{_STORY} So my question is: how long is the tour?", "how long is the tour?", id="my question is"
        ),
        pytest.param(
            f"{_STORY} Where is the exam question paper kept?",
            "Where is the exam question paper kept?",
            id="a question of the documents",
        ),
        pytest.param(
            f"{_STORY} How long is the tour? Are dogs allowed inside?",
            "How long is the tour? Are dogs allowed inside?",
            id="two questions",
        ),
        pytest.param(
            f"{_STORY} I bought a tandem. How long is it covered?",
            "I bought a tandem. How long is it covered?",
            id="one that points back",
        ),
        pytest.param(
            f"{_STORY} I bought a tandem. How long?", "I bought a tandem. How long?", id="one that is too short alone"
        ),
        pytest.param(f"{_STORY} Is there a lift to the top?", "Is there a lift to the top?", id="points nowhere"),
        pytest.param(
            f"{_STORY} How long is the tour? My son is four. Are dogs allowed inside?",
            "How long is the tour? My son is four. Are dogs allowed inside?",
            id="something told between two",
        ),
        pytest.param(
            "my neighbour told me to look here and i have been looking for a while but i cant find it anywhere by what time do i have to come",
            "by what time do i have to come",
            id="without a mark",
        ),
    ],
)
def test_a_story_is_taken_off(asked: str, question: str) -> None:
    assert plain(asked) == question


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param("I am 70 years old and both of my knees are bad. Which walk is the flattest?", id="a short one"),
        pytest.param(
            "if i cancel two days before the tour because my child is ill again this week do i get my money back",
            id="a condition",
        ),
        pytest.param(
            "we come from London after work on Friday and can hardly reach the cottage before eleven at night, how do we get the keys then?",
            id="points back without a mark",
        ),
        pytest.param(
            "eleven of us want to come to the old mill on a sunday in the summer holidays, is entry free or do we need tickets",
            id="one of two alternatives",
        ),
        pytest.param(
            "who sells tickets for a family of five that comes by bus from the station on a sunday and when do you open",
            id="a question first, without a mark",
        ),
        pytest.param(f"How long is the tour? {_STORY} Are dogs allowed inside?", id="a story between questions"),
        pytest.param(f"How long is the tour? {_STORY} And the museum?", id="a question in few words behind it"),
    ],
)
def test_what_the_question_needs_stays(asked: str) -> None:
    assert apart(asked) == ("", asked)


def test_what_was_told_is_kept_as_the_introduction() -> None:
    assert introduction(f"Hello! {_STORY} How long is the tour?") == _STORY


def test_a_long_message_takes_no_time() -> None:
    begin = time.process_time()
    apart("what the a " * 3000)
    apart("x. is it? " * 3000)
    assert time.process_time() - begin < 0.5
