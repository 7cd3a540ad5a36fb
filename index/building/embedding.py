"""Passages embedded batch by batch: what an earlier version knows is taken from it, the rest is encoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import Reading
from index.encoder import Encoder, Tell
from index.reuse import Earlier, Embedded
from index.tokens import NO_TOKENS, Projection, Tokens


@dataclass(frozen=True, slots=True)
class ToEmbed:
    """All passages of a build: their `catalog`, and how what is embedded already is opened."""

    catalog: Path
    open_earlier: Callable[[], AbstractContextManager[Earlier]]


@dataclass(frozen=True, slots=True)
class Batch:
    """What the encoder reads for passages that follow each other, and what is known of it."""

    readings: list[Reading]
    known: dict[Reading, Embedded]


@dataclass(frozen=True, slots=True)
class EmbeddedBatch:
    """Passages that follow each other: `vectors` (n, d) float16, all their `tokens` (t, 64) int8 end to end, and how many
    each has, `lengths` (n,) int64. `reused` of the n were known.
    """

    vectors: NDArray[np.float16]
    tokens: Tokens
    lengths: NDArray[np.int64]
    reused: int


def look_up(readings: list[Reading], earlier: Earlier) -> Batch:
    """These readings with what is known of them."""
    return Batch(readings, earlier.look_up(list(dict.fromkeys(readings))))


def embed(batch: Batch, encoder: Encoder, projection: Projection | None, tell: Tell | None = None) -> EmbeddedBatch:
    """Encode what is not known; what is read twice in a batch is encoded once."""
    known = batch.known
    new = [reading for reading in dict.fromkeys(batch.readings) if reading not in known]
    embedded = known | dict(zip(new, _encode(new, encoder, projection, tell), strict=True))
    tokens = [embedded[reading].tokens for reading in batch.readings]
    return EmbeddedBatch(
        vectors=np.stack([embedded[reading].vector for reading in batch.readings]),
        tokens=np.concatenate(tokens),
        lengths=np.array([len(one) for one in tokens], np.int64),
        reused=sum(reading in known for reading in batch.readings),
    )


def _encode(
    readings: Sequence[Reading], encoder: Encoder, projection: Projection | None, tell: Tell | None
) -> Iterator[Embedded]:
    encodings = encoder.encode_passages([reading.text for reading in readings], tell)
    for reading, encoding in zip(readings, encodings, strict=True):
        vector, tokens = encoding.vector, NO_TOKENS
        if projection:
            vector, tokens = projection.passage(encoding, reading.own_start)
        yield Embedded(vector.astype(np.float16), tokens)
