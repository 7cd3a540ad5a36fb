"""All readings of a question that leaves something out, pooled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chatbot.decide import log_odds
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.weighing.choose import FOLLOWING, STANDING, Conversation, Reading, Weights, pooled

NOWHERE = Conversation(None, range(0), True, 5, False, True)
WEIGHTS = Weights(
    0.3, 0.7, 0.0, 0.0, home=1.0, knows=0.5, nameless=0.2, word=-0.1, behind={1: 2.0}, surest=0.7, gained=0.7, base=-1.0
)


def hits(*confidences: tuple[int, float]) -> list[RankedHit]:
    return [RankedHit(row, 0.5, confidence) for row, confidence in confidences]


@pytest.mark.parametrize(
    ("alone", "at_home", "rows", "first"),
    [
        pytest.param(hits((1, 0.9), (2, 0.1)), hits((2, 0.3), (1, 0.2)), [1, 2], "alone", id="the lighter reading does much better"),
        pytest.param(hits((1, 0.9), (2, 0.1)), hits((2, 0.8), (1, 0.2)), [2, 1], "at_home", id="the heavier one does well enough"),
        pytest.param(hits((1, 0.7), (2, 0.6)), hits((3, 0.7), (2, 0.6)), [2, 3, 1], "alone", id="what one did not find it hardly answers"),
        pytest.param(hits((1, 0.9), (2, 0.8), (4, 0.01)), hits((3, 0.9), (2, 0.8), (4, 0.01)), [2, 3, 1, 4], "alone", id="none puts first what both find"),
        pytest.param([], hits((2, 0.2)), [2], "at_home", id="one finds nothing"),
        pytest.param([], [], [], None, id="none finds anything"),
        pytest.param([], hits((1, 0.3), (2, 0.9)), [1, 2], "at_home", id="moved up, but no surer than the one before"),
    ],
)  # fmt: skip
def test_log_odds_add_up_by_the_readings_weights(
    alone: list[RankedHit], at_home: list[RankedHit], rows: list[int], first: Reading | None
) -> None:
    ranked, reading = pooled({"alone": alone, "at_home": at_home}, WEIGHTS, NOWHERE)
    assert ([hit.row for hit in ranked], reading) == (rows, first)


def test_the_confidence_is_the_pools() -> None:
    [hit], reading = pooled({"alone": hits((1, 0.6)), "at_home": hits((1, 0.9))}, WEIGHTS, NOWHERE)
    assert reading == "alone"
    assert log_odds(hit.confidence) == pytest.approx(0.3 * log_odds(0.6) + 0.7 * log_odds(0.9))
    [hit], _ = pooled({"at_home": hits((1, 0.9))}, WEIGHTS, NOWHERE)
    assert hit.confidence == pytest.approx(0.9)


def test_the_confidence_is_seen_beside_what_the_turn_before_lets_expect() -> None:
    readings: dict[Reading, list[RankedHit]] = {"at_home": hits((4, 0.5), (5, 0.5), (9, 0.5))}
    ranked, _ = pooled(readings, WEIGHTS, Conversation(3, range(6), True, 5, False, True))
    next_told, at_home, elsewhere = (hit.confidence for hit in ranked)
    assert next_told > at_home > elsewhere
    ranked, _ = pooled(readings, WEIGHTS, Conversation(3, range(10), False, 5, False, True))
    next_told, *others = (hit.confidence for hit in ranked)
    assert next_told > others[0] == others[1]
    for conversation in (NOWHERE, Conversation(None, range(10), False, 5, False, True)):  # no turn before says anything
        assert [hit.confidence for hit in pooled(readings, WEIGHTS, conversation)[0]] == pytest.approx([0.5] * 3)


def test_what_a_reading_does_not_search_it_says_little_against() -> None:
    faint = [(row, 0.0001) for row in range(10, 19)]
    readings: dict[Reading, list[RankedHit]] = {"alone": hits((9, 0.6)), "at_home": hits((4, 0.01), *faint)}
    weights = replace(WEIGHTS, home=0.0, knows=0.0, nameless=0.0, word=0.0)
    for home, first in ((range(5), 9), (range(20), 4)):
        ranked, _ = pooled(readings, weights, replace(NOWHERE, home=home))
        assert ranked[0].row == first


def test_what_stands_behind_the_cited_passage_and_in_its_document_moves_up() -> None:
    readings: dict[Reading, list[RankedHit]] = {"at_home": hits((9, 0.6), (4, 0.5))}
    for conversation in (replace(NOWHERE, cited=3, home=range(10)), replace(NOWHERE, home=range(5))):
        assert [hit.row for hit in pooled(readings, WEIGHTS, conversation)[0]] == [4, 9]
    assert [hit.row for hit in pooled(readings, WEIGHTS, NOWHERE)[0]] == [9, 4]


def test_a_short_question_of_known_names_means_the_document_talked_of() -> None:
    conversation = Conversation(3, range(5), True, 5, True, False)
    assert conversation.gain(4, WEIGHTS) == pytest.approx(2.0 + 1.0 + 0.5 - 0.5)
    assert replace(conversation, words=2).gain(2, WEIGHTS) == pytest.approx(1.0 + 0.5 - 0.2)
    assert replace(conversation, knows=False, nameless=True).gain(2, WEIGHTS) == pytest.approx(1.0 + 0.2 - 0.5)
    assert conversation.gain(99, WEIGHTS) == 0


@pytest.mark.parametrize("weights", [STANDING, FOLLOWING])
def test_what_is_told_next_is_likeliest_asked_next(weights: Weights) -> None:
    assert max(weights.behind, key=lambda behind: weights.behind[behind]) == 1
