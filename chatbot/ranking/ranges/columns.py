"""The column of a table whose name is the range that holds the amount which is asked for: `Under 6 | 6 to 15 years | From 65`."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.ranking.ranges.amounts import told_ranges
from chatbot.ranking.ranges.stretch import Amount, Met


def held_column(names: Sequence[str], wanted: Sequence[Amount]) -> tuple[int, Met] | None:
    """Its place among the names, and what it holds; None where there is none, or just one name is a range of that scale.

    Of several that hold it the narrowest: of `up to 2 kg` and `up to 5 kg` the first for a parcel of 1 kg.
    """
    if not names or not wanted:
        return None
    first, *others = (name.lower() for name in names)
    told = [(place, name, range_) for place, name in enumerate(others, 1) for range_ in told_ranges(name, first)]
    for amount in wanted:
        of_scale = [each for each in told if each[2].stretch.scale == amount.stretch.scale]
        if len({place for place, _, _ in of_scale}) < 2 or all(r.stretch.low == r.stretch.high for _, _, r in of_scale):
            continue
        holding = [each for each in of_scale if each[2].stretch.holds(amount.stretch)]
        for place, name, range_ in holding:
            if all(other.stretch.holds(range_.stretch) for _, _, other in holding):
                return place, Met(amount, range_.stretch, name[range_.start : range_.end])
    return None
