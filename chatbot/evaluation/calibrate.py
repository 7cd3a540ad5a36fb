"""Calibrate the confidence on an owner's own questions, and say by cross-validation whether that is better.

Two numbers are fitted, with a prior that holds them to the shipped model where there are few
questions; the order of the passages does not change. Questions made from the index itself were tried
in place of an owner's, and make it worse (docs/experiments/).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np

from chatbot.errors import CalibrationError
from chatbot.evaluate import Outcome
from chatbot.evaluation.baseline import Comparison, compare
from chatbot.question_set import Dialogue, GoldQuestion
from chatbot.ranking.model_files import DATA
from chatbot.settings import ChatSettings
from chatbot.weighing.calibration import SHARES, Calibration, Floats, Origin, log_odds
from chatbot.weighing.judge import judge_of
from index import Encoder, PassageIndex, counted

FEWEST = 30  # questions, below which nothing is fitted; unanswerable ones, below which the shipped floors are kept
FEWEST_DOCUMENTS = 3  # below which folds are made of questions
FOLDS = 8

# Standard deviations of the prior around slope 1 and intercept 0.
SLOPE_SPREAD, INTERCEPT_SPREAD = 0.5, 1.0
STEPS = 50  # of Newton's method; it needs about ten
SMALLEST_STEP = 1e-9
SMALLEST_SLOPE = 0.01

OUT_OF_SCOPE_QUESTIONS = DATA / "out_of_scope.txt"
OUT_OF_SCOPE_SHARE = 0.05  # of those questions, that may be answered: a few are in anybody's documents


@dataclass(frozen=True, slots=True)
class Settled:
    """What stays when the confidence changes: where it comes from, and how a floor follows from it.

    `shipped_floors` are the shipped confidences for `SHARES`; `max_false_answers` and `answer_floor`
    are the settings of that name.
    """

    origin: Origin
    shipped_floors: tuple[float, ...]
    max_false_answers: float
    answer_floor: float | None


@dataclass(frozen=True, slots=True)
class Trial:
    """A calibration fitted on all questions, and how the same does on questions that it was not fitted on."""

    calibration: Calibration
    documents: int
    comparison: Comparison

    @property
    def is_better(self) -> bool:
        """Whether the log loss falls significantly."""
        return self.comparison.changes["log_loss"].change.high < 0


def settle(passage_index: PassageIndex, encoder: Encoder, settings: ChatSettings) -> Settled:
    """Of what judges this index's passages."""
    judge = judge_of(passage_index, encoder, settings)
    return Settled(
        judge.origin,
        tuple(judge.floor(share) for share in SHARES),
        settings.max_false_answers,
        settings.answer_floor,
    )


def calibrate(outcomes: Sequence[Outcome], settled: Settled, made_from: str) -> Trial:
    """Fit on what became of an owner's questions under the shipped confidence.

    Cross-validated over the documents that the first passages are of, so that no document is fitted
    and judged at once. CalibrationError where there are too few questions or nothing to tell apart.
    """
    judged = [outcome for outcome in outcomes if outcome.document is not None]
    right = sum(outcome.rank == 1 for outcome in judged)
    if len(judged) < FEWEST or not 0 < right < len(judged):
        raise CalibrationError(
            f"{counted(len(judged), 'question')} found a passage, a right one {counted(right, 'time')}; at least {FEWEST} are needed, some with a right passage and some without."
        )
    folds = _folds(judged)
    after = []
    for fold in sorted(set(folds)):
        apart = [o for o, number in zip(judged, folds, strict=True) if number != fold]
        calibration = _fit(apart, settled, made_from)
        after += [
            _recalibrated(o, calibration, settled) for o, number in zip(judged, folds, strict=True) if number == fold
        ]
    documents = len({outcome.document for outcome in judged})
    return Trial(_fit(judged, settled, made_from), documents, compare(after, judged))


