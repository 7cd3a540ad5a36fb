"""What a word means is told by the one entry of a list that begins with just that word."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.outcome import Answered

WORDS = """# Parcels

Some words that we use on every page of ours.

- **held**: Customs asks for documents.
- Super – a box for honey
- Super size – a large one

| Name | Type |
| --- | --- |
| cursor | Where the page starts. |
| size | Of a page. |
| size | Of a parcel. |

minpoll N
    Shortest interval.

ratelimit N
    Requests that one may send. None means any number.
    Default: 16.

maxpoll N
    Longest interval.
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("what does held mean?", "**held**: Customs asks for documents.", id="before a colon"),
        pytest.param("explain the held state", "**held**: Customs asks for documents.", id="what it is called"),
        pytest.param("what is a super", "Super – a box for honey", id="before a dash, and no longer one"),
        pytest.param("what is the cursor for", "| cursor | Where the page starts. |", id="a first cell"),
        pytest.param("how does minpoll work", "minpoll N\n    Shortest interval.", id="on a line above"),
        pytest.param(
            "default of ratelimit",
            "ratelimit N\n    Requests that one may send.\nNone means any number.\n    Default: 16.",
            id="its default",
        ),
        pytest.param(
            "what is ratelimit set to by default?",
            "ratelimit N\n    Requests that one may send.\nNone means any number.\n    Default: 16.",
            id="by default",
        ),
        pytest.param("default of minpoll", None, id="no default"),
        pytest.param("what is the size for", None, id="several entries"),
        pytest.param("what is a page for", None, id="a word within"),
    ],
)
def test_an_entry_is_known_by_the_word_before_it(new_world: World, question: str, told: str | None) -> None:
    """Also where nothing else of the question stands in it."""
    outcome = new_world.answerer({"a.md": WORDS}).reply(question).outcome
    is_known = isinstance(outcome, Answered) and outcome.confidence >= 0.8
    assert (outcome.message if is_known else None) == told
