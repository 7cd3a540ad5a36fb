"""The file that names the first process of a running server, and how to ask that process for a restart.

A number in a file may be that of any process by now. So the server holds a lock on the file, which tells others its number:
one of fcntl(2), which stays with the process over execve(2), is not handed on to workers, and ends with the process,
however that ends.
"""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chatbot.errors import CannotServe, RestartFailed

_LOOK_SECONDS = 0.1
_FLOCK = "hhqqi0q"  # struct flock of fcntl(2): l_type, l_whence, l_start, l_len, l_pid, and its end


class PidFile:
    """Written once a worker answers, and anew after each restart; a restart that was refused only touches it.

    So whoever asked for the restart sees what became of it: another file, or the same with a new time.
    `lock` is the file descriptor that holds the lock, to be kept open over execve(2). A process holds a lock until it closes
    any descriptor of that file, so nothing else may open it here.
    """

    def __init__(self, path: Path, lock: int | None = None) -> None:
        self.path = path
        self.lock = lock

    def check(self) -> None:
        """Leave all as it is; CannotServe where it could not be written, or names another server that runs."""
        with self._told():
            lock, new = self._new()
            os.close(lock)
            os.unlink(new)
            with suppress(FileNotFoundError):
                before = os.open(self.path, os.O_RDWR)
                try:
                    self._refuse(_holder(before))
                finally:
                    os.close(before)

    def write(self) -> None:
        """Name this process, by a new file; CannotServe where that cannot be, or another server has the file by now."""
        with self._told():
            lock, new = self._new()
            try:
                os.chmod(new, 0o644)
                while not self._replace(new):
                    pass
            except BaseException:
                os.close(lock)
                os.unlink(new)
                raise
        self.release()
        self.lock = lock

    def touch(self) -> None:
        """Say that all stays as it was."""
        with suppress(OSError):
            os.utime(self.path)

    def release(self) -> None:
        """Let another server have the file."""
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None

    def remove(self) -> None:
        """Take it away, unless it names another process by now."""
        with suppress(OSError, ValueError), self.path.open(encoding="ascii") as file:
            if int(file.read()) == os.getpid() and _holder(file.fileno()) is None:  # in another container 1 is another
                self.path.unlink()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CannotServe(f"server.pid_file cannot be written: {self.path} ({error.strerror}).") from error

    def _new(self) -> tuple[int, str]:
        """A file beside it that names this process, locked: its descriptor and its path."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock, new = tempfile.mkstemp(dir=self.path.parent, prefix=f"{self.path.name}.")
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(lock, f"{os.getpid()}\n".encode())
        except OSError:
            os.close(lock)
            os.unlink(new)
            raise
        return lock, new

    def _replace(self, new: str) -> bool:
        """Put a new file where the one before is, holding the lock of that one too; False where it changed just now."""
        before = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.lockf(before, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_there = os.path.samestat(os.fstat(before), self.path.stat())
            if is_there:
                os.replace(new, self.path)
            return is_there
        except FileNotFoundError:
            return False
        except (BlockingIOError, PermissionError):  # how fcntl(2) says that another has it
            self._refuse(_holder(before))
            raise
        finally:
            os.close(before)

    def _refuse(self, holder: int | None) -> None:
        if holder is not None:
            raise CannotServe(
                f"server.pid_file is that of a server that runs: {self.path}{f' (process {holder})' if holder else ''}; stop that one, or name another file, for one start by CHATBOT_SERVER__PID_FILE."
            )


def restart(path: Path, seconds: float) -> int:
    """Ask the server of this file to start itself anew, and wait until that is done; its process number.

    RestartFailed where no such server runs, where it refused, or where `seconds` were not enough.
    """
    try:
        with path.open(encoding="ascii") as file:
            before = os.fstat(file.fileno())
            process = int(file.read())
            holder = _holder(file.fileno())
        if holder is None:  # whatever has the number now
            raise RestartFailed(f"no server runs: {path} names a process that is gone.")
        if holder != process:
            raise RestartFailed(f"the server of {path} runs in another container; ask for the restart there.")
        os.kill(process, signal.SIGUSR2)
    except FileNotFoundError as error:
        raise RestartFailed(f"no server runs: {path} is not there.") from error
    except ValueError as error:
        raise RestartFailed(f"{path} does not name a process.") from error
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


def _holder(file: int) -> int | None:
    """Which other process holds the lock of an open file: None for none, 0 for one that has no number here (a container's)."""
    kind, _, _, _, process = struct.unpack(
        _FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0))
    )
    return None if kind == fcntl.F_UNLCK else max(process, 0)
