"""A question may name the site that its answer's page is of: no sentence of that has to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chatbot.answer import Answerer
from chatbot.outcome import Answered, NotAnswered
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.site_name import without_site
from index import BlockKind, Passage

COMMON = ("when", "how", "can", "open", "ticket", "town", "library", "opening", "times")
TITLES = {"fees": "Fees", "hall": "Hall"}


def passage(document: str, ordinal: int, before: str, text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Passage:
    return Passage(
        document, ordinal, kind, text, 0, len(text), ("Prices",), f"{before}{text}",
        readable=f"{TITLES[document]}. Prices. {text}", own_start=len(f"{TITLES[document]}. Prices. "),
    )  # fmt: skip


PASSAGES = {
    1: passage("fees", 1, "Fees | Kirkby Lido. Prices. ", "A ticket is £5."),
    2: passage("fees", 2, "Fees | Kirkby Lido. Prices. Who, Price. ", "Child | £2", BlockKind.ROW),
    3: passage("hall", 1, "Hall. Prices. ", "The hall is £90."),
}


def asked(question: str, first: int = 1) -> list[str]:
    ranked = [RankedHit(row, 0.5, 0.1) for row in (first, *(row for row in PASSAGES if row != first))]
    said = list(without_site(ranked, PASSAGES, question, TITLES, COMMON.__contains__))
    assert all(one.rows == {1} or one.rows == {1, 2} for one in said)
    return [one.question for one in said]


@pytest.mark.parametrize(
    ("question", "without"),
    [
        pytest.param("how much is a ticket at Kirkby Lido?", ["how much is a ticket?"], id="behind a preposition"),
        pytest.param("At Kirkby Lido, how much is a ticket?", ["how much is a ticket?"], id="in front"),
        pytest.param("how much is a ticket at the lido", ["how much is a ticket"], id="a part of it"),
        pytest.param("when is Kirkby Lido open", ["when is it open", "when is open"], id="the subject"),
        pytest.param("who runs the lido?", ["who runs it?"], id="the object"),
        pytest.param("kirkby lido opening times", ["opening times"], id="key words"),
        pytest.param("opening times Kirkby Lido", ["opening times"], id="key words, behind"),
        pytest.param("what are Kirkby Lido’s prices?", ["what are prices?"], id="the owner"),
        pytest.param("how much is a ticket", [], id="not named"),
        pytest.param("what is Kirkby Lido?", [], id="nothing else asked"),
        pytest.param("Kirkby Lido", [], id="alone"),
    ],
)
def test_the_question_is_asked_without_the_name(question: str, without: list[str]) -> None:
    assert asked(question) == without


def test_a_page_without_a_site_is_asked_as_it_is() -> None:
    assert asked("how much is the hall at Kirkby Lido", first=3) == []
    assert list(without_site([], {}, "at Kirkby Lido", {}, COMMON.__contains__)) == []


@pytest.mark.parametrize(
    ("question", "without"),
    [
        ("what can I see in town", []),
        ("when are town library fees due", []),
        ("can I eat in the library", ["can I eat"]),
        ("can I eat in Town Library", ["can I eat"]),
    ],
)
def test_common_words_are_a_name_only_behind_the_or_with_a_capital(question: str, without: list[str]) -> None:
    passages = {1: passage("fees", 1, "Fees – Town Library. Prices. ", "A book is 20p.")}
    said = without_site([RankedHit(1, 0.5, 0.1)], passages, question, TITLES, COMMON.__contains__)
    assert [one.question for one in said] == without


LIDO = """<title>Admission and opening times | Kirkby Lido</title><main><h1>Admission and opening times</h1>
<p>The pool is open daily from May to September, 7:30 to 19:00. Early swims on Tuesdays begin at 6:30.</p>
<p>Season tickets cost £95 and can be bought at the kiosk. Lockers take a pound coin, which you get back.</p>
<h2>Rules</h2><p>Inflatables are not allowed in the water. Goggles can be hired for £1.</p></main>"""
LIBRARY = """<title>Borrowing – Arnby Town Library</title><main><h1>Borrowing</h1>
<p>You can borrow up to twelve books at a time. Printing costs 10p a page.</p>
<p>Membership is free for anybody who lives in the county.</p></main>"""


@pytest.fixture(scope="module")
def answerer(real_answerer: Callable[..., Answerer]) -> Answerer:
    return real_answerer({"lido.html": LIDO, "library.html": LIBRARY}, suggestions=0)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("how much is a season ticket at Kirkby Lido", "Season tickets cost £95"),
        ("when is Kirkby Lido open", "The pool is open daily"),
        ("are inflatables allowed at Kirkby Lido", "Inflatables are not allowed"),
        ("can I hire goggles at the lido", "Goggles can be hired"),
        ("how many books can I borrow at Arnby Library", "up to twelve books"),
        ("how much is printing at Arnby library", "Printing costs 10p"),
        ("is membership of the library free", "Membership is free"),
    ],
)
def test_a_question_that_names_the_site_is_answered(answerer: Answerer, question: str, told: str) -> None:
    outcome = answerer.reply(question).outcome
    assert isinstance(outcome, Answered)
    assert told in outcome.passages[0].text
    assert "Kirkby" not in outcome.passages[0].citation.title


@pytest.mark.parametrize(
    "question", ["can I hire towels at Kirkby Lido", "how much is printing at Kirkby Lido", "who founded Arnby Library"]
)
def test_what_the_site_does_not_tell_is_refused(answerer: Answerer, question: str) -> None:
    assert isinstance(answerer.reply(question).outcome, NotAnswered)
