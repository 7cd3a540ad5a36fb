"""How many requests are worked on at a time, how many may wait, and how long one may take to arrive."""

from __future__ import annotations

import threading

READ_SECONDS = 15.0  # how long a whole request may take to arrive, from its first byte; a megabyte at 70 kB/s


class Gate:
    """`at_once` requests of one process go through together, `waiting` more wait up to `seconds` for their turn."""

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self._free = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._places = waiting
        self._seconds = seconds

    def enter(self) -> bool:
        """Whether this request may go on; False at once where too many wait already. Whoever entered must `leave`."""
        if self._free.acquire(blocking=False):
            return True
        with self._lock:
            if not self._places:
                return False
            self._places -= 1
        try:
            return self._free.acquire(timeout=self._seconds)
        finally:
            with self._lock:
                self._places += 1

    def leave(self) -> None:
        """Make room for the next."""
        self._free.release()
