"""What is particular of a build for Milvus: where embeddings are known from, and where the version goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from index.catalog import Reading
from index.embed import PreparedEncoder
from index.errors import IndexDamaged, SearchIndexError
from index.manifest import Manifest
from index.milvus.connection import Connection, NotThere, connection
from index.milvus.layout import DIGEST, PASSAGE, STATES, Names, read_row
from index.milvus.store import MilvusStore
from index.milvus.write import digest_of
from index.place import MilvusPlace
from index.reuse import NOTHING_EARLIER, Earlier, Embedded

_AT_ONCE = 256  # readings of a call


class MilvusTarget(MilvusStore):
    """A build is made in a folder of this machine as ever, and then stored."""

    def __init__(self, place: MilvusPlace) -> None:
        super().__init__(place)
        self._server = connection(place)

    @contextmanager
    def earlier(self, prepared: PreparedEncoder) -> Iterator[Earlier]:
        """What the version in use knows, where this encoder and projection made it."""
        projection = prepared.projection.fingerprint if prepared.projection else None
        with suppress(SearchIndexError):  # nothing in use, or what is damaged has nothing to give
            model = self.manifest(version := self.current()).model
            if (model.fingerprint, model.projection) == (prepared.encoder.fingerprint, projection):
                collection = Names(self.place.collection).passages(version)
                yield _Stored(self._server, collection, model.dimension)
                return
        with NOTHING_EARLIER as nothing:
            yield nothing

    def publish_built(self, staged: Path, manifest: Manifest, in_use: bool) -> None:
        """Store it; see `MilvusStore.publish`."""
        self.publish(staged, manifest, in_use)


class _Stored:
    def __init__(self, milvus: Connection, collection: str, dimension: int) -> None:
        self._milvus = milvus
        self._collection = collection
        self._dimension = dimension

    def look_up(self, readings: Sequence[Reading]) -> dict[Reading, Embedded]:
        known: dict[Reading, Embedded] = {}
        for begin in range(0, len(readings), _AT_ONCE):
            asked = {digest_of(reading): reading for reading in readings[begin : begin + _AT_ONCE]}
            listed = ", ".join(f'"{digest}"' for digest in asked)
            try:
                found = self._milvus.work(
                    "query", self._collection, filter=f"{DIGEST} in [{listed}]", output_fields=[DIGEST, STATES, PASSAGE]
                )
            except NotThere:  # removed meanwhile
                return known
            for entity in found:
                with suppress(IndexDamaged):  # `verify` is there to say so
                    row = read_row(entity, self._dimension)
                    reading = asked[entity[DIGEST]]
                    if (row.passage.readable, row.passage.own_start) == (reading.text, reading.own_start):
                        known[reading] = Embedded(row.vector, row.tokens)
        return known
