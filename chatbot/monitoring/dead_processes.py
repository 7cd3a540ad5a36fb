"""The counts of processes that are gone, added up in one file of each kind, as every file there is read at each scrape.

Between the new sum and the end of what went into it a count would be there twice: whoever reads holds a lock.
"""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

_KINDS = ("counter", "histogram")
_LOCK = "adding_up.lock"
_ENTRY_BYTES = 32  # beside the key, and no more than the file's head: a length, what aligns it, a value, a time
_TRIES, _TRY_SECONDS = 20, 0.01  # a scrape takes some milliseconds


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Nothing is added up until the block ends."""
    with _locked(folder) as lock:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def add_up(folder: Path, process: int | None = None) -> None:
    """Add the counts of a process that is gone to those of others, or, where none is named, those of all that are there.

    They stay as they are where that cannot be.
    """
    with suppress(OSError, struct.error), _locked(folder) as lock:
        if _is_taken(lock):
            for kind in _KINDS:
                total = folder / f"{kind}_gone.db"
                files = set(folder.glob(f"{kind}_{'*' if process is None else process}.db")) - {total}
                if files:
                    _add(files, total)


def _add(files: set[Path], total: Path) -> None:
    counts: dict[str, float] = defaultdict(float)
    for file in {total, *files} if total.exists() else files:
        for key, value, _, _ in MmapedDict.read_all_values_from_file(file):  # type: ignore[no-untyped-call]  # the library leaves it untyped
            counts[key] += value
    new = total.with_suffix(".new")
    new.unlink(missing_ok=True)
    with new.open("xb") as stream:  # on a full disk an error here, and no signal at the first write into the map
        os.posix_fallocate(stream.fileno(), 0, sum(len(key.encode()) + _ENTRY_BYTES for key in counts) + _ENTRY_BYTES)
    written = MmapedDict(new)  # type: ignore[no-untyped-call]
    for key, value in counts.items():
        written.write_value(key, value, 0.0)  # type: ignore[no-untyped-call]
    written.close()  # type: ignore[no-untyped-call]
    new.replace(total)
    for file in files:
        file.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _is_taken(lock: int) -> bool:
    for _ in range(_TRIES):
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(_TRY_SECONDS)
    return False
