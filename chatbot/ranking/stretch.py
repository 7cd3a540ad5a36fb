"""A stretch of a scale, and where a text names it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `low` to `high`, both within, on a scale: "age" in years, "hours", "days", "weight" in kg, "length" in m, "area" in m²,
    "volume" in l, "data" in GB, "people", "year" of the calendar, those of dates.py, a currency's sign, or the stem of what is counted.
    """

    scale: str
    low: float
    high: float

    def meets(self, other: Stretch) -> bool:
        """Whether they have a point in common, and more than an end where one range follows upon the other."""
        return self.holds(other) or other.holds(self) or self.overlaps(other)

    def holds(self, other: Stretch) -> bool:
        """Whether all of the other is within this one."""
        return self.scale == other.scale and self.low <= other.low and other.high <= self.high

    def overlaps(self, other: Stretch) -> bool:
        """Whether they have more in common than an end where one follows upon the other."""
        return self.scale == other.scale and self.low < other.high and other.low < self.high


@dataclass(frozen=True, slots=True)
class Amount:
    """A stretch that a text names, and the offsets of what names it: `10` of "my son is 10"."""

    stretch: Stretch
    start: int
    end: int
