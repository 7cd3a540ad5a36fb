"""How long each stage of one reply took, without what watching it took."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.stages import Stages

REST = "everything else"  # above all what watching took


@dataclass(frozen=True, slots=True)
class StageTime:
    """Time that one stage took, over all of its calls; its name is that of `chatbot_stage_seconds`."""

    name: str
    milliseconds: float
    calls: int


def stages_of(timed: Stages, aside: Sequence[tuple[float, float]], end: float) -> tuple[StageTime, ...]:
    """The stages in the order in which they ended first, and the rest of the time from the reply's begin to `end`.

    `aside` are the begins and ends of what belongs to no stage, each between two laps; times are those of
    `time.perf_counter`.
    """
    seconds: defaultdict[str, float] = defaultdict(float)
    calls: Counter[str] = Counter()
    before = timed.begun
    for name, lap in timed.laps:
        seconds[name] += lap - before - sum(done - begun for begun, done in aside if before <= begun and done <= lap)
        calls[name] += 1
        before = lap
    known = [StageTime(name, 1000 * seconds[name], calls[name]) for name in calls]
    return (*known, StageTime(REST, 1000 * (end - timed.begun - sum(seconds.values())), 1))
