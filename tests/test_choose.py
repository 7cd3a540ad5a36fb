"""All readings of a question that leaves something out, weighed against each other."""

from __future__ import annotations

import pytest

from chatbot.ranking.fuse import RankedHit
from chatbot.weighing.choose import CHANCES, told_next, weighed


def hits(*confidences: tuple[int, float]) -> list[RankedHit]:
    return [RankedHit(row, 0.5, confidence) for row, confidence in confidences]


@pytest.mark.parametrize(
    ("readings", "rows", "first"),
    [
        pytest.param([(0.3, hits((1, 0.9))), (0.7, hits((2, 0.2)))], [1, 2], 0, id="the less likely reading does much better"),
        pytest.param([(0.3, hits((1, 0.9))), (0.7, hits((2, 0.5)))], [2, 1], 1, id="the likelier one does well enough"),
        pytest.param([(0.3, hits((1, 0.8), (2, 0.1))), (0.7, hits((3, 0.6), (1, 0.4)))], [1, 3, 2], 0, id="both find it"),
        pytest.param([(0.2, hits((1, 0.9))), (0.4, hits((2, 0.6))), (0.4, hits((1, 0.5)))], [1, 2], 0, id="two of three find it"),
        pytest.param([(0.3, []), (0.7, hits((2, 0.2)))], [2], 1, id="one finds nothing"),
        pytest.param([(0.3, []), (0.7, [])], [], None, id="none finds anything"),
        pytest.param([(0.7, hits((1, 0.3), (2, 0.9)))], [1, 2], 0, id="moved up, but no surer than the one before"),
    ],
)  # fmt: skip
def test_a_passage_answers_any_of_the_readings(
    readings: list[tuple[float, list[RankedHit]]], rows: list[int], first: int | None
) -> None:
    ranked, place = weighed(readings)
    assert ([hit.row for hit in ranked], place) == (rows, first)


def test_the_confidence_is_that_of_the_reading_which_does_most_for_the_passage() -> None:
    ranked, _ = weighed([(0.3, hits((1, 0.9))), (0.7, hits((1, 0.6)))])
    assert ranked == hits((1, 0.6))


def test_the_chances_of_a_questions_readings_are_all_there_are() -> None:
    for chances in CHANCES.values():
        assert chances.alone + chances.in_context + chances.at_home == pytest.approx(1)


def test_what_stands_behind_the_cited_passage_moves_up() -> None:
    assert [hit.row for hit in told_next(hits((9, 0.5), (4, 0.4)), 3)] == [4, 9]
    assert [hit.row for hit in told_next(hits((9, 0.5), (4, 0.4)), None)] == [9, 4]
