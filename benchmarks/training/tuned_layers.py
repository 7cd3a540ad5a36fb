"""The encoder's last layers with an update of low rank (LoRA: Hu et al., 2021), and the token projection, as PyTorch trains them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from training.encoder_texts import KEPT, Ints, Texts
from training.layers import SCALE, LowRankLayers

from index.tokens import LAYERS

RANK = 16
NOTHING = 0.6, 0.5  # levels to begin with, of a token's best match and of the cosine
ADAPTER_FILE, PROJECTION_FILE = "adapter.npz", "late_interaction.npz"


class Tuned(LowRankLayers):
    """The last layers with their updates, and the projection of `index.tokens`."""

    def __init__(self, bert: Any, starts: Path, name: str) -> None:
        super().__init__(bert, KEPT, RANK)
        before = starts / name  # of a round before
        with np.load(before / PROJECTION_FILE if before.exists() else starts / f"{name}.npz") as arrays:
            names = [of for of in arrays.files if of != "model"]
            self.projection = nn.ParameterDict({of: nn.Parameter(torch.from_numpy(arrays[of])) for of in names})
        if before.exists():
            self._go_on(before / ADAPTER_FILE)
        self.sharpness = nn.Parameter(torch.tensor([2.3, 3.0]))  # of late interaction, of the cosine
        self.nothing = nn.Parameter(torch.tensor(NOTHING))  # what a passage must reach, likewise

    def _go_on(self, adapter: Path) -> None:
        """From the updates that a round before wrote."""
        with np.load(adapter) as arrays, torch.no_grad():
            for at, name in enumerate(self.names):
                self.down[at].copy_(torch.from_numpy(arrays[f"{name}.down"]))
                self.up[at].copy_(torch.from_numpy(arrays[f"{name}.up"]).float() / SCALE)

    def states(self, x: Tensor, is_there: Tensor, weights: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
        """(n, t, 768): those after each of LAYERS, from the states after the last layer that stays."""
        is_there = is_there | ~is_there.any(1, keepdim=True)  # nothing attends to no token at all
        states = [x, *self.after_each(x, is_there, weights)]
        return torch.cat([states[layer - KEPT] for layer in LAYERS], -1)

    def read(
        self, texts: Texts, places: Ints, weights: Sequence[tuple[Tensor, Tensor]]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The texts' own tokens end to end (t, 768), how many each has (n,), and the texts' vectors (n, 384)."""
        tokens: list[Tensor] = [torch.empty(0)] * len(places)
        order = np.argsort(np.diff(texts.starts)[places], kind="stable")
        for part in np.array_split(order, 3):  # of about the same length, so that little is padded
            if len(part):
                x, is_there, own = texts.padded(places[part])
                own = torch.where(own.any(1, keepdim=True), own, is_there)
                for place, states, kept in zip(part, self.states(x, is_there, weights), own, strict=False):
                    tokens[place] = states[kept]
        vectors = torch.stack([of[:, x.shape[2] :].mean(0) for of in tokens])
        return torch.cat(tokens), torch.tensor([len(of) for of in tokens]), functional.normalize(vectors, dim=-1)

    def late_interaction(self, question: tuple[Tensor, Tensor], passage: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        """MaxSim of each question with each passage, over the root of the weights' sum, and that of nothing: (questions,
        passages + 1).
        """
        (asked, asked_lengths), (told, told_lengths) = question, passage
        weights = functional.softplus((asked * mask) @ self.projection["weight"] + self.projection["weight_bias"])
        cosines = self._vectors(told * mask) @ self._vectors(asked * mask).T
        best = torch.segment_reduce(cosines, "max", lengths=told_lengths, axis=0)
        owner = torch.repeat_interleave(torch.arange(len(asked_lengths)), asked_lengths)
        summed = torch.zeros(len(asked_lengths), len(told_lengths)).index_add(0, owner, (best * weights).T)
        root = torch.zeros(len(asked_lengths)).index_add(0, owner, weights)[:, None] ** 0.5
        return torch.cat((summed / root, root * self.nothing[0]), 1)

    def _vectors(self, states: Tensor) -> Tensor:
        of = self.projection
        bent = functional.gelu(states @ of["hidden"] + of["hidden_bias"], approximate="tanh") @ of["out"]
        return functional.normalize(states @ of["linear"] + of["linear_bias"] + bent, dim=-1)

    def updates(self) -> dict[str, NDArray[np.float16]]:
        """By the weight's name in the model, `down` (RANK, in) and `up` (out, RANK)."""
        found = {f"{name}.down": down for name, down in zip(self.names, self.down, strict=True)}
        found |= {f"{name}.up": SCALE * up for name, up in zip(self.names, self.up, strict=True)}
        return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}
