"""What is particular of a build for Milvus: where embeddings are known from, and where the version goes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from index.catalog import Reading, digest_of
from index.embed import Maker
from index.errors import IndexBusy, IndexDamaged, SearchIndexError
from index.manifest import Manifest
from index.milvus.connection import Connection, NotThere
from index.milvus.layout import DIGEST, PASSAGE, STATES, read_row, tables
from index.milvus.leases import Lease
from index.milvus.search import open_milvus
from index.milvus.store import MilvusStore
from index.milvus.write import store_version
from index.progress import Progress
from index.reuse import Earlier, Embedded, nothing_earlier

_AT_ONCE = 256  # readings of a call


class MilvusTarget(MilvusStore):
    """A build is made in a folder of this machine as ever, and then stored."""

    @contextmanager
    def earlier(self, maker: Maker) -> Iterator[Earlier]:
        """What the version in use knows, where this encoder and projection made it."""
        stored = None
        with suppress(SearchIndexError):  # nothing in use, or what is damaged has nothing to give
            model = self.manifest(version := self.current()).model
            if Maker(model.fingerprint, model.projection) == maker:
                stored = _Stored(self.milvus, self.names.passages(version), model.dimension)
        with nothing_earlier() if stored is None else nullcontext(stored) as earlier:
            yield earlier

    def publish_built(self, staged: Path, manifest: Manifest, in_use: bool, progress: Progress) -> None:
        """Store what was built in a folder and, if `in_use`, use it; the first one always is.

        Everything is stored, indexed, loaded and opened once before the alias names it.
        """
        passages = self.names.passages(manifest.version)
        writing = f"{self.names.building}{secrets.token_hex(6)}"
        lease = Lease(self.milvus, writing)
        is_renamed = False
        try:
            for done in store_version(self.milvus, staged, manifest, writing):
                progress("store", done, manifest.counts.passages)
            if self.milvus.work("has_collection", passages):
                raise IndexBusy(
                    f"another machine published {manifest.version} in this very second; build again with `chatbot index build`."
                )
            self.milvus.work("rename_collection", tables(writing), tables(passages))
            is_renamed = True
            self.milvus.work("rename_collection", writing, passages)
            self.milvus.work("load_collection", tables(passages))
            open_milvus(self.place, manifest.version).close()
        except SearchIndexError:
            with suppress(SearchIndexError):
                self.drop(writing)
                if is_renamed:
                    self.drop(passages)
            raise
        finally:
            lease.release()
        if in_use or not self.has_current():
            self.use(manifest.version)


class _Stored:
    def __init__(self, milvus: Connection, collection: str, dimension: int) -> None:
        self._milvus = milvus
        self._collection = collection
        self._dimension = dimension

    def look_up(self, readings: Sequence[Reading]) -> dict[Reading, Embedded]:
        known: dict[Reading, Embedded] = {}
        for begin in range(0, len(readings), _AT_ONCE):
            asked = {
                digest_of(reading.text, reading.own_start).hex(): reading
                for reading in readings[begin : begin + _AT_ONCE]
            }
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
