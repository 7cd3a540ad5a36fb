"""A question is asked again with the document's own range in place of the number or date that it names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import FLOOR, World

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.ranking.ranges.in_range import in_range
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.settings import ChatSettings
from index import BlockKind, Passage, open_index

TICKETS = ("| Ticket | Under 6 | 6 to 15 years | From 16 |", "| Single | free | £2 | £5 |", "| Ten | £9 | £18 | £45 |")
ZONES = (
    "| Zone | up to 2 kg | up to 5 kg | up to 10 kg |",
    "| Zone 3 | £13 | £16 | £21 |",
    "| Zone 4 | £17 | £22 | £29 |",
)
HIRE = ("| Bicycle | 1 day | 3 days | each further day |", "| City | £15 | £38 | £8 |")
CLOSED = "The pool is closed from 21 September to 30 April."
GRILL = "Electric grills may be used from April to September."
SUPERVISED = "Children under ten must be supervised."
CANCEL = "You may cancel up to 48 hours before the hire begins."
LATE = "The first 30 minutes are free."
CHARGED = "The first 10 minutes are free."
WEEK = "The office is open from Monday to Friday."
WEEKEND = "The office is closed on Saturdays and Sundays."
SERVED = "She was mayor from 1990 to 1996."


def _passages(kind: BlockKind, texts: Sequence[str], names: str = "") -> dict[int, Passage]:
    return {
        row: Passage("d", row + 1, kind, text, 0, len(text), (), f"{names}. {text}", fact_group=names, readable=text)
        for row, text in enumerate(texts)
    }


def _asked_again(question: str, found: dict[int, Passage]) -> list[tuple[list[int], str]]:
    ranked = [RankedHit(row, 0.5, 0.9) for row in found]
    return [(sorted(said.rows), said.question) for said in in_range(ranked, found, question)]


@pytest.mark.parametrize(
    ("table", "question", "expected"),
    [
        pytest.param(TICKETS, "single for a 9 year old", [([0, 1], "single for a 6 to 15 years")], id="an age"),
        pytest.param(TICKETS, "my son is 4", [([0, 1], "my son is under 6")], id="below all"),
        pytest.param(ZONES, "zone 4 4 kg", [([0, 1], "zone 4 up to 5 kg")], id="the narrowest of steps"),
        pytest.param(ZONES, "zone 4 12 kg", [], id="above all"),
        pytest.param(ZONES, "zone 4 30 cm", [], id="another scale"),
        pytest.param(HIRE, "city bike for 2 days", [], id="no range holds it"),
    ],
)
def test_the_name_of_a_column_may_be_a_range(
    table: Sequence[str], question: str, expected: list[tuple[list[int], str]]
) -> None:
    names, *below = table
    assert _asked_again(question, _passages(BlockKind.ROW, below, names)) == expected


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        pytest.param(CLOSED, "is it open on 3 October?", "is it open on 21 september to 30 april?", id="a date"),
        pytest.param(CLOSED, "what is on in January", "what is on in 21 september to 30 april", id="a month"),
        pytest.param(CLOSED, "what is on in September", None, id="a month of which only a part is held"),
        pytest.param(SUPERVISED, "my 8 year old", "my under ten", id="an age"),
        pytest.param(GRILL, "may I grill in December?", "may i grill in april to september?", id="whether, and it is not"),
        pytest.param(GRILL, "who grills in December?", None, id="not whether"),
        pytest.param(CANCEL, "I cancel 3 days before", "i cancel up to 48 hours before", id="so long before or longer"),
        pytest.param(CANCEL, "I cancel 1 hour before", None, id="not so long before"),
        pytest.param(LATE, "I am 20 minutes late", "i am first 30 minutes late", id="the first of it"),
        pytest.param(WEEK, "call on Wednesday", "call on monday to friday", id="a day of the week"),
        pytest.param(WEEK, "call on Sunday", None, id="another day of the week"),
        pytest.param(WEEKEND, "when on Sunday?", "when on saturdays and sundays?", id="two days that follow each other"),
        pytest.param(SERVED, "what happened in 1993", None, id="a year says no more than when something was"),
    ],
)  # fmt: skip
def test_a_sentence_may_have_a_range(sentence: str, question: str, expected: str | None) -> None:
    assert _asked_again(question, _passages(BlockKind.PARAGRAPH, [sentence])) == ([([0], expected)] if expected else [])


def test_where_nothing_is_found_nothing_is_asked_again() -> None:
    assert _asked_again("is it open on 3 October?", {}) == []


def test_what_names_the_very_date_is_not_asked_for_by_another_range() -> None:
    found = _passages(BlockKind.PARAGRAPH, ["Closed on 24, 25 and 31 December.", "Open from 1 to 30 December."])
    assert _asked_again("is it open on 25 December?", found) == []


def test_the_row_of_a_narrower_range_goes_before_a_sentence() -> None:
    row = Passage("d", 1, BlockKind.ROW, "| over 10 years | 32 days |", 0, 27, (), "", readable="")
    found = {0: row, 1: _passages(BlockKind.PARAGRAPH, ["Only after at least three years."])[0]}
    ranked = [RankedHit(1, 0.5, 0.9), RankedHit(0, 0.5, 0.1)]
    assert [said.rows for said in in_range(ranked, found, "leave after 12 years")] == [{0}, {1}]


@pytest.mark.parametrize(
    ("first", "kind", "question", "expected"),
    [
        pytest.param("| Zone 3 | £13 |", BlockKind.ROW, "a 3 kg parcel", True, id="the number of something else"),
        pytest.param("| Zone 4 | £13 |", BlockKind.ROW, "a 3 kg parcel", False, id="not the number"),
        pytest.param(CHARGED, BlockKind.PARAGRAPH, "I am 20 minutes late", True, id="another range"),
        pytest.param(CHARGED, BlockKind.PARAGRAPH, "Is it free for 20 minutes?", False, id="which tells that it is not so"),
    ],
)  # fmt: skip
def test_what_tells_of_another_range_gives_way(first: str, kind: BlockKind, question: str, expected: bool) -> None:
    holding = _passages(BlockKind.PARAGRAPH, ["Up to 5 kg it is £4.", LATE])
    found = {**{row + 1: passage for row, passage in holding.items()}, 0: _passages(kind, [first])[0]}
    ranked = [RankedHit(row, 0.5, 0.9) for row in sorted(found)]
    assert next(in_range(ranked, found, question)).first_tells_another is expected


def test_what_holds_it_answers_as_surely_as_if_its_range_were_named(new_world: World) -> None:
    new_world.hold({"pool.md": f"# Pool\n\n{CLOSED}\n\nTowels are sold at the till."})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    outcome = answerer.reply("Is the pool open on 3 October?").outcome
    named = answerer.reply("Is the pool open on 21 September to 30 April?").outcome
    assert isinstance(outcome, Answered) and isinstance(named, Answered)
    assert outcome.passages[0].text == CLOSED
    assert outcome.confidence == named.confidence
