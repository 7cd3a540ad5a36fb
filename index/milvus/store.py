"""The versions of an index in Milvus: which one is in use, publishing, going back, cleaning up.

A version is a collection with its tables (`layout`). It is written under another name, and renamed when it is whole; an
alias names the one in use and is changed last, in one call. A build that dies leaves collections that nobody opens.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from pathlib import Path

from index.errors import IndexDamaged, IndexMismatch, IndexMissing, VersionUnknown
from index.manifest import Damage, Manifest
from index.milvus.connection import NotThere, connection
from index.milvus.header import WITHOUT, read_header
from index.milvus.layout import Names, tables
from index.milvus.leases import leased
from index.milvus.verify import stored_damages
from index.place import MilvusPlace
from index.sound_versions import sound_before, to_prune
from index.versions import Pruned, VersionStore


class MilvusStore:
    """The versions in one place. `folder` is this machine's index folder, where a version is built."""

    without = WITHOUT  # files that a build need not make

    def __init__(self, place: MilvusPlace) -> None:
        self.place = place
        self.folder = place.folder
        self.milvus = connection(place)
        self.names = Names(place.collection)
        self._local = VersionStore(place.folder)

    def current(self) -> str:
        """The version in use; IndexMissing where nothing was published."""
        try:
            collection = self.milvus.call("describe_alias", self.names.current)["collection_name"]
        except NotThere as error:
            raise IndexMissing(
                f"there is no index in Milvus at {self.place.uri} ({self.names.prefix}); build one with `chatbot index build`."
            ) from error
        version = self.names.version(collection)
        if version is None:
            raise VersionUnknown(
                f"the alias {self.names.current} names {collection}, which is no index version; choose one with `chatbot index rollback VERSION`."
            )
        return version

    def versions(self) -> list[str]:
        """Every published version, oldest first (a name begins with its time)."""
        found = set(self.milvus.call("list_collections"))
        names = (self.names.version(collection) for collection in found if tables(collection) in found)
        return sorted(name for name in names if name)

    def known(self, version: str) -> str:
        """The same name, where there is such a version; VersionUnknown otherwise."""
        versions = self.versions()
        if version not in versions:
            raise VersionUnknown(
                f"there is no index version {version!r} in Milvus at {self.place.uri}; there are: {', '.join(versions) or 'none'}."
            )
        return version

    def manifest(self, version: str) -> Manifest:
        """What the version says of itself; IndexDamaged or IndexMismatch where it is not sound."""
        return read_header(self.milvus, version)[1]

    check = manifest

    def damages(self, version: str) -> list[Damage]:
        """The full check: every field of every row, and every table."""
        return stored_damages(self.milvus, version)

    def removal(self, version: str) -> str:
        """How a damaged version is removed by hand."""
        passages = self.names.passages(version)
        return f"drop the collections {passages} and {tables(passages)} in Milvus"

    def size(self, version: str) -> int:
        """Bytes of this machine's disk that a build needs for a while."""
        return sum(record.bytes for record in self.manifest(version).files.values())

    def leftovers(self) -> list[str]:
        """What builds that died left behind; while one is at work, what it is writing too."""
        found = set(self.milvus.work("list_collections"))
        halves = {name for name in found if name.endswith(tables("")) and name.removesuffix(tables("")) not in found}
        return sorted(
            name
            for name in found
            if name.startswith(self.names.building)
            or (name in halves and self.names.version(name.removesuffix(tables(""))))
            or (self.names.version(name) and tables(name) not in found)
        )

    def lock(self) -> AbstractContextManager[None]:
        """The right to build on this machine. Builds of other machines do no harm: the last one published is in use."""
        return self._local.lock()

    def staging(self) -> AbstractContextManager[Path]:
        """A new folder to build a version in, removed in the end."""
        return self._local.staging()

    def use(self, version: str) -> None:
        """Make a version the one in use: loaded, then named by the alias in one call."""
        passages = self.names.passages(version)
        self.milvus.work("load_collection", passages)
        try:
            self.milvus.work("describe_alias", self.names.current)
        except NotThere:
            self.milvus.work("create_alias", passages, self.names.current)
        else:
            self.milvus.work("alter_alias", passages, self.names.current)

    def has_current(self) -> bool:
        """Whether a version is in use."""
        try:
            self.current()
        except (IndexMissing, VersionUnknown):
            return False
        return True

    def drop(self, version_or_leftover: str) -> None:
        """Remove a collection of passages with its tables."""
        for collection in (version_or_leftover, tables(version_or_leftover)):
            with suppress(NotThere):
                self.milvus.work("drop_collection", collection)

    def rollback(self, version: str | None = None) -> str:
        """Use another version: the one named, or the newest sound one before the current. Its name comes back."""
        if version is None:
            version = sound_before(self, self.current(), f"Milvus at {self.place.uri}")
        self.check(self.known(version))
        self.use(version)
        return version

    def prune(self, keep: int) -> Pruned:
        """As that of a folder's versions."""
        doomed = to_prune(self, keep)
        busy = leased(self.milvus)
        removed, in_use = [], []
        for version in doomed:
            passages = self.names.passages(version)
            if passages in busy:
                in_use.append(version)
                continue
            self.drop(passages)
            removed.append(version)
        for leftover in {name.removesuffix(tables("")) for name in self.leftovers()} - busy:
            self.drop(leftover)
        if not any(collection.startswith(self.names.building) for collection in busy):
            self._drop_encoders()
        return Pruned(removed, in_use)

    def _drop_encoders(self) -> None:
        """Those that made none of the versions. Not while a build is at work, which may count on one of them."""
        try:
            used = {self.names.encoder(self.manifest(version).model.fingerprint) for version in self.versions()}
        except (IndexDamaged, IndexMismatch, VersionUnknown):
            return  # which encoder that version needs is not known, and any may be its only copy
        prefix = self.names.encoder("")
        for collection in self.milvus.work("list_collections"):
            if collection.startswith(prefix) and collection not in used:
                with suppress(NotThere):
                    self.milvus.work("drop_collection", collection)
