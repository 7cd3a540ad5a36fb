"""Of a timetable with a row for each stop that of the stop which is asked for answers, its first or last time marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from conftest import World

from chatbot.knowing.schedules.departures import departures
from chatbot.outcome import Answered
from index import BlockKind, Passage

TITLE = "Route 63: Sorrel to Pennant"
WEEK, SATURDAY = "Mondays to Fridays", "Saturdays"


def _table(section: str, *rows: str) -> list[Passage]:
    first, *others = (Passage("63", 1, BlockKind.ROW, row, 0, len(row), (section,), row) for row in rows)
    return [first, *(replace(row, fact_group=first.text) for row in others)]


ROWS = [
    *_table(
        WEEK,
        "Sorrel, Bus Station | 0625 | 0815 | 1745",
        "Sorrel, Hospital | 0631 | 0821 | 1751",
        "Hexley | 0650 | 0842 | –",
        "Pennant, Harbour | 0710 | – | 1831",
    ),
    *_table(SATURDAY, "Sorrel, Bus Station | 0810 | 1715", "Hexley | 0835 | 1740", "Pennant, Harbour | 0855 | 1800"),
    *_table("Bus 7, weekdays only", "Oakham | 0900 | 1900", "Penn | 0930 | 1930"),
    *_table("Fares", "To Hexley | £2.60", "To Pennant | £3.40"),
]


def _told(question: str, found: Sequence[tuple[int, Passage]] = tuple(enumerate(ROWS))) -> list[tuple[int, str]]:
    """Each row that answers, with what of it is marked."""
    sures = departures(question, found, lambda row, most: found, lambda _: TITLE)
    return [(sure.row, sure.passage.text[sure.start : sure.end]) for sure in sures]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("last bus from hexley on saturday", [(5, "1740")], id="the last"),
        pytest.param("when does the first bus leave Hexley on weekdays?", [(2, "0650")], id="the first"),
        pytest.param("what time is the last bus from hexley", [(2, "0842"), (5, "1740")], id="of each day"),
        pytest.param("when does the bus leave hexley on saturday", [(5, "0835 | 1740")], id="all"),
        pytest.param("last bus from sorrel hospital", [(1, "1751")], id="a stop within a place"),
        pytest.param("last bus from sorrel on a monday", [(0, "1745")], id="the first of a place"),
        pytest.param("last bus from hexley to pennant on tuesday", [(2, "0650")], id="that goes there"),
        pytest.param("when does the last bus get to pennant on saturday", [(6, "1800")], id="that is reached"),
        pytest.param("last bus from oakham on tuesday", [(7, "1900")], id="of a heading that ends with the days"),
        pytest.param("last 63 bus from hexley on saturday", [(5, "1740")], id="with words of the title"),
    ],
)
def test_the_row_of_the_stop_answers(question: str, answer: list[tuple[int, str]]) -> None:
    assert _told(question) == answer


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("last bus from hexley mill", id="another stop"),
        pytest.param("last bus from foxhall", id="no stop of the timetable"),
        pytest.param("last bus from pennant", id="where it ends"),
        pytest.param("last bus from pennant to hexley", id="the other way"),
        pytest.param("when does the first bus reach sorrel bus station on saturday", id="where it begins"),
        pytest.param("last bus from hexley on sunday", id="no table of the day"),
        pytest.param("last train from oakham on tuesday", id="no train"),
        pytest.param("last bus from oakham on saturday", id="a heading that ends with other days"),
        pytest.param("last bus from hexley on christmas eve", id="more is asked"),
        pytest.param("how much is the bus from hexley", id="something else is asked"),
        pytest.param("who was last to leave hexley", id="no bus"),
    ],
)
def test_no_row_answers_anything_else(question: str) -> None:
    assert _told(question) == []


def test_of_a_few_documents_each_is_told_and_of_many_none() -> None:
    many = [replace(row, document=str(route)) for route in range(4) for row in ROWS[4:7]]
    found = [tuple(enumerate(many[: 3 * count])) for count in (2, 4)]
    sections = [row.document for _, row in found[1][::3]]
    assert sections == ["0", "1", "2", "3"]
    assert _told("last bus from hexley", found[0]) == [(1, "1740"), (4, "1740")]
    assert _told("last bus from hexley", found[1]) == []


def test_it_goes_before_what_says_it_of_another_day(new_world: World) -> None:
    page = (
        "# Moor Line\n\n## Weekends\n\n| | | |\n|---|---|---|\n| Aldham | 8:10 | 17:15 |\n| Elrick | 8:35 | 17:40 |\n\n"
        "On Christmas Eve the last train leaves Aldham at 15:10.\n"
    )
    outcome = new_world.answerer({"moor.md": page}).reply("when does the last train leave Aldham on Sunday").outcome
    assert isinstance(outcome, Answered)
    assert outcome.passages[0].text == "| Aldham | 8:10 | 17:15 |"
