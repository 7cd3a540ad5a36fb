"""Of a table of ranges the row that holds the number which is asked for answers, and no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import FLOOR, World

from chatbot.answer import Answerer
from chatbot.outcome import Answered
from chatbot.ranking.ranges.in_range import in_range
from chatbot.ranking.ranges.other_range import demote_other_ranges
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.settings import ChatSettings
from index import BlockKind, Passage, open_index

PARCELS = (
    "| Weight | Price |",
    "| up to 1 kg | £3 |",
    "| 1 to 2 kg | £5 |",
    "| 2 to 5 kg | £7 |",
    "| over 5 kg | £9 |",
)
AGES = ("| Age | Group |", "| under 4 | Ducks |", "| 4–15 | Frogs |", "| 16–64 | Otters |", "| 65+ | Owls |")
GROUPS = ("| Group | Age | Price |", "| Frogs | 6 to 8 years | £70 |", "| Otters | 9 to 12 years | £78 |")
SERVICE = ("| Length of service | Notice |", "| less than 2 years | 1 week |", "| 2 to 5 years | 4 weeks |")
PEOPLE = ("| People | Guides |", "| 1–9 | one |", "| 10–19 | two |", "| 20 or more | three |")
STAY = ("| Stay | Charge |", "| 30 to 90 minutes | £1 |", "| 1.5 to 4 hours | £3 |")
KINGS = ("| King | Reign |", "| Oran I | 1702–1719 |", "| Mahen | 1719–1744 |")
TRIPS = ("| Trip | Group |", "| Walking | 6 to 14 people |", "| River cruise | 4 to 40 people |")
SIZES = (
    "| Size | Longest side | Weight | Price |",
    "| Small | up to 60 cm | up to 5 kg | £7 |",
    "| Medium | up to 120 cm | up to 10 kg | £10 |",
    "| Large | up to 150 cm | up to 20 kg | £17 |",
)
PLANS = ("| Plan | Users | Price |", "| Free | 1 | £0 |", "| Team | 2 to 20 | £29 |", "| Firm | more than 20 | £99 |")
CODES = ("| Exit code | Meaning |", "| 1 | skipped |", "| 2 | refused |", "| 3 to 9 | not reached |")
SEASONS = (
    "| Season | Hours |",
    "| 1 May – 15 September | 8–19 |",
    "| 16 September – 31 October | 9–17 |",
    "| 1 November – 30 April | closed |",
)
FLATS = ("| Size | Shares |", "| up to 45 m² | 20 |", "| 46 to 65 m² | 30 |")
SPACE = ("| Plan | Storage |", "| Free | up to 500 MB |", "| Team | up to 2 TB |")
WEEK = ("| Day | Hours |", "| Monday to Thursday | 9–17 |", "| Friday | 9–13 |")
FITTINGS = ("| Bolt | Price |", "| 10–49 bolts | £9 |", "| 50–99 bolts | £8 |")


def rows(table: Sequence[str]) -> dict[int, Passage]:
    """The rows of a table below the names of its columns."""
    names, *below = table
    return {
        row: Passage(
            "d",
            row + 1,
            BlockKind.ROW,
            text,
            0,
            len(text),
            ("Prices",),
            f"Prices. {names}. {text}",
            fact_group=names,
            readable=text,
        )
        for row, text in enumerate(below)
    }


def ranked(found: dict[int, Passage]) -> list[RankedHit]:
    return [RankedHit(row, 0.5, 0.9 - row / 10) for row in found]


@pytest.mark.parametrize(
    ("table", "question", "expected"),
    [
        pytest.param(PARCELS, "how much is a 3 kg parcel", [2], id="between two ends"),
        pytest.param(PARCELS, "a parcel of 500 g", [0], id="another unit"),
        pytest.param(PARCELS, "What does a parcel of 12kg cost?", [3], id="above all"),
        pytest.param(PARCELS, "a parcel of one kilo", [0, 1], id="an end of two"),
        pytest.param(PARCELS, "between 1.5 and 3 kg", [1, 2], id="a range is asked for"),
        pytest.param(PARCELS, "parcels of 2 to 5 kg", [2], id="a range of the table"),
        pytest.param(AGES, "price for a 10 year old", [1], id="an age"),
        pytest.param(AGES, "I am 68. Which group am I in?", [3], id="my age"),
        pytest.param(AGES, "my daughter is 3", [0], id="below all"),
        pytest.param(AGES, "groups for over 65s", [3], id="an open age"),
        pytest.param(GROUPS, "what does a 7-year-old pay", [0], id="not in the first cell"),
        pytest.param(SERVICE, "notice after three years", [1], id="a duration"),
        pytest.param(PEOPLE, "we are 12", [1], id="people"),
        pytest.param(PEOPLE, "guides for a group of 50", [2], id="a group"),
        pytest.param(STAY, "parking for 2 hours", [1], id="two units"),
        pytest.param(KINGS, "Who was king in 1710?", [0], id="a year"),
        pytest.param(FITTINGS, "price of 60 bolts", [1], id="what is counted"),
        pytest.param(SIZES, "price of 8 kg", [1, 2], id="steps"),
        pytest.param(SIZES, "12 kg, 80 cm", [2], id="two amounts"),
        pytest.param(SIZES, "4 kg, 80 cm", [1, 2], id="two amounts, of which one is too much"),
        pytest.param(SIZES, "may a medium parcel have 12 kg", [2, 1], id="a row that is named"),
        pytest.param(FLATS, "shares for 50 square metres", [1], id="an area"),
        pytest.param(SPACE, "a plan for 30 GB", [1], id="data"),
        pytest.param(PLANS, "price for 10 users", [1], id="a single number among ranges"),
        pytest.param(PLANS, "price for 1 user", [0], id="a single number that is asked for"),
        pytest.param(CODES, "what does exit code 5 mean", [2], id="a number behind what it counts"),
        pytest.param(SEASONS, "open on 10 October", [1], id="a date"),
        pytest.param(SEASONS, "open on February 2nd", [2], id="a date in the next year"),
        pytest.param(SEASONS, "hours in July", [0], id="a month"),
        pytest.param(SEASONS, "hours in September", [0, 1], id="a month of two ranges"),
        pytest.param(WEEK, "hours on Sunday", [0, 1], id="a day of the week, which the hours of others may tell of"),
        pytest.param(PARCELS, "how much is a 30 cm parcel", [0, 1, 2, 3], id="another scale"),
        pytest.param(SERVICE, "who gets 4 weeks", [0, 1], id="the number is in another cell"),
        pytest.param(SERVICE, "notice for who works 20 hours a week", [0, 1], id="a rate"),
        pytest.param(TRIPS, "a trip for 20 people", [0, 1], id="ranges of several things"),
        pytest.param(STAY, "can I come at 8:30", [0, 1], id="a time of day"),
    ],
)  # fmt: skip
def test_the_rows_that_do_not_hold_the_number_go_last(table: Sequence[str], question: str, expected: list[int]) -> None:
    found = rows(table)
    ordered = demote_other_ranges(ranked(found), found, question)
    assert [hit.row for hit in ordered if hit.confidence] == expected
    assert ordered[0].confidence == 0.9


def test_of_several_that_hold_it_the_narrowest_range_goes_first() -> None:
    found = rows(SIZES)
    [first, *others] = demote_other_ranges(list(reversed(ranked(found))), found, "a parcel of 3 kg")
    assert (first.row, {hit.row for hit in others if hit.confidence}) == (0, {1, 2})


def test_a_line_with_a_label_is_a_row_too() -> None:
    lines = ("- Under 12: free", "- 12 to 17: £3")
    found = {
        row: Passage("d", row + 1, BlockKind.ITEM, text, 0, len(text), ("Children",), text)
        for row, text in enumerate(lines)
    }
    ordered = demote_other_ranges(ranked(found), found, "what does a 14 year old pay")
    assert [(hit.row, hit.confidence) for hit in ordered] == [(1, 0.9), (0, 0.0)]


def test_a_range_that_does_not_hold_it_says_that_something_is_not_so() -> None:
    text = "- Age range: 12 and up"
    found = {0: Passage("d", 1, BlockKind.ITEM, text, 0, len(text), (), text)}
    assert demote_other_ranges(ranked(found), found, "Can a 10 year old play it?") == ranked(found)


@pytest.mark.parametrize(
    ("table", "question", "expected"),
    [
        pytest.param(
            PARCELS, "How much is a parcel of 3 kg?", (2, "how much is a parcel of 2 to 5 kg?"), id="an amount"
        ),
        pytest.param(AGES, "my son is 10, where is he", (1, "my son is 4–15, where is he"), id="an age"),
        pytest.param(AGES, "for a 3 year old and a 10 year old", None, id="several"),
        pytest.param(PARCELS, "parcels over 2 kg", None, id="not all of it"),
        pytest.param(PARCELS, "how much is a parcel", None, id="none"),
    ],
)
def test_it_is_asked_with_the_range_in_its_place(
    table: Sequence[str], question: str, expected: tuple[int, str] | None
) -> None:
    found = rows(table)
    said = next(in_range(demote_other_ranges(ranked(found), found, question), found, question), None)
    assert (said and (*said.rows, said.question)) == expected


def test_the_row_that_holds_the_number_answers_as_surely_as_if_its_range_were_named(new_world: World) -> None:
    new_world.hold({"post.md": "## Parcels\n\n" + "\n".join((PARCELS[0], "| --- | --- |", *PARCELS[1:]))})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    outcome = answerer.reply("What is the price of parcels of 3 kg?").outcome
    named = answerer.reply("What is the price of parcels of 2 to 5 kg?").outcome
    assert isinstance(outcome, Answered) and isinstance(named, Answered)
    assert outcome.passages[0].text == "| 2 to 5 kg | £7 |"
    assert outcome.confidence == named.confidence


NOTE = (
    "4.1 For up to seven calendar days you sign a form yourself.",
    "From the eighth day on you need a doctor's note.",
)
BREAKS = (
    "If you work more than six hours, you rest for 30 minutes.",
    "If you work more than nine hours, you rest for 45 minutes.",
)
BUYING = (
    "Purchases of up to £50 need no consent.",
    "Those of more than £50 are approved by Ada, and those of more than £900 by Bo.",
)
LEAVE = (
    "Employees under 18 have 28 days.",
    "Employees from 18 to 49 have 25 days.",
    "Employees aged 50 or over have 29 days.",
)
CLAUSES = ("3.1 Guests may stay for up to three weeks.", "3.2 Lodgers may stay for up to one year.")
DATED = ("From the fifth day of the month on the rent is late.", "It is late for up to nine days.")


def sentences(texts: Sequence[str]) -> dict[int, Passage]:
    return {
        row: Passage("d", row + 1, BlockKind.PARAGRAPH, text, 0, len(text), ("Rules",), f"Rules. {text}")
        for row, text in enumerate(texts)
    }


@pytest.mark.parametrize(
    ("texts", "question", "expected"),
    [
        pytest.param(NOTE, "I was ill for three days. Do I need a note?", [0], id="calendar days"),
        pytest.param(NOTE, "I've been ill for two weeks, do I need a note?", [1], id="from the eighth day on"),
        pytest.param(NOTE, "what do I need after seven days", [0], id="until the eighth day"),
        pytest.param(BREAKS, "how long do I rest if I work seven hours", [0], id="one of two that are above"),
        pytest.param(BUYING, "who approves a purchase of £30", [0], id="an amount before a word that is no unit"),
        pytest.param(BUYING, "who approves a purchase of £400", [1], id="two ranges in one sentence"),
        pytest.param(LEAVE, "I am 35. How much leave do I have?", [1], id="ages without a unit"),
        pytest.param(CLAUSES, "can I stay for two months", [0, 1], id="two clauses, which tell of different things"),
        pytest.param(NOTE[:1], "what do I need after two weeks", [0], id="one sentence, whose range may be the answer"),
        pytest.param(DATED, "I paid 12 days late", [0, 1], id="a day of the month"),
    ],
)  # fmt: skip
def test_of_the_sentences_of_a_clause_those_go_last_that_tell_of_other_numbers(
    texts: Sequence[str], question: str, expected: list[int]
) -> None:
    found = sentences(texts)
    ordered = demote_other_ranges(list(reversed(ranked(found))), found, question)
    assert sorted(hit.row for hit in ordered if hit.confidence) == expected
