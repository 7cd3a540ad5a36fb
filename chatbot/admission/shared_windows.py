"""When each client asked, in memory that forked processes share: a storage of the `limits` package."""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
import threading
import time
import weakref
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

from limits.storage import MovingWindowSupport, Storage

_WAYS = 8  # clients that one bucket holds
_MOST_TIMES = 2**24  # 128 MiB of times; beyond 2,048 requests a client, fewer clients are told apart
_NAME, _NEXT, _LAST, _TIMES = 0, 1, 2, 3  # words of a slot: the client's hash, its ring's next place, its last request


class SharedWindows(Storage, MovingWindowSupport):
    """The last `limit` requests of up to `clients` clients, for a moving window.

    Made before the fork, it counts once for all processes. A table of fixed size: clients fall into buckets
    of eight by a keyed hash, and a ninth takes the place of the one that was quiet for longest. Each bucket
    has a record lock (fcntl), which the kernel gives up with the process that holds it, so a killed worker
    blocks nobody; at worst the count of one client is off by one.
    """

    STORAGE_SCHEME = None

    def __init__(self, limit: int, clients: int = 8192) -> None:
        super().__init__()
        self._limit = limit
        self._buckets = max(1, min(clients, _MOST_TIMES // limit) // _WAYS)
        self._slot = _TIMES + limit  # words of eight bytes
        # Anonymous: pages that no client has touched take no memory.
        memory = memoryview(mmap.mmap(-1, self._buckets * _WAYS * self._slot * 8))
        self._words, self._times = memory.cast("Q"), memory.cast("d")
        self._locks = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the table. Empty; its bytes are what is locked
        weakref.finalize(self, self._locks.close)
        self._threads = threading.Lock()  # record locks do not tell the threads of one process apart
        self._secret = os.urandom(16)  # so that nobody can choose addresses that share a bucket

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may fail: nothing but the system's locks."""
        return OSError

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count one request now, unless there were `limit` within the last `expiry` seconds."""
        if limit != self._limit or amount != 1:
            raise ValueError(f"these windows hold {self._limit} requests, counted one by one")
        name = self._name(key)
        with self._locked(name) as slots:
            start = self._find(name, slots)
            now = time.time()
            if start is None:
                start = min(slots, key=lambda slot: self._times[slot + _LAST])
                self._words[start + _NEXT] = 0
                self._times[start + _TIMES : start + self._slot] = self._never
                self._words[start + _NAME] = name
            place = self._words[start + _NEXT] % limit
            if now - expiry < self._times[start + _TIMES + place] <= now:  # later: the clock was set back
                return False
            self._times[start + _TIMES + place] = self._times[start + _LAST] = now
            self._words[start + _NEXT] = (place + 1) % limit
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """When the oldest request that still counts came, in seconds since the epoch, and how many count."""
        name = self._name(key)
        with self._locked(name) as slots:
            start, now = self._find(name, slots), time.time()
            if start is None:
                return now, 0
            oldest, times = self._words[start + _NEXT], start + _TIMES

            def at(age: int) -> float:
                return self._times[times + (oldest + age) % limit]

            gone = bisect_left(range(limit), True, key=lambda age: now - expiry < at(age) <= now)
            return (at(gone), limit - gone) if gone < limit else (now, 0)

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> None:
        """Forget every client."""
        self._words[:] = memoryview(bytes(len(self._words) * 8)).cast("Q")

    def clear(self, key: str) -> None:
        """Forget one client."""
        name = self._name(key)
        with self._locked(name) as slots:
            if (start := self._find(name, slots)) is not None:
                self._words[start + _NAME] = 0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Not offered: the windows move."""
        raise NotImplementedError

    get = get_expiry = incr  # type: ignore[assignment]  # what the other strategies would need

    @property
    def _never(self) -> memoryview[float]:
        return memoryview(bytes(self._limit * 8)).cast("d")

    def _name(self, key: str) -> int:
        return int.from_bytes(blake2b(key.encode(), digest_size=8, key=self._secret).digest()) or 1  # 0: nobody

    @contextmanager
    def _locked(self, name: int) -> Iterator[range]:
        bucket = name % self._buckets
        with self._threads:
            fcntl.lockf(self._locks, fcntl.LOCK_EX, 1, bucket)
            try:
                first = bucket * _WAYS * self._slot
                yield range(first, first + _WAYS * self._slot, self._slot)
            finally:
                fcntl.lockf(self._locks, fcntl.LOCK_UN, 1, bucket)

    def _find(self, name: int, slots: range) -> int | None:
        return next((slot for slot in slots if self._words[slot + _NAME] == name), None)
