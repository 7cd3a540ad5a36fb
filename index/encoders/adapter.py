"""A tuning of the packaged model's last layers: a low-rank update for each of their weights.

Made by benchmarks/training/train_encoder.py (LoRA: Hu et al., "Low-Rank Adaptation of Large Language Models", ICLR 2022);
index/data/MODEL_CARD.md says on what. It is folded into the weights when the model is loaded, so nothing costs more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ADAPTER_FILE = Path(__file__).parents[1] / "data" / "adapter.npz"

Updates = Mapping[str, NDArray[np.float16]]


def read_adapter(untuned: str) -> Updates:
    """The updates for a model by the fingerprint of its files: for a weight (out, in) its `NAME.down` (r, in) and `NAME.up`
    (out, r); none for a model that they were not made for.
    """
    fits, updates = _read(ADAPTER_FILE)
    return updates if fits == untuned else {}


def apply_adapter(model: Any, updates: Updates) -> None:
    """Fold the updates into the weights of a Transformers model."""
    import torch  # a model is there, so it is loaded already

    with torch.no_grad():
        for name in sorted({name.rpartition(".")[0] for name in updates}):
            up, down = (torch.from_numpy(updates[f"{name}.{part}"].astype(np.float32)) for part in ("up", "down"))
            model.get_submodule(name).weight += up @ down


def tuned_fingerprint(untuned: str, updates: Updates) -> str:
    """Of a model as it is once the updates are in it, 16 hexadecimal digits; that of its files where there are none."""
    if not updates:
        return untuned
    digest = hashlib.sha256(untuned.encode())
    for name in sorted(updates):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(updates[name]).tobytes())
    return digest.hexdigest()[:16]


@cache
def _read(file: Path) -> tuple[str, Updates]:
    if not file.exists():
        return "", {}
    with np.load(file, allow_pickle=False) as arrays:
        return str(arrays["model"]), {name: arrays[name] for name in arrays.files if name != "model"}
