"""The version that an object store says is to be followed comes here, and into use as if it had been built here.

<index-dir>/partial/<sha256>.partial   a file on its way; a pull that is cut or killed goes on where it ended

What any version here has already is linked, not fetched. Every file is compared with its checksum before
anything is published, so a version is whole and as it was pushed, or not there.
"""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from index.appearing import appearing_file
from index.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexNotWritable,
    SearchIndexError,
    StoreAway,
    StoreRefused,
)
from index.links import link_or_copy
from index.manifest import (
    MANIFEST,
    STAGING_PREFIX,
    FileRecord,
    Manifest,
    is_sound,
    read_manifest,
    sha256_of,
    sha256_of_file,
)
from index.progress import Progress
from index.remote.layout import LARGEST_BESIDE, Pointer, RemoteVersions, blob_name
from index.remote.parallel import in_parallel
from index.search import check_opens
from index.versions import VersionStore, writing

PARTIAL = "partial"

_TRIES = 3  # without a byte of progress, then the store is away
_PAUSE = 0.5  # seconds before the second try


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came; `switched` where another version was in use before."""

    version: str
    switched: bool
    files: int
    fetched: int
    fetched_bytes: int
    seconds: float


def pull_version(versions: VersionStore, remote: RemoteVersions, progress: Progress | None = None) -> Pulled:
    """Make the version that the store names the one in use, fetching what no version here has.

    A version that is here already, and by the cheap check as it was written, is only switched to. StoreAway where the store is
    not to be had, StoreRefused, IndexDamaged or IndexMismatch where what it holds is not right; the version in use stays as it
    is then.
    """
    begin = time.perf_counter()
    pointer = remote.followed()
    version = pointer.version
    if not _is_sound_here(versions, version):
        with writing(versions.folder), versions.lock():
            if not _is_sound_here(versions, version):  # no other pull was faster
                files, fetched, fetched_bytes = _fetch_version(versions, remote, pointer, progress)
                return Pulled(version, True, files, fetched, fetched_bytes, time.perf_counter() - begin)
    with writing(versions.folder):
        _fetch_beside(versions, remote, pointer)
    switched = version != _in_use(versions)
    if switched:
        versions.rollback(version)
    if (versions.folder / PARTIAL).exists():
        with suppress(IndexBusy), versions.lock():  # left by a pull that was killed when all had come
            shutil.rmtree(versions.folder / PARTIAL, ignore_errors=True)
    return Pulled(version, switched, 0, 0, 0, time.perf_counter() - begin)


def _is_sound_here(versions: VersionStore, version: str) -> bool:
    """Whether there is such a version, and nothing of it is gone or cut."""
    if version not in versions.versions():
        return False
    try:
        versions.check(version)
    except IndexDamaged:
        return False
    except IndexMismatch:
        pass  # fetched once more it would be no other
    return True


def _fetch_version(
    versions: VersionStore, remote: RemoteVersions, pointer: Pointer, progress: Progress | None
) -> tuple[int, int, int]:
    """Fetch a version and publish it, with the lock held; its files, those that were fetched, and their bytes."""
    version = pointer.version
    with versions.staging() as folder:
        published = remote.published(version)
        manifest = published.manifest
        linked = _link_known(versions, manifest, folder)
        missing = {name: record for name, record in manifest.files.items() if name not in linked}
        arriving = _Arriving(versions.folder / PARTIAL, remote, version, progress)
        arriving.fetch(missing)
        for name, record in missing.items():
            link_or_copy(arriving.file_of(record), folder / name)
        (folder / MANIFEST).write_bytes(published.content)
        check_opens(folder)
        _fetch_beside(versions, remote, pointer)  # a server reads it when it takes up the version
        versions.publish(folder, version)
        arriving.clear()
    return len(manifest.files), len(missing), arriving.fetched_bytes


def _fetch_beside(versions: VersionStore, remote: RemoteVersions, pointer: Pointer) -> None:
    """Take over what the publisher keeps beside its versions, where it is another here."""
    for name, checksum in pointer.beside.items():
        file = versions.folder / name
        if file.is_file() and sha256_of_file(file) == checksum:
            continue
        content = remote.store.read(blob_name(checksum), LARGEST_BESIDE)
        if content is None or sha256_of(content) != checksum:
            raise StoreRefused(
                f"{remote.name}: {name} {'is not there' if content is None else 'has other bytes than were pushed'}; push again with `chatbot index push --full`."
            )
        with appearing_file(file, prefix=STAGING_PREFIX) as arriving:
            arriving.write(content)


def _in_use(versions: VersionStore) -> str | None:
    with suppress(SearchIndexError):  # whatever is wrong with it, a pull mends it
        return versions.current()
    return None


def _link_known(versions: VersionStore, manifest: Manifest, folder: Path) -> set[str]:
    """Link the files that versions here have; their names."""
    wanted = {(record.sha256, record.bytes): name for name, record in manifest.files.items()}
    linked: set[str] = set()
    for version in reversed(versions.versions()):
        with ExitStack() as pinned, suppress(SearchIndexError):  # a damaged version has nothing to give
            pin = versions.pin(version)
            pinned.callback(pin.release)
            theirs = read_manifest(pin.folder)
            for name, record in theirs.files.items():
                ours = wanted.get((record.sha256, record.bytes))
                if ours and ours not in linked and is_sound(pin.folder, theirs, [name]):
                    link_or_copy(pin.folder / name, folder / ours)
                    linked.add(ours)
    return linked


class _Arriving:
    """Files on their way from a store, kept where a pull is cut until they are whole."""

    def __init__(self, folder: Path, remote: RemoteVersions, version: str, progress: Progress | None) -> None:
        self._folder = folder
        self._remote = remote
        self._version = version
        self._progress = progress
        self._counting = threading.Lock()
        self._wanted = self._here = self.fetched_bytes = 0

    def file_of(self, record: FileRecord) -> Path:
        """Where a file is while it arrives, and then."""
        return self._folder / f"{record.sha256}.partial"

    def clear(self) -> None:
        """Forget what has arrived, and what was meant for a version that is not followed any more."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def fetch(self, missing: Mapping[str, FileRecord]) -> None:
        """Fetch these files side by side; each is whole and compared with its checksum."""
        once = {record.sha256: (name, record) for name, record in missing.items()}.values()  # two equal files are one
        self._wanted = sum(record.bytes for _, record in once)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._here = sum(self._kept(record) for _, record in once)
        free = shutil.disk_usage(self._folder).free
        if (needed := self._wanted - self._here) > free:
            raise IndexNotWritable(
                f"index version {self._version} needs {needed >> 20:,} MB more and the disk of {self._folder.parent} has {free >> 20:,}; free it, as with `chatbot index prune --keep 2`."
            )
        in_parallel(self._fetch_one, sorted(once, key=lambda item: -item[1].bytes))

    def _fetch_one(self, item: tuple[str, FileRecord], stop: threading.Event) -> None:
        name, record = item
        file, was_kept = self.file_of(record), self._kept(record) > 0
        self._complete(name, record, stop)
        if was_kept and not stop.is_set() and sha256_of_file(file) != record.sha256:
            file.unlink()  # what was kept may have been harmed here, by a power cut for one
            self._complete(name, record, stop)
        if not stop.is_set() and sha256_of_file(file) != record.sha256:
            file.unlink()
            raise StoreRefused(
                f"{self._remote.name}: {name} of version {self._version} has other bytes than were pushed, so the version is not taken up; push it again with `chatbot index push --full`."
            )

    def _complete(self, name: str, record: FileRecord, stop: threading.Event) -> None:
        """Append what is missing of a file. A cut connection is taken up again, unless nothing comes any more."""
        tries = 0
        while not stop.is_set():
            before = self._kept(record)
            try:
                self._append(name, record, stop)
                return
            except StoreAway:
                tries = 1 if self._kept(record) > before else tries + 1
                if tries == _TRIES:
                    raise
            stop.wait(_PAUSE * 2**tries * random.uniform(0.5, 1))  # noqa: S311  # so that followers do not come in step

    def _append(self, name: str, record: FileRecord, stop: threading.Event) -> None:
        kept = self._kept(record)
        with self.file_of(record).open("ab") as stream:
            stream.truncate(kept)
            try:
                for piece in self._remote.store.pieces(blob_name(record.sha256), kept, record.bytes):
                    stream.write(piece)
                    stream.flush()
                    self._count(len(piece))
                    if stop.is_set():
                        return
            except FileNotFoundError as error:
                raise StoreRefused(
                    f"{self._remote.name} lacks {name} of version {self._version}; push it again with `chatbot index push --full`."
                ) from error
        if (found := self._kept(record)) != record.bytes:
            raise StoreRefused(
                f"{self._remote.name}: {name} of version {self._version} has {found:,} bytes where {record.bytes:,} were pushed; push it again with `chatbot index push --full`."
            )

    def _kept(self, record: FileRecord) -> int:
        """How many bytes of a file are here."""
        file = self.file_of(record)
        return min(file.stat().st_size, record.bytes) if file.exists() else 0

    def _count(self, fetched: int) -> None:
        with self._counting:
            self.fetched_bytes += fetched
            if self._progress:
                self._progress("fetch", self._here + self.fetched_bytes, self._wanted)