def out_of_scope_questions() -> list[Dialogue]:
    """Everyday questions of all sorts that a collection of documents has no business with: a shipped list."""
    lines = OUT_OF_SCOPE_QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [(GoldQuestion(line, ()),) for line in lines]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a calibration does with the shipped list: how many there are, which are answered, and the calibration with a floor that bounds them."""

    questions: int
    answered: tuple[str, ...]
    calibration: Calibration


def bound_scope(outcomes: Sequence[Outcome], calibration: Calibration, settled: Settled) -> Scope:
    """Give a calibration the least floor at which at most `OUT_OF_SCOPE_SHARE` of the shipped list are answered; 0 where that is so anyway.

    `outcomes` are those of the list under the shipped confidence.
    """
    bare = calibration.model_copy(update={"least_floor": 0.0})
    near = [outcome for outcome in outcomes if outcome.document is not None]
    confidence = bare(np.array([outcome.confidence for outcome in near]))
    floor = bare.floor(settled.max_false_answers)
    answered = tuple(o.question for o, sure in zip(near, confidence, strict=True) if sure >= floor)
    allowed = int(OUT_OF_SCOPE_SHARE * len(outcomes))
    if len(answered) <= allowed:
        return Scope(len(outcomes), answered, bare)
    least = np.nextafter(np.sort(confidence)[::-1][allowed], 1)
    return Scope(len(outcomes), answered, bare.model_copy(update={"least_floor": float(least)}))


def unchanged(settled: Settled, made_from: str) -> Calibration:
    """The calibration that leaves everything as it was shipped."""
    return Calibration(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        made_from=made_from,
        origin=settled.origin,
        slope=1.0,
        intercept=0.0,
        floors=settled.shipped_floors,
        least_floor=0.0,
    )


def _fit(outcomes: Sequence[Outcome], settled: Settled, made_from: str) -> Calibration:
    confidence = np.array([outcome.confidence for outcome in outcomes])
    slope, intercept = _line(log_odds(confidence), np.array([outcome.rank == 1 for outcome in outcomes], float))
    fitted = unchanged(settled, made_from).model_copy(update={"slope": slope, "intercept": intercept})
    near_misses = fitted(confidence[[not o.answerable and o.reason != "out_of_scope" for o in outcomes]])
    if len(near_misses) < FEWEST:
        floors = fitted(np.array(settled.shipped_floors))
    else:
        floors = np.quantile(near_misses, 1 - np.array(SHARES))
    return fitted.model_copy(update={"floors": tuple(map(float, floors))})


def _line(odds: Floats, right: Floats) -> tuple[float, float]:
    """Slope and intercept of greatest posterior, by Newton's method with steps halved until they descend.

    The slope stays above 0, so that the order stays.
    """
    columns = np.stack([odds, np.ones_like(odds)], axis=1)
    prior = np.array([1.0, 0.0])
    precision = np.diag([SLOPE_SPREAD**-2, INTERCEPT_SPREAD**-2])

    def loss(line: Floats) -> float:
        values, moved = columns @ line, line - prior
        return float((np.logaddexp(0, values) - right * values).sum() + moved @ precision @ moved / 2)

    line = prior
    for _ in range(STEPS):
        chance = (1 + np.tanh(columns @ line / 2)) / 2  # the logistic function, without overflow
        gradient = columns.T @ (chance - right) + precision @ (line - prior)
        curvature = columns.T @ (columns * (chance * (1 - chance))[:, np.newaxis]) + precision
        step = np.linalg.solve(curvature, gradient)
        while loss(line - step) > loss(line) and np.abs(step).max() > SMALLEST_STEP:
            step /= 2
        line = line - step
        if np.abs(step).max() <= SMALLEST_STEP:
            break
    return max(SMALLEST_SLOPE, float(line[0])), float(line[1])


def _folds(outcomes: Sequence[Outcome]) -> list[int]:
    """Each outcome's fold: whole documents, the largest first into the smallest fold; single dialogues where there are too few documents."""
    groups: list[str | int | None] = [outcome.document for outcome in outcomes]
    if len(set(groups)) < FEWEST_DOCUMENTS:
        groups = [outcome.dialogue for outcome in outcomes]
    sizes = [0] * FOLDS
    fold_of = {}
    for group, size in Counter(groups).most_common():
        fold_of[group] = sizes.index(min(sizes))
        sizes[fold_of[group]] += size
    return [fold_of[group] for group in groups]


def _recalibrated(outcome: Outcome, calibration: Calibration, settled: Settled) -> Outcome:
    confidence = float(calibration(np.array(outcome.confidence)))
    floor = settled.answer_floor
    if floor is None:
        floor = calibration.floor(settled.max_false_answers)
    return replace(outcome, confidence=round(confidence, 4), status="answered" if confidence >= floor else "no_answer")
