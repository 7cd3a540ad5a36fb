"""When to build again: sources or settings have changed, and are at rest.

Files are looked at again and again, not waited for with the system's notices: that also sees network
drives, and files that an editor replaces. A look reads names, sizes and times, never a content.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

LOOK_SECONDS = 2.0
_FIRST_RETRY, _LONGEST_RETRY = 15, 1800  # looks until what failed is tried again: half a minute, doubled up to an hour

StateT = TypeVar("StateT")


def settled_changes(look: Callable[[], StateT], wait: Callable[[float], object]) -> Generator[None, bool | None, None]:
    """Come once at the beginning, and then whenever what `look` sees is another and has been the same for two looks.

    What changes while the caller is at work is a change too. Where it sends that its work failed, the next time comes
    without a change too, later after each failure: a disk that is full or a server that is away may be mended meanwhile.
    """
    known = before = look()
    pause = _FIRST_RETRY
    left = pause if (yield) else None
    while True:
        wait(LOOK_SECONDS)
        now = look()
        if left is not None:
            left -= 1
        if now == before and (now != known or (left is not None and left <= 0)):
            pause = _FIRST_RETRY if now != known else min(2 * pause, _LONGEST_RETRY)
            known = now
            left = pause if (yield) else None
        before = now
