"""Weights that come with the package, each file of them made for one model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = Mapping[str, NDArray[Any]]


def weights_for(model: str, file: Path) -> Weights:
    """The arrays of a file by name; none where they were made for a model of another fingerprint, or there is no file."""
    fits, weights = _read(file)
    return weights if fits == model else {}


def fingerprint(beginning: str, weights: Weights) -> str:
    """16 hexadecimal digits of a text, and of names and contents of weights."""
    digest = hashlib.sha256(beginning.encode())
    for name in sorted(weights):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(weights[name]).tobytes())
    return digest.hexdigest()[:16]


@cache
def _read(file: Path) -> tuple[str, Weights]:
    if not file.exists():
        return "", {}
    with np.load(file, allow_pickle=False) as arrays:
        return str(arrays["model"]), {name: arrays[name] for name in arrays.files if name != "model"}
