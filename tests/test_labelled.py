"""A labelled line below the heading that a question names answers by its label, or by what the question asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import World

from chatbot.knowing.labelled import labelled
from chatbot.knowing.sure import Sure
from chatbot.outcome import Answered
from index import BlockKind, Passage


def _line(text: str, *section: str, kind: BlockKind = BlockKind.ITEM) -> Passage:
    return Passage("notices", 1, kind, text, 0, len(text), section, text)


WHEN, WHY = _line("- **When:** 3 to 7 March", "Mill Lane"), _line("Why: a new water main", "Mill Lane")
CLOSED = _line("Closed: from the bridge to the church", "Mill Lane", kind=BlockKind.PARAGRAPH)
WAY_ROUND = _line("| Diversion | Abbey Road |", "Mill Lane", kind=BlockKind.ROW)
OTHER = _line("When: 2 May", "Quarry Road 2026")
VENUE = replace(_line("Venue: Grange Barn"), document="supper")
FOUND = tuple(enumerate((WHEN, WHY, CLOSED, WAY_ROUND, OTHER, VENUE)))
TITLES = {"notices": "Road notices", "supper": "Harvest Supper"}


def _told(question: str, found: tuple[tuple[int, Passage], ...] = FOUND) -> list[str]:
    sures: tuple[Sure, ...] = labelled(question, found, lambda document: TITLES[document])
    return [sure.passage.text[sure.start : sure.end] for sure in sures]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("when is Mill Lane?", "3 to 7 March", id="by the question word"),
        pytest.param("when is mill lane closed", "3 to 7 March", id="and another label"),
        pytest.param("when will Mill Lane be resurfaced", "3 to 7 March", id="and what is done"),
        pytest.param("why is Mill Lane closed", "a new water main", id="why goes before the label that is said"),
        pytest.param("reason for closing Mill Lane", "a new water main", id="in other words"),
        pytest.param("what's the diversion for Mill Lane", "Abbey Road", id="by its label, of a row"),
        pytest.param("diversion mill lane's notice", "Abbey Road", id="with a word of the title"),
        pytest.param("when are the works in quarry road", "2 May", id="below a heading with a year"),
        pytest.param("where does the harvest supper take place", "Grange Barn", id="by its page's title"),
    ],
)
def test_a_line_is_told_by_its_label_and_heading(question: str, answer: str) -> None:
    assert _told(question) == [answer]


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("when was Mill Lane resurfaced", id="what was is another matter"),
        pytest.param("when is the party in Mill Lane", id="something else there"),
        pytest.param("when is Mill Street closed", id="another heading"),
        pytest.param("who is responsible for Mill Lane", id="no such label"),
        pytest.param("what is the diversion for Quarry Road", id="a label below another heading"),
        pytest.param("when is the diversion in Mill Street", id="a label whose heading is not named"),
        pytest.param("how many people live in Mill Lane", id="another kind of number"),
        pytest.param("road notices", id="the page alone"),
    ],
)
def test_no_line_is_told_for_anything_else(question: str) -> None:
    assert _told(question) == []


def test_a_date_answers_no_who() -> None:
    paper = (
        replace(_line("Founded: 6 May 1868"), document="supper"),
        replace(_line("Founded by: Ada"), document="supper"),
    )
    assert _told("who founded the harvest supper", tuple(enumerate(paper))) == ["Ada"]


def test_below_a_page_s_title_only_the_one_line_of_its_label_is_meant() -> None:
    doors = tuple((row, replace(_line("Time: 7 pm", section), document="supper")) for row, section in enumerate("AB"))
    assert _told("what time is the harvest supper", doors) == []
    assert _told("what time is the harvest supper", doors[:1]) == ["7 pm"]


def test_it_answers_where_ranking_is_not_sure(new_world: World) -> None:
    page = "# Notices\n\n## Mill Lane\n\n- When: 3 to 7 March\n- Why: a new water main\n\n## Quarry Road\n\n- When: 2 May\n"
    outcome = new_world.answerer({"notices.md": page}).reply("why is Mill Lane being resurfaced").outcome
    assert isinstance(outcome, Answered)
    [first, *_] = outcome.passages
    marked = [first.text[mark.start : mark.end] for mark in first.highlights]
    assert (first.text, marked, first.confidence) == ("Why: a new water main", ["a new water main"], 0.8)
