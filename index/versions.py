"""The versions of an index in its folder: which one is in use, publishing, going back, cleaning up.

<index-dir>/CURRENT                the name of the version in use, replaced atomically, last
<index-dir>/versions/<version>/    one immutable version; whoever reads it holds a shared lock on the folder
<index-dir>/versions/.building-…/  a version being written; a leftover where its build died
<index-dir>/lock                   held by whoever writes a version, for as long as that takes

A rollback need not wait for a build: what moves names about holds a lock on `versions/` for that moment
alone. Every lock dies with its owner (`locks`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritable, VersionUnknown
from index.locks import Pin, exclusive
from index.manifest import STAGING_PREFIX, VERSION_NAME, Damage, Manifest, check_version, damages, read_manifest
from index.sound_versions import sound_before, to_prune

CURRENT = "CURRENT"
_VERSIONS = "versions"
_LOCK = "lock"
_PATIENCE = 10.0  # seconds to wait for names to be moved, which takes milliseconds


@dataclass(frozen=True, slots=True)
class Pruned:
    """The versions that were removed, and those that were not because a process reads them."""

    removed: list[str]
    in_use: list[str]


class VersionStore:
    """The versions under one index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str:
        """The version in use; IndexMissing where nothing was published."""
        try:
            version = (self.folder / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            kept = self.versions()
            raise IndexMissing(
                f"there is no index in use in {self.folder} ({CURRENT} is missing); there are: {', '.join(kept)}. Choose one with `chatbot index rollback VERSION`, or build again."
                if kept
                else f"there is no index in {self.folder}; build one with `chatbot index build`.",
                kept,
            ) from error
        except OSError as error:
            raise _unreadable(self.folder / CURRENT, error) from error
        try:
            return self.known(version)
        except VersionUnknown as error:
            raise VersionUnknown(
                f"{CURRENT} names none: {error} Choose one with `chatbot index rollback VERSION`, or build again."
            ) from error

    def versions(self) -> list[str]:
        """Every published version, oldest first (a name begins with its time); a folder of any other name is none."""
        try:
            return sorted(
                entry.name
                for entry in (self.folder / _VERSIONS).iterdir()
                if VERSION_NAME.fullmatch(entry.name) and entry.is_dir()
            )
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise _unreadable(self.folder / _VERSIONS, error) from error

    def folder_of(self, version: str) -> Path:
        """Where a version's files lie."""
        return self.folder / _VERSIONS / version

    def known(self, version: str) -> str:
        """The same name, where there is such a version; VersionUnknown otherwise."""
        if version not in self.versions():
            kept = ", ".join(self.versions()) or "none"
            raise VersionUnknown(f"there is no index version {version!r} in {self.folder}; there are: {kept}.")
        return version

    def pin(self, version: str) -> Pin:
        """Keep a version from being pruned while it is read; VersionUnknown where it is gone."""
        try:
            return Pin(self.folder_of(version))
        except (BlockingIOError, FileNotFoundError, NotADirectoryError) as error:
            raise VersionUnknown(
                f"index version {version} was removed just now; `chatbot index list` shows the others."
            ) from error
        except OSError as error:
            raise _unreadable(self.folder_of(version), error) from error

    def leftovers(self) -> list[Path]:
        """What builds that died left behind; while one is at work, what it is writing too."""
        return sorted(found for pattern in ("", "*/") for found in self.folder.glob(f"{pattern}{STAGING_PREFIX}*"))

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to write a version; IndexBusy names the process that has it."""
        with writing(self.folder):
            (self.folder / _VERSIONS).mkdir(parents=True, exist_ok=True)
        with self._holding(self.folder / _LOCK, 0, os.O_RDWR | os.O_CREAT) as descriptor:
            with suppress(OSError):  # a full disk: the lock holds all the same
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            try:
                yield
            finally:
                with suppress(OSError):
                    os.ftruncate(descriptor, 0)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A new folder to write a version into, removed unless it was published. Only with the lock held.

        Leftovers of builds that died are removed first: with the lock held, nobody is writing them.
        """
        with writing(self.folder):
            self._remove_leftovers()
            staged = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=self.folder / _VERSIONS))
            staged.chmod(0o755)  # mkdtemp makes it private; the server may run as another user
            try:
                yield staged
            finally:
                shutil.rmtree(staged, ignore_errors=True)

    def manifest(self, version: str) -> Manifest:
        """What a version says of itself; IndexDamaged or IndexMismatch where that is not sound."""
        return read_manifest(self.folder_of(version))

    def check(self, version: str) -> Manifest:
        """The same after the cheap check of its files."""
        return check_version(self.folder_of(version))

    def damages(self, version: str) -> list[Damage]:
        """The full check: every byte of every file."""
        folder = self.folder_of(version)
        return damages(folder, read_manifest(folder))

    def removal(self, version: str) -> str:
        """How a damaged version is removed by hand."""
        return f"rm -r {self.folder_of(version)}"

    def size(self, version: str) -> int:
        """Bytes of a version on the disk; 0 where it cannot be read."""
        try:
            return sum(file.stat().st_size for file in self.folder_of(version).iterdir())
        except OSError:
            return 0

    def publish(self, staged: Path, version: str, in_use: bool = True) -> None:
        """Make a written folder a version and, if `in_use`, the one in use; the first one always is.

        Everything is on disk before CURRENT names it. Where that fails, the folder is no version. One of that name which is there
        already, a damaged one, gives its place; who reads it keeps its files.
        """
        with writing(self.folder):
            for file in staged.iterdir():
                file.chmod(0o444)
                _sync(file)
            _sync(staged)
            with self._moving(), self._pointer(version) as pointer:
                folder, former = self.folder_of(version), self.folder / _VERSIONS / f"{STAGING_PREFIX}former-{version}"
                if is_replaced := folder.exists():
                    folder.rename(former)
                try:
                    staged.rename(folder)
                    _sync(self.folder / _VERSIONS)
                    if in_use or not (self.folder / CURRENT).exists():
                        pointer.replace(self.folder / CURRENT)
                except OSError:
                    with suppress(FileNotFoundError):  # it was not moved
                        folder.rename(staged)
                    if is_replaced:
                        former.rename(folder)
                    raise
                _sync(self.folder)
            if is_replaced:
                shutil.rmtree(former, ignore_errors=True)

    def rollback(self, version: str | None = None) -> str:
        """Use another version: the one named, or the newest sound one before the current. Its name comes back.

        It is checked cheaply, as when it is opened; IndexDamaged or IndexMismatch where it is not sound.
        """
        with self._moving():
            if version is None:
                version = sound_before(self, self.current(), str(self.folder))
            check_version(self.folder_of(self.known(version)))
            with writing(self.folder), self._pointer(version) as pointer:
                pointer.replace(self.folder / CURRENT)
                _sync(self.folder)
        return version

    def prune(self, keep: int) -> Pruned:
        """Remove all but the newest `keep` versions, and what dead builds left; never the version in use, nor one that a process
        reads, and where the one in use is damaged none of the newest `keep` that are sound by the cheap check.
        """
        doomed, in_use = {}, []
        if not (self.folder / CURRENT).exists() and not self.versions() and self.leftovers():
            self._tidy()  # its first build died
            return Pruned([], [])
        with self._moving(), writing(self.folder):
            for version in to_prune(self, keep):
                hidden = self.folder / _VERSIONS / f"{STAGING_PREFIX}{version}"
                try:
                    with exclusive(self.folder_of(version)):
                        self.folder_of(version).rename(hidden)  # never half a version under its name
                except BlockingIOError:
                    in_use.append(version)
                    continue
                doomed[version] = hidden
        with writing(self.folder):  # it may take long, and others move names meanwhile
            for folder in doomed.values():
                _remove(folder)
        self._tidy()
        return Pruned(list(doomed), in_use)

    def _tidy(self) -> None:
        """Remove what dead builds left, unless a build is at work."""
        with suppress(IndexBusy), self.lock(), writing(self.folder):
            self._remove_leftovers()

    def _remove_leftovers(self) -> None:
        """With the lock held: no build is writing them."""
        leftovers = self.leftovers()
        with self._moving():  # nor is anyone replacing CURRENT
            for leftover in leftovers:
                if not leftover.is_dir():
                    leftover.unlink(missing_ok=True)
        for leftover in leftovers:
            _remove(leftover)

    @contextmanager
    def _moving(self) -> Iterator[None]:
        """Hold the right to move versions' names and CURRENT, for a moment."""
        if not (self.folder / _VERSIONS).is_dir():
            self.current()  # says what is missing
        with self._holding(self.folder / _VERSIONS, _PATIENCE, os.O_RDONLY):
            yield

    @contextmanager
    def _holding(self, path: Path, patience: float, flags: int) -> Iterator[int]:
        with ExitStack() as held:
            with writing(self.folder):
                try:
                    descriptor = held.enter_context(exclusive(path, patience, flags))
                except BlockingIOError as error:
                    raise IndexBusy(
                        f"another build is at work in {self.folder}{self._owner()}; wait until it is done and try again."
                    ) from error
            yield descriptor

    def _owner(self) -> str:
        """The process that a lock's holder wrote down, which it does right after it took the lock."""
        for _ in range(20):
            with suppress(OSError, ValueError):
                return f" (process {int((self.folder / _LOCK).read_bytes())})"
            time.sleep(0.005)
        return ""

    @contextmanager
    def _pointer(self, version: str) -> Iterator[Path]:
        """What CURRENT is to be replaced by, on disk: moving it into place needs no space."""
        file = self.folder / f"{STAGING_PREFIX}{CURRENT}"
        try:
            with file.open("w", encoding="utf-8") as stream:
                stream.write(f"{version}\n")
                stream.flush()
                os.fsync(stream.fileno())
            yield file
        finally:
            with suppress(OSError):  # a leftover, where it cannot be removed
                file.unlink(missing_ok=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What goes wrong while an index folder is written is IndexNotWritable."""
    try:
        yield
    except OSError as error:
        raise IndexNotWritable(
            f"the index folder {folder} cannot be written ({error.strerror or error}); free the disk, mend its permissions or choose another with --index-dir."
        ) from error


def _remove(folder: Path) -> None:
    """Remove a folder that another process may be removing too."""
    while folder.is_dir():
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)


def _unreadable(path: Path, error: OSError) -> IndexDamaged:
    return IndexDamaged(f"{path} cannot be read ({error.strerror}); mend its permissions or its disk.")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
