"""Days of the week that a text names, Monday being 0."""

from __future__ import annotations

import pytest

from chatbot.ranking.ranges.weekdays import asked_weekdays, told_weekdays


@pytest.mark.parametrize(
    ("text", "told", "asked"),
    [
        pytest.param("monday to friday", [(0, 4)], [], id="to"),
        pytest.param("mon.–thurs.", [(0, 3)], [], id="short"),
        pytest.param("saturday and sunday", [(5, 6)], [], id="two that follow each other"),
        pytest.param("tuesdays and fridays", [], [(1, 1), (4, 4)], id="two that do not"),
        pytest.param("friday to tuesday", [(4, 8), (-3, 1)], [], id="into the next week"),
        pytest.param("weekdays", [(0, 4)], [], id="weekdays"),
        pytest.param("at the weekend", [(5, 6)], [], id="the weekend"),
        pytest.param("daily", [(0, 6)], [], id="every day"),
        pytest.param("on wednesday", [], [(2, 2)], id="a day"),
        pytest.param("he sat in the sun", [], [], id="other words"),
    ],
)
def test_days_of_the_week(text: str, told: list[tuple[int, int]], asked: list[tuple[int, int]]) -> None:
    assert [(amount.stretch.low, amount.stretch.high) for amount in told_weekdays(text)] == told
    assert [(amount.stretch.low, amount.stretch.high) for amount in asked_weekdays(text)] == told + asked
