"""One generation of workers after another: the first process of a server starts itself anew in place, or ends, and no request is lost.

On SIGUSR2 a process beside it sees first whether the server could start (`chatbot serve --check`); where it could not,
all stays as it is. Then the first process replaces its own program (execve(2)). It keeps its number, so that systemd
and a container's runtime notice nothing, the listening socket, and the workers. These go on answering until as many
new ones are ready, and then end as they do at a stop. gunicorn's own way, a second first process, would change the
number, and end a container.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import IO, Any

from gunicorn.arbiter import Arbiter

from chatbot.errors import CannotServe
from chatbot.monitoring.together import COUNTED_TOGETHER
from chatbot.serving.addresses import STARTED_WITH
from chatbot.serving.pid_file import PidFile

GRACEFUL_SECONDS = 30  # how long requests in flight may take to end
CHECK_SECONDS = 300.0  # loading a large model on a slow disk
_HANDSHAKE_SECONDS = 0.3  # until those who are connecting are connected: one round trip
_LEFT = "CITED_CHATBOT_LEFT"
_SO_ATTACH_FILTER = 26  # asm-generic/socket.h
_WAITING = frozenset({*Arbiter.SIGNALS, signal.SIGCHLD})  # signals that are kept for the new program


@dataclass(frozen=True, slots=True)
class Left:
    """What the program before left to this one, in the same process."""

    process: int
    listeners: tuple[int, ...]  # file descriptors
    workers: tuple[int, ...]
    metrics: bool  # whether the metrics' folder is the server's own
    pid_file: int | None = None  # file descriptor that holds the lock of the pid file


def what_is_left() -> Left | None:
    """What there is from before a restart; asked once, and gone from the environment then."""
    left = os.environ.pop(_LEFT, None)
    if left is None:
        return None
    fields = json.loads(left)
    if fields["process"] != os.getpid():
        return None
    return Left(
        fields["process"],
        tuple(fields["listeners"]),
        tuple(fields["workers"]),
        fields["metrics"],
        fields.get("pid_file"),  # an earlier version leaves none
    )


class Generations(Arbiter):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn's first process, which hands on SIGHUP, restarts in place on SIGUSR2 and closes the door before it stops."""

    def __init__(
        self,
        app: Any,
        left: Left | None,
        own_metrics: bool,
        pid_file: PidFile | None,
        started_with: str,
        log_is_for_people: bool,
    ) -> None:
        self._own_metrics = own_metrics
        self._pid_file = pid_file
        self._started_with = started_with
        self._says_ready = False
        self._is_named = False  # by the pid file
        self._log_is_for_people = log_is_for_people  # else each of its lines is JSON
        self._complaints: IO[bytes] | None = None
        self._check: subprocess.Popen[bytes] | None = None
        self._check_ends = 0.0
        self._is_asked_again = False
        self._ready, self._tell_ready = os.pipe()
        self._count = 0
        self._end_of_former: float | None = None
        os.set_blocking(self._ready, False)
        super().__init__(app)
        begin = self.cfg.post_worker_init
        self.cfg.set("post_worker_init", lambda worker: self._begin(worker, begin))
        if left:
            self.WORKERS.update({process: _Former(process) for process in left.workers})

    def init_signals(self) -> None:
        """As gunicorn's; what came while the program was replaced comes now."""
        super().init_signals()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAITING)

    def handle_hup(self) -> None:
        """Hand it on. gunicorn would start every worker anew, which a damaged version would not survive."""
        self.kill_workers(signal.SIGHUP)

    def handle_usr2(self) -> None:
        """See whether the server could start anew; `manage_workers` goes on from there.

        Where a restart is under way this is one with it; behind one that is told as done already, it begins once the workers of
        before have ended.
        """
        if not self._check and not self._former():
            self._begin_check()
        elif not self._check and self._says_ready:
            self._is_asked_again = True
        else:
            self.log.warning("a restart is under way; SIGUSR2 is ignored")

    def _begin_check(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != COUNTED_TOGETHER}
        environment[STARTED_WITH] = self._started_with
        command = [*_command(), "--check"]
        if not self._log_is_for_people:
            self._complaints = os.fdopen(os.memfd_create("complaints"), "w+b")  # a pipe would have to be emptied
        self._check = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self._complaints, env=environment, cwd=self.START_CTX["cwd"]
        )
        if self._check.stdout:
            os.set_blocking(self._check.stdout.fileno(), False)
        self._check_ends = time.monotonic() + CHECK_SECONDS

    def manage_workers(self) -> None:
        """As gunicorn's, for the workers of this generation; those of the one before end once these are ready."""
        former = self._former()
        for process in former:
            del self.WORKERS[process]
        super().manage_workers()
        self.WORKERS.update(former)
        if self._count < self.num_workers:
            with suppress(BlockingIOError):
                self._count += len(os.read(self._ready, 4096))
        if self._count and not former:
            self._name()
        if self._count >= self.num_workers:
            self._take_over(former)
            self._follow_check()
        if self._is_asked_again and not former:
            self._is_asked_again = False
            self._begin_check()

    def spawn_workers(self) -> None:
        """As gunicorn's, but at a start without its pause after each: the first one answers meanwhile, and is not named yet."""
        if self._says_ready:
            super().spawn_workers()
        else:
            for _ in range(self.num_workers - len(self.WORKERS)):
                self.spawn_worker()

    def stop(self, graceful: bool = True) -> None:
        """As gunicorn's; but nobody who is connected yet, or about to be, is turned away."""
        if self._pid_file:
            self._pid_file.release()  # the next server need not wait until the last request ends
        if graceful:
            for listener in self.LISTENERS:
                close_door(listener.sock)
            time.sleep(_HANDSHAKE_SECONDS)
        super().stop(graceful)
        if self._pid_file:
            self._pid_file.remove()

    def _begin(self, worker: Any, begin: Callable[[Any], None]) -> None:
        begin(worker)
        os.write(self._tell_ready, b".")
        os.kill(worker.ppid, signal.SIGCHLD)  # it would look again within a second only, and this worker answers now

    def _former(self) -> dict[int, Any]:
        return {process: worker for process, worker in self.WORKERS.items() if isinstance(worker, _Former)}

    def _take_over(self, former: dict[int, Any]) -> None:
        if not self._says_ready:
            self._says_ready = True
            self._end_of_former = time.monotonic() + GRACEFUL_SECONDS + 5  # they end by themselves before
            for process in former:
                self.kill_worker(process, signal.SIGTERM)
            self._name()
        elif former and self._end_of_former and time.monotonic() > self._end_of_former:
            for process in former:
                self.kill_worker(process, signal.SIGKILL)

    def _name(self) -> None:
        if self._pid_file and not self._is_named:
            self._is_named = True
            try:
                self._pid_file.write()
            except CannotServe as error:  # what answers goes on
                self.log.error("%s", error)

    def _follow_check(self) -> None:
        if self._check is None or self._check.stdout is None:
            return
        if time.monotonic() > self._check_ends:
            self._check.kill()
        # Its exit code may be lost to gunicorn, which waits for every child; so what it prints counts.
        said = self._check.stdout.read()
        if said is None:
            return
        self._check.stdout.close()
        self._check.wait()
        self._check = None
        reason = self._complained()
        if said:
            self._replace_program()
        self.log.error(
            "the restart was refused: the server could not start anew%s", reason or "; the reason stands above"
        )
        if self._pid_file:
            self._pid_file.touch()

    def _complained(self) -> str:
        """What the check wrote to stderr, as the end of a sentence; its log lines say what those of a start do."""
        if self._complaints is None:
            return "; the reason stands above"
        with self._complaints as file:
            file.seek(0)
            lines = file.read().decode("utf-8", "replace").splitlines()
        return f": {' '.join(line for line in lines if line and not line.startswith('{'))}"

    def _replace_program(self) -> None:
        listeners = tuple(listener.fileno() for listener in self.LISTENERS)
        lock = self._pid_file.lock if self._pid_file else None
        left = Left(os.getpid(), listeners, tuple(self.WORKERS), self._own_metrics, lock)
        environment = os.environ | {_LEFT: json.dumps(asdict(left))}
        for descriptor in (*listeners, *([] if lock is None else [lock])):
            os.set_inheritable(descriptor, True)
        sys.stdout.flush()
        sys.stderr.flush()
        signal.pthread_sigmask(signal.SIG_BLOCK, _WAITING)
        os.chdir(self.START_CTX["cwd"])  # by the name that it had: a link may lead elsewhere by now
        command = _command()
        try:
            os.execve(command[0], command, environment)  # noqa: S606 - the command that this process was started with
        except OSError as error:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAITING)
            self.log.error("the program cannot be replaced: %s", error)


