"""Below headings that ranges tell apart the one that holds the number which is asked for answers, and no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from conftest import World

from chatbot.outcome import Answered
from chatbot.ranking.ranges.headed_range import demote_other_headed_ranges, in_headed_range
from chatbot.ranking.ranges.in_range import Said
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage

SPRAY = (
    ("Children from 6 to 12 years", "One puff, twice a day."),
    ("Children from 2 to 5 years", "Half a puff, once a day."),
    ("Babies under 2 years", "Not suitable."),
    ("Storage", "Below 25 °C."),
)
STEPS = (("Parcels up to 2 kg", "It costs £4."), ("Parcels up to 5 kg", "It costs £6."))
ONE = (("From 16 years", "You may drive."), ("Fees", "It costs £4."))


def passages(below: Sequence[tuple[str, str]]) -> dict[int, Passage]:
    return {
        row: Passage("d", row + 1, BlockKind.PARAGRAPH, text, 0, len(text), (heading,), f"Guide {heading} {text}")
        for row, (heading, text) in enumerate(below)
    }


@pytest.mark.parametrize(
    ("below", "question", "order", "expected"),
    [
        pytest.param(SPRAY, "how much for a 7 year old", [1, 3, 0, 2], [(0, 0.7), (3, 0.3), (1, 0.0), (2, 0.0)], id="as sure as all"),
        pytest.param(SPRAY, "is it for my 18 month old", [1, 3, 2], [(2, 0.6), (3, 0.3), (1, 0.0)], id="in another unit"),
        pytest.param(SPRAY, "how much for a 15 year old", [0, 3], [(3, 0.3), (0, 0.0)], id="none holds it"),
        pytest.param(SPRAY, "how do I store it, my son is 7", [3, 2], [(3, 0.4), (2, 0.0)], id="what is first stands elsewhere"),
        pytest.param(SPRAY, "how many puffs are in it", [0, 1], [(0, 0.4), (1, 0.3)], id="no number is asked for"),
        pytest.param(STEPS, "what does a parcel of 1 kg cost", [1, 0], [(0, 0.7), (1, 0.0)], id="the narrowest of steps"),
        pytest.param(ONE, "how much for a 12 year old", [0, 1], [(0, 0.4), (1, 0.3)], id="one range tells nothing apart"),
    ],
)  # fmt: skip
def test_what_stands_below_another_range_goes_last(
    below: Sequence[tuple[str, str]], question: str, order: list[int], expected: list[tuple[int, float]]
) -> None:
    ranked = [RankedHit(row, 0.5, 0.4 - place / 10) for place, row in enumerate(order)]
    ordered = demote_other_headed_ranges(ranked, passages(below), question)
    assert [(hit.row, round(hit.confidence, 6)) for hit in ordered] == expected


def test_the_question_is_asked_again_with_the_range_of_the_heading() -> None:
    ranked = [RankedHit(0, 0.5, 0.4)]
    said = in_headed_range(ranked, passages(SPRAY), "How much for a 7 year old?")
    assert said == Said("how much for a 6 to 12 years?", frozenset((0,)), False, True)
    assert in_headed_range(ranked, passages(SPRAY), "How much for a 15 year old?") is None


def test_no_other_childs_dose_is_told(new_world: World) -> None:
    spray = "# Spray\n\n" + "\n\n".join(f"## {heading}\n\n{text}" for heading, text in SPRAY[:3])
    answerer = new_world.answerer({"spray.md": f"{spray}\n"})
    for question, dose in (
        ("how many puffs a day for a 7 year old", "One puff, twice a day."),
        ("how many puffs a day for a 3 year old", "Half a puff, once a day."),
    ):
        outcome = answerer.reply(question).outcome
        assert isinstance(outcome, Answered)
        assert outcome.message == dose
