"""Figures: by hand, against their plainest definition, and their intervals."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.evaluate import Outcome
from chatbot.evaluation.figures import CALIBRATION_BINS, FIGURES, Columns, figures


def outcome(
    confidence: float = 0.5, rank: int | None = 1, answerable: bool = True, answered: bool = True, dialogue: int = 0
) -> Outcome:
    status = "answered" if answered else "no_answer"
    return Outcome("id", dialogue, "q", "all", answerable, status, None, confidence, rank, "d", None, None, 1.0)  # type: ignore[arg-type]


def values(outcomes: list[Outcome]) -> dict[str, float]:
    return {name: estimate.value for name, estimate in figures(outcomes).items()}


def plain(name: str, outcomes: list[Outcome]) -> float:
    """The figure without its interval; NaN where there is none."""
    with np.errstate(invalid="ignore"):
        return float(FIGURES[name](Columns.of(outcomes), np.ones((1, len(outcomes))))[0])


def test_figures_by_hand() -> None:
    found = values(
        [
            replace(outcome(0.9, 1), span_found=True, span_length=0.2, milliseconds=4.0),
            replace(outcome(0.7, 1), span_found=False, span_length=0.4, milliseconds=1.0),
            replace(outcome(0.8, 3), milliseconds=2.0),
            replace(outcome(0.6, 4), milliseconds=3.0),
            replace(outcome(0.5, None), milliseconds=9.0),
            replace(outcome(0.3, 10), milliseconds=9.0),
            replace(outcome(0.2, 2, answered=False), milliseconds=9.0),
            replace(outcome(0.1, None, answerable=False, answered=False), milliseconds=9.0),
            replace(outcome(0.75, None, answerable=False), milliseconds=9.0),
        ]
    )
    assert found == {
        "hit_at_1": pytest.approx(2 / 7),
        "hit_at_3": pytest.approx(4 / 7),
        "hit_at_5": pytest.approx(5 / 7),
        "mrr_at_10": pytest.approx((1 + 1 + 1 / 3 + 1 / 4 + 1 / 10 + 1 / 2) / 7),
        "answered": pytest.approx(6 / 7),
        "correct": pytest.approx(2 / 7),
        "false_answers": pytest.approx(1 / 2),
        "auroc": pytest.approx((7 + 2) / 14),
        "risk_at_50": pytest.approx((0 + 1 + 1 + 0 + 0.5 * 1) / 4.5),  # .9 right, .8 and .75 wrong, .7 right, half of .6
        "risk_at_80": pytest.approx((5 + 0.2) / 7.2),
        "risk_at_95": pytest.approx((6 + 0.55) / 8.55),
        "calibration_error": pytest.approx((0.1 + 0.8 + 0.75 + 0.3 + 0.6 + 0.5 + 0.3 + 0.2 + 0.1) / 9),  # a bin each
        "log_loss": pytest.approx(-math.log(0.9 * 0.7 * 0.2 * 0.4 * 0.5 * 0.7 * 0.8 * 0.9 * 0.25) / 9),
        "span": 0.5,
        "span_length": pytest.approx(0.3),
        "p50_ms": 9.0,
        "p95_ms": 9.0,
    }  # fmt: skip


def test_a_figure_of_nothing_is_left_out() -> None:
    unanswerable = values([outcome(answerable=False, rank=None)])
    assert unanswerable.keys() == {
        *(
            "false_answers",
            "risk_at_50",
            "risk_at_80",
            "risk_at_95",
            "calibration_error",
            "log_loss",
            "p50_ms",
            "p95_ms",
        )
    }
    assert "false_answers" not in values([outcome()])


CONFIDENCES = st.sampled_from((0.0, 0.2, 0.2001, 0.5, 0.9, 1.0))
SOME = st.lists(
    st.builds(outcome, CONFIDENCES, st.sampled_from((1, 2, 5, None)), st.booleans(), st.booleans(), st.integers(0, 3)),
    min_size=2,
    max_size=12,
)


@given(SOME)
def test_auroc_is_the_share_of_pairs_in_the_right_order(outcomes: list[Outcome]) -> None:
    positive = [o.confidence for o in outcomes if o.answerable]
    negative = [o.confidence for o in outcomes if not o.answerable]
    pairs = [(p > n) + (p == n) / 2 for p, n in product(positive, negative)]
    assert plain("auroc", outcomes) == pytest.approx(statistics.mean(pairs) if pairs else math.nan, nan_ok=True)


@given(SOME, st.data())
def test_a_weight_is_so_many_of_the_same_question(outcomes: list[Outcome], data: st.DataObject) -> None:
    columns = Columns.of(outcomes)
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(outcomes), max_size=len(outcomes)).filter(any))
    ordered = sorted(outcomes, key=lambda o: -o.confidence)
    repeated = [o for o, count in zip(ordered, times, strict=True) for _ in range(count)]
    for name, figure in FIGURES.items():
        if name != "calibration_error":  # its bins may cut between two of the same
            with np.errstate(invalid="ignore"):
                [weighted] = figure(columns, np.array([times], float))
            assert weighted == pytest.approx(plain(name, repeated), nan_ok=True), name


def test_a_calibrated_confidence_has_no_calibration_error_and_its_opposite_has() -> None:
    shares = (np.arange(CALIBRATION_BINS) + 0.5) / CALIBRATION_BINS
    calibrated = [outcome(float(share), 1 if place < 20 * share else None) for share in shares for place in range(20)]
    assert values(calibrated)["calibration_error"] == pytest.approx(0, abs=1e-9)
    reversed_ = [replace(o, confidence=1 - o.confidence) for o in calibrated]
    assert values(reversed_)["calibration_error"] == pytest.approx(0.5)


def test_an_interval_is_as_wide_as_theory_says() -> None:
    outcomes = [outcome(rank=1 if number % 4 else None, dialogue=number) for number in range(400)]
    found = figures(outcomes)["hit_at_1"]
    assert found.value == 0.75
    assert (found.low, found.high) == (pytest.approx(0.75 - 0.0424, abs=0.005), pytest.approx(0.75 + 0.0424, abs=0.005))


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        pytest.param(2, 2, 0.3424, 1.0, id="all of two"),
        pytest.param(28, 28, 0.8794, 1.0, id="all of many"),
        pytest.param(0, 8, 0.0, 0.3244, id="none"),
        pytest.param(15, 16, 0.7167, 0.9889, id="most"),
    ],
)
def test_a_share_of_few_questions_has_wilsons_interval(right: int, of: int, low: float, high: float) -> None:
    found = figures([outcome(rank=1 if number < right else None, dialogue=number) for number in range(of)])
    for name in ("hit_at_1", "correct"):
        assert (found[name].low, found[name].high) == pytest.approx((low, high), abs=1e-4)
    refused = [outcome(answerable=False, answered=n < right, rank=None, dialogue=n) for n in range(of)]
    said = figures(refused)["false_answers"]
    assert (said.low, said.high) == pytest.approx((low, high), abs=1e-4)


def test_turns_that_are_all_alike_are_worth_a_question_a_dialogue() -> None:
    together = figures([outcome(dialogue=number % 4) for number in range(40)])["hit_at_1"]
    alone = figures([outcome(dialogue=number) for number in range(4)])["hit_at_1"]
    assert (together.low, together.high) == (alone.low, alone.high)


def test_turns_that_vary_as_if_they_were_alone_count_each() -> None:
    outcomes = [outcome(rank=1 if turn % 4 else None, dialogue=number) for number in range(10) for turn in range(4)]
    found = figures(outcomes)["hit_at_1"]
    apart = figures([replace(one, dialogue=number) for number, one in enumerate(outcomes)])["hit_at_1"]
    assert (found.low, found.high) == (apart.low, apart.high)


def test_the_interval_of_a_calibration_error_is_about_its_value() -> None:
    shares = (np.arange(CALIBRATION_BINS) + 0.5) / CALIBRATION_BINS
    outcomes = [
        outcome(float(share), 1 if place < 20 * share else None, dialogue=int(100 * share) * 20 + place)
        for share in shares
        for place in range(20)
    ]
    found = figures(outcomes)["calibration_error"]
    assert found.low <= found.value <= found.high


def test_turns_of_one_dialogue_do_not_count_as_so_many_observations() -> None:
    def width(turns: int) -> float:
        outcomes = [
            outcome(rank=1 if number % 4 else None, dialogue=number) for number in range(40) for _ in range(turns)
        ]
        found = figures(outcomes)["hit_at_1"]
        return found.high - found.low

    assert width(turns=10) == pytest.approx(width(turns=1))


def test_the_same_outcomes_give_the_same_intervals() -> None:
    outcomes = [outcome(number / 9, number % 3 or None, dialogue=number) for number in range(9)]
    assert figures(outcomes) == figures(outcomes)
