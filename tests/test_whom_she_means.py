"""Whom "she" in a first question means where several documents are searched: the one woman that one of them is about."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.conversation.recall import Turn
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from index import open_index

ADA = """= Ada Storm =
- Successor: Jane Moor
- Birth Date: 3 March 1872

Ada Storm (born 3 March 1872) is a keeper of lighthouses. She married Sam Storm in 1895. Sam Storm died in 1931.
"""
UNA = """= Una Reed =
- Predecessor: Ivo Lane
- Birth Date: 4 April 1881
- Death Date: 5 May 1950

Una Reed was a keeper of locks. She grew roses.
"""
MILL = "# Tern Mill\n\nThe miller is Jane Moor. She grinds rye on Mondays. The mill stands in Gull Bay.\n"


def answerer(world: World, **documents: str) -> Answerer:
    return world.answerer({f"{name}.txt": text for name, text in documents.items()})


@pytest.mark.parametrize(
    ("question", "understood", "answer"),
    [
        ("Who is she?", "Who is Ada Storm?", "Ada Storm (born 3 March 1872) is a keeper of lighthouses."),
        ("Is she alive?", "Is Ada Storm alive?", "Ada Storm (born 3 March 1872) is a keeper of lighthouses."),
        ("Does she grind rye on Mondays?", "Does she grind rye on Mondays?", "She grinds rye on Mondays."),
    ],
    ids=["whom a document is about", "what is told of her", "somebody of a page"],
)
def test_she_is_whom_a_document_is_about_unless_a_page_is_surer(
    new_world: World, question: str, understood: str, answer: str
) -> None:
    reply = answerer(new_world, ada=ADA, mill=MILL).reply(question)
    assert (reply.question.understood, reply.outcome.message) == (understood, answer)


@pytest.mark.parametrize(
    "told",
    ["Storm was married in 1895 to Ivo Lane", "Ada Storm was married to Ivo Lane."],
    ids=["surname", "whole name"],
)
def test_whom_an_answer_in_other_words_tells_of_is_known_by_name(new_world: World, told: str) -> None:
    history = [Turn("Who was her husband?", told)]
    reply = answerer(new_world, ada=ADA, mill=MILL).reply("When did he die?", history=history)
    assert reply.question.understood == "When did Ivo Lane die?"


def test_of_two_women_neither_is_she(new_world: World) -> None:
    assert answerer(new_world, ada=ADA, una=UNA).reply("Who is she?").question.understood == "Who is she?"


@pytest.mark.parametrize("document", [None, "ada-storm"], ids=["everywhere", "there"])
def test_what_cannot_answer_of_her_does_not_answer_as_it_stands(new_world: World, document: str | None) -> None:
    outcome = answerer(new_world, ada=ADA, mill=MILL).reply("When did she die?", document).outcome
    assert not isinstance(outcome, Answered)


def test_each_of_two_women_is_asked_by_name(new_world: World) -> None:
    documents = {"ada": ADA.replace("Successor:", "Predecessor: Sam Lane\n- Successor:"), "una": UNA}
    outcome = answerer(new_world, **documents).reply("Who did she succeed?").outcome
    assert isinstance(outcome, Answered)
    assert sorted(passage.text for passage in outcome.told) == ["- Predecessor: Ivo Lane", "- Predecessor: Sam Lane"]


def test_where_a_turn_before_names_whom_she_means_nobody_else_is_asked(new_world: World) -> None:
    answerer(new_world, ada=ADA, una=UNA, mill=MILL)
    settings = ChatSettings(answer_floor=0.01, suggestions=0)  # whatever is found is shown
    asked = Answerer(open_index(new_world.index_dir), new_world.encoder, settings)
    death = "- Death Date: 5 May 1950"  # Una Reed's
    alone = asked.reply("When did she die?").outcome
    after = asked.reply("When did she die?", history=[Turn("Who is Jane Moor?")]).outcome
    assert isinstance(alone, Answered)
    assert isinstance(after, Answered)
    assert death in [passage.text for passage in alone.told]
    assert death not in [passage.text for passage in after.told]


def test_what_cannot_answer_of_either_of_two_women_does_not(new_world: World) -> None:
    documents = {"ada": ADA, "una": UNA.replace("- Death Date: 5 May 1950\n", "").replace("was", "is")}
    asked = answerer(new_world, **documents)
    assert not isinstance(asked.reply("When did she die?").outcome, Answered)
    outcome = asked.reply("When did Sam Storm die?").outcome
    assert isinstance(outcome, Answered)
    assert outcome.message == "Sam Storm died in 1931."


def test_the_place_that_a_fact_tells_is_there_and_nobody(new_world: World) -> None:
    asked = answerer(new_world, una=UNA.replace("- Birth Date", "- Birth Place: Cork, Ireland\n- Birth Date"))
    history = [Turn("Where was Una Reed born?", "- Birth Place: Cork, Ireland")]
    assert asked.reply("Who lived there?", history=history).question.understood == "Who lived in Cork?"
    assert "Cork" not in asked.reply("When did he die?", history=history).question.understood
