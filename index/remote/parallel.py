"""Transfers side by side."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from typing import TypeVar

AT_ONCE = 4  # a store gives one connection some 50 to 100 MB/s; four keep its latency and a disk busy

ItemT = TypeVar("ItemT")


def in_parallel(work: Callable[[ItemT, threading.Event], None], items: Iterable[ItemT]) -> None:
    """Do the work for every item; after the first error the rest is stopped, and the error is raised.

    The work looks at its event between two pieces, and ends early where it is set. The threads are daemons: a
    process that is asked to end need not wait for a store that does not answer.
    """
    waiting: queue.SimpleQueue[ItemT] = queue.SimpleQueue()
    for item in items:
        waiting.put(item)
    stop = threading.Event()
    errors: list[Exception] = []

    def run() -> None:
        while not stop.is_set():
            try:
                item = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                work(item, stop)
            except Exception as error:  # handed to the caller
                errors.append(error)
                stop.set()

    threads = [threading.Thread(target=run, daemon=True) for _ in range(min(AT_ONCE, waiting.qsize()))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
