"""Where the time of a reply goes: each step says when it ends, to whoever times the thread that it runs in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Stage = Literal[
    "understand", "encode", "retrieve", "rank", "read", "decide", "highlight", "cite", "suggest", "serialise"
]


class Stages:
    """The laps of one reply: `laps` holds each stage with the time at which it ended, by `time.perf_counter`.

    A stage may come several times, as for the two readings of a follow-up. `looked_up` counts the questions that were
    looked for among the remembered answers, `computed` those of them that were not there.
    """

    __slots__ = ("begun", "computed", "laps", "looked_up")

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.laps: list[tuple[Stage, float]] = []
        self.looked_up = self.computed = 0

    def lap(self, stage: Stage) -> None:
        """The time since the lap before belongs to this stage."""
        self.laps.append((stage, time.perf_counter()))

    def seconds(self) -> dict[Stage, float]:
        """What each stage took in all."""
        taken: dict[Stage, float] = {}
        before = self.begun
        for stage, end in self.laps:
            taken[stage] = taken.get(stage, 0.0) + end - before
            before = end
        return taken


_timed: ContextVar[Stages | None] = ContextVar("stages", default=None)


@contextmanager
def timing() -> Iterator[Stages]:
    """Collect the laps of what this thread does in the block; of a block within a block the inner one has them."""
    stages = Stages()
    token = _timed.set(stages)
    try:
        yield stages
    finally:
        _timed.reset(token)


def lap(stage: Stage) -> None:
    """A stage ends; nothing happens where nobody is timing."""
    if stages := _timed.get():
        stages.lap(stage)


def looked_up() -> None:
    """A question is looked for among the remembered answers."""
    if stages := _timed.get():
        stages.looked_up += 1


def computed() -> None:
    """It was not there."""
    if stages := _timed.get():
        stages.computed += 1
