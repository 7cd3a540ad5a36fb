"""A question is split only where it really is two."""

from __future__ import annotations

import time

import pytest

from chatbot.conversation.parts import parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("When and where was she born?", ("When was she born?", "Where was she born?"), id="two question words"),
        pytest.param("Who was her husband and when did he die?", ("Who was her husband?", "When did he die?"), id="two questions"),
        pytest.param("Who was her husband and what happened to him?", ("Who was her husband?", "What happened to him?"), id="what happened to somebody"),
        pytest.param("Who was her husband? When did he die?", ("Who was her husband?", "When did he die?"), id="two sentences"),
        pytest.param("When was it built, by whom was it paid for?", ("When was it built, by whom was it paid for?",), id="a comma alone"),
        pytest.param("how much is the pass and can i cancel", ("How much is the pass?", "Can i cancel?"), id="a verb that asks"),
        pytest.param("are helmets lent and are child seats allowed", ("Are helmets lent?", "Are child seats allowed?"), id="two verbs that ask"),
        pytest.param("When was Ada born and where?", ("When was Ada born?", "Where?"), id="a question word behind it"),
        pytest.param("When was Ada born and who was her father and why?", ("When was Ada born?", "Who was her father?", "Why?"), id="a question word behind two"),
        pytest.param("who designed it, and by whom was it built", ("Who designed it?", "By whom was it built?"), id="by whom"),
        pytest.param("how high and how long is the dam", ("How high is the dam?", "How long is the dam?"), id="two measures"),
        pytest.param("what's the price and what are the hours?", ("What's the price?", "What are the hours?"), id="what's"),
        pytest.param("whats the price and whens the first boat", ("Whats the price?", "Whens the first boat?"), id="whats, whens"),
        pytest.param("why's the pool closed and which's the other?", ("Why's the pool closed?", "Which's the other?"), id="why's, which's"),
        pytest.param("When was Ada born?When did she die?", ("When was Ada born?", "When did she die?"), id="without a space"),
        pytest.param("When was Ada born?! Also, when did she die??", ("When was Ada born?", "When did she die?"), id="more marks, and also"),
        pytest.param("When was Ada born!? When did she die?", ("When was Ada born?", "When did she die?"), id="a mark before it"),
        pytest.param("1. When was Ada born? 2. When did she die?", ("When was Ada born?", "When did she die?"), id="numbered"),
        pytest.param("1) who was she 2) why", ("who was she 2) why",), id="a number alone parts nothing"),
        pytest.param("When was Ada born? Who was her father? Where did she live? When did she die?", ("When was Ada born?", "Who was her father?", "Where did she live?", "When did she die?"), id="four"),
        pytest.param("When was it built, by whom and why?", ("When was it built?", "By whom?", "Why?"), id="two question words behind it"),
        pytest.param("how long is the trip and do dogs pay", ("How long is the trip?", "Do dogs pay?"), id="any subject"),
        pytest.param("what is the price and are children allowed", ("What is the price?", "Are children allowed?"), id="any subject of several"),
        pytest.param("Who was her husband, when was he born and when did he die?", ("Who was her husband?", "When was he born?", "When did he die?"), id="three"),
    ],
)  # fmt: skip
def test_two_questions_are_two(question: str, expected: tuple[str, ...]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "When did Sam and Ada Quill marry?",
        "Who knew when and how the war would end?",
        "What is the difference between how and why?",
        "Who wrote and who?",
        "Which bird eats fish and frogs?",
        "What did she do when the light went out and where the sea was rough?",
        "Hello? When was she born?",
        "and when",
        "Who was her husband and which party?",
        "Who founded the firm and has led it since?",
        "What was built in 1900 and is used today?",
        "Is the shop open and closed?",
        "Do you know when and why she left?",
        "how it works and how long is it",
        "What did she see when it rained and when it snowed?",
        "Who sells bread and does cakes on Sundays?",
        "Where do they live and do sports in winter?",
        "How did it fly and was always late?",
        "Where was he born and has lived since?",
        "When was Ada born, when and where and why and how?",
        "",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert parts(question) == (question,)


@pytest.mark.parametrize("text", ["?" * 2000, "?!" * 1000, "? " * 1000])
def test_nothing_but_marks_takes_no_time(text: str) -> None:
    begin = time.process_time()
    assert parts(text)
    assert time.process_time() - begin < 0.2  # where each mark looked at all behind it a second
