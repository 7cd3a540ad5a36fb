"""A stretch of a scale, and where a text names it."""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True, slots=True)
class Met:
    """An amount that is asked for, and the range that meets it, as the document words it."""

    amount: Amount
    range_: Stretch
    words: str


def met_by(ranges: Sequence[Amount], text: str, wanted: Sequence[Amount]) -> tuple[tuple[Met, ...], bool]:
    """The amounts that ranges which a text says meet, one on each scale, and whether there is a scale on which none does."""
    met: list[Met] = []
    missed = False
    for scale in dict.fromkeys(amount.stretch.scale for amount in wanted):
        told = [range_ for range_ in ranges if range_.stretch.scale == scale]
        pairs = [
            Met(amount, range_.stretch, text[range_.start : range_.end])
            for range_ in told
            for amount in wanted
            if amount.stretch.meets(range_.stretch)
        ]
        met += pairs[:1]
        missed = missed or bool(told and not pairs)
    return tuple(met), missed
