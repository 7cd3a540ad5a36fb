"""Rows are kept by several threads and processes at once, and what stands in the way costs rows, nothing else."""

from __future__ import annotations

import logging
import resource
import sqlite3
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chatbot.reporting import journal as module
from chatbot.reporting.feedback import FEEDBACK
from chatbot.reporting.journal import MOST_WAITING, Journal, JournalWriter, Table

NOTES = Table("notes", ("noted TEXT NOT NULL", "words TEXT", "number INTEGER"))
DAYS = 30


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "notes.sqlite"


@pytest.fixture
def journal(file: Path) -> Journal:
    return Journal(file, NOTES, DAYS)


def rows(file: Path, columns: str = "words, number", table: str = "notes") -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(f"SELECT {columns} FROM {table} ORDER BY rowid").fetchall()
    finally:
        connection.close()


def size(file: Path) -> int:
    """With what SQLite has beside it."""
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))


def test_nothing_is_made_before_the_first_row(journal: Journal, tmp_path: Path) -> None:
    journal.flush()
    journal.prune(datetime.now(UTC))
    writer = JournalWriter([journal])
    writer.start()
    writer.stop()
    assert list(tmp_path.iterdir()) == []


def test_rows_are_kept_in_order_with_their_time_for_the_owner_alone(journal: Journal, file: Path) -> None:
    journal.add("It's “right”; DROP TABLE notes; 🦆\0", 1)
    journal.flush()
    journal.add(None, 2)
    journal.add("half a pair: \ud800", 3)
    journal.flush()
    assert rows(file) == [("It's “right”; DROP TABLE notes; 🦆\0", 1), (None, 2), ("half a pair: ?", 3)]
    [noted, *_] = rows(file, "noted")
    assert datetime.now(UTC) - datetime.fromisoformat(noted[0]) < timedelta(minutes=5)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_none_is_lost_or_kept_twice_when_many_write_at_once(file: Path) -> None:
    journals = [Journal(file, NOTES, DAYS) for _ in range(4)]
    writers = [JournalWriter([journal]) for journal in journals]
    for writer in writers:
        writer.start()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: journals[n % 4].add("", n), range(400)))
    for writer in writers:
        writer.stop()
    assert sorted(rows(file)) == [("", n) for n in range(400)]


def test_more_than_may_wait_are_dropped_and_counted(file: Path) -> None:
    dropped: list[str] = []
    journal = Journal(file, NOTES, DAYS, dropped.append)
    assert [journal.add("", n) for n in range(MOST_WAITING + 2)] == [True] * MOST_WAITING + [False] * 2
    assert dropped == ["notes"] * 2
    journal.flush()
    assert len(rows(file)) == MOST_WAITING
    assert journal.add("", 0)


@contextmanager
def a_folder(file: Path) -> Iterator[None]:
    file.mkdir(parents=True)
    yield
    file.rmdir()


@contextmanager
def a_file_for_a_folder(file: Path) -> Iterator[None]:
    file.parent.touch()
    yield
    file.parent.unlink()


@contextmanager
def damaged(file: Path) -> Iterator[None]:
    file.parent.mkdir()
    file.write_bytes(b"no database " * 1000)
    yield
    file.unlink()


@contextmanager
def another_table_of_that_name(file: Path) -> Iterator[None]:
    file.parent.mkdir()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE notes (noted, of_someone_else)")
    yield
    connection.close()
    file.unlink()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    file.parent.mkdir()
    connection = sqlite3.connect(file)
    connection.execute("BEGIN EXCLUSIVE")
    yield
    connection.close()


