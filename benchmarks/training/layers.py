"""An encoder's layers as PyTorch trains them on a CPU: with an update of low rank (LoRA: Hu et al., 2021), or in full."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

HEADS = 12  # attention heads
SCALE, DROPOUT = 2.0, 0.1

# Of each layer, in the order in which a token passes them.
WEIGHTS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class Layers(nn.Module):
    """The layers of a Transformers model from `first` on, whose weights whoever trains them gives."""

    def __init__(self, bert: Any, first: int) -> None:
        super().__init__()
        layers = list(bert.encoder.layer)[first:]
        self.names = [
            f"encoder.layer.{place}.{name}" for place in range(first, len(bert.encoder.layer)) for name in WEIGHTS
        ]
        modules = [bert.get_submodule(name) for name in self.names]
        self.frozen = [(module.weight.detach(), module.bias.detach()) for module in modules]
        self.norms = [
            [
                (norm.weight.detach(), norm.bias.detach(), norm.eps)
                for norm in (layer.attention.output.LayerNorm, layer.output.LayerNorm)
            ]
            for layer in layers
        ]

    def after_each(self, x: Tensor, is_there: Tensor, weights: Sequence[tuple[Tensor, Tensor]]) -> Iterator[Tensor]:
        """The states (n, t, d) after each layer, from those before the first; `is_there` (n, t) are the tokens that count."""
        count, tokens = x.shape[:2]
        hidden = torch.where(is_there, 0.0, -1e4)[:, None, None].bfloat16()
        weights = [(weight.bfloat16(), bias.bfloat16()) for weight, bias in weights]
        with torch.autocast("cpu", torch.bfloat16):
            for layer, norms in enumerate(self.norms):
                query, key, value, out, up, down = weights[len(WEIGHTS) * layer : len(WEIGHTS) * (layer + 1)]
                heads = [
                    functional.linear(x, *one).view(count, tokens, HEADS, -1).transpose(1, 2)
                    for one in (query, key, value)
                ]
                # Written out: PyTorch's own attention takes three times as long to differentiate on a CPU.
                near = (heads[0] / math.sqrt(heads[0].shape[-1])) @ heads[1].transpose(-1, -2) + hidden
                seen = (near.softmax(-1) @ heads[2]).transpose(1, 2).reshape(count, tokens, -1)
                y = _norm(self.dropped(functional.linear(seen, *out)) + x, norms[0])
                wide = functional.linear(functional.gelu(functional.linear(y, *up)), *down)
                x = _norm(self.dropped(wide) + y, norms[1])
                yield x

    def dropped(self, x: Tensor) -> Tensor:
        """The same numbers of all of a text's tokens are dropped: a mask for each would cost as much as a layer."""
        if not self.training:
            return x
        return x * ((torch.rand(len(x), 1, x.shape[-1]) >= DROPOUT) / (1 - DROPOUT)).to(x.dtype)


class LowRankLayers(Layers):
    """Layers that stay as they are, with an update of this rank for each weight."""

    def __init__(self, bert: Any, first: int, rank: int) -> None:
        super().__init__(bert, first)
        down = [torch.randn(rank, weight.shape[1]) / math.sqrt(weight.shape[1]) for weight, _ in self.frozen]
        self.down = nn.ParameterList(map(nn.Parameter, down))
        self.up = nn.ParameterList(nn.Parameter(torch.zeros(len(weight), rank)) for weight, _ in self.frozen)

    def weights(self) -> list[tuple[Tensor, Tensor]]:
        """Each with its update, and its bias."""
        return [
            (weight + SCALE * up @ down, bias)
            for (weight, bias), up, down in zip(self.frozen, self.up, self.down, strict=True)
        ]


class FullLayers(Layers):
    """Layers whose weights are trained themselves; their biases and norms stay as they are."""

    def __init__(self, bert: Any) -> None:
        super().__init__(bert, 0)
        self.full = nn.ParameterList(nn.Parameter(weight.clone()) for weight, _ in self.frozen)

    def weights(self) -> list[tuple[Tensor, Tensor]]:
        """Each with its bias."""
        return [(weight, bias) for weight, (_, bias) in zip(self.full, self.frozen, strict=True)]


def _norm(x: Tensor, norm: tuple[Tensor, Tensor, float]) -> Tensor:
    return functional.layer_norm(x.float(), x.shape[-1:], *norm)
