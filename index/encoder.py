"""What turns texts into numbers, seen from both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Tell = Callable[[int], None]  # told how many more texts are done
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoding:
    """A text as an encoder reads it.

    `vector` is the model's own embedding of the whole text: shape (dimension,), float32, of length 1.
    `states` are the hidden states of its tokens that late interaction uses: shape (tokens, s),
    float32, with s = 0 where the encoder gives none. `offsets` are where each token stands in the
    text, in code points: shape (tokens, 2), int32, equal numbers for special tokens. `unknown`
    are the tokens that stand for what the model's vocabulary cannot spell: shape (tokens,), bool.
    """

    vector: Vectors
    states: NDArray[np.float32]
    offsets: NDArray[np.int32]
    unknown: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Reader:
    """A model that reads a question, what a passage is read behind, and the passage's own words, and gives `log_odds` that the passage
    answers. `fingerprint` changes whenever others were trained.
    """

    fingerprint: str
    log_odds: Callable[[str, str, str], float]


class Encoder(Protocol):
    """Turns questions and passages into encodings. Safe to use from several threads."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get other numbers, or the reader is another."""
        ...

    @property
    def model_fingerprint(self) -> str:
        """Of the model's own files, however it is run."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def reader(self) -> Reader | None:
        """What reads a question and a passage together; None where none was made for this model, on PyTorch, and in a build."""
        ...

    def encode_question(self, question: str) -> Encoding:
        """One question."""
        ...

    def token_offsets(self, text: str) -> NDArray[np.int32]:
        """The offsets that a passage's encoding would have, without encoding it."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Tell | None = None) -> Iterator[Encoding]:
        """One encoding a text, in order.

        A text's encoding does not depend on the other texts of the call, to the last bit: a rebuild
        that embeds only what is new must equal one that embeds everything.
        """
        ...
