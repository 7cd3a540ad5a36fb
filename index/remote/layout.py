"""How versions lie in an object store. A file has the name of its checksum, so that versions share what is equal.

<url>/blobs/<sha256>                     a file of one or more versions
<url>/versions/<version>/manifest.json   what the version is made of
<url>/removed/<version>.json             the manifest of a version that was cleaned up; its files follow a day later
<url>/CURRENT                            written last: the version to follow, when it was pushed, and in lines of
                                         `name checksum` what its owner keeps beside the versions (a calibration)

Nothing here is believed. A follower compares every byte with the manifest before it publishes anything, and
no name of a manifest becomes a path: files have the names that this program knows, blobs those of checksums.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from index.errors import StoreEmpty, StoreRefused
from index.manifest import LARGEST_MANIFEST, MANIFEST, VERSION_NAME, Manifest, parse_manifest
from index.place import CALIBRATION_FILE
from index.remote.object_store import ObjectStore

CURRENT = "CURRENT"
VERSIONS = "versions"
REMOVED = "removed"
BLOBS = "blobs"

BESIDE = (CALIBRATION_FILE,)  # files of the index folder without which followers would answer otherwise

LARGEST_BESIDE = 1 << 20  # bytes
_LARGEST_CURRENT = 1000  # bytes

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pointer:
    """The version to follow, and the checksums of what lies beside the versions, by name."""

    version: str
    beside: dict[str, str]


@dataclass(frozen=True, slots=True)
class Published:
    """A version in the store: its manifest, also as the bytes that it was written as."""

    manifest: Manifest
    content: bytes


class RemoteVersions:
    """The versions in an object store."""

    def __init__(self, store: ObjectStore) -> None:
        self.store = store
        self.name = store.name

    def pointer(self) -> bytes:
        """What CURRENT holds, to see whether it is another; StoreEmpty where nothing has been pushed."""
        content = self.store.read(CURRENT, _LARGEST_CURRENT)
        if content is None:
            raise StoreEmpty(f"there is no index at {self.name} yet; push one with `chatbot index push`.")
        return content

    def followed(self) -> Pointer:
        """What CURRENT says; StoreRefused where it names no version."""
        version, _, *beside = [*self.pointer().decode(errors="replace").split("\n"), ""]
        if not VERSION_NAME.fullmatch(version.strip()):
            raise StoreRefused(
                f"{self.name}: CURRENT names {version[:40]!r}, which is no version; push the index again."
            )
        pairs = (line.split(" ") for line in beside if line)
        named = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
        return Pointer(
            version.strip(), {name: sha for name, sha in named.items() if name in BESIDE and is_checksum(sha)}
        )

    def current(self) -> str:
        """The version to follow; StoreRefused where CURRENT names none."""
        return self.followed().version

    def published(self, version: str) -> Published:
        """A version's manifest, checked; StoreRefused, IndexDamaged or IndexMismatch say what is wrong with it."""
        content = self.store.read(manifest_name(version), LARGEST_MANIFEST)
        if content is None:
            raise StoreRefused(f"{self.name} lacks {manifest_name(version)}; push the index again.")
        manifest = parse_manifest(content, f"{version} at {self.name}")
        if manifest.version != version:
            raise StoreRefused(
                f"{self.name}: {manifest_name(version)} belongs to another version; push the index again with --full."
            )
        return Published(manifest, content)

    def blobs_of(self, manifest: str) -> frozenset[str]:
        """The checksums that a manifest lists, of whatever format; none where it is not there.

        StoreRefused where it cannot be read: what it needs is then not known.
        """
        content = self.store.read(manifest, LARGEST_MANIFEST)
        if content is None:
            return frozenset()
        try:
            found = frozenset(record["sha256"] for record in json.loads(content)["files"].values())
            if all(_SHA256.fullmatch(checksum) for checksum in found):
                return found
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            pass
        raise StoreRefused(
            f"{self.name}: {manifest} cannot be read, so nothing was cleaned up; push that version again with --full, or remove the file."
        )


def manifest_name(version: str) -> str:
    """Where a version's manifest lies."""
    return f"{VERSIONS}/{version}/{MANIFEST}"


def blob_name(checksum: str) -> str:
    """Where a file lies."""
    return f"{BLOBS}/{checksum}"


def is_checksum(name: str) -> bool:
    """Whether a name in `blobs/` is one that a push gave."""
    return _SHA256.fullmatch(name) is not None
