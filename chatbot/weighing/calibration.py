"""An owner's own calibration of the confidence: a file beside the index, made by `chatbot calibrate`.

It maps the log-odds of the shipped models by a line (Platt, "Probabilistic Outputs for Support Vector
Machines", 1999) and has floors of its own. It lies in the index folder, so that it outlives every
rebuild, and says which encoder, token projection and models its log-odds came from; with others it
does not apply.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chatbot.decide import SMALLEST
from chatbot.errors import CalibrationError
from chatbot.rank import Ranker
from chatbot.ranking.model_files import DATA
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.retrieve import Candidates
from index import CALIBRATION_FILE, Passage, PassageIndex

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


@dataclass(frozen=True, slots=True)
class CalibratedRanker:
    """A ranker whose confidence is calibrated anew; the order stays."""

    ranker: Ranker
    calibration: Calibration

    @property
    def name(self) -> str:
        """Names what the confidence comes from."""
        return self.ranker.name

    def rank(self, question: str, candidates: Candidates, passages: Sequence[Passage]) -> list[RankedHit]:
        """The best candidates in order; `passages` are those of the candidates, in their order."""
        ranked = self.ranker.rank(question, candidates, passages)
        confidences = self.calibration(np.array([hit.confidence for hit in ranked]))
        return [replace(hit, confidence=float(c)) for hit, c in zip(ranked, confidences, strict=True)]

    def floor(self, false_answers: float) -> float:
        """The confidence at which this share of near misses is answered."""
        return self.calibration.floor(false_answers)


def calibrated(ranker: Ranker, calibration: Calibration | None, passage_index: PassageIndex) -> Ranker:
    """The ranker with its calibration, or as it is where there is none or it does not fit; the log says why."""
    if calibration is None:
        return ranker
    found = origin(ranker, passage_index)
    others = [name for name, value in found if getattr(calibration.origin, name) != value]
    if not others:
        return CalibratedRanker(ranker, calibration)
    _log.warning(
        "%s is left aside: it was made with another %s; make a new one with `chatbot calibrate`",
        CALIBRATION_FILE,
        " and another ".join(_NAMES[name] for name in others),
    )
    return ranker


def origin(ranker: Ranker, passage_index: PassageIndex) -> Origin:
    """What this ranker's log-odds come from over this index."""
    digest = hashlib.sha256(ranker.name.encode())
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
    file, replacement = index_dir / CALIBRATION_FILE, index_dir / f".{CALIBRATION_FILE}-{os.getpid()}"
    try:
        replacement.write_text(calibration.model_dump_json(indent=1) + "\n", encoding="utf-8")
        replacement.replace(file)
    except OSError as error:
        raise CalibrationError(f"{file} cannot be written: {error.strerror or error}.") from error
    return file


def log_odds(confidence: Floats) -> Floats:
    """Of probabilities in any shape, kept away from 0 and 1."""
    kept = np.clip(confidence, SMALLEST, 1 - SMALLEST)
    odds: Floats = np.log(kept / (1 - kept))
    return odds


_NAMES = {"encoder": "encoder", "projection": "token projection", "models": "version of the package's models"}
