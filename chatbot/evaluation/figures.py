"""Quality as figures, each with a 95 % interval: a share's of its own (`share_interval`), any other's by bootstrap.

Dialogues are what is drawn (a question alone is one), since the turns of one depend on each other
(Efron and Tibshirani, "An Introduction to the Bootstrap", 1993). A draw is a weight for each
question, so a figure is a function of weights (b, n) that gives (b,): all draws at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chatbot.decide import SMALLEST
from chatbot.evaluate import Outcome
from chatbot.evaluation.share_interval import share_interval

DRAWS = 2000
DRAWS_AT_ONCE = 100  # bounds memory: so many weights for each question are held
SEED = 0
INTERVAL = (0.025, 0.975)
CALIBRATION_BINS = 10  # of equal mass (Nixon et al., "Measuring Calibration in Deep Learning", 2019)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Columns:
    """Outcomes as arrays of shape (n,), in descending confidence; `rank` is infinite where no passage was right."""

    dialogue: NDArray[np.int64]
    answerable: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    confidence: Floats
    rank: Floats
    span_found: Floats  # NaN where it does not count, as in the two below
    span_length: Floats
    milliseconds: Floats

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Columns:
        """The outcomes of one set, or of one kind of question in it."""
        ordered = sorted(outcomes, key=lambda outcome: -outcome.confidence)
        return cls(
            np.array([o.dialogue for o in ordered], np.int64),
            np.array([o.answerable for o in ordered], bool),
            np.array([o.status == "answered" for o in ordered], bool),
            np.array([o.confidence for o in ordered], float),
            np.array([np.inf if o.rank is None else o.rank for o in ordered], float),
            np.array([o.span_found for o in ordered], float),  # None becomes NaN
            np.array([o.span_length for o in ordered], float),
            np.array([o.milliseconds for o in ordered], float),
        )


Figure = Callable[[Columns, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Share:
    """The figure that is a share of questions: of those `among` which it is, those of which it is `true`, both (n,)."""

    true: Callable[[Columns], NDArray[np.bool_]]
    among: Callable[[Columns], NDArray[np.bool_]]

    def __call__(self, columns: Columns, weights: Floats) -> Floats:
        """The share for each row of weights."""
        return _mean(weights, self.true(columns), self.among(columns))

    def interval(self, columns: Columns) -> tuple[float, float]:
        """Its 95 % interval; there is a question that it is of."""
        kept = self.among(columns)
        return share_interval(self.true(columns)[kept], columns.dialogue[kept])


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval."""

    value: float
    low: float
    high: float


def figures(outcomes: Sequence[Outcome]) -> dict[str, Estimate]:
    """Every figure that these outcomes have; a share of nothing is left out. `FIGURES` says what they are."""
    columns = Columns.of(outcomes)
    whole = np.ones((1, len(columns.confidence)))
    found = {}
    with np.errstate(invalid="ignore", divide="ignore"):
        values = {name: float(figure(columns, whole)[0]) for name, figure in FIGURES.items()}
        known = [name for name, value in values.items() if not np.isnan(value)]
        drawn: dict[str, list[Floats]] = {name: [] for name in known if not isinstance(FIGURES[name], Share)}
        for weights in draws(columns.dialogue):
            for name, so_far in drawn.items():
                so_far.append(FIGURES[name](columns, weights))
    for name in known:
        figure = FIGURES[name]
        if isinstance(figure, Share):
            found[name] = Estimate(values[name], *figure.interval(columns))
        else:
            found[name] = estimate(name, values[name], np.concatenate(drawn[name]))
    return found


def estimate(name: str, value: float, drawn: Floats) -> Estimate:
    """A figure, or a change of it, with the interval of its draws (b,).

    A calibration error grows in every draw, since drawing twice is noise too; its draws are moved to
    have the value as their mean.
    """
    if name == "calibration_error":
        drawn = drawn - drawn.mean() + value
    low, high = np.nanquantile(drawn, INTERVAL)
    return Estimate(value, float(low), float(high))


def draws(dialogue: NDArray[np.int64]) -> Iterator[Floats]:
    """Weights (b, n) of the questions in `DRAWS` draws of their dialogues with replacement, `DRAWS_AT_ONCE` at a time."""
    random = np.random.default_rng(SEED)
    numbers, place = np.unique(dialogue, return_inverse=True)
    chances = np.full(len(numbers), 1 / max(1, len(numbers)))
    for _ in range(0, DRAWS, DRAWS_AT_ONCE):
        yield random.multinomial(len(numbers), chances, DRAWS_AT_ONCE)[:, place].astype(float)


