"""How long each part of an answerer takes, without its knowing."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

REST = "everything else"


@dataclass(frozen=True, slots=True)
class Stage:
    """Time that one stage took, over all of its calls."""

    name: str
    milliseconds: float
    calls: int


class Clock:
    """Adds up what the stages take. What runs inside a stage belongs to it."""

    def __init__(self) -> None:
        self._spent: dict[str, tuple[float, int]] = {}
        self._running = False

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """What runs within it is the stage of this name."""
        if self._running:
            yield
            return
        self._running, begin = True, time.perf_counter()
        try:
            yield
        finally:
            self._running = False
            spent, calls = self._spent.get(name, (0.0, 0))
            self._spent[name] = (spent + 1000 * (time.perf_counter() - begin), calls + 1)

    def stages(self, milliseconds: float) -> tuple[Stage, ...]:
        """In the order in which they began, and the rest of the whole time."""
        known = [Stage(name, spent, calls) for name, (spent, calls) in self._spent.items()]
        return (*known, Stage(REST, max(0.0, milliseconds - sum(stage.milliseconds for stage in known)), 1))


class Timed:
    """A part whose methods named in `stages` are timed; everything else passes through."""

    def __init__(self, part: object, clock: Clock, stages: Mapping[str, str]) -> None:
        self._part, self._clock, self._stages = part, clock, stages

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._part, name)
        stage = self._stages.get(name)
        if stage is None:
            return value

        def timed(*arguments: Any, **options: Any) -> Any:
            with self._clock.stage(stage):
                return value(*arguments, **options)

        return timed
