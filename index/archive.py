"""A version as one file, to carry it to another machine: a tar archive, compressed with Zstandard (RFC 8878).

Nothing that an archive says is believed. Its first member has to be a manifest, every other a regular file
that the manifest lists, of the size that it lists; no name of the archive ever becomes a path. What arrived is
checked byte for byte before it is published.
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import zstandard

from index.appearing import appearing_file
from index.errors import ArchiveRefused, IndexDamaged
from index.manifest import LARGEST_MANIFEST, MANIFEST, VERSION_NAME, Manifest, damages, parse_manifest, read_manifest
from index.search import check_opens
from index.versions import VersionStore

LARGEST_WINDOW = 128 << 20  # bytes of memory to decompress with; the zstd program's own limit
FRAMING = 1 << 20  # bytes of headers and padding that an archive may have beside its files

_LEVEL = 3  # zstd's default: vectors hardly get smaller by more


def export_version(store: VersionStore, version: str, file: Path) -> int:
    """Write a version to a file, which appears when it is whole, or into a pipe; its size in bytes.

    IndexDamaged where the version is not sound, ArchiveRefused where the file cannot be written.
    """
    pin = store.pin(store.known(version))
    try:
        manifest = read_manifest(pin.folder)
        if found := damages(pin.folder, manifest):
            raise IndexDamaged(
                f"index version {version}: {found[0].file} {found[0].problem}, so it is not exported; choose another with `chatbot index list`."
            )
        with _told(file), appearing_file(file) as stream:
            with (
                zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).stream_writer(
                    stream, closefd=False
                ) as packed,
                tarfile.open(fileobj=packed, mode="w|") as tar,
            ):
                for name in (MANIFEST, *manifest.files):
                    _add(tar, pin.folder / name, f"{version}/{name}")
            return packed.tell()
    finally:
        pin.release()


def import_version(store: VersionStore, file: Path, in_use: bool = True) -> str:
    """Check the version in an archive and publish it; its name. ArchiveRefused or IndexDamaged say what is wrong with it."""
    try:
        packed = file.open("rb")
    except OSError as error:
        raise ArchiveRefused(
            f"{file} cannot be read ({error.strerror}); name a file of `chatbot index export`."
        ) from error
    with packed, store.lock(), store.staging() as folder:
        stream = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW).stream_reader(packed)
        try:
            manifest = _unpack(_Bounded(stream), store, folder)
        except (tarfile.TarError, zstandard.ZstdError, EOFError, ValueError) as error:
            raise ArchiveRefused(
                f"{file} is not a whole archive of an index version ({error}); make it again with `chatbot index export`."
            ) from error
        except _Foreign as error:
            raise ArchiveRefused(f"{file} {error}; make it again with `chatbot index export`.") from error
        if found := damages(folder, manifest):
            raise ArchiveRefused(
                f"{file}: {found[0].file} {found[0].problem}; make it again with `chatbot index export`."
            )
        check_opens(folder)
        store.publish(folder, manifest.version, in_use)
    return manifest.version


class _Foreign(Exception):
    """What an archive holds that an export would not have written."""


class _Bounded:
    """A stream that gives no more than `limit` bytes: a few kilobytes can decompress to terabytes."""

    def __init__(self, stream: zstandard.ZstdDecompressionReader) -> None:
        self._stream = stream
        self.limit = LARGEST_MANIFEST + FRAMING

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self.limit -= len(data)
        if self.limit < 0:
            raise _Foreign("holds more than a version")
        return data


def _unpack(stream: _Bounded, store: VersionStore, folder: Path) -> Manifest:
    """Write the members of an archive to a folder; the manifest that they came with."""
    with tarfile.open(fileobj=stream, mode="r|") as tar:  # type: ignore[call-overload]  # it asks for `read` alone
        members = iter(tar)
        first = next(members, None)
        if first is None or not first.isreg() or not first.name.endswith(f"/{MANIFEST}"):
            raise _Foreign("does not begin with a manifest")
        content = _content(tar, first).read()
        manifest = parse_manifest(content, "in the archive")
        if not VERSION_NAME.fullmatch(manifest.version):
            raise _Foreign(f"names its version {manifest.version!r}, which no build does")
        if manifest.version in store.versions():
            raise ArchiveRefused(
                f"the archive holds version {manifest.version}, which is here already; `chatbot index rollback {manifest.version}` takes it into use."
            )
        size = sum(record.bytes for record in manifest.files.values())
        free = shutil.disk_usage(folder).free
        if size > free:
            raise ArchiveRefused(
                f"the version in the archive needs {size >> 20:,} MB and the disk has {free >> 20:,}; free some of it, or choose another with --index-dir."
            )
        stream.limit = size + FRAMING
        (folder / MANIFEST).write_bytes(content)
        missing = {f"{manifest.version}/{name}": name for name in manifest.files}
        for member in members:
            name = missing.pop(member.name, None)
            if name is None or not member.isreg() or member.issparse():
                raise _Foreign(f"holds {member.name!r}, which is not one of its version's files")
            if member.size != manifest.files[name].bytes:
                raise _Foreign(
                    f"has {member.size:,} bytes as {name}, and its manifest says {manifest.files[name].bytes:,}"
                )
            with (folder / name).open("xb") as out:
                shutil.copyfileobj(_content(tar, member), out, 1 << 20)
        if missing:
            raise _Foreign(f"lacks {', '.join(missing.values())}")
    return manifest


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    if content is None:
        raise _Foreign(f"holds {member.name!r}, which is no file")
    return content


def _add(tar: tarfile.TarFile, file: Path, name: str) -> None:
    """The same version gives the same archive: no owner, no time."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = file.stat().st_size, 0o444
    with file.open("rb") as stream:
        tar.addfile(entry, stream)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveRefused(f"{file} cannot be written ({error.strerror or error}); choose another place.") from error
