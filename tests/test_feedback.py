"""Verdicts are kept, by several threads and processes at once."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chatbot.feedback import FeedbackStore


def rows(file: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute("SELECT reply_id, helpful, comment FROM feedback ORDER BY rowid").fetchall()
    finally:
        connection.close()


def test_nothing_is_written_before_the_first_verdict(tmp_path: Path) -> None:
    FeedbackStore(tmp_path / "var" / "feedback.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_verdicts_are_kept_in_order_with_their_time(tmp_path: Path) -> None:
    file = tmp_path / "var" / "feedback.sqlite"
    FeedbackStore(file).add("r1", True, "It's “right”; DROP TABLE feedback; 🦆")
    FeedbackStore(file).add("r2", False, None)
    assert rows(file) == [("r1", 1, "It's “right”; DROP TABLE feedback; 🦆"), ("r2", 0, None)]
    connection = sqlite3.connect(file)
    [(received,)] = connection.execute("SELECT received FROM feedback LIMIT 1").fetchall()
    connection.close()
    assert datetime.now(UTC) - datetime.fromisoformat(received) < timedelta(minutes=5)


def test_none_is_lost_when_many_come_at_once(tmp_path: Path) -> None:
    stores = [FeedbackStore(tmp_path / "feedback.sqlite") for _ in range(4)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: stores[n % 4].add(f"r{n}", n % 2 == 0, None), range(40)))
    assert sorted(rows(tmp_path / "feedback.sqlite")) == sorted((f"r{n}", int(n % 2 == 0), None) for n in range(40))
