"""What a visitor wants to be told about."""

from __future__ import annotations

import time

import pytest

from chatbot.conversation.frame import plain
from chatbot.conversation.topic import is_to_be_told, topic


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("Tell me about refunds", "refunds"),
        ("Can you tell me about the refunds?", "refunds"),
        ("I'd like some information about parking for coaches please.", "parking for coaches"),
        ("information on refunds", "refunds"),
        ("I have a question about refunds.", "refunds"),
        ("What are your opening hours?", "opening hours"),
        ("What about refunds?", "refunds"),
        ("What does it say about refunds?", "refunds"),
        ("what do the documents say about refunds for groups", "refunds for groups"),
        ("What else does the handbook say about refunds?", "refunds"),
        ("does your policy mention anything about refunds", "refunds"),
        ("is there any information about refunds?", "refunds"),
        ("do you have any details on refunds", "refunds"),
        ("What can you tell me about the refunds?", "refunds"),
        ("what is said about refunds", "refunds"),
        ("what should I know about refunds", "refunds"),
        ("Where can I read more about refunds?", "refunds"),
        ("anything about refunds?", "refunds"),
        ("Could you explain the refunds", "refunds"),
        ("give me a summary of the refunds", "refunds"),
        ("What does it say on the door?", "What does it say on the door?"),
        ("Is there anything on the roof?", "Is there anything on the roof?"),
        ("What does it say about it?", "What does it say about it?"),
        ("What does she say about refunds?", "What does she say about refunds?"),
        ("What does the Leeds handbook say about refunds?", "What does the Leeds handbook say about refunds?"),
        ("What did it say about refunds?", "What did it say about refunds?"),
        ("Where can I find out about refunds?", "Where can I find out about refunds?"),
        ("Tell me about it", "Tell me about it"),
        ("What about you?", "What about you?"),
        ("What are the opening hours?", "What are the opening hours?"),
        ("Tell me when it opens", "Tell me when it opens"),
        ("refunds", "refunds"),
        ("", ""),
    ],
)
def test_what_is_asked_about_is_searched_for(question: str, about: str) -> None:
    assert topic(question) == about


@pytest.mark.parametrize(
    ("question", "is_all"),
    [
        ("Can you tell me about the refunds?", True),
        ("some details on refunds", True),
        ("what does it say about refunds", True),
        ("is there anything about refunds", True),
        ("What are your refunds?", False),
        ("What about refunds?", False),
        ("I have a question about refunds.", False),
        ("refunds", False),
    ],
)
def test_whether_all_of_a_topic_is_wanted(question: str, is_all: bool) -> None:
    assert is_to_be_told(question) == is_all


def test_a_long_wish_to_be_told_takes_no_time() -> None:
    wish = "does it say more information " + "any some more " * 600 + "about"
    begin = time.process_time()
    assert (topic(wish), plain(wish)) == (wish, wish)
    assert time.process_time() - begin < 0.1
