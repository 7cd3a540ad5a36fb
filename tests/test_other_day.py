"""A line of another day, month or season than is asked for goes last, and the line of the one asked for takes its place."""

from __future__ import annotations

import pytest
from conftest import FLOOR, World

from chatbot.answer import Answerer
from chatbot.outcome import Answered, NotAnswered
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.other_day import demote_other_days
from chatbot.settings import ChatSettings
from index import BlockKind, Passage, open_index


def _order(question: str, *lines: str, heading: str = "Hours") -> list[tuple[int, float]]:
    """Each row and its confidence; the last line stands below the `heading`, the others below "Hours"."""
    sections = ["Hours"] * (len(lines) - 1) + [heading]
    found = {
        row: Passage("d", row + 1, BlockKind.PARAGRAPH, line, 0, len(line), (section,), line)
        for row, (line, section) in enumerate(zip(lines, sections, strict=True))
    }
    ranked = [RankedHit(row, 0.5, 0.9 - row / 10) for row in found]
    return [(hit.row, round(hit.confidence, 1)) for hit in demote_other_days(ranked, found, question)]


STAYS, TAKES, GOES = [(0, 0.9), (1, 0.8)], [(1, 0.9), (0, 0.0)], [(1, 0.8), (0, 0.0)]


@pytest.mark.parametrize(
    ("question", "first", "second", "order"),
    [
        pytest.param("are you open on friday", "Saturday: 10:00-13:00", "Friday: 9-15", TAKES, id="another day first"),
        pytest.param("open Fridays?", "**Saturday** 10-13", "**Friday** 9-15", TAKES, id="in bold, in the plural"),
        pytest.param("open on friday", "| Sat | 10-13 |", "| Fri | 9-15 |", TAKES, id="short, in a row"),
        pytest.param("open on friday", "Saturday: 10-13", "Monday - Friday: 9-15", TAKES, id="the end of a range"),
        pytest.param("open on wednesday", "Sat. 10-13", "Mon.-Fri. 9-15", TAKES, id="within a range"),
        pytest.param("open on monday", "Saturday: 10-13", "Friday to Tuesday: 9-15", TAKES, id="a range round the end of the week"),
        pytest.param("open on tuesday", "Saturday: 10-13", "Weekdays: 9-15", TAKES, id="weekdays"),
        pytest.param("open at the weekend", "Friday: 9-15", "Sunday: 10-13", TAKES, id="the weekend"),
        pytest.param("open on sunday", "Monday to Friday: 9-15", "Saturday, Sunday: 10-13", TAKES, id="a range that leaves it out"),
        pytest.param("open in may", "June: 9-15", "May: 10-13", TAKES, id="a month"),
        pytest.param("what is on in june", "3 May: choir", "1 April to 30 June: boats", TAKES, id="a month within a range of dates"),
        pytest.param("winter hours", "Summer: 9-15", "Winter: 10-13", TAKES, id="a season"),
        pytest.param("open on friday", "Saturday: 10-13", "Tea is free.", GOES, id="no line of the day"),
        pytest.param("open on sunday", "Monday to Friday: 9-15", "Tea is free.", STAYS, id="a range tells that it is no other day"),
        pytest.param("open on friday", "Closed at weekends.", "Friday: 9-15", STAYS, id="no line of a day"),
        pytest.param("open on friday", "On Sunday the ferry does not sail.", "Friday: 9-15", STAYS, id="a sentence"),
        pytest.param("who came on friday", "On Saturday, Ada came by boat.", "Friday: 9-15", STAYS, id="a sentence that begins with one"),
        pytest.param("saturday walk", "Saturday's walk is long.", "Friday: 9-15", [(0, 0.9), (1, 0.0)], id="whose it is"),
        pytest.param("open on friday", "Saturday: as on Friday", "Friday: 9-15", STAYS, id="a line that names it too"),
        pytest.param("open on friday", "Daily: 9-15", "Friday: 9-15", STAYS, id="every day"),
        pytest.param("open on friday or saturday", "Saturday: 10-13", "Friday: 9-15", STAYS, id="both asked"),
        pytest.param("when are you open", "Saturday: 10-13", "Friday: 9-15", STAYS, id="no day asked"),
        pytest.param("may i bring a dog", "June: on a lead", "May: 10-13", STAYS, id="may is no month"),
    ],
)  # fmt: skip
def test_the_line_of_the_asked_day_goes_before_those_of_others(
    question: str, first: str, second: str, order: list[tuple[int, float]]
) -> None:
    assert _order(question, first, second) == order