class _Former:
    """A worker of the generation before, as gunicorn's list of workers knows one; its heartbeat is not followed."""

    age = 0
    aborted = False

    def __init__(self, process: int) -> None:
        self.pid = process
        self.tmp = self

    def last_update(self) -> float:
        """Now."""
        return time.monotonic()

    def close(self) -> None:
        """Nothing to close."""


def close_door(listener: socket.socket) -> None:
    """Let those who are connecting come in, and nobody else: the kernel drops further SYNs of this socket, in every process.

    They are sent again after a second, and meet a closed port or the next server. Without it, whoever comes between
    the last accept and the close is connected and then cut off. (socket(7), SO_ATTACH_FILTER)
    """
    program = struct.pack(
        "HBBIHBBIHBBIHBBI",
        *(0x30, 0, 0, 13),  # ldb [13]: the flags of the TCP header
        *(0x45, 0, 1, 0x02),  # jset #SYN: else skip one
        *(0x06, 0, 0, 0),  # ret #0: drop
        *(0x06, 0, 0, 0xFFFFFFFF),  # ret #-1: keep
    )
    instructions = ctypes.create_string_buffer(program)
    with suppress(OSError):  # not on every kernel
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", 4, ctypes.addressof(instructions)))


def inherited(left: Left) -> list[socket.socket]:
    """The sockets that the program before listened on."""
    return [socket.socket(fileno=listener) for listener in left.listeners]


def _command() -> list[str]:
    return [sys.executable, *sys.orig_argv[1:]]
