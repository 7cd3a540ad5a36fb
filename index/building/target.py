"""Where a build's version goes: each engine's own part of building."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from index.embed import Maker
from index.manifest import Manifest
from index.place import MilvusPlace, Place
from index.progress import Progress
from index.reuse import Earlier, earlier_versions
from index.search import check_opens
from index.versions import VersionStore

# index.milvus is imported where it is asked for, as in index/version_store.py.


class Target(Protocol):
    """What a build writes to."""

    @property
    def folder(self) -> Path:
        """This machine's index folder."""
        ...

    @property
    def without(self) -> Collection[str]:
        """Files of a version that the engine makes for itself."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """The right to build; IndexBusy where another process has it."""
        ...

    def staging(self) -> AbstractContextManager[Path]:
        """A new folder to build in, removed unless it became a version."""
        ...

    def versions(self) -> list[str]:
        """Every published version, oldest first."""
        ...

    def current(self) -> str:
        """The version in use."""
        ...

    def manifest(self, version: str) -> Manifest:
        """What a version says of itself."""
        ...

    def earlier(self, maker: Maker) -> AbstractContextManager[Earlier]:
        """What earlier versions of this encoder know."""
        ...

    def publish_built(self, staged: Path, manifest: Manifest, in_use: bool, progress: Progress) -> None:
        """Check what was built in a folder and make it a version; then, if `in_use`, the one in use.

        `progress` is told of passages, where that takes long.
        """
        ...


def build_target(place: Place) -> Target:
    """What a build for this place writes to."""
    if isinstance(place, MilvusPlace):
        from index.milvus.target import MilvusTarget

        return MilvusTarget(place)
    return _FolderTarget(place)


def open_earlier(place: Place, maker: Maker) -> AbstractContextManager[Earlier]:
    """What earlier versions in this place know that this encoder and projection made."""
    return build_target(place).earlier(maker)


class _FolderTarget(VersionStore):
    without = ()

    def earlier(self, maker: Maker) -> AbstractContextManager[Earlier]:
        return earlier_versions(self, maker)

    def publish_built(self, staged: Path, manifest: Manifest, in_use: bool, progress: Progress) -> None:  # noqa: ARG002  # it takes a moment
        check_opens(staged)
        self.publish(staged, manifest.version, in_use)
