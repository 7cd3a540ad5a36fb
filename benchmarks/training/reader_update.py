"""What a training changed of the reader's weights, made small: index.encoders.reader.read_reader says as what."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.reader import low_rank_of

RANK = 30
ROUNDS = 4  # of fitting each of the two parts to what the other leaves


def compressed(name: str, update: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """The arrays of the weight of that name, from its update (out, in)."""
    found: dict[str, NDArray[Any]] = {}
    rest = np.zeros_like(update)
    for _ in range(ROUNDS):
        left, sizes, right = np.linalg.svd(update - rest, full_matrices=False)
        root = np.sqrt(sizes[:RANK])
        found = in_eight_bits(f"{name}.up", left[:, :RANK] * root)
        found |= in_eight_bits(f"{name}.down", root[:, None] * right[:RANK])
        up, down = low_rank_of(found, name)
        missing = update - up @ down
        size = np.abs(missing).mean(1, keepdims=True).astype(np.float16)
        rest = np.where(missing > 0, size, -size).astype(np.float32)
    return found | {f"{name}.signs": np.packbits(rest > 0, axis=1), f"{name}.size": size}


def in_eight_bits(name: str, values: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    """A matrix by this name, and by the name of its scale what makes floats of each row."""
    scale = np.maximum(np.abs(values).max(1, keepdims=True) / 127, np.finfo(np.float16).tiny).astype(np.float16)
    small = np.round(values / scale.astype(np.float32)).clip(-127, 127).astype(np.int8)
    return {name: small, f"{name}_scale": scale}
