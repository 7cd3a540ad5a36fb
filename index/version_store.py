"""The versions of an index, in whichever place they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from index.manifest import Damage, Manifest, ModelRecord
from index.place import MilvusPlace, Place
from index.versions import Pruned, VersionStore


class Versions(Protocol):
    """The versions of an index, wherever they are kept; `index.versions` says what each deed does."""

    @property
    def folder(self) -> Path:
        """This machine's index folder."""
        ...

    def current(self) -> str:
        """The version in use."""
        ...

    def versions(self) -> list[str]:
        """Every published version, oldest first."""
        ...

    def known(self, version: str) -> str:
        """The same name, where there is such a version."""
        ...

    def manifest(self, version: str) -> Manifest:
        """What it says of itself."""
        ...

    def check(self, version: str) -> Manifest:
        """The same after a cheap check."""
        ...

    def damages(self, version: str) -> list[Damage]:
        """The full check."""
        ...

    def removal(self, version: str) -> str:
        """How a damaged version is removed by hand."""
        ...

    def size(self, version: str) -> int:
        """Bytes of this machine's disk that building it takes."""
        ...

    def leftovers(self) -> Sequence[object]:
        """What dead builds left."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """The right to build."""
        ...

    def rollback(self, version: str | None = None) -> str:
        """Use another version."""
        ...

    def prune(self, keep: int) -> Pruned:
        """Remove old ones."""
        ...


# index.milvus is imported where it is asked for: its client takes half a second, and is an extra.


def current_version(place: Place) -> str:
    """The name of the version in use, without opening it; IndexMissing where nothing was published."""
    return version_store(place).current()


def current_model(place: Place) -> ModelRecord:
    """The model of the version in use, without opening the rest; the errors are those of `open_index`."""
    store = version_store(place)
    return store.manifest(store.current()).model


def version_store(place: Place) -> Versions:
    """The versions in a place."""
    if isinstance(place, MilvusPlace):
        from index.milvus.store import MilvusStore

        return MilvusStore(place)
    return VersionStore(place)
