"""A question with the document's own range in place of the amount that it names: "a parcel of 2 to 5 kg" for one of 3 kg."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chatbot.ranking.column_names import column_names
from chatbot.ranking.english_words import asks_whether
from chatbot.ranking.ranges.amounts import SCALES, YEAR, asked_amounts, told_ranges
from chatbot.ranking.ranges.columns import held_column
from chatbot.ranking.ranges.stretch import Amount, Met, met_by
from chatbot.ranking.ranges.tables import sentence, tables_of_ranges
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage

_NUMBER = re.compile(r"\d+")
_LOOKED_AT = 5  # sentences further behind are hardly about it


@dataclass(frozen=True, slots=True)
class Said:
    """The question as the document words it, and the rows of which one may answer it; `first_tells_another`: what
    comes first as it is asked tells of another range; `is_of_heading`: all rows below a heading with that range, of which the order
    that they have as it is asked says which one answers.
    """

    question: str
    rows: frozenset[int]
    first_tells_another: bool
    is_of_heading: bool = False


def in_range(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> Iterator[Said]:
    """The question with the first range that holds an amount of it in the place of that amount.

    The range stands in a row of a table, in the name of a column or in a sentence. What is asked with yes or no may be told by a
    sentence's range that does not hold it too. Nothing where there is none, where what comes first names the very amount, or the
    question several of a scale.
    """
    asked = question.lower()
    wanted = asked_amounts(asked)
    if not wanted or not ranked or _says(passages[ranked[0].row], wanted):
        return
    held = {row: held for table in tables_of_ranges(ranked, passages, asked, wanted) for row, held in table.items()}
    found = {}
    others = []  # sentences with a range of such a scale that does not hold it
    for place, hit in enumerate(ranked):
        passage = passages[hit.row]
        met = held[hit.row].met if hit.row in held else ()
        if passage.kind is BlockKind.ROW:
            met = (*met, *_column(passage, wanted))
        elif hit.row in held and held[hit.row].is_other:
            others.append(hit.row)
        elif hit.row not in held and place < _LOOKED_AT:
            met, is_other = _in_sentence(passage, wanted)
            if is_other:
                others.append(hit.row)
                continue
        if met and not (hit.row in held and held[hit.row].is_other):
            found[hit.row] = met
    is_whether = asks_whether(asked)
    first = passages[ranked[0].row]
    numbers = {number for amount in wanted for number in _NUMBER.findall(asked[amount.start : amount.end])}
    has_number = not numbers.isdisjoint(_NUMBER.findall(first.text))
    # In a row the number is that of something else: "Zone 3", where it is a parcel of 3 kg.
    tells_another = has_number if first.kind is BlockKind.ROW else ranked[0].row in others and not has_number
    for met in _tried(found, passages):
        words = {each.words for each in met}
        rows = frozenset(row for row, each in found.items() if {one.words for one in each} == words)
        yield from _said(asked, _only(met, wanted), rows, tells_another and not is_whether)
    if others and is_whether:
        yield from _said(asked, _beside(passages[others[0]], wanted), frozenset(others[:1]), False)


def _tried(found: Mapping[int, tuple[Met, ...]], passages: Mapping[int, Passage]) -> Sequence[tuple[Met, ...]]:
    """What the first passage holds, and the first row where that is a sentence; before it where its range is narrower."""
    first = next(iter(found), None)
    row = next((row for row in found if passages[row].kind is BlockKind.ROW), None)
    if first is None or row in (first, None):
        return [found[first]] if first is not None else ()
    is_narrower = found[first][0].range_.holds(found[row][0].range_)
    return [found[row], found[first]] if is_narrower else [found[first], found[row]]


def _in_sentence(passage: Passage, wanted: Sequence[Amount]) -> tuple[tuple[Met, ...], bool]:
    """What its ranges hold, and whether one of them does not; years say no more there than when something was."""
    text = sentence(passage)
    of_scales = [each for each in wanted if each.stretch.scale != YEAR or passage.kind is BlockKind.FACT]
    met, missed = met_by(told_ranges(text, ""), text, of_scales)
    return met, missed or any(not each.range_.holds(each.amount.stretch) for each in met)


def _column(passage: Passage, wanted: Sequence[Amount]) -> tuple[Met, ...]:
    column = held_column(column_names(passage), wanted)
    return (column[1],) if column else ()


def _says(passage: Passage, wanted: Sequence[Amount]) -> bool:
    """Whether it names the very amount, in a known unit, that is asked for."""
    said = {each.stretch for each in asked_amounts(passage.text.lower()) if each.stretch.scale in SCALES}
    return not said.isdisjoint(amount.stretch for amount in wanted)


def _beside(passage: Passage, wanted: Sequence[Amount]) -> list[Met]:
    """The first range of a scale that is asked for, though it does not hold what is."""
    text = sentence(passage)
    return [
        Met(amount, range_.stretch, text[range_.start : range_.end])
        for amount in wanted
        for range_ in told_ranges(text, "")
        if range_.stretch.scale == amount.stretch.scale
    ][:1]


def _only(met: Sequence[Met], wanted: Sequence[Amount]) -> list[Met]:
    """Those that hold all of the only amount of a scale, one for each amount."""
    only = {
        each.amount.start: each
        for each in met
        if each.range_.holds(each.amount.stretch)
        and all(other.start == each.amount.start for other in wanted if other.stretch.scale == each.range_.scale)
    }
    return list(only.values())


def _said(asked: str, met: Sequence[Met], rows: frozenset[int], first_tells_another: bool) -> Iterator[Said]:
    said = asked
    for each in sorted(met, key=lambda each: -each.amount.start):
        said = f"{said[: each.amount.start]}{each.words}{said[each.amount.end :]}"
    if said != asked:
        yield Said(said, rows, first_tells_another)
