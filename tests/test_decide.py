"""An answer or an honest no."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.decide import HIGH, MEDIUM, SCOPE_CONFIDENCE, SCOPE_FLOOR, Abstention, Answer, decide, label
from chatbot.ranking.ranked_hit import RankedHit


def hits(*cosines: float, surest: float = 1.0) -> list[RankedHit]:
    """Hits of these cosines, each as sure as it is near, up to `surest`."""
    return [RankedHit(row, cosine, min((1 + cosine) / 2, surest)) for row, cosine in enumerate(cosines)]


def test_an_answer_without_a_passage_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="an answer needs at least one passage"):
        Answer(())


def test_a_near_passage_answers() -> None:
    answer = decide(hits(0.9, 0.2, 0.1), floor=0.5)
    assert isinstance(answer, Answer)
    assert [hit.row for hit in answer.hits] == [0, 1, 2]


@pytest.mark.parametrize(
    ("cosines", "surest", "floor", "reason"),
    [
        pytest.param([0.9, 0.2], 0.9, 1.0, "below_threshold", id="below the floor"),
        pytest.param([SCOPE_FLOOR - 0.2, SCOPE_FLOOR - 0.3], 0.1, 1.0, "out_of_scope", id="everything is far away"),
        pytest.param([SCOPE_FLOOR - 0.2, SCOPE_FLOOR], 0.1, 1.0, "below_threshold", id="one further down is near"),
        pytest.param(
            [SCOPE_FLOOR - 0.2], SCOPE_CONFIDENCE, 1.0, "below_threshold", id="far away, and may still answer"
        ),
        pytest.param([], 0.0, 0.0, "out_of_scope", id="nothing was found"),
    ],
)
def test_a_no_has_its_reason_and_what_came_nearest(
    cosines: list[float], surest: float, floor: float, reason: str
) -> None:
    outcome = decide(hits(*cosines, surest=surest), floor)
    assert isinstance(outcome, Abstention)
    assert (outcome.reason, [hit.row for hit in outcome.nearest]) == (reason, list(range(len(cosines))))


def test_the_floor_itself_is_enough() -> None:
    floor = decide(hits(0.9, 0.2), floor=0).hits[0].confidence
    assert isinstance(decide(hits(0.9, 0.2), floor), Answer)
    assert isinstance(decide(hits(0.9, 0.2), math.nextafter(floor, 1)), Abstention)


COSINES = st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=20)


@given(COSINES)
def test_confidence_is_a_probability_that_falls_with_rank(cosines: list[float]) -> None:
    outcome = decide(hits(*cosines), floor=0)
    judged = outcome.hits if isinstance(outcome, Answer) else outcome.nearest
    confidences = [hit.confidence for hit in judged]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


def test_a_confidence_in_a_word() -> None:
    labels = [label(confidence) for confidence in (1, HIGH, HIGH - 0.01, MEDIUM, MEDIUM - 0.01, 0)]
    assert labels == ["high", "high", "medium", "medium", "low", "low"]
