"""What turns texts into vectors, seen from both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Progress = Callable[[int], None]  # told how many more texts are done
Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns questions and passages into normalised vectors. Safe to use from several threads."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text would get another vector."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def encode_question(self, question: str) -> Vectors:
        """One question: shape (dimension,), float32, of length 1."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """One row a text: shape (n, dimension), float32, of length 1.

        A text's vector does not depend on the other texts of the call, to the last bit: a rebuild
        that embeds only what is new must equal one that embeds everything.
        """
        ...
