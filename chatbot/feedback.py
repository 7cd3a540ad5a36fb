"""Visitors' verdicts on replies, kept in SQLite."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

_SCHEMA = "CREATE TABLE IF NOT EXISTS feedback (received TEXT NOT NULL, reply_id TEXT NOT NULL, helpful INTEGER NOT NULL, comment TEXT) STRICT"


class FeedbackStore:
    """Appends to one table; the file is made with the first verdict. Several processes may share it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def add(self, reply_id: str, helpful: bool, comment: str | None) -> None:
        """Keep one verdict, with the time in UTC. Raises OSError or sqlite3.Error where it cannot be written."""
        with self._lock:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._file, timeout=5)
            try:
                with suppress(
                    sqlite3.OperationalError
                ):  # another process is just setting it, which SQLite does not wait for
                    connection.execute("PRAGMA journal_mode = WAL")
                with connection:
                    connection.execute(_SCHEMA)
                    connection.execute(
                        "INSERT INTO feedback VALUES (?, ?, ?, ?)",
                        (datetime.now(UTC).isoformat(timespec="seconds"), reply_id, helpful, comment),
                    )
            finally:
                connection.close()
