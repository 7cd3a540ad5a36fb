"""The encoder's last layers with an update of low rank (LoRA: Hu et al., 2021), and the token projection, as PyTorch trains them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from training.encoder_texts import KEPT, Ints, Texts

from index.tokens import LAYERS

HEADS = 12  # attention heads
RANK, SCALE, DROPOUT = 16, 2.0, 0.1
NOTHING = 0.6, 0.5  # levels to begin with, of a token's best match and of the cosine
ADAPTER_FILE, PROJECTION_FILE = "adapter.npz", "late_interaction.npz"

# Of each layer, in the order in which a token passes them.
WEIGHTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class Tuned(nn.Module):
    """The last layers with their updates, and the projection of `index.tokens`."""

    def __init__(self, bert: Any, starts: Path, name: str) -> None:
        super().__init__()
        self.layers = list(range(KEPT, len(bert.encoder.layer)))
        modules = [bert.encoder.layer[layer].get_submodule(name) for layer in self.layers for name in WEIGHTS]
        self.frozen = [(module.weight.detach(), module.bias.detach()) for module in modules]
        self.norms = [
            [
                (norm.weight.detach(), norm.bias.detach(), norm.eps)
                for norm in (of.attention.output.LayerNorm, of.output.LayerNorm)
            ]
            for of in (bert.encoder.layer[layer] for layer in self.layers)
        ]
        down = [torch.randn(RANK, weight.shape[1]) / math.sqrt(weight.shape[1]) for weight, _ in self.frozen]
        self.down = nn.ParameterList(map(nn.Parameter, down))
        self.up = nn.ParameterList(nn.Parameter(torch.zeros(len(weight), RANK)) for weight, _ in self.frozen)
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
            for at, name in enumerate(self._names()):
                self.down[at].copy_(torch.from_numpy(arrays[f"{name}.down"]))
                self.up[at].copy_(torch.from_numpy(arrays[f"{name}.up"]).float() / SCALE)

    def weights(self) -> list[tuple[Tensor, Tensor]]:
        return [
            (weight + SCALE * up @ down, bias)
            for (weight, bias), up, down in zip(self.frozen, self.up, self.down, strict=True)
        ]

    def states(self, x: Tensor, is_there: Tensor, weights: Sequence[tuple[Tensor, Tensor]]) -> Tensor:
        """(n, t, 768): those after each of LAYERS, from the states after the last layer that stays."""
        read, count, tokens = [], *x.shape[:2]
        is_there = is_there | ~is_there.any(1, keepdim=True)  # nothing attends to no token at all
        hidden = torch.where(is_there, 0.0, -1e4)[:, None, None].bfloat16()
        weights = [(weight.bfloat16(), bias.bfloat16()) for weight, bias in weights]
        with torch.autocast("cpu", torch.bfloat16):
            for layer, norms in enumerate(self.norms):
                if KEPT + layer in LAYERS:
                    read.append(x)
                query, key, value, out, up, down = weights[len(WEIGHTS) * layer : len(WEIGHTS) * (layer + 1)]
                heads = [
                    functional.linear(x, *one).view(count, tokens, HEADS, -1).transpose(1, 2)
                    for one in (query, key, value)
                ]
                # Written out: PyTorch's own attention takes three times as long to differentiate on a CPU.
                near = (heads[0] / math.sqrt(heads[0].shape[-1])) @ heads[1].transpose(-1, -2) + hidden
                seen = (near.softmax(-1) @ heads[2]).transpose(1, 2).reshape(count, tokens, -1)
                y = self._norm(self._dropped(functional.linear(seen, *out)) + x, norms[0])
                wide = functional.linear(functional.gelu(functional.linear(y, *up)), *down)
                x = self._norm(self._dropped(wide) + y, norms[1])
        return torch.cat((*read, x), -1)

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

    def _dropped(self, x: Tensor) -> Tensor:
        """The same numbers of all of a text's tokens are dropped: a mask for each would cost as much as a layer."""
        if not self.training:
            return x
        return x * ((torch.rand(len(x), 1, x.shape[-1]) >= DROPOUT) / (1 - DROPOUT)).to(x.dtype)

    def _norm(self, x: Tensor, norm: tuple[Tensor, Tensor, float]) -> Tensor:
        return functional.layer_norm(x.float(), x.shape[-1:], *norm)

    def updates(self) -> dict[str, NDArray[np.float16]]:
        """By the weight's name in the model, `down` (RANK, in) and `up` (out, RANK)."""
        found = {f"{name}.down": down for name, down in zip(self._names(), self.down, strict=True)}
        found |= {f"{name}.up": SCALE * up for name, up in zip(self._names(), self.up, strict=True)}
        return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}

    def _names(self) -> list[str]:
        return [f"encoder.layer.{layer}.{name}" for layer in self.layers for name in WEIGHTS]
