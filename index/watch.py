"""When to build again: sources or settings have changed, and are at rest.

Files are looked at again and again, not waited for with the system's notices: that also sees network
drives, and files that an editor replaces. A look reads names, sizes and times, never a content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

LOOK_SECONDS = 2.0

StateT = TypeVar("StateT")


def settled_changes(look: Callable[[], StateT], wait: Callable[[float], object]) -> Iterator[None]:
    """Come once at the beginning, and then whenever what `look` sees is another and has been the same for two looks.

    What changes while the caller is at work is a change too.
    """
    known = before = look()
    yield
    while True:
        wait(LOOK_SECONDS)
        now = look()
        if now != known and now == before:
            known = now
            yield
        before = now
