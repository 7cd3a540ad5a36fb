"""Politeness around a question is taken off, and nothing of the question with it."""

from __future__ import annotations

import time

import pytest

from chatbot.conversation.frame import plain, with_one_mark, without_frame


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        pytest.param("Hello, when was she born?", "when was she born?", id="a greeting"),
        pytest.param("Hi when was she born", "when was she born", id="a greeting without a comma"),
        pytest.param("Hello, her husband?", "her husband?", id="a greeting before no question word"),
        pytest.param("Thanks! And where is it?", "And where is it?", id="thanks before it"),
        pytest.param("thanks and how much is it", "and how much is it", id="thanks, and goes on"),
        pytest.param("When was she born? Thanks!", "When was she born?", id="thanks behind it"),
        pytest.param("who opened it please", "who opened it", id="please behind it"),
        pytest.param("ok, hi, when does it open", "when does it open", id="one behind the other"),
        pytest.param("yes please tell me when it opens", "when it opens", id="yes please"),
        pytest.param("yes, who opened it", "who opened it", id="yes"),
        pytest.param("ok where is it", "where is it", id="ok"),
        pytest.param("Can you tell me who opened it?", "who opened it?", id="can you tell me"),
        pytest.param("Hello could you please tell me when it opens?", "when it opens?", id="several"),
        pytest.param("do you know in which year it opened", "in which year it opened", id="do you know"),
        pytest.param("I was wondering how much it costs.", "how much it costs.", id="I was wondering"),
        pytest.param("hello can i bring my dog", "can i bring my dog", id="before a verb"),
        pytest.param("I’d like to know when it opens", "when it opens", id="a curly apostrophe"),
        pytest.param("lol ok thx what does it cost", "what does it cost", id="chat words"),
        pytest.param("Could you tell me where, please?", "where?", id="can you tell me where"),
        pytest.param(
            "Thanks for the info! One more thing: do you sell gift cards?",
            "do you sell gift cards?",
            id="one more thing",
        ),
        pytest.param(
            "Hi, my name is Anna and I am writing an essay. When was Ada Quill born?",
            "When was Ada Quill born?",
            id="who asks",
        ),
        pytest.param("is it open? Many thanks, Sue", "is it open?", id="signed"),
        pytest.param("is it open today. Kind regards from Leeds", "is it open today", id="regards"),
        pytest.param("is it open? Thanks so much, Anne-Marie", "is it open?", id="thanks, and who signs"),
        pytest.param("what does it cost - thanks, Tom", "what does it cost", id="behind a dash"),
        pytest.param("is there a lift thx in advance", "is there a lift", id="thanks in advance"),
        pytest.param("is there a lift? asking for a friend", "is there a lift?", id="for a friend"),
        pytest.param("when does it open if you dont mind", "when does it open", id="if you don't mind"),
        pytest.param("Dear Mrs Smith, price of a berth", "price of a berth", id="a letter"),
        pytest.param("sorry to bother you but price of a berth", "price of a berth", id="an apology"),
        pytest.param("Good evening, my name is Ann. price of a berth", "price of a berth", id="a name"),
        pytest.param("Hi, Joe here. price of a berth", "price of a berth", id="a name, and here"),
        pytest.param("Hi, this is Ann. price of a berth", "price of a berth", id="this is who"),
        pytest.param("hope you are well! price of a berth", "price of a berth", id="a wish"),
        pytest.param("wanted to ask how much it costs", "how much it costs", id="wanted to ask"),
        pytest.param(
            "I'm a new member. I have one question. How do I book a court?",
            "How do I book a court?",
            id="who asks, in two sentences",
        ),
    ],
)
def test_politeness_is_taken_off(asked: str, question: str) -> None:
    assert without_frame(asked) == question


@pytest.mark.parametrize(
    "question",
    [
        "Hello",
        "Please",
        "Hi, thanks",
        "Who wrote Thank You, Jeeves?",
        "How do you say thanks in advance?",
        "is express delivery if possible cheaper",
        "has anyone watched eels mate",
        "I hope to come on Sunday. price of a berth",
        "This is Kampot. How old is it?",
        "Hey Jude: who wrote it?",
        "Hello Dolly was written when?",
        "hello will smith",
        "hi-fi sound?",
        "What is the word for thanks",
        "Why did he say thanks?",
        "Thanks to whom did she get out?",
        "Who created Cheers?",
        "Who wrote Thank You?",
        "How do you say please?",
        "Why did she thank you",
        "who sang thank you",
        "What is Ta?",
        "tell me about the dam",
        "do you know if she had children",
        "can you help me with the form?",
        "What does he want to know?",
        "My dog is big. Can I bring it with me?",
        "I bought a tandem. How long is the guarantee?",
        "I am a new member. What now?",
        "",
    ],
)
def test_what_belongs_to_the_question_stays(question: str) -> None:
    assert without_frame(question) == question


def test_a_question_of_marks_alone_takes_no_time() -> None:
    marks = "?!" * 1000
    begin = time.process_time()
    assert without_frame(marks) == marks
    assert time.process_time() - begin < 0.1


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        pytest.param("And how come?", "And why?", id="how come"),
        pytest.param(
            "What does it say about the refunds?", "tell me about the refunds", id="what it says of something"
        ),
        pytest.param("Does it say anything about refunds", "tell me about refunds", id="whether it says something"),
        pytest.param("What does it say about her?", "What does it say about her?", id="what it says of somebody known"),
        pytest.param("What does it say on the door?", "What does it say on the door?", id="what is written somewhere"),
        pytest.param("how so", "why", id="how so"),
        pytest.param("how come it opened", "how come it opened", id="with more"),
    ],
)
def test_a_bare_how_come_is_why(asked: str, question: str) -> None:
    assert plain(asked) == question


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        pytest.param("When does it open??", "When does it open?", id="two"),
        pytest.param("When does it open ?!", "When does it open?", id="of two kinds, apart"),
        pytest.param("opening hours!", "opening hours", id="none that asks"),
        pytest.param("opening hours...", "opening hours", id="stops"),
        pytest.param("Is it open at 9 a.m.", "Is it open at 9 a.m.", id="an abbreviation"),
        pytest.param("Is it open at 9 a.m.?", "Is it open at 9 a.m.?", id="an abbreviation before a mark"),
        pytest.param("opening hours", "opening hours", id="none"),
        pytest.param("??", "??", id="marks alone"),
    ],
)
def test_a_question_ends_with_one_mark_or_none(asked: str, question: str) -> None:
    assert with_one_mark(asked) == question


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        pytest.param("Hi, Ｗｈｅｎ ｗａｓ ｓｈｅ born？", "When was she born?", id="other keyboards"),
        pytest.param("- Hello, when does it open?", "when does it open?", id="a greeting behind a bullet"),
        pytest.param("hi y r u closed thx", "why are you closed", id="a short message"),
        pytest.param("URGENT!! when does it open asap!!!", "when does it open", id="urgent"),
        pytest.param("erm when does it open", "when does it open", id="hesitating"),
        pytest.param("when does it open (just asking)?", "when does it open?", id="in brackets"),
        pytest.param("Urgent care opening hours", "Urgent care opening hours", id="what is urgent"),
        pytest.param("Help desk opening hours", "Help desk opening hours", id="what helps"),
    ],
)
def test_a_message_is_read_as_it_is_mostly_written_and_without_its_frame(asked: str, question: str) -> None:
    assert plain(asked) == question
