"""Old versions leave an object store, and files that no version needs follow them a day later.

There is no lock over an object store, so time takes its place: a version that is cleaned up loses its manifest
at once, and its files when a day has passed. Until then a push that saw one of them there may count on it, and a
follower may be fetching it. A file that no manifest names is left alone for a day too: its push may be under way.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta

from index.manifest import LARGEST_MANIFEST, VERSION_NAME
from index.remote.layout import (
    BLOBS,
    CURRENT,
    REMOVED,
    VERSIONS,
    RemoteVersions,
    blob_name,
    is_checksum,
    manifest_name,
)
from index.remote.object_store import UNFINISHED
from index.remote.parallel import in_parallel

GRACE = timedelta(hours=24)  # longer than any push or pull takes


@dataclass(frozen=True, slots=True)
class Swept:
    """The versions that were removed from a store, and how many files, of earlier ones, were."""

    versions: list[str]
    files: int


def sweep(remote: RemoteVersions, keep: int) -> Swept:
    """Remove all but the newest `keep` versions, never the one to follow. Only after a push.

    Ages are by the store's own clock: CURRENT has just been written. StoreRefused, and nothing is removed, where a
    manifest cannot be read.
    """
    store = remote.store
    now, pointer = store.modified(CURRENT), remote.followed()
    there = [name for name in store.names(VERSIONS) if VERSION_NAME.fullmatch(name)]
    needed = {checksum for version in there for checksum in remote.blobs_of(manifest_name(version))}
    needed |= set(pointer.beside.values())
    over = []
    for name in (f"{REMOVED}/{name}" for name in store.names(REMOVED)):
        if now - store.modified(name) < GRACE:
            needed |= remote.blobs_of(name)
        else:
            over.append(name)
    old = [version for version in there[: -keep or None] if version != pointer.version]
    for version in old:
        if (content := store.read(manifest_name(version), LARGEST_MANIFEST)) is not None:
            store.write(f"{REMOVED}/{version}.json", content)
            store.remove(manifest_name(version))
    removed: list[str] = []

    def remove(blob: str, _: threading.Event) -> None:
        if now - store.modified(blob) >= GRACE:
            store.remove(blob)
            removed.append(blob)

    ours = [name for name in store.names(BLOBS) if is_checksum(name) or name.startswith(UNFINISHED)]
    in_parallel(remove, [blob_name(name) for name in ours if name not in needed])
    for name in over:
        store.remove(name)
    return Swept(old, len(removed))
