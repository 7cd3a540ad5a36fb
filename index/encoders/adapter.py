"""A tuning of the packaged model's last layers: a low-rank update for each of their weights.

Made by benchmarks/training/train_encoder.py (LoRA: Hu et al., "Low-Rank Adaptation of Large Language Models", ICLR 2022);
index/data/MODEL_CARD.md says on what. It is folded into the weights when the model is loaded, so nothing costs more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.packaged_weights import Weights, fingerprint, weights_for

ADAPTER_FILE = Path(__file__).parents[1] / "data" / "adapter.npz"


def read_adapter(untuned: str) -> Weights:
    """The updates for a model by the fingerprint of its files: for a weight (out, in) its `NAME.down` (r, in) and `NAME.up`
    (out, r), float16; none for a model that they were not made for.
    """
    return weights_for(untuned, ADAPTER_FILE)


def apply_adapter(model: Any, updates: Weights) -> None:
    """Fold the updates into the weights of a Transformers model."""
    import torch  # a model is there, so it is loaded already

    with torch.no_grad():
        for name in sorted({name.rpartition(".")[0] for name in updates}):
            up, down = (torch.from_numpy(updates[f"{name}.{part}"].astype(np.float32)) for part in ("up", "down"))
            model.get_submodule(name).weight += up @ down


def tuned_fingerprint(untuned: str, updates: Weights) -> str:
    """Of a model as it is once the updates are in it, 16 hexadecimal digits; that of its files where there are none."""
    if not updates:
        return untuned
    return fingerprint(untuned, updates)
