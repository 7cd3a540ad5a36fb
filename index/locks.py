"""Locks that die with their owner: an flock belongs to an open file, so it ends with its process, however that ends."""

from __future__ import annotations

import errno
import fcntl
import os
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STEP = 0.01  # seconds between two tries


class Pin:
    """A shared lock on a folder for as long as it is read: until `release`, or until its process ends."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError where the folder is not there, is locked exclusively or is moved away meanwhile."""
        self.folder = folder
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self.release = weakref.finalize(self, os.close, descriptor)
        _take(descriptor, fcntl.LOCK_SH)
        if not os.path.samestat(os.fstat(descriptor), folder.stat()):
            raise FileNotFoundError(errno.ENOENT, "was moved away")


@contextmanager
def exclusive(path: Path, patience: float = 0, flags: int = os.O_RDONLY) -> Iterator[int]:
    """Hold a file or folder against every other lock; its descriptor is given.

    BlockingIOError where another still has it after `patience` seconds; what it wrote there can be read.
    """
    descriptor = os.open(path, flags, 0o644)
    try:
        deadline = time.monotonic() + patience
        while True:
            try:
                _take(descriptor, fcntl.LOCK_EX)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(_STEP)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, kind: int) -> None:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP):  # a file system without locks does without
            raise
