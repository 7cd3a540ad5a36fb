"""Small linear models as arrays in a file: fitted elsewhere, applied here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).parents[1] / "data"  # the files, and MODEL_CARD.md of what they were fitted on


@dataclass(frozen=True, slots=True)
class LinearModel:
    """bias + sum(weight * (x - mean) / scale) over the named signals; every array has shape (n,), float64.

    `projection` is the fingerprint of the token projection whose signals it was fitted on.
    """

    names: tuple[str, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weight: NDArray[np.float64]
    bias: float
    projection: str

    @classmethod
    def load(cls, file: Path) -> LinearModel:
        """Read a model that benchmarks/training wrote."""
        with np.load(file, allow_pickle=False) as arrays:
            return cls(
                names=tuple(map(str, arrays["names"])),
                mean=arrays["mean"],
                scale=arrays["scale"],
                weight=arrays["weight"],
                bias=float(arrays["bias"]),
                projection=str(arrays["projection"]),
            )

    def __call__(self, signals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Signals of shape (…, n) in the order of `names` to values of shape (…)."""
        values: NDArray[np.float64] = ((signals - self.mean) / self.scale) @ self.weight + self.bias
        return values
