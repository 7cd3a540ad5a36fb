"""Rows of a table of ranges that do not hold the number which is asked for go last: `up to 1 kg | £3.49`, where it is a parcel of 3 kg."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chatbot.ranking.english_words import asks_whether
from chatbot.ranking.ranges.amounts import asked_amounts
from chatbot.ranking.ranges.tables import tables_of_ranges
from chatbot.ranking.ranges.weekdays import WEEKDAY
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage


def demote_other_ranges(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the rows whose range does not hold the amount that a question names; those of the same table
    that do hold it take their places, of several the narrowest range first.

    Whether a child of 10 may play is told by `Age range: 12 and up` too, where nothing holds 10. `passages` are those of `ranked`
    by row.
    """
    asked = question.lower()
    ordered = list(ranked)
    wanted = [amount for amount in asked_amounts(asked) if amount.stretch.scale != WEEKDAY]  # demote_other_days
    for table in tables_of_ranges(ranked, passages, asked, wanted):
        others = {row for row, holding in table.items() if holding.is_other}
        if len(others) == len(table) and asks_whether(asked):
            continue
        better = {row: sum(other.fits_better(holding) for other in table.values()) for row, holding in table.items()}
        places = [place for place, hit in enumerate(ordered) if hit.row in table]
        rows = sorted((ordered[place] for place in places), key=lambda hit: (hit.row in others, better[hit.row]))
        for place, hit in zip(places, rows, strict=True):
            ordered[place] = replace(hit, confidence=ordered[place].confidence)
        ordered = put_last(ordered, others)
    return ordered
