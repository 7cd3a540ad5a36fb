"""Of several pages of one form, none but the one that a question names tells what it asks for."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.conversation.recall import Memory
from chatbot.conversation.title_words import TitleWords
from chatbot.find import Found
from chatbot.knowing.other_page import of_other_pages
from chatbot.outcome import Answered
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.resolve import Resolver
from chatbot.understand import Question, Readings
from chatbot.weighing.only_document import OnlyDocument
from index import BlockKind, Passage

TITLES = {
    "arden-bench": "Arden bench",
    "corfe-bench": "Corfe bench",
    "law": "Law",
    "returns": "Delivery and returns",
}
COMMON = {"how", "do", "i", "clean", "the", "bench", "law", "delivery", "returns", "leave", "out"}
FOUND = [
    ("arden-bench", "Care", "Oil it once a year."),
    ("corfe-bench", "Care", "Clean it with a damp cloth."),
    ("corfe-bench", "Care", "Unlike the Arden it is never oiled."),
    ("returns", "Showroom", "It opens at ten."),
    ("corfe-bench", "", "It may stay outside."),
    ("law", "Care", "Clean copies cost 5p."),
]


def passage(document: str, section: str, text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Passage:
    return Passage(document, 1, kind, text, 0, len(text), (section,) if section else (), text)


@pytest.mark.parametrize(
    ("question", "never"),
    [
        pytest.param("how do I clean the Arden bench", {1, 5}, id="one is named: not what stands below a heading that several have"),
        pytest.param("how do i clean the arden bench", {1, 5}, id="in small letters"),
        pytest.param("how do I clean a bench", set(), id="a common word alone names none"),
        pytest.param("how do I clean the Arden bench beside the Corfe bench", {5}, id="each of two that are named tells its own"),
        pytest.param("how do I clean it", set(), id="none is named"),
        pytest.param("how do i clean a law", set(), id="a common word may be none"),
        pytest.param("how do I clean Great Arden", set(), id="a word of another name is none"),
        pytest.param("how do I clean in Law", {0, 1, 2}, id="with a capital it is one"),
    ],
)  # fmt: skip
def test_what_another_page_tells_at_the_same_place_is_no_answer(question: str, never: set[int]) -> None:
    found = [(row, passage(*entry)) for row, entry in enumerate(FOUND)]
    assert of_other_pages(question, found, TitleWords(TITLES), lambda word: word in COMMON) == never


def test_rows_of_one_name_are_at_the_same_place() -> None:
    rows = [("arden-bench", "| Width | 9 cm |"), ("corfe-bench", "| Load | 8 kg |"), ("returns", "| Load | 2 t |")]
    found = [(row, passage(document, "", text, BlockKind.ROW)) for row, (document, text) in enumerate(rows)]
    assert of_other_pages("load of the Arden bench", found, TitleWords(TITLES), lambda _: True) == {1, 2}


SHOPS = {
    f"{town}.md": f"# {town} bakery\n\n## Address\n\n1 {town} Road.\n\n## Services\n\n{services}\n"
    for town, services in (
        ("Ely", "The parking is free."),
        ("Hull", "Dogs may wait outside."),
        ("York", "The parking costs money."),
    )
}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param("Is the parking free at the Ely bakery?", "The parking is free.", id="the page tells it"),
        pytest.param("Is the parking free at the Hull bakery?", None, id="only the others do"),
    ],
)
def test_what_a_page_lacks_is_not_told_by_another(new_world: World, question: str, told: str | None) -> None:
    outcome = new_world.answerer(SHOPS).reply(question).outcome
    assert (outcome.passages[0].text if isinstance(outcome, Answered) else None) == told


@pytest.mark.parametrize(
    ("question", "beside", "confidence"),
    [
        pytest.param("Is the parking free at the Ely bakery?", "Services", 0.8, id="the other page tells it there too"),
        pytest.param("Is the parking free at the Ely bakery?", "Address", 0.2, id="the other page tells it elsewhere"),
        pytest.param("Is the parking free at the bakery?", "Services", 0.2, id="no page is named"),
    ],
)
def test_a_page_that_is_named_is_asked_alone_for_what_another_tells_at_the_same_place(
    new_world: World, question: str, beside: str, confidence: float
) -> None:
    answerer = new_world.answerer(SHOPS)
    index = answerer.passage_index
    places = {
        (passage.document, *passage.section): row for row, passage in enumerate(index.passages(range(index.count)))
    }
    [other] = index.passages([places["york-bakery", beside]])

    def find(asked: Question, document: str | None, top_k: int, readings: Readings | None = None) -> Found:
        hit = RankedHit(places["ely-bakery", "Services"], 0.5, 0.8 if document == "ely-bakery" else 0.2)
        return Found(asked, [hit], lambda: None, beside=None if document else other)

    memory = Memory(index, lambda _: True, lambda _, words: words)
    resolver = Resolver(index, find, memory, OnlyDocument(index, lambda _: True), 0.5)
    found = resolver.resolve(Readings(Question(question, question)), None, None, 3)
    assert found is not None
    assert found.confidence == confidence