def test_every_line_of_the_asked_day_goes_before_and_the_rest_keeps_its_place() -> None:
    lines = ("Saturday: 10-13", "Tea is free.", "Monday: 9-12", "Friday: 9-12", "Friday: 14-18")
    assert _order("open on friday", *lines) == [(3, 0.9), (1, 0.8), (4, 0.7), (0, 0.0), (2, 0.0)]


def test_a_range_gives_way_to_no_line_below_another_heading() -> None:
    lines = ("Tuesday to Sunday: 10-18", "Monday: quiz")
    assert _order("open on monday", *lines) == [(1, 0.9), (0, 0.0)]
    assert _order("open on monday", *lines, heading="In the bar") == STAYS


@pytest.mark.parametrize(
    ("question", "line", "heading", "order"),
    [
        pytest.param("talks on friday", "10:00, Tides", "Wednesday 11 March", GOES, id="of another day"),
        pytest.param("talks on friday", "10:00, Tides", "Friday 13 March", STAYS, id="of the day"),
        pytest.param("talks on friday", "The talk is on Friday now.", "Wednesday 11 March", STAYS, id="names the day"),
        pytest.param("buses on saturday", "Last bus: 19:10", "Mondays to Fridays", STAYS, id="of several, and none better"),
        pytest.param("talks on friday", "10:00, Tides", "Sunday roast", STAYS, id="no heading of a day"),
        pytest.param("talks in march", "10:00, Tides", "May 1911", STAYS, id="a chapter"),
    ],
)  # fmt: skip
def test_what_stands_below_a_heading_of_another_day_goes_last(
    question: str, line: str, heading: str, order: list[tuple[int, float]]
) -> None:
    found = {
        row: Passage("d", row + 1, BlockKind.PARAGRAPH, text, 0, len(text), (above,), text)
        for row, (text, above) in enumerate(((line, heading), ("Tea is free.", "Hall")))
    }
    ranked = [RankedHit(row, 0.5, 0.9 - row / 10) for row in found]
    assert [(hit.row, round(hit.confidence, 1)) for hit in demote_other_days(ranked, found, question)] == order


@pytest.mark.parametrize(
    ("question", "line", "order"),
    [
        pytest.param("work party in november", "Saturday 4 October, 10 am: Work party", GOES, id="of another month"),
        pytest.param("work party in november", "- **Sat. 4 October**: Work party", GOES, id="short and bold"),
        pytest.param("work party in november", "Saturday October 4: Work party", GOES, id="the month first"),
        pytest.param(
            "work party in october", "Saturday 4 October: Work party", [(0, 0.9), (1, 0.0)], id="of the month"
        ),
        pytest.param("work party in november", "Sat 4 October and Sat 1 November: Work party", STAYS, id="of both"),
        pytest.param("work party in november", "On Saturday 4 October the party met.", STAYS, id="a sentence"),
    ],
)
def test_a_dated_line_of_another_month_goes_last_and_no_other_takes_its_place(
    question: str, line: str, order: list[tuple[int, float]]
) -> None:
    assert _order(question, line, "Saturday 1 November: Manure delivery") == order


def test_what_stands_below_a_heading_of_several_days_gives_way_to_the_asked_one() -> None:
    found = {
        row: Passage("d", row + 1, BlockKind.ROW, "Quay | 19:10", 0, 12, (above,), "Quay | 19:10")
        for row, above in enumerate(("Mondays to Fridays", "Saturdays"))
    }
    ranked = [RankedHit(row, 0.5, 0.9 - row / 10) for row in found]
    assert [hit.row for hit in demote_other_days(ranked, found, "last bus on saturday") if hit.confidence] == [1]


def test_the_hours_of_one_day_are_no_answer_for_another(new_world: World) -> None:
    new_world.hold({"shop.md": "# Shop\n\n- Friday: opening hours 9 to 15\n- Saturday: opening hours 10 to 13"})
    answerer = Answerer(open_index(new_world.index_dir), new_world.encoder, ChatSettings(answer_floor=FLOOR))
    assert isinstance(saturday := answerer.reply("saturday opening hours").outcome, Answered)
    assert saturday.passages[0].text == "Saturday: opening hours 10 to 13"
    assert isinstance(answerer.reply("sunday opening hours").outcome, NotAnswered)
