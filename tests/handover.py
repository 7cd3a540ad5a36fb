"""A store in a folder, with whoever pushes to it and whoever follows it; a plugin."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import StoreAway
from index.manifest import read_manifest
from index.remote.layout import RemoteVersions
from index.remote.object_store import ObjectStore
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World


class Store(ObjectStore):
    """A store that counts what it sends, and whose connections are cut after so many bytes."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.sent = 0
        self._counting = threading.Lock()  # files come beside each other
        self.written: list[str] = []
        self.cut_after: Iterator[int] = iter(())

    def pieces(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        if not name.startswith("blobs/"):
            yield from super().pieces(name, begin, end)
            return
        with self._counting:
            left = next(self.cut_after, 1 << 60)
        for piece in super().pieces(name, begin, end):
            for start in range(0, len(piece), 500):
                if left <= 0:
                    raise StoreAway("the connection was cut")
                with self._counting:
                    self.sent += len(piece[start : start + 500])
                left -= 500
                yield piece[start : start + 500]

    def put(self, name: str, file: Path) -> None:
        super().put(name, file)
        self.written.append(name)

    def write(self, name: str, content: bytes) -> None:
        super().write(name, content)
        self.written.append(name)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a folder, with nothing in it."""
    return Store(f"file://{tmp_path}/store")


@pytest.fixture
def remote(store: Store, monkeypatch: pytest.MonkeyPatch) -> RemoteVersions:
    """What it holds; a cut connection is taken up without a pause."""
    monkeypatch.setattr("index.remote.pull._PAUSE", 0.0)
    return RemoteVersions(store)


@pytest.fixture
def publisher(own_world: World) -> VersionStore:
    return VersionStore(own_world.index_dir)


@pytest.fixture
def follower(tmp_path: Path) -> VersionStore:
    """An index folder of another machine, with nothing in it."""
    return VersionStore(tmp_path / "follower")


def news(world: World, text: str = "A storm broke the North Light.") -> str:
    """A version with one more sentence; its name."""
    (world.library / "news.txt").write_text(f"{text}\n", encoding="utf-8")
    return world.build().version


def on_disk(store: Store, name: str) -> Path:
    return Path(store._root) / name


def age(store: Store, hours: float, folder: str = ".") -> None:
    """As if everything in a folder of the store had been written so much earlier."""
    for path in on_disk(store, folder).rglob("*"):
        if path.is_file():
            os.utime(path, times=(earlier := path.stat().st_mtime - hours * 3600, earlier))


def total(versions: VersionStore, version: str) -> int:
    return sum(record.bytes for record in read_manifest(versions.folder_of(version)).files.values())
