"""Questions with a name that one document alone has, or a word as rare as one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.settings import ChatSettings
from chatbot.weighing.only_document import OnlyDocument
from index import open_index

COMMON = {"who", "when", "did", "was", "the", "rock", "bird", "keeper", "built", "sold", "marry"}


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("when did Quill's keeper marry", "ada-quill"),
        ("Did quartz marry?", "granite"),
        ("who built the heronry of the feldspar rock", "granite"),  # no document has a heronry
        ("who sold quartz to Quill", None),  # two
        ("who sold Gull Bay", None),  # both words stand in two
        ("who sold frogs and Zanzibar", "grey-heron"),
        ("who sold the rock", None),  # common words
        ("", None),
        ("quartz " * 50, "granite"),
        ("quartz " * 51, None),  # a pasted text
    ],
)
def test_a_rare_word_of_one_document_tells_which_is_asked_of(world: World, question: str, document: str | None) -> None:
    only = OnlyDocument(open_index(world.index_dir), lambda word: word.casefold() in COMMON)
    assert only.of(question) == document


def test_a_word_of_many_passages_is_not_rare_though_one_document_has_them_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    only = OnlyDocument(open_index(world.index_dir), lambda word: word.casefold() in COMMON)
    asked = "who sold the nest"  # which stands in three passages, behind their heading
    monkeypatch.setattr("chatbot.weighing.only_document._MOST", 4)
    assert only.of(asked) == "grey-heron"
    monkeypatch.setattr("chatbot.weighing.only_document._MOST", 3)
    assert only.of(asked) is None


SALON = """\
# Salon Perlique

## Whom you will meet
Oksana speaks Ukrainian, German and some Finnish, Dario Italian and English.
Her own workshop in the cellar opened in 2014.
"""
VITA = """\
# Curriculum vitae of Oriol Batllevell

## Languages
- Catalan and Spanish: both from childhood
- German: fluent

## Work
From 2010 until 2017 he was shift leader at Cambra Nord.
"""


@pytest.fixture(scope="module")
def answerer(real_answerer: Callable[..., Answerer]) -> Answerer:
    return real_answerer({"salon.md": SALON, "vita.md": VITA}, suggestions=0)


@pytest.mark.slow
@pytest.mark.parametrize("question", ["which languages does Oriol speak", "what did batllevell open in a cellar"])
def test_what_is_near_is_of_whom_the_question_names(answerer: Answerer, question: str) -> None:
    outcome = answerer.reply(question).outcome
    shown = outcome.passages if isinstance(outcome, Answered) else outcome.related
    assert {passage.citation.document for passage in shown} == {"curriculum-vitae-of-oriol-batllevell"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "floor"),
    [
        ("Which languages does Oksana speak, in Batllevell's words?", None),
        ("Which languages does Oksana speak, in the words of Batllevell?", 0.2),  # the model is less sure of it
    ],
)
def test_an_answer_stays_whatever_else_a_question_names(answerer: Answerer, question: str, floor: float | None) -> None:
    settings = ChatSettings(suggestions=0, answer_floor=floor)
    outcome = Answerer(answerer.passage_index, answerer.encoder, settings).reply(question).outcome
    assert isinstance(outcome, Answered)
    assert outcome.message.startswith("Oksana speaks Ukrainian")
