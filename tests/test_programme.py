"""The only row of a programme that has what a question names answers when and where it is, by whom, and what it is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import World

from chatbot.knowing.schedules.programme import in_programme
from chatbot.outcome import Answered
from index import BlockKind, Passage

TITLE = "Field Day"
NAMES = "Time | Title | Speaker | Room"


def _rows(*rows: str, section: str, names: str = NAMES) -> list[Passage]:
    return [
        Passage(
            "day", 1, BlockKind.ROW, row, 0, len(row), (section,), f"{TITLE}. {names}. {row}", 0, "", names, None, "",
            f"{names}. {row}", len(names) + 2,
        )
        for row in rows
    ]  # fmt: skip


ROWS = [
    *_rows(
        "9:15 | What moss remembers | Mia Dorn | Annex",
        "10:30 | Cheap drones | Raj Selby | Hall",
        "12:00 | Lunch | – | Foyer",
        section="Monday 4 May",
    ),
    *_rows("9:15 | Old maps | Raj Selby | Annex", "12:30 | Lunch | – | Terrace", section="Tuesday 5 May"),
    *_rows("Gold | 9:00 | 17:00", section="Hours", names="Card | From | To"),
]


def _told(question: str, rows: Sequence[Passage] = ROWS) -> list[str]:
    """What is marked of the row that answers."""
    found = list(enumerate(rows))
    sures = in_programme(question, found, lambda row, most: found, lambda _: TITLE)
    return [sure.passage.text[sure.start : sure.end] for sure in sures]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("when does Mia Dorn speak?", "9:15", id="when somebody speaks"),
        pytest.param("where is the talk about moss", "Annex", id="where something is"),
        pytest.param("which room is the talk on drones in", "Hall", id="in which room"),
        pytest.param("who gives the talk about maps", "Raj Selby", id="by whom"),
        pytest.param("what is Mia Dorn talking about", "What moss remembers", id="what somebody speaks about"),
        pytest.param("what time is lunch on Tuesday", "12:30", id="of the asked day"),
        pytest.param(
            "what does Selby talk about at the field day on monday", "Cheap drones", id="with words of the title"
        ),
    ],
)
def test_the_cell_of_the_only_row_answers(question: str, answer: str) -> None:
    assert _told(question) == [answer]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("when is lunch", id="two rows"),
        pytest.param("when does Raj Selby speak", id="on two days"),
        pytest.param("when does Mia Holm speak", id="another name"),
        pytest.param("who gives the talk about glass", id="another talk"),
        pytest.param("when does Mia Dorn speak on Tuesday", id="another day"),
        pytest.param("who gives lunch on Tuesday", id="an empty cell"),
        pytest.param("what moss remembers", id="nothing else in the column"),
        pytest.param("how long does Mia Dorn speak", id="no column tells it"),
        pytest.param("when is the gold card", id="two times"),
        pytest.param("when is the talk", id="nothing is named"),
    ],
)
def test_no_row_answers_anything_else(question: str) -> None:
    assert _told(question) == []


def test_it_answers_where_ranking_is_not_sure(new_world: World) -> None:
    bar = "|---|---|---|---|"
    page = f"# {TITLE}\n\n| {NAMES} |\n{bar}\n| {ROWS[0].text} |\n| {ROWS[1].text} |\n\nLunch is at one.\n"
    outcome = new_world.answerer({"day.md": page}).reply("when does Raj Selby speak").outcome
    assert isinstance(outcome, Answered)
    [first, *_] = outcome.passages
    assert [first.text[mark.start : mark.end] for mark in first.highlights] == ["10:30"]
