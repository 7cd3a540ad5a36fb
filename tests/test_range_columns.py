"""Columns that are named by ranges, and the one that holds what is asked for."""

from __future__ import annotations

import pytest

from chatbot.ranking.ranges.amounts import asked_amounts
from chatbot.ranking.ranges.columns import held_column


@pytest.mark.parametrize(
    ("names", "question", "held"),
    [
        pytest.param(["Zone", "up to 2 kg", "2 to 5 kg"], "a parcel of 3 kg", (2, "2 to 5 kg"), id="between"),
        pytest.param(["Zone", "up to 5 kg", "up to 2 kg"], "a parcel of 1 kg", (2, "up to 2 kg"), id="the narrowest"),
        pytest.param(["Zone", "up to 2 kg", "2 to 5 kg"], "a parcel of 9 kg", None, id="none holds it"),
        pytest.param(["Zone", "up to 2 kg", "Under 6"], "a parcel of 1 kg", None, id="only one of that scale"),
        pytest.param(["Boat", "4 people", "8 people"], "we are 8 people", None, id="numbers and no ranges"),
        pytest.param([], "a parcel of 3 kg", None, id="no columns"),
        pytest.param(["Zone", "up to 2 kg", "2 to 5 kg"], "how heavy may it be", None, id="no amount"),
    ],
)
def test_the_column_whose_range_holds_the_amount(names: list[str], question: str, held: tuple[int, str] | None) -> None:
    found = held_column(names, asked_amounts(question))
    assert (found and (found[0], found[1].words)) == held
