"""Facts of what is now and of what was, told apart by the time that is asked for."""

from __future__ import annotations

import pytest

from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.past import swap_past
from index import BlockKind, Passage


def _fact(name: str, document: str = "gulls") -> Passage:
    return Passage(document, 1, BlockKind.FACT, f"- {name}: Ada", 0, 9, (), "", 2, name)


FOUND = {0: _fact("past members"), 1: _fact("label"), 2: _fact("current members"), 3: _fact("present home", "hulls")}


@pytest.mark.parametrize(
    ("question", "first", "then"),
    [
        ("Who is in the band now?", [0, 1, 2], [2, 1, 0]),
        ("who are the current members", [2, 1, 0], [2, 1, 0]),
        ("who used to be in the band", [2, 0, 1], [0, 2, 1]),
        ("Who is in the band?", [0, 1, 2], [0, 1, 2]),
        ("Who is in the band?", [2, 1, 0], [2, 1, 0]),
        ("former and current members", [2, 0, 1], [2, 0, 1]),
        ("former and current members", [0, 2, 1], [0, 2, 1]),
        ("Where is it now?", [0, 1, 3], [0, 1, 3]),
    ],
)
def test_the_fact_of_the_time_that_is_asked_for_comes_first(question: str, first: list[int], then: list[int]) -> None:
    confidences = [0.9, 0.5, 0.3]
    ranked = [RankedHit(row, 0.5, confidence) for row, confidence in zip(first, confidences, strict=True)]
    swapped = swap_past(ranked, FOUND, question)
    assert [hit.row for hit in swapped] == then
    assert [hit.confidence for hit in swapped] == confidences
