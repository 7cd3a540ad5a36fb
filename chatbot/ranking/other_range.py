"""Rows of a table of ranges that do not hold the number which is asked for go last: `up to 1 kg | £3.49`, where it is a parcel of 3 kg."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from chatbot.ranking.english_words import asks_whether
from chatbot.ranking.fuse import RankedHit, put_last
from chatbot.ranking.ranges import SCALES, asked_amounts, told_ranges
from chatbot.ranking.stretch import Amount
from chatbot.ranking.table_cells import column_names
from index import BlockKind, Passage, cell_spans

_LABEL = re.compile(r"[-*\s]*(?P<label>[^:\n]{1,60}):\s")  # of a line that is a row in all but form: "Under 12: free"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells, in lower case, each with the ranges that it says."""

    cells: Sequence[str]
    ranges: Sequence[Sequence[Amount]]


@dataclass(frozen=True, slots=True)
class _Holding:
    """A row's range, as its cell words it, and which of the amounts that are asked for it meets, if any."""

    range_: Amount
    words: str
    amounts: Sequence[Amount]


def demote_other_ranges(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the rows whose range does not hold the amount that a question names; those of the same table
    that do hold it take their places.

    The range stands in the first cell, or in one of a column whose ranges do not overlap. Whether a child of 10 may play is told by
    `Age range: 12 and up` too, where nothing holds 10. `passages` are those of `ranked` by row.
    """
    asked = question.lower()
    ordered = list(ranked)
    for table in _tables(ranked, passages, asked_amounts(asked)):
        others = {row for row, holding in table.items() if not holding.amounts}
        if len(others) == len(table) and asks_whether(asked):
            continue
        places = [place for place, hit in enumerate(ordered) if hit.row in table]
        rows = sorted((ordered[place] for place in places), key=lambda hit: hit.row in others)
        for place, hit in zip(places, rows, strict=True):
            ordered[place] = replace(hit, confidence=ordered[place].confidence)
        ordered = put_last(ordered, others)
    return ordered


def in_range(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> tuple[int, str] | None:
    """The first row whose range holds the amount that a question names, and the question, in lower case, with that range in its
    place: "how much is a parcel of 2 to 5 kg" for one of 3. None where there is none, or the question names several such amounts.
    """
    asked = question.lower()
    wanted = asked_amounts(asked)
    tables = _tables(ranked, passages, wanted)
    table = next((table for hit in ranked for table in tables if hit.row in table and table[hit.row].amounts), None)
    if table is None:
        return None
    row = next(hit.row for hit in ranked if hit.row in table and table[hit.row].amounts)
    holding = table[row]
    [amount, *_] = holding.amounts
    is_only = all(other.start == amount.start for other in wanted if other.stretch.scale == amount.stretch.scale)
    if not is_only or not holding.range_.stretch.holds(amount.stretch):
        return None
    return row, f"{asked[: amount.start]}{holding.words}{asked[amount.end :]}"


def _tables(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], wanted: Sequence[Amount]
) -> Sequence[Mapping[int, _Holding]]:
    """Of each table the rows with a range of a scale that an amount is asked for on.

    A table of which another cell says that very amount is none: "Who gets 8 weeks?" asks for no length of service.
    """
    if not wanted:
        return ()
    tables: dict[tuple[object, ...], dict[int, _Row]] = defaultdict(dict)
    for hit in ranked:
        passage = passages[hit.row]
        if row := _row(passage):
            tables[passage.document, passage.section, passage.kind, passage.fact_group][hit.row] = row
    found = []
    for rows in tables.values():
        places = _telling(list(rows.values()))
        if not any(_says(row, places, wanted) for row in rows.values()):
            found.append({at: held for at, row in rows.items() if (held := _holding(row, places, wanted))})
    return found


def _row(passage: Passage) -> _Row | None:
    """None where it says no range."""
    text = passage.text.lower()
    if passage.kind is BlockKind.ROW:
        cells = [text[start:end] for start, end in cell_spans(text)]
        names = [name.lower() for name in column_names(passage)] or [""] * len(cells)
    else:
        label = _LABEL.match(text)
        cells = [label["label"], text[label.end() :]] if label else []
        names = [passage.section[-1].lower() if passage.section else ""] * len(cells)
    ranges = [told_ranges(cell, name) for cell, name in zip(cells, names, strict=True)]
    return _Row(cells, ranges) if any(ranges) else None


def _telling(rows: Sequence[_Row]) -> Collection[int]:
    """The places of the cells that say of what a row is: the first, and those of a column of ranges, in known units, of which none overlaps another."""
    count = min(len(row.cells) for row in rows)
    return {0, *(place for place in range(1, count) if _tells_apart([row.ranges[place] for row in rows]))}


def _tells_apart(column: Sequence[Sequence[Amount]]) -> bool:
    told = [ranges for ranges in column if any(range_.stretch.scale in SCALES for range_ in ranges)]
    pairs = [(one, other) for some, others in combinations(told, 2) for one in some for other in others]
    return len(told) > 1 and not any(one.stretch.overlaps(other.stretch) for one, other in pairs)


def _says(row: _Row, places: Collection[int], wanted: Sequence[Amount]) -> bool:
    others = [cell for place, cell in enumerate(row.cells) if place not in places]
    said = {amount.stretch for cell in others for amount in asked_amounts(cell)}
    return not said.isdisjoint(amount.stretch for amount in wanted)


def _holding(row: _Row, places: Collection[int], wanted: Sequence[Amount]) -> _Holding | None:
    """What the row's ranges hold; None where none is of a scale that is asked for."""
    scales = {amount.stretch.scale for amount in wanted}
    told = [
        _Holding(range_, row.cells[place][range_.start : range_.end], [])
        for place in sorted(places)
        for range_ in row.ranges[place]
        if range_.stretch.scale in scales
    ]
    for each in told:
        if met := [amount for amount in wanted if amount.stretch.meets(each.range_.stretch)]:
            return replace(each, amounts=met)
    return told[0] if told else None
