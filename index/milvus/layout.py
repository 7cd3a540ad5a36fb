"""What lies in Milvus: the collections of a version, their fields, and how a passage becomes a row and back.

<prefix>_<version>           one row a passage; the alias <prefix>_current names the one in use
<prefix>_<version>_tables    what is small and read when a version is opened, and the documents' texts
<prefix>_encoder_<print>     the encoder of that fingerprint, which many versions share
<prefix>_leases              who reads or writes a version right now, and until when
<prefix>_building_...        a version being written, and its tables

A row holds what is searched (`dense`, `terms`) and what ranking reads (`states`), so that a question's candidates
come in one call. Half-precision vectors, postings and tokens lie packed in one text field, as Milvus has no field for
bytes: their numbers are those of the embedded engine to the last bit, and an index that compresses `dense` changes none.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from index.errors import IndexDamaged, SourceError
from index.manifest import VERSION_NAME
from index.passage import BlockKind, Passage
from index.tokens import NUMBERS, Tokens

ROW, DENSE, TERMS, STATES, PASSAGE, DIGEST = "row", "dense", "terms", "states", "passage", "digest"
KEY, CONTENT, UNUSED = "key", "content", "unused"

LONGEST_TEXT = 65_535  # bytes of a VARCHAR field (Milvus' limits)
NO_TERM = 0  # what a passage without terms has, as a sparse vector must not be empty; real terms count from 1
NO_WEIGHT = 1e-9

_PACKED = "z"  # before what was compressed: no digit of base64 is followed by a colon
_FIELDS = tuple(field.name for field in fields(Passage))

Terms = NDArray[np.int32]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one index's collections."""

    prefix: str

    @property
    def current(self) -> str:
        """The alias of the version in use."""
        return f"{self.prefix}_current"

    @property
    def leases(self) -> str:
        """The collection of leases."""
        return f"{self.prefix}_leases"

    @property
    def building(self) -> str:
        """What the names of versions being written begin with."""
        return f"{self.prefix}_building_"

    def passages(self, version: str) -> str:
        """A version's passages."""
        return f"{self.prefix}_{version.replace('-', '_')}"

    def encoder(self, fingerprint: str) -> str:
        """The files of an encoder."""
        return f"{self.prefix}_encoder_{fingerprint.replace('-', '_')}"

    def version(self, collection: str) -> str | None:
        """The version whose passages these are; None for any other collection."""
        version = collection.removeprefix(f"{self.prefix}_").replace("_", "-")
        return version if VERSION_NAME.fullmatch(version) and collection == self.passages(version) else None


def tables(passages: str) -> str:
    """The tables that belong to a collection of passages."""
    return f"{passages}_tables"


@dataclass(frozen=True)
class Row:
    """A passage as it is read: its postings' `numbers` (k,) int32 from 1 with their `scores` (k,) float32, its `vector`
    (d,) float16 and its `tokens` (t, 64) int8.
    """

    passage: Passage
    vector: NDArray[np.float16]
    numbers: Terms
    scores: Scores
    tokens: Tokens

    @cached_property
    def terms(self) -> Mapping[int, float]:
        """Each term's number and score."""
        return dict(zip(self.numbers.tolist(), self.scores.tolist(), strict=True))


def write_row(row: int, value: Row, digest: str) -> dict[str, Any]:
    """A passage as Milvus gets it."""
    terms = dict(value.terms) or {NO_TERM: NO_WEIGHT}
    return {
        ROW: row,
        DENSE: value.vector.astype(np.float32),
        TERMS: terms,
        STATES: _states(value),
        PASSAGE: pack(json.dumps(asdict(value.passage), ensure_ascii=False).encode(), readable=True),
        DIGEST: digest,
    }


def read_row(entity: Mapping[str, Any], dimension: int) -> Row:
    """What `write_row` wrote; IndexDamaged where it is something else."""
    try:
        vector, numbers, scores, tokens = read_states(entity[STATES], dimension)
        values = json.loads(unpack(entity[PASSAGE]))
        passage = Passage(**{name: values[name] for name in _FIELDS} | {
            "kind": BlockKind(values["kind"]), "section": tuple(values["section"])
        })  # fmt: skip
    except (KeyError, TypeError, ValueError, zstandard.ZstdError) as error:
        raise IndexDamaged(
            f"row {entity.get(ROW)} of the collection is not as it was written; check the index with `chatbot index verify`."
        ) from error
    return Row(passage, vector, numbers, scores, tokens)


def _states(value: Row) -> str:
    """A count of postings as 4 bytes, then vector, numbers, scores and tokens end to end, little-endian."""
    parts = (
        np.array([len(value.numbers)], "<i4"),
        value.vector.astype("<f2"),
        value.numbers.astype("<i4"),
        value.scores.astype("<f4"),
        value.tokens,
    )
    return pack(b"".join(part.tobytes() for part in parts))


def read_states(packed: str, dimension: int) -> tuple[NDArray[np.float16], Terms, Scores, Tokens]:
    """Vector, numbers, scores and tokens; ValueError where they are not whole."""
    data = unpack(packed)
    count = int(np.frombuffer(data, "<i4", 1)[0])
    place = 4
    vector = np.frombuffer(data, "<f2", dimension, place)
    place += 2 * dimension
    numbers = np.frombuffer(data, "<i4", count, place)
    place += 4 * count
    scores = np.frombuffer(data, "<f4", count, place)
    place += 4 * count
    return vector, numbers, scores, np.frombuffer(data, np.int8, -1, place).reshape(-1, NUMBERS)


def pack(data: bytes, readable: bool = False) -> str:
    """Bytes as a text that fits a field: as they are where they are `readable`, else in base64; compressed where that is
    too long.
    """
    if readable and len(data) <= LONGEST_TEXT:
        return data.decode()
    text = base64.b64encode(data).decode()
    if not readable and len(text) <= LONGEST_TEXT:
        return text
    text = f"{_PACKED}:{base64.b64encode(zstandard.compress(data)).decode()}"
    if len(text) > LONGEST_TEXT:
        raise SourceError(
            "a passage holds more than a field of Milvus takes (64 kB); lower index.longest_chars, or take the embedded engine."
        )
    return text


def unpack(text: str) -> bytes:
    """The bytes of `pack`."""
    if text.startswith(f"{_PACKED}:"):
        return zstandard.decompress(base64.b64decode(text[2:], validate=True))
    return text.encode() if text.startswith("{") else base64.b64decode(text, validate=True)
