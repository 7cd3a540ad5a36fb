"""Two pictures of how much a confidence is worth: the risk-coverage curve and the reliability diagram.

Needs matplotlib, the extra `plot`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatbot.errors import CannotPlot
from chatbot.evaluate import Outcome
from chatbot.evaluation.figures import CALIBRATION_BINS, INTERVAL, Columns, Floats, draws, risk_at

try:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
except ImportError as error:
    raise CannotPlot("--plot needs matplotlib; install the extra `plot` (README, Extras).") from error

RISK_COVERAGE = "risk-coverage.png"
RELIABILITY = "reliability.png"

_COVERAGES = np.linspace(0.02, 1, 50)
_INCHES = (4.8, 4.0)
_DOTS_PER_INCH = 120


def draw(outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write both into the folder, which is made where it is not there, with 95 % bootstrap intervals; CannotPlot where it cannot be written."""
    columns = Columns.of(outcomes)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _save(folder / RISK_COVERAGE, columns, _risk_coverage)
        _save(folder / RELIABILITY, columns, _reliability)
    except OSError as error:
        raise CannotPlot(f"{folder} cannot be written: {error.strerror or error}.") from error


def _save(file: Path, columns: Columns, fill: Callable[[Axes, Columns], None]) -> None:
    figure = Figure(figsize=_INCHES, dpi=_DOTS_PER_INCH, layout="constrained")
    fill(figure.subplots(), columns)
    figure.savefig(file)


def _risk_coverage(axes: Axes, columns: Columns) -> None:
    whole = np.ones((1, len(columns.confidence)))
    risks = [risk_at(coverage) for coverage in _COVERAGES]
    drawn = np.concatenate([np.stack([risk(columns, w) for risk in risks], axis=1) for w in draws(columns.dialogue)])
    low, high = np.quantile(drawn, INTERVAL, axis=0)
    axes.fill_between(_COVERAGES, low, high, alpha=0.2, linewidth=0, label="95 % interval")
    axes.plot(_COVERAGES, [risk(columns, whole)[0] for risk in risks])
    axes.set(xlabel="coverage: share of replies, surest first", ylabel="risk: share of them wrong", xlim=(0, 1))
    axes.set_ylim(bottom=0)
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")


def _reliability(axes: Axes, columns: Columns) -> None:
    bins = np.array_split(np.arange(len(columns.confidence)), min(CALIBRATION_BINS, len(columns.confidence)))
    right = (columns.rank == 1).astype(float)
    means = np.array([columns.confidence[members].mean() for members in bins])
    shares = np.array([right[members].mean() for members in bins])
    drawn = np.concatenate([_bin_shares(right, weights, bins) for weights in draws(columns.dialogue)])
    low, high = np.nanquantile(drawn, INTERVAL, axis=0)
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1, label="calibrated")
    axes.vlines(means, low, high, alpha=0.4)
    axes.plot(means, shares, "o", label=f"a {len(bins)}th of the replies, 95 % interval")
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    axes.grid(alpha=0.3)
    axes.legend(loc="upper left")


def _bin_shares(right: Floats, weights: Floats, bins: Sequence[NDArray[np.intp]]) -> Floats:
    """Share right in each bin for each draw, shape (b, bins); NaN where a draw has none of it."""
    with np.errstate(invalid="ignore"):
        return np.stack([weights[:, m] @ right[m] / weights[:, m].sum(axis=1) for m in bins], axis=1)
