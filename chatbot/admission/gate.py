"""How many requests are worked on at a time, how many may wait, and how long one may take to arrive."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Literal

READ_SECONDS = 15.0  # how long a whole request may take to arrive, from its first byte; a megabyte at 70 kB/s

# Under more load than can be answered, a queue that is served in turn makes everybody late, and most find that their
# clients have gone. So once requests have to be refused for longer than in a burst: half as many are worked on beside each
# other, which makes each of them faster and together they are as fast (two threads of one interpreter take turns); newest
# first, one waiting for each, and not for long, until for a second nobody had to be refused; B. Maurer, "Fail at Scale",
# ACM Queue 13(8), 2015 (adaptive LIFO and controlled delay).
PATIENCE_SECONDS = 0.01  # how long one may wait then; two or three answers' time
BURST_SECONDS = 0.05
RELIEF_SECONDS = 1.0


class Gate:
    """`at_once` requests of one process go through together, `waiting` more wait up to `seconds` for their turn.

    `on_wait` is told 1 when one begins to wait and -1 when it ends.
    """

    def __init__(
        self, at_once: int, waiting: int, seconds: float, on_wait: Callable[[int], None] = lambda _: None
    ) -> None:
        self._lock = threading.Lock()
        self._at_once = at_once
        self._busy = 0
        self._places = waiting
        self._seconds = seconds
        self._on_wait = on_wait
        self._queue: deque[_Waiter] = deque()  # oldest first
        self._first_refused = self._last_refused = -math.inf  # without relief between them, by the monotonic clock

    def enter(self) -> Literal["queue", "deadline"] | None:
        """None where this request may go on, and then must `leave`; else why not.

        `queue` where too many wait already, `deadline` where its turn did not come in time.
        """
        with self._lock:
            if self._busy < self._most():
                self._busy += 1
                return None
            if len(self._queue) >= (min(self._most(), self._places) if self._is_overloaded() else self._places):
                self._refuse()
                return "queue"
            waiter = _Waiter()
            self._queue.append(waiter)
            until = self._until(waiter)
        self._on_wait(1)
        try:
            return self._wait(waiter, until)
        finally:
            self._on_wait(-1)

    def leave(self) -> None:
        """Make room for the next, who has it before anybody who comes now."""
        with self._lock:
            self._busy -= 1
            while self._queue and self._busy < self._most():
                self._busy += 1
                waiter = self._queue.pop() if self._is_overloaded() else self._queue.popleft()
                waiter.has_entered = True
                waiter.wake.release()

    def _wait(self, waiter: _Waiter, until: float) -> Literal["queue", "deadline"] | None:
        while True:
            waiter.wake.acquire(timeout=max(0.0, until - time.monotonic()))
            with self._lock:
                if waiter.has_entered:
                    return None
                until = self._until(waiter)
                if time.monotonic() >= until:
                    self._queue.remove(waiter)
                    self._refuse()
                    return "queue" if until < waiter.came + self._seconds else "deadline"

    def _most(self) -> int:
        return max(1, self._at_once // 2) if self._is_overloaded() else self._at_once

    def _is_overloaded(self) -> bool:
        is_burst = self._last_refused - self._first_refused < BURST_SECONDS
        return not is_burst and time.monotonic() - self._last_refused < RELIEF_SECONDS

    def _refuse(self) -> None:
        """Whoever has waited for long is told where from now on nobody does."""
        was_overloaded, now = self._is_overloaded(), time.monotonic()
        if now - self._last_refused >= RELIEF_SECONDS:
            self._first_refused = now
        self._last_refused = now
        if not was_overloaded and self._is_overloaded():
            for waiter in self._queue:
                waiter.wake.release()

    def _until(self, waiter: _Waiter) -> float:
        patience = min(self._seconds, PATIENCE_SECONDS) if self._is_overloaded() else self._seconds
        return waiter.came + patience


class _Waiter:
    __slots__ = ("came", "has_entered", "wake")

    def __init__(self) -> None:
        self.came = time.monotonic()
        self.has_entered = False
        self.wake = threading.Semaphore(0)
