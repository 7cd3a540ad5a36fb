"""Bytes under names at a URL: a folder, S3, Google Cloud Storage or a web server, each through fsspec.

Credentials come from where the libraries look for them (environment, profiles, ~/.netrc), never from a URL,
a setting or a message. What is written appears whole or not at all.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from index.appearing import appearing_file
from index.errors import StoreAway, StoreRefused

PIECE = 8 << 20  # bytes asked for at a time: what a cut connection costs at most, and what a worker holds in memory
UNFINISHED = ".unfinished-"  # what a local folder's file is called while it is written

_WEB = ("http", "https")
_PACKAGES = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "http": "aiohttp", "https": "aiohttp"}
_SCHEMES = ("file", "memory", *_PACKAGES)
_MOST_PARTS = 10_000  # of one upload to S3
_SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID")


class ObjectStore:
    """What lies under one URL. StoreAway where it cannot be used now, whatever the reason."""

    def __init__(self, url: str) -> None:
        """StoreRefused where the URL is of no known kind or holds a secret, or a package is missing."""
        scheme = _scheme(url)
        self.name = url.rstrip("/") if scheme else os.path.realpath(url)
        self._scheme = scheme or "file"
        try:
            from fsspec.core import url_to_fs  # an extra, for the two commands that need it

            self._system, root = url_to_fs(self.name, skip_instance_cache=True, **_options(self._scheme))
        except ImportError as error:
            missing = (
                "`pip install gcsfs`"
                if _PACKAGES.get(self._scheme) == "gcsfs"
                else "install the extra `store` (README, Extras)"
            )
            raise StoreRefused(f"{self.name} needs a package that is not installed; {missing}.") from error
        self._root = root.rstrip("/")

    @property
    def is_writable(self) -> bool:
        """Whether its kind can be written to at all: a web server cannot."""
        return self._scheme not in _WEB

    def read(self, name: str, largest: int) -> bytes | None:
        """A whole file, None where there is none; StoreRefused where it is larger than that."""
        content = bytearray()
        try:
            for piece in self.pieces(name, 0, largest + 1):
                content += piece
                if len(content) > largest:
                    raise StoreRefused(f"{self.name}: {name} is larger than {largest:,} bytes; push the index again.")
        except FileNotFoundError:
            return None
        return bytes(content)

    def pieces(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        """A file's bytes from `begin` to before `end`, or to its own end; FileNotFoundError where there is none."""
        with suppress(_PastTheEnd):
            yield from self._streamed(name, begin, end) if self._scheme in _WEB else self._ranges(name, begin, end)

    def size(self, name: str) -> int | None:
        """A file's size in bytes, None where there is no such file."""
        try:
            with self._reaching():
                self._system.invalidate_cache()
                size = self._system.info(self._path(name))["size"]
        except FileNotFoundError:
            return None
        return None if size is None else int(size)

    def modified(self, name: str) -> datetime:
        """When a file was written, by the clock of the store."""
        with self._reaching():
            time: datetime = self._system.modified(self._path(name))
        return time if time.tzinfo else time.replace(tzinfo=UTC)

    def names(self, folder: str) -> list[str]:
        """The names of what lies in a folder, files and folders."""
        try:
            with self._reaching():
                self._system.invalidate_cache()
                found = self._system.ls(self._path(folder), detail=False)
        except FileNotFoundError:
            return []
        return sorted(PurePosixPath(path).name for path in found if path.rstrip("/") != self._path(folder))

    def put(self, name: str, file: Path) -> None:
        """Copy a file into the store."""
        with self._reaching(writes=True):
            if self._scheme == "file":
                with file.open("rb") as stream, self._appearing(name) as copy:
                    shutil.copyfileobj(stream, copy, PIECE)
            else:
                options = {}
                if self._scheme in ("s3", "s3a"):  # by default ten parts of 50 MB are held in memory at once
                    smallest = -(-file.stat().st_size // _MOST_PARTS)
                    options = {"chunksize": max(PIECE, smallest), "max_concurrency": 4}
                self._system.put_file(str(file), self._path(name), **options)

    def write(self, name: str, content: bytes) -> None:
        """Write a small file."""
        with self._reaching(writes=True):
            if self._scheme == "file":
                with self._appearing(name) as copy:
                    copy.write(content)
            else:
                self._system.pipe_file(self._path(name), content)

    def remove(self, name: str) -> None:
        """Remove a file, where there is one."""
        try:
            with self._reaching():
                self._system.rm_file(self._path(name))
                if self._scheme == "file":
                    with suppress(OSError):  # it holds more
                        Path(self._path(name)).parent.rmdir()
        except FileNotFoundError:
            return

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _appearing(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A stream to a file of a local folder, which followers see when it is whole."""
        file = Path(self._path(name))
        file.parent.mkdir(parents=True, exist_ok=True)
        return appearing_file(file, prefix=UNFINISHED)

    def _ranges(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        while begin < end:
            with self._reaching():
                piece = self._system.cat_file(self._path(name), start=begin, end=min(end, begin + PIECE))
            yield piece
            begin += len(piece)
            if len(piece) < PIECE:
                return

    def _streamed(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        """From a web server, which may know nothing of ranges and send everything: it is read only as far as was asked."""
        headers = {"Accept-Encoding": "identity", "Cache-Control": "no-cache"}
        if begin:
            headers["Range"] = f"bytes={begin}-{end - 1}"
        with self._reaching():
            stream = self._system.open(self._path(name), block_size=0, size=end, headers=headers)
        try:
            at = begin if stream.r.status == 206 else 0
            while at < end:
                with self._reaching():
                    piece = stream.read(min(PIECE, end - at))
                if not piece:
                    return
                if at + len(piece) > begin:
                    yield piece[max(0, begin - at) :]
                at += len(piece)
        finally:
            stream.close()

    @contextmanager
    def _reaching(self, writes: bool = False) -> Iterator[None]:
        """FileNotFoundError is for who reads: whoever writes lacks the place for it, such as a bucket."""
        try:
            yield
        except FileNotFoundError as error:
            if not writes:
                raise
            raise StoreAway(
                f"{self.name} is not there ({_told(error)}); create the bucket or mend the address."
            ) from error
        except Exception as error:  # each file system has errors of its own, and none is a reason to end
            if "not satisfiable" in str(error).casefold():  # a range that begins at the end of a file, or behind it
                raise _PastTheEnd from error
            if isinstance(error, PermissionError) or "credentials" in str(error):
                raise StoreAway(
                    f"{self.name} gives no access ({_told(error)}); look at the credentials in the environment and at what they allow."
                ) from error
            raise StoreAway(f"{self.name} cannot be used now ({_told(error)}); try again.") from error


class _PastTheEnd(Exception):
    """A file has no byte where one was asked for."""


def _scheme(url: str) -> str | None:
    """The scheme of a URL, None for a path of this machine."""
    scheme, is_url, rest = url.partition("://")
    if not is_url:
        if not url or "::" in url:
            raise StoreRefused("an address is a folder or a URL such as s3://bucket/folder.")
        return None
    if "::" in url or scheme not in _SCHEMES:
        raise StoreRefused(
            f"a store of the kind {re.sub(r'[^a-z0-9+:]', '', scheme[:20])!r} is not known; there are {', '.join(_SCHEMES)}."
        )
    if "@" in rest.partition("/")[0] or (scheme != "file" and re.search(r"[?#]", rest)):
        raise StoreRefused(
            f"the {scheme} address holds a user, a key or a query; leave it out and give credentials in the environment, as docs/scale.md says."
        )
    return scheme


def _options(scheme: str) -> Mapping[str, Any]:
    if scheme in _WEB:
        from aiohttp import ClientTimeout  # as fsspec

        # No limit on the whole: a large file takes its time. A proxy and ~/.netrc are the environment's.
        timeout = ClientTimeout(total=None, sock_connect=10, sock_read=30)
        return {"client_kwargs": {"timeout": timeout, "trust_env": True}}
    return {"use_listings_cache": False} if scheme in _PACKAGES else {}


def _told(error: Exception) -> str:
    """An error in one line, without what may be a secret of the environment."""
    text = " ".join(str(error).split()) or type(error).__name__
    text = re.sub(r"//[^/@\s]*@", "//***@", text)
    text = re.sub(r"\?[^\s'\"]+", "?***", text)
    for name in _SECRETS:
        if secret := os.environ.get(name):
            text = text.replace(secret, "***")
    return text[:300]
