"""A phrase that goes on from the turn before is read alike, however that is said."""

from __future__ import annotations

import time

import pytest

from chatbot.conversation.usual_lead import with_usual_lead


@pytest.mark.parametrize(
    ("asked", "usual"),
    [
        ("hmm and the third bridge?", "And the third bridge?"),
        ("ok and dogs", "And dogs"),
        ("also groups?", "And groups?"),
        ("Oh, and also groups?", "And groups?"),
        ("next: Q31", "And Q31"),
        ("now the fair", "And the fair"),
        ("well, ... the fair", "And the fair"),
        ("as for the teachers?", "And the teachers?"),
        ("and regarding teachers", "And teachers"),
        ("what of groups?", "And groups?"),
        ("and how about groups", "And groups"),
        ("how is it with FTP?", "And FTP?"),
        ("same question, but for log files", "And log files"),
        ("the same for log files", "And log files"),
        ("and the third bridge then?", "And the third bridge?"),
        ("dogs too?", "And dogs?"),
        ("small dogs as well", "And small dogs"),
        ("dogs, what about them?", "And dogs?"),
    ],
)
def test_a_phrase_that_goes_on_stands_behind_and(asked: str, usual: str) -> None:
    assert with_usual_lead(asked) == usual


@pytest.mark.parametrize(
    "asked",
    [
        "and the third bridge?",
        "What about groups?",
        "but what about groups?",
        "how about groups?",
        "the third bridge?",
        "next Sunday",
        "well water",
        "first aid",
        "right of way",
        "android phones",
        "ok when does it open",
        "and how long is it then?",
        "and is it open too?",
        "ok i will think about it",
        "ok tell me about the dam",
        "and then?",
        "too",
        "ok thanks",
        "also a word of praise for the good people at the desk",
        "hmm why?",
        "if my sister comes instead",
        "",
    ],
)
def test_all_else_stays(asked: str) -> None:
    assert with_usual_lead(asked) == asked


@pytest.mark.parametrize(
    "asked", ["and " * 500, "hm" * 1000, "next," * 400, "x then " * 300, "x then" + "?" * 2000 + "y"]
)
def test_a_long_message_takes_no_time(asked: str) -> None:
    begin = time.process_time()
    with_usual_lead(asked)
    assert time.process_time() - begin < 0.1
