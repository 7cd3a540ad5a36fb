"""All lines of a diary that begin with a date of the month answer what is on in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from conftest import World

from chatbot.knowing.schedules.diary import in_diary
from chatbot.outcome import Answered
from index import BlockKind, Passage


def _lines(*texts: str, document: str = "club", kind: BlockKind = BlockKind.ITEM) -> list[Passage]:
    return [Passage(document, 1, kind, text, 0, len(text), ("Dates",), text) for text in texts]


DIARY = _lines(
    "Sat 4 October: work party", "- **Sunday 19 October**, 2 pm: Apple Day", "1 November: manure", "3 May: a walk"
)
BINS = _lines("Thursday 2 October | Friday 3 October", document="bins", kind=BlockKind.ROW)
PROSE = _lines("In October we were away.", document="tale", kind=BlockKind.PARAGRAPH)


def _told(question: str, passages: Sequence[Passage] = (*DIARY, *BINS, *PROSE)) -> list[int]:
    found = list(enumerate(passages))
    told = in_diary(
        question, found, lambda row, most: [entry for entry in found if entry[1].kind is passages[row].kind]
    )
    assert all(sure.told == tuple(each.row for each in told) for sure in told)
    return [sure.row for sure in told]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        pytest.param("what's on in october", [0, 1], id="all of a month"),
        pytest.param("What is happening in November?", [2], id="one line"),
        pytest.param("which events are there in Oct", [0, 1], id="a short name"),
        pytest.param("is there anything on in may", [3], id="the month of May"),
        pytest.param("what is on in june", [], id="no line of the month"),
        pytest.param("what may I bring", [], id="no month"),
        pytest.param("what does it cost in october", [], id="something else"),
        pytest.param("when is the work party in october", [], id="something of the month"),
    ],
)
def test_what_is_on_in_a_month_is_told_by_its_lines(question: str, rows: list[int]) -> None:
    assert _told(question) == rows


def test_two_diaries_are_not_told_as_one() -> None:
    assert _told("what's on in october", [*DIARY, *(replace(line, document="choir") for line in DIARY)]) == []


def test_they_are_told_where_ranking_is_sure_of_none(new_world: World) -> None:
    page = "# Club\n\nAll are welcome.\n\n" + "\n".join(f"- {line.text.strip('- ')}" for line in DIARY)
    outcome = new_world.answerer({"club.md": page}).reply("what's happening in october").outcome
    assert isinstance(outcome, Answered)
    assert [cited.text[-9:] for cited in outcome.told] == ["ork party", "Apple Day"]
