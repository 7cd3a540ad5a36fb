"""The weights of the reader: a model that reads a question and a passage together and says whether the one answers the other.

It is the packaged encoder as it is tuned, trained on as a cross-encoder (Nogueira and Cho, "Passage Re-ranking with BERT", 2019).
Of what that changed of each weight the largest part is stored as a product of low rank, and of the rest the signs with one size a
row (Liu et al., "BitDelta: Your Fine-Tune May Only Be Worth One Bit", 2024): a fourth of it all in eight bits. Made by
benchmarks/training/train_reader.py; index/data/MODEL_CARD.md says on what.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.packaged_weights import Weights, fingerprint, weights_for

READER_FILE = Path(__file__).parents[1] / "data" / "reader.npz"

# Tokens at most: of the question, of what stands before the passage, of all with the four that part them.
QUESTION, BEFORE, LONGEST = 40, 20, 96
KINDS = 3  # of tokens: the question's, those of what stands before the passage, the passage's


def read_reader(model: str) -> Weights:
    """The reader's weights for an encoder by its fingerprint; none for a model that they were not made for.

    For a weight (out, in) of it `NAME.down` (r, in) and `NAME.up` (out, r), int8, with what makes floats of each row,
    `NAME.down_scale` (r, 1) and `NAME.up_scale` (out, 1), float16; and `NAME.signs` (out, in / 8) uint8, a bit for each number, 1 where
    it is above 0, with `NAME.size` (out, 1) float16. `kinds` (KINDS, d) stand in the place of its token types;
    `head` (2 * d,) and `bias` () make log-odds of the first token's state and the mean of the question's, all float32.
    """
    return weights_for(model, READER_FILE)


def reader_fingerprint(weights: Weights) -> str:
    """Of a reader's weights and of how texts are joined for it, 16 hexadecimal digits; empty for none. Not of the precision at which
    it is run.
    """
    return fingerprint(f"{QUESTION} {BEFORE} {LONGEST}", weights) if weights else ""


def update_of(weights: Weights, name: str) -> NDArray[np.float32]:
    """What is added to the encoder's weight of that name, (out, in)."""
    up, down = low_rank_of(weights, name)
    return up @ down + signs_of(weights, name) * weights[f"{name}.size"].astype(np.float32)


def low_rank_of(weights: Weights, name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The part of low rank of the update of that weight, (out, r) and (r, in)."""
    scaled = (weights[f"{name}.{part}"] * weights[f"{name}.{part}_scale"].astype(np.float32) for part in ("up", "down"))
    up, down = scaled
    return up, down


def signs_of(weights: Weights, name: str) -> NDArray[np.float32]:
    """1 or -1 for each number of that weight (out, in)."""
    return np.unpackbits(weights[f"{name}.signs"], axis=1).astype(np.float32) * 2 - 1


def updated(weights: Weights) -> list[str]:
    """The names of the encoder's weights that are changed, sorted."""
    return sorted(name.removesuffix(".signs") for name in weights if name.endswith(".signs"))


def joined(
    question: NDArray[np.int64], before: NDArray[np.int64], passage: NDArray[np.int64], first: int, parting: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The tokens of all three as the reader has them, and their kinds, both (tokens,) int64; what is too long is cut at its end.

    `first` is the token in front, `parting` the one behind each of the three.
    """
    question, before = question[:QUESTION], before[:BEFORE]
    passage = passage[: LONGEST - 4 - len(question) - len(before)]
    tokens = np.concatenate(([first], question, [parting], before, [parting], passage, [parting]))
    return tokens.astype(np.int64), np.repeat(range(KINDS), [len(question) + 2, len(before) + 1, len(passage) + 1])


def reader_of(model: Any, weights: Weights) -> Any:
    """The reader as a PyTorch module, from the Transformers model of the encoder: tokens, attention mask and kinds of one pair,
    each (1, tokens), to its log-odds, (1,).
    """
    import torch  # a model is there, so it is loaded already

    bert = copy.deepcopy(model)
    with torch.no_grad():
        for name in updated(weights):
            bert.get_submodule(name).weight += torch.from_numpy(update_of(weights, name))
        kinds = torch.from_numpy(weights["kinds"])
        bert.embeddings.token_type_embeddings = torch.nn.Embedding.from_pretrained(kinds)  # type: ignore[no-untyped-call]  # torch's own
    head, bias = torch.from_numpy(weights["head"]), torch.from_numpy(weights["bias"])

    class Reader(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert
            self.asked = torch.tensor(0)  # tokens of the question
            bert.encoder.layer[-1].attention.register_forward_hook(self._without_passage)

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
            self.asked = (kinds == 0).sum()
            read = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=kinds)
            states = read.last_hidden_state
            return torch.cat((states[:, 0], states.mean(1)), -1) @ head + bias

        def _without_passage(self, _module: torch.nn.Module, _given: Any, gives: Any) -> Any:
            """What stands behind the last attention is needed of the question's tokens alone."""
            attended, *weights = gives
            return attended[:, : self.asked], *weights

    return Reader().eval()
