"""A file that somebody named, which appears under its name when it is whole."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def appearing_file(file: Path, mode: int = 0o644, prefix: str | None = None) -> Iterator[IO[bytes]]:
    """A stream to a file that takes its name, in place of one before, when all is on disk; nothing stays where that fails.

    Until then it lies beside its place, under a name that begins with `prefix`, or with a dot and its own. A link stays, and
    what it leads to is replaced. A device or a pipe is written into, as there is no other in its place.
    OSError where it cannot be written.
    """
    if is_written_into(file):
        with file.open("wb") as stream:
            yield stream
        return
    file = Path(os.path.realpath(file))
    with tempfile.NamedTemporaryFile(prefix=prefix or f".{file.name}-", dir=file.parent, delete=False) as stream:
        try:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            Path(stream.name).chmod(mode)
            Path(stream.name).replace(file)
        finally:
            Path(stream.name).unlink(missing_ok=True)


def is_written_into(file: Path) -> bool:
    """Whether it is there and no regular file."""
    with suppress(OSError):
        return not stat.S_ISREG(file.stat().st_mode)
    return False
