"""The folder in which several workers count, locked for as long as one of them lives."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_PREFIX = "chatbot-metrics-"


def new_folder() -> str:
    """A folder of one's own in the system's temporary folder; those of servers that were killed are removed."""
    for abandoned in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another's, one that is in use, or a file system without locks
            _remove(abandoned)
    return tempfile.mkdtemp(prefix=_PREFIX)


def hold(folder: str) -> None:
    """Make it where it is not, or no longer, and hold a lock on it until this process ends: what clears /tmp by age leaves
    a locked folder alone (systemd-tmpfiles(8)).
    """
    os.makedirs(folder, exist_ok=True)
    with suppress(OSError):  # a file system without locks
        fcntl.flock(os.open(folder, os.O_RDONLY | os.O_DIRECTORY), fcntl.LOCK_SH)


def _remove(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if os.fstat(descriptor).st_uid == os.geteuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)
    finally:
        os.close(descriptor)
