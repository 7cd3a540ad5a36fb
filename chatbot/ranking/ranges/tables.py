"""Tables of ranges among the candidates, and which of their rows hold the amounts that a question names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import combinations

from chatbot.ranking.clause_numbers import opened
from chatbot.ranking.column_names import column_names
from chatbot.ranking.ranges.amounts import SCALES, asked_amounts, names_age, told_ranges
from chatbot.ranking.ranges.stretch import Amount, Met, Stretch, met_by
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage, cell_spans

_LABEL = re.compile(r"[-*\s]*(?P<label>[^:\n]{1,60}):\s")  # of a line that is a row in all but form: "Under 12: free"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Holding:
    """What a row's ranges meet of what is asked for; `is_other` where one of a scale that is asked for does not."""

    met: tuple[Met, ...]
    is_other: bool

    def fits_better(self, other: Holding) -> bool:
        """Whether it holds all that is asked for and the other one does not, or within a narrower range: `up to 2 kg` beside `up to 5 kg`."""
        if self.is_other or not self._holds_all():
            return False
        pairs = [(one.range_, two.range_) for one, two in zip(self.met, other.met, strict=False)]
        is_narrower = any(one != two for one, two in pairs) and all(two.holds(one) for one, two in pairs)
        return is_narrower or not other._holds_all()

    def _holds_all(self) -> bool:
        return all(each.range_.holds(each.amount.stretch) for each in self.met)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's cells, in lower case, each with the ranges that it says."""

    cells: Sequence[str]
    ranges: Sequence[Sequence[Amount]]


def tables_of_ranges(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], asked: str, wanted: Sequence[Amount]
) -> Sequence[Mapping[int, Holding]]:
    """Of each table the rows with a range of a scale that an amount is asked for on, in the order of `ranked`.

    The range stands in the first cell, or in one of a column whose ranges tell the rows apart; a single number ("1" beside "2 to
    20") is one too. The sentences of a clause are such a table where two of them say ranges that tell them apart. A table of
    which another cell says that very amount is none: "Who gets 8 weeks?" asks for no length of service. `asked` is the question in lower case, `wanted` are its amounts, `passages` are those of `ranked` by row.
    """
    if not wanted:
        return ()
    tables: dict[tuple[object, ...], dict[int, _Row]] = defaultdict(dict)
    sentences = []
    for hit in ranked:
        passage = passages[hit.row]
        if row := _row(passage):
            tables[passage.document, passage.section, passage.kind, passage.fact_group][hit.row] = row
        elif passage.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            sentences.append(hit.row)
    found = []
    words = set(_WORD.findall(asked))
    scales = SCALES | {amount.stretch.scale for amount in wanted}
    told = (_of_sentences(rows, passages, wanted) for rows in _clauses(sorted(sentences), passages))
    for table in (*tables.values(), *filter(None, told)):
        rows = _without_mere_numbers(table)
        places = _telling(list(rows.values()), scales)
        if not any(_says(row, places, wanted) for row in rows.values()):
            found.append({at: held for at, row in rows.items() if (held := _holding(row, places, wanted, words))})
    return found


def sentence(passage: Passage) -> str:
    """Its text in lower case, with something else in place of a clause's number, as long: "4.1 For up to seven days" is no range."""
    number = opened(passage)
    behind = number[1] if number else 0
    return f"{'_' * (behind - 1)}{' ' * (behind > 0)}{passage.text[behind:].lower()}"


def _clauses(rows: Sequence[int], passages: Mapping[int, Passage]) -> Iterator[Sequence[int]]:
    """Of these rows, ascending, those that stand right behind each other below one heading, up to one with the number of a clause."""
    clause: list[int] = []
    for row in rows:
        goes_on = bool(clause) and row == clause[-1] + 1 and not opened(passages[row])
        if goes_on:
            one, other = passages[clause[-1]], passages[row]
            goes_on = (one.document, one.section, one.kind) == (other.document, other.section, other.kind)
        if not goes_on:
            yield clause
            clause = []
        clause.append(row)
    yield clause


def _of_sentences(
    rows: Sequence[int], passages: Mapping[int, Passage], wanted: Sequence[Amount]
) -> Mapping[int, _Row] | None:
    """Sentences of a clause as rows of one cell, where two and more say ranges of a scale that is asked for, which tell them apart."""
    texts = {row: sentence(passages[row]) for row in rows} if len(rows) > 1 else {}
    scales = {amount.stretch.scale for amount in wanted}
    of_ages = "age" in scales and any(map(names_age, texts.values()))
    told = {row: told_ranges(text, "age" if of_ages else "") for row, text in texts.items()}
    table = {
        row: _Row([texts[row]], [ranges])
        for row, ranges in told.items()
        if any(range_.stretch.scale in scales for range_ in ranges)
    }
    of_scales = [[range_ for range_ in row.ranges[0] if range_.stretch.scale in scales] for row in table.values()]
    return table if tells_apart(of_scales, scales) else None


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


def _without_mere_numbers(table: Mapping[int, _Row]) -> Mapping[int, _Row]:
    """Without the numbers of columns that have no range."""
    real = {
        place
        for row in table.values()
        for place, ranges in enumerate(row.ranges)
        if any(each.stretch.low < each.stretch.high for each in ranges)
    }
    return {
        at: replace(row, ranges=[ranges if place in real else () for place, ranges in enumerate(row.ranges)])
        for at, row in table.items()
    }


def _telling(rows: Sequence[_Row], scales: Collection[str]) -> Collection[int]:
    """The places of the cells that say of what a row is: the first, and those of a column of ranges, of these scales, that tell rows apart."""
    count = min(len(row.cells) for row in rows)
    return {0, *(place for place in range(1, count) if tells_apart([row.ranges[place] for row in rows], scales))}


def tells_apart(column: Sequence[Sequence[Amount]], scales: Collection[str]) -> bool:
    """Whether no range overlaps another, but as steps do: `up to 2 kg`, `up to 5 kg`."""
    told = [ranges for ranges in column if any(range_.stretch.scale in scales for range_ in ranges)]
    pairs = [(one.stretch, other.stretch) for some, others in combinations(told, 2) for one in some for other in others]
    return len(told) > 1 and not any(one.overlaps(other) and not _are_steps(one, other) for one, other in pairs)


def _are_steps(one: Stretch, other: Stretch) -> bool:
    return (one.low == other.low == float("-inf")) != (one.high == other.high == float("inf")) and one != other


def _says(row: _Row, places: Collection[int], wanted: Sequence[Amount]) -> bool:
    others = [cell for place, cell in enumerate(row.cells) if place not in places]
    said = {amount.stretch for cell in others for amount in asked_amounts(cell)}
    return not said.isdisjoint(amount.stretch for amount in wanted)


def _holding(row: _Row, places: Collection[int], wanted: Sequence[Amount], words: AbstractSet[str]) -> Holding | None:
    """What the row's ranges hold; None where none is of a scale that is asked for, or the question names a row that does not."""
    text, ranges = "", []
    for place in sorted(places):
        for range_ in row.ranges[place]:
            ranges.append(replace(range_, start=len(text) + range_.start, end=len(text) + range_.end))
        text += row.cells[place] + "\n"
    met, missed = met_by(ranges, text, wanted)
    if not met and not missed:
        return None
    is_named = missed and not row.ranges[0] and words >= set(_WORD.findall(row.cells[0]))
    return None if is_named else Holding(met, missed)
