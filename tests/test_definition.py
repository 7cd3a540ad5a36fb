"""Who or what something is: the sentence that opens its document, or that begins with it as in a glossary."""

from __future__ import annotations

import pytest
from conftest import World

from chatbot.answer import Answerer
from chatbot.knowing.definition import asks_of_what_is_read
from chatbot.knowing.sure import CONFIDENCE, LIKELY
from chatbot.outcome import Answered

DOCUMENTS = {
    "ida": """= Ida Storm =
- Predecessor: Otto Lind
- Spouse: Karl Storm

Ida Storm (née Berg; 1 May 1880 – 3 June 1950) was a Danish engineer and politician. Storm was born in Ribe.
Her husband was the painter Karl Storm. In 1920 Storm was elected mayor of Ribe.
""",
    "bridge": """= Storm Bridge =

The Storm Bridge, also called the Long Bridge, is a road bridge over the Ribe. Ida Storm built it.

== Building ==
A caisson is a chamber that keeps the water out. Caissons were used here by the engineer Ida Storm.
""",
    "manual": "= Pump manual =\n\nThank you for choosing this pump. Clean the pump weekly. The pump is a strong one.\n",
    "sluice": "= sluice =\n\nA small tool that drains log files.\n",
    "reeds": "= Reeds =\n\n== History ==\nReeds are a kind of grass. Thatchers buy them.\n",
}
LEADS = ["a Danish engineer and politician", "a road bridge over the Ribe"]


@pytest.fixture
def answerer(new_world: World) -> Answerer:
    return new_world.answerer({f"{name}.txt": text for name, text in DOCUMENTS.items()})


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Who is Ida Storm?", LEADS[0]),
        ("who was storm", LEADS[0]),
        ("tell me about ida storm", LEADS[0]),
        ("Can you tell me who Ida Storm was?", LEADS[0]),
        ("Ida Storm", LEADS[0]),
        ("And who exactly is Ida Storm?", LEADS[0]),
        ("What did Ida Storm do?", LEADS[0]),
        ("short biography of Ida Storm please", LEADS[0]),
        ("What's the Storm Bridge?", LEADS[1]),
        ("describe Storm Bridge", LEADS[1]),
        ("What is the Storm Bridge about?", LEADS[1]),
        ("What is a caisson?", "a chamber that keeps the water out"),
    ],
)
def test_what_defines_is_the_answer_and_what_it_says_is_marked(answerer: Answerer, question: str, marked: str) -> None:
    outcome = answerer.reply(question).outcome
    assert isinstance(outcome, Answered)
    [mark] = outcome.passages[0].highlights
    assert outcome.passages[0].text[mark.start : mark.end] == marked
    assert outcome.confidence >= CONFIDENCE


def test_what_is_read_is_asked_about_where_it_is_one_document(answerer: Answerer) -> None:
    def answer(question: str, document: str | None) -> str:
        outcome = answerer.reply(question, document).outcome
        return outcome.message if isinstance(outcome, Answered) else ""

    assert answer("What is this?", "manual") == "Thank you for choosing this pump."
    assert answer("What is this about?", "manual") == "Thank you for choosing this pump."
    assert answer("what's the article about", "bridge").startswith("The Storm Bridge, also called")
    assert answer("What is this about?", None) == ""


@pytest.mark.parametrize(
    "question",
    [
        "Can you summarise this article please?",
        "give me a short summary of the document",
        "Summary of this page",
        "What does the article say?",
        "what can you tell me about this document",
        "Tell me about the article.",
        "Could you tell me what the article is about?",
        "What is in this document?",
    ],
)
def test_who_wants_a_summary_is_told_what_opens_the_text(answerer: Answerer, question: str) -> None:
    outcome = answerer.reply(question, "bridge").outcome
    assert isinstance(outcome, Answered)
    assert outcome.message.startswith("The Storm Bridge, also called")


@pytest.mark.parametrize(
    "question", ["What does the article say about cats?", "Summarise the article on tolls", "Tell me about the rules"]
)
def test_a_summary_of_more_than_the_text_is_not_what_opens_it(question: str) -> None:
    assert not asks_of_what_is_read(question)


def test_a_tagline_says_what_kind_of_thing_it_is(answerer: Answerer) -> None:
    outcome = answerer.reply("What is sluice?").outcome
    assert isinstance(outcome, Answered)
    assert (outcome.message, outcome.confidence) == ("A small tool that drains log files.", LIKELY)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Who was Ida Storm's husband?", id="of somebody else"),
        pytest.param("Who is Karl Storm?", id="no document is about him"),
        pytest.param("When was Ida Storm elected?", id="when"),
        pytest.param("What is the pump?", id="no definition: a strong one"),
        pytest.param("What is Pump manual?", id="no sentence opens it so"),
        pytest.param("What is storm?", id="a surname is a word too"),
        pytest.param("What is the storm?", id="and with an article"),
        pytest.param("storm", id="and alone"),
        pytest.param("What are reeds?", id="below a heading, and of no article"),
        pytest.param("What is a pump?", id="the manual does not say"),
    ],
)
def test_another_question_is_left_to_the_ranking(answerer: Answerer, question: str) -> None:
    passages = getattr(answerer.reply(question).outcome, "passages", ())
    assert not passages or passages[0].confidence != CONFIDENCE


@pytest.mark.parametrize("question", ["Who is Ida Storm?", "When was Ida Storm born?", "When did Ida Storm die?"])
def test_it_stays_in_the_document_that_is_asked(answerer: Answerer, question: str) -> None:
    outcome = answerer.reply(question, document="bridge").outcome
    shown = outcome.passages if isinstance(outcome, Answered) else outcome.related
    assert {found.citation.document for found in shown} <= {"storm-bridge"}
    assert outcome.confidence < CONFIDENCE
