"""An owner's own calibration of the confidence: a file beside the index, made by `chatbot calibrate`.

It maps the log-odds of the shipped models by a line (Platt, "Probabilistic Outputs for Support Vector
Machines", 1999) and has floors of its own. It lies in the index folder, so that it outlives every
rebuild, and says which encoder, token projection and models its log-odds came from; with others it
does not apply.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.decide import SMALLEST
from chatbot.errors import CalibrationError
from chatbot.ranking.model_files import DATA
from index import CALIBRATION_FILE, PassageIndex, appearing_file

# Near misses, shares of which the floors are kept for; between them lies a straight line.
SHARES = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)

_log = logging.getLogger(__name__)

Floats = NDArray[np.float64]


class Origin(BaseModel):
    """What the log-odds came from: fingerprints of the encoder, of the token projection and of the package's models."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    encoder: str
    projection: str | None
    models: str


class Calibration(BaseModel):
    """log-odds = `slope` * the shipped log-odds + `intercept`.

    `floors` are the confidences at which the `SHARES` of near misses are answered; none is below
    `least_floor`, which keeps questions out that have nothing to do with the documents. `made_from`
    and `created` are for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    created: str
    made_from: str
    origin: Origin
    slope: float = Field(gt=0, allow_inf_nan=False)
    intercept: float = Field(allow_inf_nan=False)
    floors: tuple[float, ...] = Field(min_length=len(SHARES), max_length=len(SHARES))
    least_floor: float = Field(0.0, ge=0, le=1)

    def __call__(self, confidence: Floats) -> Floats:
        """Shipped confidences to calibrated ones, in any shape."""
        return 1 / (1 + np.exp(-(self.slope * log_odds(confidence) + self.intercept)))

    def floor(self, false_answers: float) -> float:
        """The calibrated confidence at which this share of near misses is answered."""
        return max(self.least_floor, float(np.interp(false_answers, SHARES, self.floors)))


def fitting(calibration: Calibration | None, found: Origin) -> Calibration | None:
    """The calibration where it was made of log-odds that come from where those do which were `found`; None where it was not, which the
    log says.
    """
    if calibration is None:
        return None
    others = [name for name, value in found if getattr(calibration.origin, name) != value]
    if not others:
        return calibration
    _log.warning(
        "%s is left aside: it was made with another %s; make a new one with `chatbot calibrate`",
        CALIBRATION_FILE,
        " and another ".join(_NAMES[name] for name in others),
    )
    return None


def origin(name: str, passage_index: PassageIndex) -> Origin:
    """What log-odds come from over this index, where what gives them is called so."""
    digest = hashlib.sha256(name.encode())
    for file in sorted(DATA.glob("*.npz")):
        digest.update(file.read_bytes())
    model = passage_index.model
    return Origin(encoder=model.fingerprint, projection=model.projection, models=digest.hexdigest()[:16])


def read_calibration(index_dir: Path) -> Calibration | None:
    """The calibration beside an index; None where there is none, or where it cannot be read, which the log says."""
    file = index_dir / CALIBRATION_FILE
    try:
        return Calibration.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        _log.error(
            "%s is left aside: it cannot be read (%s); make a new one with `chatbot calibrate`",
            CALIBRATION_FILE,
            type(error).__name__,
        )
        return None


def write_calibration(calibration: Calibration, index_dir: Path) -> Path:
    """Replace the calibration beside an index, atomically; CalibrationError where it cannot be written."""
    file = index_dir / CALIBRATION_FILE
    try:
        with appearing_file(file) as stream:
            stream.write(f"{calibration.model_dump_json(indent=1)}\n".encode())
    except OSError as error:
        raise CalibrationError(f"{file} cannot be written: {error.strerror or error}.") from error
    return file


def log_odds(confidence: Floats) -> Floats:
    """Of probabilities in any shape, kept away from 0 and 1."""
    kept = np.clip(confidence, SMALLEST, 1 - SMALLEST)
    odds: Floats = np.log(kept / (1 - kept))
    return odds


_NAMES = {"encoder": "encoder", "projection": "token projection", "models": "version of the package's models"}
