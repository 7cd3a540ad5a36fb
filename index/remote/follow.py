"""An object store followed for ever: what is pushed comes within seconds, and trouble is waited out.

CURRENT is some sixty bytes, so reading it is as cheap as asking whether it has changed. It holds the time of
its push: a version that was refused and is pushed again is tried again at once.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from index.errors import IndexDamaged, IndexMismatch, SearchIndexError, StoreAway, StoreRefused
from index.remote.pull import Pulled

LONGEST_WAIT = 10.0  # seconds between two looks at a store that is away
_FIRST_RETRY, _LONGEST_RETRY = 60.0, 3600.0  # seconds until what was refused is fetched again: it may be large


class Followed(Protocol):
    """What has a pointer to the version to follow."""

    name: str

    def pointer(self) -> bytes:
        """What it holds now."""
        ...


def follow(
    remote: Followed,
    take_up: Callable[[], Pulled],
    say: Callable[[str], object],
    seconds: float,
    wait: Callable[[float], object] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Pulled]:
    """Look every so many `seconds`, take up what is another, and yield what came. It never ends by itself.

    An outage, a local fault or a version that is refused is said once, and so is its end. Waiting times are
    shortened by chance to as little as half, so that many followers do not come in step.
    """
    seen: bytes | None = None  # what the pointer held when it was taken up or refused
    retry_at, refusals = 0.0, 0
    trouble: type[SearchIndexError] | None = None
    said, since, failures = "", 0.0, 0
    while True:
        pause = seconds
        pointer = None
        try:
            pointer = remote.pointer()
            if pointer != seen or clock() >= retry_at:
                pulled = take_up()
                seen, retry_at, refusals, said = pointer, float("inf"), 0, ""
                yield pulled
            if trouble is not None and issubclass(trouble, StoreAway):
                say(f"{remote.name} is there again after {clock() - since:.0f} s.")
            trouble, failures = None, 0
        except (StoreRefused, IndexDamaged, IndexMismatch) as error:
            refusals = refusals + 1 if pointer == seen else 1
            seen, retry_at = pointer, clock() + min(_LONGEST_RETRY, _FIRST_RETRY * 2 ** min(refusals - 1, 10))
            if str(error) != said:
                say(said := str(error))
        except SearchIndexError as error:
            failures += 1
            pause = min(max(LONGEST_WAIT, seconds), seconds * 2 ** min(failures, 10))
            if trouble is not type(error):
                trouble, since = type(error), clock()
                say(str(error))
        wait(pause * random.uniform(0.5, 1))  # noqa: S311  # no secret
