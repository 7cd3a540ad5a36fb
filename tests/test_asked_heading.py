"""A question that is the heading of a section, in whichever document, is answered by a whole sentence below it."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.decide import HIGH
from chatbot.knowing.asked_heading import FIRST, asked_heading, asked_words
from chatbot.knowing.sure import CONFIDENCE
from chatbot.knowing.whole_sentence import whole_sentences
from chatbot.outcome import Answered
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage

USING = """# Using Tern

## 2.1. How can add-on packages be installed?

(Unix-like only.)

Please see the manual for more information.

Fetch them with the command `tern add`.

## 2.2. Can I use Tern for commercial purposes?

Yes, that is what the licence says. It was chosen so.

## What's the default colour scheme of a new window?

Pale green.

## Is there, for the larger sites that have many rooms, halls and gardens of their own, any way of keeping all these apart?

Each gets a name.

## Is Tern free of charge? How do I get a copy of it?

Ask at the desk.

## I have a lamp which doesn't work with Tern. What should I do?

Take another.
"""
LEAVING = """# How do I close my account?

Go to the settings. There is a button below them.

## And then?

It takes a day.
"""
OTHER = "# News of Tern\n\nAdd-on packages can be installed since May.\n\nAn account is free.\n"


def _answerer(world: World, **documents: str) -> Answerer:
    return world.answerer({f"{name}.md": text for name, text in documents.items()})


def _below(row: int, text: str, kind: BlockKind = BlockKind.PARAGRAPH, heading: str = "How do I get there?") -> Passage:
    return Passage("d", row, kind, text, 0, len(text), (heading,), "")


@pytest.mark.parametrize("document", [None, "using"], ids=["among several", "in one"])
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How can add-on packages be installed?", "Fetch them with the command `tern add`."),
        ("how can the add-on packages be installed", "Fetch them with the command `tern add`."),
        ("2.1 HOW CAN ADD-ON PACKAGES BE INSTALLED", "Fetch them with the command `tern add`."),
        ("What is the default colour scheme of the new window?", "Pale green."),
        (
            "Is there, for the larger sites that have many rooms, halls and gardens of their own, any way of keeping all these apart?",
            "Each gets a name.",
        ),
    ],
)
def test_the_question_of_a_faq_finds_its_answer(
    new_world: World, question: str, answer: str, document: str | None
) -> None:
    answerer = _answerer(new_world, using=USING, leaving=LEAVING, other=OTHER)
    outcome = answerer.reply(question, document).outcome
    assert isinstance(outcome, Answered)
    assert (outcome.message, outcome.confidence >= FIRST) == (answer, True)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is Tern free of charge? How do I get a copy of it?", "Ask at the desk."),
        ("I have a lamp which doesn't work with Tern. What should I do?", "Take another."),
    ],
    ids=["two questions", "an introduction"],
)
def test_a_heading_is_not_taken_apart(new_world: World, question: str, answer: str) -> None:
    outcome = _answerer(new_world, using=USING, leaving=LEAVING, other=OTHER).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert (outcome.message, outcome.parts) == (answer, 1)


def test_a_page_whose_title_asks_answers_with_its_beginning(new_world: World) -> None:
    outcome = _answerer(new_world, using=USING, leaving=LEAVING, other=OTHER).reply("how do I close my account").outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == "Go to the settings."


@pytest.mark.parametrize(
    ("texts", "confidence"),
    [(["A lamp."], CONFIDENCE), (["Yes, by train.", "It is far."], CONFIDENCE), (["By train.", "It is far."], FIRST)],
    ids=["all of the section", "yes or no", "one sentence of several"],
)
def test_the_first_sentence_of_several_is_not_as_sure_as_a_whole_section(texts: list[str], confidence: float) -> None:
    passages = [(row, _below(row, text)) for row, text in enumerate(texts)]
    [found] = asked_heading("How do I get there?", passages, str, (), lambda *_: passages)
    assert (found.row, found.confidence, FIRST < HIGH) == (0, confidence, True)


def test_two_documents_with_the_question_are_both_named(new_world: World) -> None:
    inn, hut = (
        f"# {name}\n\n## Can I bring my dog along?\n\n{says}\n" for name, says in (("Inn", "Yes."), ("Hut", "No."))
    )
    reply = _answerer(new_world, inn=inn, hut=hut, other=OTHER).reply("Can I bring my dog along?")
    assert isinstance(reply.outcome, Answered)
    assert {passage.citation.document for passage in reply.outcome.told + reply.outcome.passages[:2]} == {"inn", "hut"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Q: What's the price?", "what is price"),
        ("Q3. Why isn’t it open?", "why is not it open"),
        ("(9) Can't I pay later?", "can not i pay later"),
        ("A.2.1 I'm late. Won't you wait?", "i am late will not you wait"),
        ("**Whats new?**", "what is new"),
    ],
)
def test_a_question_is_the_same_however_it_is_written(text: str, words: str) -> None:
    assert asked_words(text) == tuple(words.split())


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        pytest.param(["Use", "It ends here."], [1], id="no stop"),
        pytest.param(["(Unix only.)", "It runs (slowly)."], [1], id="in brackets"),
        pytest.param(
            ["You see something like", "this in the log.", "Then stop it."], [2], id="the rest of a broken one"
        ),
        pytest.param(["”), which is old.", "It is new."], [1], id="the rest of a quote"),
        pytest.param(["See also “Moving”.", "For more details, ask us.", "It moves."], [2], id="pointers"),
        pytest.param(["Why is that?", "It rains."], [1], id="a question"),
        pytest.param(["It has these:", "a roof."], [0], id="what announces the next"),
        pytest.param(["It is so.[2]", "It has these:"], [0], id="what announces nothing"),
        pytest.param(["“It is so.” ", "iPhones too."], [0, 1], id="a small letter behind a stop"),
    ],
)
def test_whole_sentences_of_a_section(texts: list[str], whole: list[int]) -> None:
    assert whole_sentences([_below(row, text) for row, text in enumerate(texts)]) == whole


@pytest.mark.parametrize(
    ("first", "surest", "row"),
    [
        pytest.param("It is an old town.", 0.85, 1, id="ranking is sure of another"),
        pytest.param("It is an old town.", 0.75, 0, id="it is not"),
        pytest.param("Yes, it is far.", 0.85, 0, id="yes"),
    ],
)
def test_ranking_may_be_surer_of_another_sentence_of_the_section(first: str, surest: float, row: int) -> None:
    passages = list(enumerate([_below(0, first), _below(1, "Take the train."), _below(2, "It is far.", heading="Far")]))
    ranked = [RankedHit(2, 0.5, 0.9), RankedHit(1, 0.5, surest), RankedHit(0, 0.5, 0.3)]
    found = asked_heading("How do I get there", passages, str, ranked, lambda *_: passages)
    assert [(sure.row, sure.goes_first) for sure in found] == [(row, True)]


def test_a_question_that_heads_several_sections_of_a_document_says_not_which_is_meant() -> None:
    ways = [
        Passage("d", n, BlockKind.PARAGRAPH, "It is.", 0, 6, (part, "Is it far away?"), "")
        for n, part in enumerate("ab")
    ]
    passages = list(enumerate(ways))
    assert asked_heading("Is it far away?", passages, str, (), lambda *_: passages) == ()
