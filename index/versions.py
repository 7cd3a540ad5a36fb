"""The versions of an index in its folder: which one is in use, publishing, going back, cleaning up.

<index-dir>/CURRENT                the name of the version in use, replaced atomically, last
<index-dir>/versions/<version>/    one immutable version
<index-dir>/versions/.building-…/  a version being written; a leftover where its build died
<index-dir>/lock                   held by whoever changes anything; the system frees it when its owner dies
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexBusy, IndexMissing, IndexNotWritable, VersionUnknown

CURRENT = "CURRENT"
_VERSIONS = "versions"
_STAGING_PREFIX = ".building-"
_LOCK = "lock"


class VersionStore:
    """The versions under one index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> str:
        """The version in use; IndexMissing where nothing was published."""
        try:
            version = (self.folder / CURRENT).read_text(encoding="utf-8", errors="replace").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexMissing(f"there is no index in {self.folder}; build one with `chatbot index build`.") from error
        return self.known(version)

    def versions(self) -> list[str]:
        """Every published version, oldest first (a name begins with its time)."""
        try:
            return sorted(
                entry.name
                for entry in (self.folder / _VERSIONS).iterdir()
                if entry.is_dir() and not entry.name.startswith(".")
            )
        except (FileNotFoundError, NotADirectoryError):
            return []

    def folder_of(self, version: str) -> Path:
        """Where a version's files lie."""
        return self.folder / _VERSIONS / version

    def known(self, version: str) -> str:
        """The same name, where there is such a version; VersionUnknown otherwise."""
        if version not in self.versions():
            kept = ", ".join(self.versions()) or "none"
            raise VersionUnknown(
                f"there is no index version {version!r} in {self.folder}; there are: {kept}. Choose one with `chatbot index rollback VERSION`, or build again."
            )
        return version

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to change the folder; IndexBusy where another process has it.

        An flock belongs to the open file, so it ends with its process, however that ends.
        """
        with _writing(self.folder):
            (self.folder / _VERSIONS).mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise IndexBusy(
                    f"another build is at work in {self.folder}; wait until it is done and try again."
                ) from error
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A new folder to write a version into, removed unless it was published. Only with the lock held.

        Leftovers of builds that died are removed first: with the lock held, nobody is writing them.
        """
        with _writing(self.folder):
            for leftover in (self.folder / _VERSIONS).glob(f"{_STAGING_PREFIX}*"):
                shutil.rmtree(leftover)
            staged = Path(tempfile.mkdtemp(prefix=_STAGING_PREFIX, dir=self.folder / _VERSIONS))
            staged.chmod(0o755)  # mkdtemp makes it private; the server may run as another user
            try:
                yield staged
            finally:
                shutil.rmtree(staged, ignore_errors=True)

    def publish(self, staged: Path, version: str) -> None:
        """Make a written folder a version and the one in use. Everything is on disk before CURRENT names it."""
        with _writing(self.folder):
            for file in staged.iterdir():
                file.chmod(0o444)
                _sync(file)
            _sync(staged)
            staged.rename(self.folder_of(version))
            _sync(self.folder / _VERSIONS)
            self._point_to(version)

    def rollback(self, version: str | None = None) -> str:
        """Use another version: the one named, or the newest that is older than the current. Its name comes back."""
        with self.lock():
            if version is None:
                older = [known for known in self.versions() if known < self.current()]
                if not older:
                    raise VersionUnknown(
                        f"there is no version older than {self.current()} in {self.folder}; `chatbot index list` shows what there is."
                    )
                version = older[-1]
            with _writing(self.folder):
                self._point_to(self.known(version))
        return version

    def prune(self, keep: int) -> list[str]:
        """Remove all but the newest `keep` versions; never the one in use. The names of the removed come back."""
        with self.lock(), _writing(self.folder):
            removed = [version for version in self.versions()[: -keep or None] if version != self.current()]
            for version in removed:
                doomed = self.folder_of(version).rename(
                    self.folder / _VERSIONS / f"{_STAGING_PREFIX}{version}"
                )  # never half a version under its name
                shutil.rmtree(doomed)
        return removed

    def _point_to(self, version: str) -> None:
        replacement = self.folder / f".{CURRENT}-{os.getpid()}"
        try:
            with replacement.open("w", encoding="utf-8") as stream:
                stream.write(f"{version}\n")
                stream.flush()
                os.fsync(stream.fileno())
            replacement.replace(self.folder / CURRENT)
        finally:
            replacement.unlink(missing_ok=True)
        _sync(self.folder)


def current_version(folder: Path) -> str:
    """The name of the version in use, without opening it; IndexMissing where nothing was published."""
    return VersionStore(folder).current()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexNotWritable(
            f"the index folder {folder} cannot be written ({error.strerror or error}); free the disk, mend its permissions or choose another with --index-dir."
        ) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
