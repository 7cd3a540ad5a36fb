"""The reader's layers as train_reader.py trains them: in full, or as what is stored of them (reader_update.py)."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from training.layers import FullLayers, Layers
from training.reader_update import compressed, in_eight_bits

from index.encoders.packaged_weights import Weights
from index.encoders.reader import low_rank_of, signs_of, update_of


class WholeLayers(FullLayers):
    """All weights, which are made small in the end."""

    rate = 4e-5  # at which they learn

    def take(self, weights: Weights) -> None:
        """Those that `index.encoders.reader.read_reader` gives."""
        with torch.no_grad():
            for name, full, (before, _) in zip(self.names, self.full, self.frozen, strict=True):
                full.copy_(before + torch.from_numpy(update_of(weights, name)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `index.encoders.reader.read_reader` gives of them."""
        found: dict[str, NDArray[Any]] = {}
        for name, full, (before, _) in zip(self.names, self.full, self.frozen, strict=True):
            found |= compressed(name, (full - before).detach().numpy())
        return found


class StoredLayers(Layers):
    """What is stored: the part of low rank and the sizes are trained, the signs stay."""

    rate = 2e-4

    def __init__(self, bert: Any, weights: Weights) -> None:
        super().__init__(bert, 0)
        parts = [low_rank_of(weights, name) for name in self.names]
        self.up = nn.ParameterList(nn.Parameter(torch.from_numpy(up)) for up, _ in parts)
        self.down = nn.ParameterList(nn.Parameter(torch.from_numpy(down)) for _, down in parts)
        sizes = [torch.from_numpy(weights[f"{name}.size"].astype(np.float32)) for name in self.names]
        self.signed = [
            size * torch.from_numpy(signs_of(weights, name)) for name, size in zip(self.names, sizes, strict=True)
        ]
        # By which each size is multiplied.
        self.grown = nn.ParameterList(nn.Parameter(torch.ones_like(size)) for size in sizes)

    def weights(self) -> list[tuple[Tensor, Tensor]]:
        """Each with its update, and its bias."""
        parts = zip(self.frozen, self.up, self.down, self.grown, self.signed, strict=True)
        return [(weight + up @ down + grown * signed, bias) for (weight, bias), up, down, grown, signed in parts]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What `index.encoders.reader.read_reader` gives of them."""
        found: dict[str, NDArray[Any]] = {}
        parts = zip(self.names, self.up, self.down, self.grown, self.signed, strict=True)
        for name, *values in parts:
            up, down, grown, signed = (value.detach().numpy() for value in values)
            found |= in_eight_bits(f"{name}.up", up) | in_eight_bits(f"{name}.down", down)
            rest = grown * signed
            found |= {f"{name}.signs": np.packbits(rest > 0, axis=1)}
            found |= {f"{name}.size": np.abs(rest[:, :1]).astype(np.float16)}
        return found