def risk_at(coverage: float) -> Figure:
    """Share of wrong first passages among the surest replies (El-Yaniv and Wiener, JMLR 2010); of equally sure ones, a part."""

    def risk(columns: Columns, weights: Floats) -> Floats:
        starts = _ties(columns)
        mass = np.add.reduceat(weights, starts, axis=1)
        wrong = np.add.reduceat(weights * (columns.rank != 1), starts, axis=1)
        covered = coverage * mass.sum(axis=1, keepdims=True)
        taken = np.clip(covered - (np.cumsum(mass, axis=1) - mass), 0, mass)
        share = np.divide(taken, mass, out=np.zeros_like(mass), where=mass > 0)
        risks: Floats = (wrong * share).sum(axis=1) / covered[:, 0]
        return risks

    return risk


def _mean(weights: Floats, values: NDArray[np.bool_] | Floats, among: NDArray[np.bool_]) -> Floats:
    kept = weights[:, among]
    means: Floats = kept @ values[among].astype(float) / kept.sum(axis=1)
    return means


def _answerable(columns: Columns) -> NDArray[np.bool_]:
    return columns.answerable


def _hit(at: int) -> Figure:
    return Share(lambda columns: columns.rank <= at, _answerable)


def _mrr(columns: Columns, weights: Floats) -> Floats:
    return _mean(weights, 1 / columns.rank, columns.answerable)


def _auroc(columns: Columns, weights: Floats) -> Floats:
    """Chance that an answerable question has a higher confidence than an unanswerable one; a tie counts half."""
    starts = _ties(columns)
    positive = np.add.reduceat(weights * columns.answerable, starts, axis=1)
    negative = np.add.reduceat(weights * ~columns.answerable, starts, axis=1)
    total = negative.sum(axis=1, keepdims=True)
    below = total - np.cumsum(negative, axis=1) + negative / 2
    chances: Floats = (positive * below).sum(axis=1) / (positive.sum(axis=1) * total[:, 0])
    return chances


def _calibration_error(columns: Columns, weights: Floats) -> Floats:
    """Mean gap between confidence and share right, over bins of equal mass."""
    middle = (np.cumsum(weights, axis=1) - weights / 2) / weights.sum(axis=1, keepdims=True)
    bins = np.minimum((middle * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    gaps = weights * (columns.confidence - (columns.rank == 1))
    errors = np.zeros(len(weights))
    for number in range(CALIBRATION_BINS):
        errors += np.abs((gaps * (bins == number)).sum(axis=1))
    mean: Floats = errors / weights.sum(axis=1)
    return mean


def _log_loss(columns: Columns, weights: Floats) -> Floats:
    """Mean surprise, in nats, at whether the first passage is right; a confidence is given with four digits."""
    confidence = np.clip(columns.confidence, SMALLEST, 1 - SMALLEST)
    losses = -np.log(np.where(columns.rank == 1, confidence, 1 - confidence))
    return _mean(weights, losses, np.ones(len(losses), bool))


def _span_length(columns: Columns, weights: Floats) -> Floats:
    return _quantile(weights, columns.span_length, 0.5)


def _latency(share: float) -> Figure:
    return lambda columns, weights: _quantile(weights, columns.milliseconds, share)


FIGURES: dict[str, Figure] = {
    "hit_at_1": _hit(1),  # of the answerable questions, share with a right passage first; over `related` where a no was said
    "hit_at_3": _hit(3),
    "hit_at_5": _hit(5),
    "mrr_at_10": _mrr,
    "answered": Share(lambda columns: columns.answered, _answerable),  # share of the answerable questions
    "correct": Share(lambda columns: columns.answered & (columns.rank == 1), _answerable),  # share of the answerable questions that were answered with a right passage first
    "false_answers": Share(lambda columns: columns.answered, lambda columns: ~columns.answerable),  # share of the unanswerable questions that were answered
    "auroc": _auroc,
    "risk_at_50": risk_at(0.5),
    "risk_at_80": risk_at(0.8),
    "risk_at_95": risk_at(0.95),
    "calibration_error": _calibration_error,
    "log_loss": _log_loss,
    "span": Share(lambda columns: columns.span_found == 1, lambda columns: ~np.isnan(columns.span_found)),  # of the right first passages, share with a mark that holds the answer
    "span_length": _span_length,  # median share of the passage that is marked
    "p50_ms": _latency(0.5),
    "p95_ms": _latency(0.95),
}  # fmt: skip


def _ties(columns: Columns) -> NDArray[np.intp]:
    """Where each run of equal confidences begins, for sums over it."""
    return np.concatenate(([0], np.flatnonzero(np.diff(columns.confidence)) + 1))


def _quantile(weights: Floats, values: Floats, share: float) -> Floats:
    """Of the known values; between two where it falls between them (Hyndman and Fan's type 2, 1996)."""
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return np.full(len(weights), np.nan)
    order = known[np.argsort(values[known])]
    mass = np.cumsum(weights[:, order], axis=1)
    wanted = share * mass[:, -1:]
    lower = np.argmax(mass >= wanted - 1e-9, axis=1)
    upper = np.argmax(mass > wanted + 1e-9, axis=1)
    middle: Floats = (values[order[lower]] + values[order[upper]]) / 2
    return np.where(mass[:, -1] > 0, middle, np.nan)