@contextmanager
def full(file: Path) -> Iterator[None]:
    """No file may grow beyond this, so the kernel refuses as it does where a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    "trouble", [a_folder, a_file_for_a_folder, damaged, another_table_of_that_name, locked, full], ids=lambda t: t.__name__
)  # fmt: skip
def test_rows_wait_while_they_cannot_be_written(
    file: Path,
    trouble: Callable[[Path], Any],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LOCKED_SECONDS", 0.0)
    journal = Journal(file, NOTES, DAYS)
    written = [("word " * 400, n) for n in range(20)]
    with trouble(file):
        for row in written:
            assert journal.add(*row)
        for _ in range(3):
            journal.flush()
            journal.prune(datetime.now(UTC))
        assert journal.is_failing
    said = [record.getMessage() for record in caplog.records if "cannot be written" in record.getMessage()]
    assert len(said) == 1 and said[0].startswith(f"{file}: notes cannot be written (")
    journal.flush()
    assert not journal.is_failing
    assert rows(file) == written


@pytest.mark.parametrize("trouble", [a_folder, a_file_for_a_folder, damaged, locked], ids=lambda t: t.__name__)
def test_what_could_not_be_written_is_known_before_the_first_row_and_how_long(
    file: Path, trouble: Callable[[Path], Any], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCKED_SECONDS", 0.0)
    journal = Journal(file, NOTES, DAYS)
    with trouble(file):
        journal.prune(datetime.now(UTC))
        for _ in range(3):
            journal.flush()
        assert journal.is_failing
    assert len(caplog.messages) == len(set(caplog.messages)) > 0
    journal.flush()
    assert not journal.is_failing


def test_where_no_row_is_taken_nothing_is_said_of_a_file_that_is_not_there(
    file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    journal = Journal(file, NOTES, DAYS, takes_rows=False)
    with a_file_for_a_folder(file):
        journal.prune(datetime.now(UTC))
        journal.flush()
    assert caplog.messages == []


def test_how_many_rows_could_not_be_written_is_told_from_the_first_on(file: Path) -> None:
    waiting: list[tuple[str, int]] = []
    journal = Journal(file, NOTES, DAYS, on_wait=lambda *told: waiting.append(told))
    with a_folder(file):
        for number in range(2):
            journal.add("", number)
            journal.flush()
    journal.flush()
    assert waiting == [("notes", 1), ("notes", 2), ("notes", 0)]


def test_what_is_never_written_is_counted_at_the_end(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    dropped: list[str] = []
    journal = Journal(file, NOTES, DAYS, dropped.append)
    with a_folder(file):
        journal.add("", 1)
        writer = JournalWriter([journal])
        writer.start()
        writer.stop()
    assert dropped == ["notes"]
    assert caplog.messages[-1] == f"{file}: 1 row of notes is lost"


def test_old_rows_are_deleted_overwritten_and_given_back(journal: Journal, file: Path) -> None:
    for number in range(900):
        journal.add(f"secret-{number} " * 50, number)
    journal.flush()
    for number in range(100):
        journal.add(f"kept-{number}", number)
    journal.flush()
    now = datetime.now(UTC)
    old = (now - timedelta(days=DAYS, seconds=1)).isoformat(timespec="seconds")
    connection = sqlite3.connect(file)
    with connection:
        connection.execute("UPDATE notes SET noted = ? WHERE words LIKE 'secret-%'", (old,))
    connection.close()
    before = size(file)
    journal.prune(now - timedelta(days=1))
    assert size(file) == before
    journal.prune(now)
    assert rows(file) == [(f"kept-{number}", number) for number in range(100)]
    assert size(file) < before / 10
    assert not any(b"secret-" in part.read_bytes() for part in file.parent.iterdir())


def test_a_file_of_an_earlier_version_shrinks_too(tmp_path: Path) -> None:
    file = tmp_path / "feedback.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    with connection:
        connection.execute(
            "CREATE TABLE feedback (received TEXT NOT NULL, reply_id TEXT NOT NULL, helpful INTEGER NOT NULL, comment TEXT) STRICT"
        )
        old = [("2020-01-01T00:00:00+00:00", "r", 1, "long ago " * 100)] * 500
        connection.executemany("INSERT INTO feedback VALUES (?, ?, ?, ?)", old)
    connection.close()
    journal = Journal(file, FEEDBACK, DAYS)
    journal.add("r1", True, "now")
    journal.flush()
    before = size(file)
    journal.prune(datetime.now(UTC))
    assert rows(file, "reply_id, helpful, comment", "feedback") == [("r1", 1, "now")]
    assert size(file) < before / 10


def test_a_file_never_grows_beyond_its_bound_and_keeps_the_newest(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    bound = 200_000
    journal = Journal(file, NOTES, DAYS, most_bytes=bound)
    with caplog.at_level(logging.WARNING):
        for number in range(20):
            for _ in range(20):
                journal.add("word " * 200, number)
            journal.flush()
            assert size(file) <= bound + 40_000  # one batch more, until it is over
    numbers = [number for _, number in rows(file)]
    assert numbers == sorted(numbers)
    assert (numbers[0] > 5, numbers[-1], len(numbers) > 80) == (True, 19, True)
    assert "the file is full" in caplog.text


def test_a_file_that_is_removed_is_made_anew(journal: Journal, file: Path) -> None:
    journal.add("", 1)
    journal.flush()
    file.unlink()
    journal.add("", 2)
    journal.flush()
    assert rows(file) == [("", 2)]
