"""The version in use goes to an object store, for other machines to follow.

Files first, then the manifest, then CURRENT: a push that dies leaves the store's CURRENT as it was, and what it
had sent is not sent again. Two pushes at once send the same bytes under the same names.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from index.errors import IndexDamaged, StoreAway, StoreEmpty, StoreRefused
from index.manifest import MANIFEST, is_sound, read_manifest, sha256_of
from index.progress import Progress
from index.remote.layout import BESIDE, CURRENT, RemoteVersions, blob_name, manifest_name
from index.remote.parallel import in_parallel
from index.versions import VersionStore

# A file that no version names is counted on while it is younger, as what a killed push had sent; `sweep` may
# remove it at four times that age, so that neither a slow push nor a clock that is hours off does harm.
_FRESH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What went to the store; `before` is the version that its CURRENT named, None where it named none."""

    version: str
    before: str | None
    files: int
    sent: int
    sent_bytes: int
    seconds: float


def push_version(
    versions: VersionStore, remote: RemoteVersions, full: bool = False, progress: Progress | None = None
) -> Pushed:
    """Send what the store lacks of the version in use, and make it the one to follow.

    Each file is compared with its checksum before it is sent. `full` sends every file, whatever the store has.
    IndexDamaged where the version is not sound, StoreAway and StoreRefused where the store is not to be had.
    """
    if not remote.store.is_writable:
        raise StoreRefused(f"{remote.name} can only be read; push to what lies behind it, and pull from here.")
    begin = time.perf_counter()
    store = remote.store
    pin = versions.pin(versions.current())
    try:
        manifest = read_manifest(pin.folder)
        before = _followed(remote)
        counted_on = remote.blobs_of(manifest_name(before)) if before and not full else frozenset()
        names = {record.sha256: name for name, record in manifest.files.items()}  # two equal files are one here
        sent: list[int] = []

        def send(checksum: str, _: threading.Event) -> None:
            name, blob = names[checksum], blob_name(checksum)
            size = manifest.files[name].bytes
            if not full and store.size(blob) == size and (checksum in counted_on or _is_fresh(remote, blob)):
                return
            if not is_sound(pin.folder, manifest, [name]):
                raise IndexDamaged(
                    f"index version {manifest.version}: {name} is not as it was written, so nothing is pushed; go back with `chatbot index rollback`, or build again."
                )
            store.put(blob, pin.folder / name)
            sent.append(size)
            if progress:
                progress("send", sum(sent), sum(record.bytes for record in manifest.files.values()))

        def check(checksum: str, _: threading.Event) -> None:
            size = manifest.files[names[checksum]].bytes
            if (found := store.size(blob_name(checksum))) != size:
                raise StoreAway(
                    f"{remote.name} has {found or 0:,} bytes of {names[checksum]} where {size:,} were sent; push again."
                )

        in_parallel(send, names)
        store.write(manifest_name(manifest.version), (pin.folder / MANIFEST).read_bytes())
        in_parallel(check, names)  # all that a follower will ask for is there before it is told
        lines = [manifest.version, f"pushed {datetime.now(UTC).isoformat()}", *_send_beside(versions, remote)]
        store.write(CURRENT, "".join(f"{line}\n" for line in lines).encode())
    finally:
        pin.release()
    return Pushed(manifest.version, before, len(names), len(sent), sum(sent), time.perf_counter() - begin)


def _followed(remote: RemoteVersions) -> str | None:
    """The version that the store's CURRENT names; None where it names none, which this push mends."""
    try:
        return remote.current()
    except (StoreEmpty, StoreRefused):
        return None


def _send_beside(versions: VersionStore, remote: RemoteVersions) -> Iterator[str]:
    """Send the owner's files beside the versions; the lines of CURRENT that name them."""
    for name in BESIDE:
        if (file := versions.folder / name).is_file():
            try:
                content = file.read_bytes()
            except OSError as error:
                raise IndexDamaged(
                    f"{file} cannot be read ({error.strerror}); mend its permissions or its disk, and push again."
                ) from error
            remote.store.write(blob_name(checksum := sha256_of(content)), content)
            yield f"{name} {checksum}"


def _is_fresh(remote: RemoteVersions, blob: str) -> bool:
    return datetime.now(UTC) - remote.store.modified(blob) < _FRESH
