"""Calibrating on an owner's questions: what is found where confidence is off, and where it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from chatbot.errors import CalibrationError
from chatbot.evaluate import Outcome
from chatbot.evaluation.calibrate import (
    FEWEST,
    OUT_OF_SCOPE_SHARE,
    Settled,
    bound_scope,
    calibrate,
    out_of_scope_questions,
    unchanged,
)
from chatbot.weighing.calibration import SHARES, Origin, log_odds

SETTLED = Settled(Origin(encoder="e", projection="p", models="m"), tuple(np.linspace(0.9, 0.3, len(SHARES))), 0.2, None)
FLOOR = SETTLED.shipped_floors[SHARES.index(0.2)]


def asked(count: int, slope: float = 1.0, intercept: float = 0.0, unanswerable: float = 0.0) -> list[Outcome]:
    """Questions whose true log-odds are a line of those that the confidence says; half of the wrong ones are unanswerable if asked for."""
    random = np.random.default_rng(0)
    odds = random.normal(0, 2, count)
    right = random.random(count) < 1 / (1 + np.exp(-(slope * odds + intercept)))
    answerable = right | (random.random(count) >= unanswerable)
    outcomes = []
    for number, (sure, hit, can) in enumerate(zip(1 / (1 + np.exp(-odds)), right, answerable, strict=True)):
        status, reason = ("answered", None) if sure >= FLOOR else ("no_answer", "below_threshold")
        outcomes.append(
            Outcome(f"q{number}", number, f"Question {number}?", "all", bool(can), status, reason, float(sure),  # type: ignore[arg-type]
                    1 if hit else None, f"document {number % 12}", None, None)
        )  # fmt: skip
    return outcomes


def test_a_confidence_that_is_off_is_put_right() -> None:
    trial = calibrate(asked(2000, slope=0.5, intercept=1.0), SETTLED, "set.jsonl")
    assert trial.is_better
    assert (trial.calibration.slope, trial.calibration.intercept) == (
        pytest.approx(0.5, abs=0.08),
        pytest.approx(1.0, abs=0.15),
    )
    error = trial.comparison.changes["calibration_error"]
    assert error.before > 0.15 and error.now < 0.03
    assert (trial.calibration.made_from, trial.calibration.origin, trial.documents) == ("set.jsonl", SETTLED.origin, 12)


def test_a_confidence_that_is_right_is_left_as_it_is() -> None:
    assert not calibrate(asked(400), SETTLED, "set.jsonl").is_better


def test_a_few_questions_move_it_little() -> None:
    few = calibrate(asked(FEWEST, slope=0.2, intercept=2.0), SETTLED, "set.jsonl").calibration
    many = calibrate(asked(2000, slope=0.2, intercept=2.0), SETTLED, "set.jsonl").calibration
    assert many.slope < few.slope < 1
    assert 0 < few.intercept < many.intercept


def test_every_question_is_judged_by_a_fit_without_its_document() -> None:
    """Where a document's questions contradict all others, a fit with them would not be so wrong about them."""
    outcomes = [replace(o, rank=1 if o.confidence > 0.5 else None) for o in asked(240)]
    turned = [replace(o, rank=None if o.rank else 1) if o.document == "document 0" else o for o in outcomes]
    together = calibrate([replace(o, document=f"d{number}") for number, o in enumerate(turned)], SETTLED, "s")
    apart = calibrate(turned, SETTLED, "s")
    assert apart.comparison.changes["log_loss"].now > together.comparison.changes["log_loss"].now


def test_the_floors_are_where_so_many_near_misses_are_answered() -> None:
    outcomes = asked(1000, slope=0.5, unanswerable=0.5)
    calibration = calibrate(outcomes, SETTLED, "s").calibration
    near_misses = calibration(np.array([o.confidence for o in outcomes if not o.answerable]))
    for share in SHARES:
        assert (near_misses >= calibration.floor(share)).mean() == pytest.approx(share, abs=0.01)


def test_without_near_misses_the_shipped_floors_keep_their_places() -> None:
    outcomes = asked(400, slope=0.5, unanswerable=0.5)
    easy = [o if o.answerable else replace(o, status="no_answer", reason="out_of_scope") for o in outcomes]
    for few in (asked(400, slope=0.5), easy):
        trial = calibrate(few, SETTLED, "s")
        assert log_odds(np.array(trial.calibration.floors)) == pytest.approx(
            trial.calibration.slope * log_odds(np.array(SETTLED.shipped_floors)) + trial.calibration.intercept
        )
        assert trial.comparison.changes["answered"].change.value == 0


def test_a_floor_of_the_settings_goes_before_that_of_the_calibration() -> None:
    outcomes = asked(400, slope=0.5)
    trial = calibrate(outcomes, replace(SETTLED, answer_floor=0.0), "s")
    assert trial.comparison.changes["answered"].now == 1


@pytest.mark.parametrize(
    "outcomes",
    [
        pytest.param(asked(FEWEST - 1), id="too few"),
        pytest.param([replace(o, rank=1) for o in asked(100)], id="all right"),
        pytest.param([replace(o, rank=None) for o in asked(100)], id="none right"),
        pytest.param([replace(o, document=None) for o in asked(100)], id="small talk alone"),
    ],
)
def test_too_little_to_learn_from_is_one_sentence(outcomes: list[Outcome]) -> None:
    with pytest.raises(CalibrationError, match=f"at least {FEWEST} are needed, some with a right passage"):
        calibrate(outcomes, SETTLED, "s")


def test_the_shipped_list_is_long_and_says_nothing_twice() -> None:
    questions = [question.question for [question] in out_of_scope_questions()]
    assert len(questions) >= 100
    assert len({question.casefold() for question in questions}) == len(questions)
    assert all(question.endswith("?") for question in questions)


def out_of_scope(answered: int, count: int = 100) -> list[Outcome]:
    """Of so many questions so many that are surer than the floor."""
    sure = [FLOOR + (1 - FLOOR) * (number + 1) / (answered + 1) for number in range(answered)]
    confidences = sure + [FLOOR / 2] * (count - answered)
    return [
        replace(o, answerable=False, rank=None, confidence=c) for o, c in zip(asked(count), confidences, strict=True)
    ]


def test_few_questions_off_the_subject_may_be_answered_and_nothing_changes() -> None:
    calibration = unchanged(SETTLED, "s")
    scope = bound_scope(out_of_scope(5), calibration, SETTLED)
    assert (scope.questions, len(scope.answered), scope.calibration) == (100, 5, calibration)


def test_many_of_them_raise_the_floor_until_few_are_answered() -> None:
    outcomes = out_of_scope(30)
    scope = bound_scope(outcomes, unchanged(SETTLED, "s"), SETTLED)
    assert scope.answered == tuple(outcome.question for outcome in outcomes[:30])
    floor = scope.calibration.floor(SETTLED.max_false_answers)
    passed = sum(float(scope.calibration(np.array(o.confidence))) >= floor for o in outcomes)
    assert passed == OUT_OF_SCOPE_SHARE * 100
    assert bound_scope(outcomes, scope.calibration, SETTLED).calibration == scope.calibration
