"""Both readings of a question that leaves something out, weighed against each other."""

from __future__ import annotations

import pytest

from chatbot.choose import told_next, weighed
from chatbot.follow_up import Kind
from chatbot.fuse import RankedHit


def hits(*confidences: tuple[int, float]) -> list[RankedHit]:
    return [RankedHit(row, 0.5, confidence) for row, confidence in confidences]


@pytest.mark.parametrize(
    ("kind", "alone", "in_context", "rows", "is_meant"),
    [
        pytest.param("whole", hits((1, 0.9)), hits((2, 0.2)), [1, 2], False, id="it stands alone, and well"),
        pytest.param("whole", hits((1, 0.9)), hits((2, 0.5)), [2, 1], True, id="in context it does well enough"),
        pytest.param("fragment", hits((1, 0.9)), hits((2, 0.2)), [2, 1], True, id="a phrase hardly stands alone"),
        pytest.param(
            "whole", hits((1, 0.8), (2, 0.1)), hits((3, 0.6), (1, 0.4)), [1, 3, 2], True, id="both readings find it"
        ),
        pytest.param("whole", [], hits((2, 0.2)), [2], True, id="alone it finds nothing"),
        pytest.param("whole", [], [], [], False, id="nothing is found"),
    ],
)
def test_a_passage_answers_either_reading(
    kind: Kind, alone: list[RankedHit], in_context: list[RankedHit], rows: list[int], is_meant: bool
) -> None:
    ranked, meant = weighed(alone, in_context, kind)
    assert ([hit.row for hit in ranked], meant) == (rows, is_meant)


def test_the_confidence_is_that_of_the_reading_which_does_more_for_the_passage() -> None:
    ranked, _ = weighed(hits((1, 0.9)), hits((1, 0.6)), "whole")
    assert ranked == hits((1, 0.6))


def test_a_passage_moved_up_is_no_surer_than_the_one_before_it() -> None:
    ranked, _ = weighed([], hits((1, 0.3), (2, 0.9)), "whole")
    assert [hit.row for hit in ranked] == [1, 2]


def test_what_stands_behind_the_cited_passage_moves_up() -> None:
    assert [hit.row for hit in told_next(hits((9, 0.5), (4, 0.4)), 3)] == [4, 9]
    assert [hit.row for hit in told_next(hits((9, 0.5), (4, 0.4)), None)] == [9, 4]
