"""Rows that are kept in SQLite, written outside the requests' way.

A request hands a row over and goes on; one thread a process writes what waits, once a second. Where a file cannot be
written the rows wait, and beyond a bound they are dropped and counted: a full disk, a lock or a damaged file costs
rows, never an answer.
"""

from __future__ import annotations

import atexit
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index import counted

MOST_WAITING = 1_000  # rows of one process; a question with its understood form is at most some 16 kB, mostly 200 bytes
MOST_BYTES = 268_435_456  # of a file, about a million questions; beyond it the oldest tenth is deleted
WRITE_SECONDS = 1.0
PRUNE_SECONDS = 3_600.0
LOCKED_SECONDS = 5.0  # how long a write waits for another process
FLUSH_SECONDS = 15.0  # at the end of a process: two writes that wait for a lock, and below gunicorn's 30 s

_PRIVATE = 0o600  # what visitors wrote is the owner's to read

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its name and the declarations of its columns; the first holds the time, in UTC as ISO 8601."""

    name: str
    columns: tuple[str, ...]

    @property
    def time(self) -> str:
        """The name of the time's column."""
        return self.columns[0].partition(" ")[0]


class Journal:
    """One table of one file, which is made with the first row. Several processes may share it.

    `add` is for any thread, `flush` and `prune` for one thread of a process. Rows older than `days` are deleted by
    `prune`, and overwritten in the file. `on_drop` is told of each row that is lost, with the table's name, and `on_wait` after
    each try to write rows how many could not be written and wait. Where it takes no rows, old ones are deleted all the same.
    """

    def __init__(
        self,
        file: Path,
        table: Table,
        days: int,
        on_drop: Callable[[str], None] = lambda _: None,
        on_wait: Callable[[str, int], None] = lambda _, __: None,
        most_bytes: int = MOST_BYTES,
        takes_rows: bool = True,
    ) -> None:
        self._file = file
        self._table = table
        self._days = days
        self._on_drop = on_drop
        self._on_wait = on_wait
        self._most_bytes = most_bytes
        self._takes_rows = takes_rows
        self._lock = threading.Lock()
        self._waiting: list[tuple[object, ...]] = []
        self._said: set[str] = set()
        self.is_failing = False  # the last try to write failed

    def add(self, *values: object) -> bool:
        """Take a row, with the time now before these values; False where too many wait, and it is dropped."""
        row = (datetime.now(UTC).isoformat(timespec="milliseconds"), *values)
        with self._lock:
            if fits := len(self._waiting) < MOST_WAITING:
                self._waiting.append(row)
        if not fits:
            self.drop()
        return fits

    def drop(self) -> None:
        """Count a row that is not taken as lost."""
        self._on_drop(self._table.name)

    def flush(self) -> None:
        """Write what waits; where that fails it waits on, and the log says why. While it fails, it is tried without a row too."""
        with self._lock:
            rows = [tuple(map(_storable, row)) for row in self._waiting]
        if not rows:
            if self.is_failing:
                self._try()
            return
        marks = ", ".join("?" * len(self._table.columns))
        try:
            with self._open() as connection:
                with connection:
                    connection.executemany(f"INSERT INTO {self._table.name} VALUES ({marks})", rows)  # noqa: S608 - names of ours
                self.is_failing = False
                with self._lock:
                    del self._waiting[: len(rows)]  # before anything else can fail, so that none is written twice
                self._bound(connection)
        except (OSError, sqlite3.Error) as error:
            self._fail(error, is_failing=bool(self._waiting))
            self._on_wait(self._table.name, len(self._waiting))
        else:
            self._said.clear()
            self._on_wait(self._table.name, 0)

    def prune(self, now: datetime) -> None:
        """Delete what is older than the days that it is kept, and shrink the file; a file that is not there is not made.

        `is_failing` then says whether that, or a first row, can be written.
        """
        if not os.path.isfile(self._file):
            if self._takes_rows and not self.is_failing:
                self._try()
            return
        try:
            with self._open() as connection:
                oldest = (now - timedelta(days=self._days)).isoformat(timespec="milliseconds")
                with connection:
                    gone = connection.execute(
                        f"DELETE FROM {self._table.name} WHERE {self._table.time} < ?",  # noqa: S608 - names of ours
                        (oldest,),
                    ).rowcount
                self._bound(connection)
                if gone:
                    _shrink(connection)
        except (OSError, sqlite3.Error) as error:
            self.is_failing = True
            self._say(f"{self._file}: old {self._table.name} cannot be deleted ({error})")

    def abandon(self) -> None:
        """Count what still waits as lost, once nothing will write it any more."""
        with self._lock:
            lost, self._waiting = len(self._waiting), []
        for _ in range(lost):
            self.drop()
        if lost:
            are = "is" if lost == 1 else "are"
            _log.error("%s: %s of %s %s lost", self._file, counted(lost, "row"), self._table.name, are)

    def _try(self) -> None:
        """Find out whether a row could be written."""
        try:
            if self._file.exists():
                with self._open() as connection:
                    connection.execute("PRAGMA user_version = 0")  # as it is, but a page is written
            else:
                folder = next(parent for parent in self._file.absolute().parents if parent.exists())
                if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
                    raise PermissionError(f"{folder} is no folder that can be written")
        except (OSError, sqlite3.Error) as error:
            self._fail(error, is_failing=True)
        else:
            self.is_failing = False
            self._said.clear()

    def _fail(self, error: Exception, is_failing: bool) -> None:
        self.is_failing = is_failing
        rows = counted(len(self._waiting), "row")
        wait = "waits" if len(self._waiting) == 1 else "wait"
        self._say(f"{self._file}: {self._table.name} cannot be written ({error}); {rows} {wait}")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Opened for each write, so that a file that was removed or replaced meanwhile is no trouble."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(self._file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))
        connection = sqlite3.connect(self._file, timeout=LOCKED_SECONDS)
        try:
            # Of a new file; an older one is changed by `_shrink`.
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            # Another process is just setting it, which SQLite does not wait for.
            with suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA secure_delete = ON")
            with connection:
                name, time_column = self._table.name, self._table.time
                connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(self._table.columns)}) STRICT")
                connection.execute(f"CREATE INDEX IF NOT EXISTS {name}_by_time ON {name} ({time_column})")
            yield connection
        finally:
            connection.close()

    def _bound(self, connection: sqlite3.Connection) -> None:
        name = self._table.name
        while _used_bytes(connection) > self._most_bytes:
            with connection:
                gone = connection.execute(
                    f"DELETE FROM {name} WHERE rowid IN (SELECT rowid FROM {name} ORDER BY rowid LIMIT (SELECT count(*) / 10 + 1 FROM {name}))"  # noqa: S608 - names of ours
                ).rowcount
            if not gone:
                return
            _log.warning("%s: the %d oldest %s are deleted; the file is full", self._file, gone, name)
            _shrink(connection)

    def _say(self, message: str) -> None:
        """Once, until something is written again."""
        what, _, _ = message.partition(";")
        if what not in self._said:
            _log.error(message)
        self._said.add(what)


