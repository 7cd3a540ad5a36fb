"""How many requests are worked on at a time, and how many may wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Literal


class Gate:
    """`at_once` requests of one process go through together, `waiting` more wait up to `seconds` for their turn.

    `on_wait` is told 1 when one begins to wait and -1 when it ends.
    """

    def __init__(
        self, at_once: int, waiting: int, seconds: float, on_wait: Callable[[int], None] = lambda _: None
    ) -> None:
        self._free = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._places = waiting
        self._seconds = seconds
        self._on_wait = on_wait

    def enter(self) -> Literal["queue", "deadline"] | None:
        """None where this request may go on, and then must `leave`; else why not.

        `queue` at once where too many wait already, `deadline` where its turn did not come in time.
        """
        if self._free.acquire(blocking=False):
            return None
        with self._lock:
            if not self._places:
                return "queue"
            self._places -= 1
        self._on_wait(1)
        try:
            return None if self._free.acquire(timeout=self._seconds) else "deadline"
        finally:
            self._on_wait(-1)
            with self._lock:
                self._places += 1

    def leave(self) -> None:
        """Make room for the next."""
        self._free.release()
