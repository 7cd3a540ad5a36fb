"""The file that names the first process of a running server, and how to ask that process for a restart."""

from __future__ import annotations

import errno
import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chatbot.errors import CannotServe, RestartFailed

_LOOK_SECONDS = 0.1


class PidFile:
    """Written once the server answers, and anew after each restart; a restart that was refused only touches it.

    So whoever asked for the restart sees what became of it: another file, or the same with a new time.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """Leave all as it is; CannotServe where it could not be written."""
        with self._new() as new:
            os.unlink(new)
            if self.path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))

    def write(self) -> None:
        """Name this process, by a new file; CannotServe where that cannot be."""
        with self._new() as new:
            os.chmod(new, 0o644)
            os.replace(new, self.path)

    def touch(self) -> None:
        """Say that all stays as it was."""
        with suppress(OSError):
            os.utime(self.path)

    def remove(self) -> None:
        """Take it away, unless it names another process by now."""
        with suppress(OSError, ValueError):
            if int(self.path.read_text(encoding="ascii")) == os.getpid():
                self.path.unlink()

    @contextmanager
    def _new(self) -> Iterator[str]:
        """A file beside it that names this process."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, new = tempfile.mkstemp(dir=self.path.parent, prefix=f"{self.path.name}.")
            with open(descriptor, "w", encoding="ascii") as file:
                file.write(f"{os.getpid()}\n")
            yield new
        except OSError as error:
            raise CannotServe(f"server.pid_file cannot be written: {self.path} ({error.strerror}).") from error


def restart(path: Path, seconds: float) -> int:
    """Ask the server of this file to start itself anew, and wait until that is done; its process number.

    RestartFailed where no such server runs, where it refused, or where `seconds` were not enough.
    """
    try:
        before = path.stat()
        process = int(path.read_text(encoding="ascii"))
        os.kill(process, signal.SIGUSR2)
    except FileNotFoundError as error:
        raise RestartFailed(f"no server runs: {path} is not there.") from error
    except ValueError as error:
        raise RestartFailed(f"{path} does not name a process.") from error
    except ProcessLookupError as error:
        raise RestartFailed(f"no server runs: {path} names a process that is gone.") from error
    except OSError as error:
        raise RestartFailed(f"the server of {path} cannot be asked: {error.strerror}.") from error
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.kill(process, 0)
            now = path.stat()
        except OSError as error:
            raise RestartFailed("the server ended; its log says why.") from error
        if now.st_ino != before.st_ino:
            return process
        if now.st_mtime_ns != before.st_mtime_ns:
            raise RestartFailed("the server goes on as it was, because it could not start anew; its log says why.")
        time.sleep(_LOOK_SECONDS)
    raise RestartFailed(f"the server has not started anew within {seconds:g} seconds; its log may say why.")