class JournalWriter:
    """The thread that writes the journals of a process."""

    def __init__(self, journals: Sequence[Journal]) -> None:
        self._journals = journals
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._write, name="write-journals", daemon=True)

    def start(self) -> None:
        """Write from now on; the process's end, but for a kill, waits until the last row is written."""
        self._thread.start()
        atexit.register(self.stop)

    def stop(self) -> None:
        """Write what waits, and end."""
        self._stopped.set()
        self._thread.join(FLUSH_SECONDS)
        atexit.unregister(self.stop)
        for journal in self._journals:
            journal.abandon()

    def _write(self) -> None:
        next_prune = 0.0
        is_last = False
        while not is_last:
            if time.monotonic() >= next_prune:
                next_prune = time.monotonic() + PRUNE_SECONDS
                for journal in self._journals:
                    journal.prune(datetime.now(UTC))
            is_last = self._stopped.wait(WRITE_SECONDS)
            for journal in self._journals:
                journal.flush()


def _storable(value: object) -> object:
    """A text that is no UTF-8, such as half a surrogate pair, would stop every row behind it."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _used_bytes(connection: sqlite3.Connection) -> int:
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)


def _shrink(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA auto_vacuum").fetchone()[0] == 0:  # made by an earlier version
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("VACUUM")
    connection.executescript("PRAGMA incremental_vacuum")  # steps to its end; `execute` gives one page back
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
