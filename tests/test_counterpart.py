"""What of the question before gives its place to what a follow-up names."""

from __future__ import annotations

import pytest

from chatbot.conversation.follow_up import follow_up
from chatbot.conversation.rewrite import rewrite
from chatbot.conversation.told import Told


@pytest.mark.parametrize(
    ("before", "asked", "meant"),
    [
        pytest.param("when was 3.1.0 released?", "and 2.6.4?", "when was 2.6.4 released?", id="a version"),
        pytest.param("is there a ferry at 7:15?", "and at 14:30?", "is there a ferry at 14:30?", id="a time"),
        pytest.param("what does 4.2 say?", "and 5.1?", "what does 5.1 say?", id="a clause"),
        pytest.param("what is the £1.80 ticket?", "and the £2?", "what is the £2 ticket?", id="a price"),
        pytest.param("Is the risotto vegan?", "what about the lamb?", "Is the lamb vegan?", id="what it is like"),
        pytest.param("Is the lamb gluten free?", "and the hake?", "Is the hake gluten free?", id="in two words"),
        pytest.param("Is the museum wheelchair accessible?", "and the café?", "Is the café wheelchair accessible?", id="for whom"),
        pytest.param("Is the indoor pool open?", "and the outdoor pool?", "Is the outdoor pool open?", id="a name of two words"),
    ],
)  # fmt: skip
def test_it_takes_the_place_of_all_of_it_and_of_no_more(before: str, asked: str, meant: str) -> None:
    leaves_out = follow_up(asked)
    assert leaves_out
    assert rewrite(leaves_out, [Told(before)]).text == meant
