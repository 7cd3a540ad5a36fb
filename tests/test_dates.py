"""Dates and months that a text names, by the day of the year: 1 May is the 122nd of a leap year."""

from __future__ import annotations

from datetime import date

import pytest

from chatbot.ranking.ranges.dates import DATE, DAY, OF_YEARS, asked_dates, told_dates
from chatbot.ranking.ranges.stretch import Stretch


def _dated(first: tuple[int, int, int], last: tuple[int, int, int]) -> Stretch:
    return Stretch(DATE, date(*first).toordinal(), date(*last).toordinal())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1 may to 30 september", [Stretch(DAY, 122, 274)], id="to"),
        pytest.param("may 1st – sept. 30", [Stretch(DAY, 122, 274)], id="month first"),
        pytest.param("between the 1st of may and the 30th of september", [Stretch(DAY, 122, 274)], id="between"),
        pytest.param("may to september", [Stretch(DAY, 122, 274)], id="months"),
        pytest.param("12 to 23 october", [Stretch(DAY, 286, 297)], id="one month, behind"),
        pytest.param("october 12-23", [Stretch(DAY, 286, 297)], id="one month, in front"),
        pytest.param("1 november to 31 march", [Stretch(DAY, 306, 457), Stretch(DAY, -60, 91)], id="into the next year"),
        pytest.param(
            "1 may to 30 june 2026",
            [_dated((2026, 5, 1), (2026, 6, 30)), Stretch(OF_YEARS, 122, 182)],
            id="of one year",
        ),
        pytest.param(
            "1 september 2020 to 31 august 2021", [_dated((2020, 9, 1), (2021, 8, 31))], id="every day of a year"
        ),
        pytest.param(
            "20 december to 5 january 2027",
            [_dated((2026, 12, 20), (2027, 1, 5)), Stretch(OF_YEARS, 355, 371), Stretch(OF_YEARS, -11, 5)],
            id="the year is of the end",
        ),
        pytest.param("on 3 october from 10:00 to 12:00", [], id="a day by itself"),
        pytest.param("you may use 2 to 3 of them", [], id="no month"),
    ],
)  # fmt: skip
def test_ranges_of_dates(text: str, expected: list[Stretch]) -> None:
    assert [amount.stretch for amount in told_dates(text)] == expected


@pytest.mark.parametrize(
    ("question", "named", "expected"),
    [
        pytest.param("open on 3 october?", ["3 october"], [Stretch(DAY, 277, 277)], id="a day"),
        pytest.param("open on october 3rd?", ["october 3rd"], [Stretch(DAY, 277, 277)], id="month first"),
        pytest.param("are you open in july", ["july"], [Stretch(DAY, 183, 213)], id="a month"),
        pytest.param("is it warm in may?", ["may"], [Stretch(DAY, 122, 152)], id="in may"),
        pytest.param("may i come", [], [], id="may i"),
        pytest.param("who is jan koleba", [], [], id="a name"),
        pytest.param("12 may 2026", ["12 may 2026"], [Stretch(DAY, 133, 133), _dated((2026, 5, 12), (2026, 5, 12))], id="a date"),
        pytest.param("24, 25 and 31 december", ["31 december"], [Stretch(DAY, day, day) for day in (366, 359, 360)], id="a list"),
        pytest.param("30 march 10 am", ["30 march"], [Stretch(DAY, 90, 90)], id="a time of day"),
    ],
)  # fmt: skip
def test_dates_that_are_asked_for(question: str, named: list[str], expected: list[Stretch]) -> None:
    found = [amount for amount in asked_dates(question) if amount.stretch.scale != OF_YEARS]
    assert [amount.stretch for amount in found] == expected
    assert list(dict.fromkeys(question[amount.start : amount.end] for amount in found)) == named


def test_a_day_without_its_year_may_be_of_any() -> None:
    [day] = told_dates("1 may to 30 june")
    [_, of_years] = told_dates("1 may to 30 june 2026")
    assert any(day.stretch.holds(asked.stretch) for asked in asked_dates("10 june 2027"))
    assert any(of_years.stretch.holds(asked.stretch) for asked in asked_dates("10 june"))
    assert not any(of_years.stretch.holds(asked.stretch) for asked in asked_dates("10 june 2027"))
