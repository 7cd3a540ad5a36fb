"""Tables in plain text: successive lines with cells between bars, framed or not, parted by tabs, or with room between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from index.cells import cell_spans
from index.formats.text.lines import Line
from index.passage import Block, BlockKind
from index.span import Span

_FEWEST = 3  # rows
_ALIKE = 0.7  # of the rows, which begin or end a cell at the same column; a name too long moves what stands behind it
_EDGE = re.compile(r"\+(?:[-=]++\+)+")  # "+----+----+", above, below and between rows
_RULE = re.compile(rf"(?=[\s:|+=]*+-)[\s:|+=-]++|{_EDGE.pattern}")  # "|---|---|"
_TABS = re.compile(r"\t\s*")
_ROOM = re.compile(r"(?<=[^\s.!?:;,]) {2,}(?=\S)")  # behind a stop it may be a typist's habit
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line by its cells, as offsets in its text, which `form` parts; None where it has not two."""

    line: Line
    form: str | None
    cells: Sequence[Span]

    @property
    def kind(self) -> tuple[str | None, int]:
        """What the rows of a table have in common."""
        return self.form, len(self.cells)


def with_tables(lines: Sequence[Line], may_be: Callable[[Line], bool]) -> Iterator[tuple[list[Line], list[Block]]]:
    """Stretches of lines in their order: what is no table, without blocks, or a table with a block for each row, also its header.
    `may_be` says whether a line may be a row.
    """
    plain: list[Line] = []
    parted = [_row(line) if may_be(line) else _Row(line, None, ()) for line in lines]
    for (form, _), group in groupby(zip(parted, _kinds(parted), strict=True), key=itemgetter(1)):
        rows = [row for row, _ in group]
        if form is None or len(rows) < _FEWEST or not _are_told(rows):
            plain += [row.line for row in rows]
            continue
        above = plain.pop() if plain and _names_columns(_row(plain[-1]), rows) else None
        if plain:
            yield plain, []
            plain = []
        if above is None:
            yield [row.line for row in rows], _blocks(rows)
        else:
            yield [above, *(row.line for row in rows)], _blocks([_row(above), *rows], is_named=True)
    if plain:
        yield plain, []


def _kinds(rows: Sequence[_Row]) -> list[tuple[str | None, int]]:
    """What each has in common with those of its table; an edge with the row below it, or else above."""
    kinds = [row.kind for row in rows]
    for at in reversed(range(len(rows) - 1)):
        if _EDGE.fullmatch(rows[at].line.text) and kinds[at + 1][0] == "bars":
            kinds[at] = kinds[at + 1]
    for at in range(1, len(rows)):
        if _EDGE.fullmatch(rows[at].line.text) and kinds[at - 1][0] == "bars":
            kinds[at] = kinds[at - 1]
    return kinds


def _row(line: Line) -> _Row:
    if line.text.startswith("|") and line.text.count("|") > 1:
        return _Row(line, "bars", cell_spans(line.text))
    for form, joint in (("tabs", _TABS), ("room", _ROOM)):
        if joints := [found.span() for found in joint.finditer(line.text)]:
            starts, ends = [0, *(end for _, end in joints)], [*(start for start, _ in joints), len(line.text)]
            return _Row(line, form, list(zip(starts, ends, strict=True)))
    return _Row(line, None, ())


def _names_columns(above: _Row, rows: Sequence[_Row]) -> bool:
    """Whether it stands above all columns but the first, whose corner is empty: `        2024    2023`."""
    if rows[0].form != "room" or above.kind != ("room", len(rows[0].cells) - 1):
        return False
    for column, (start, end) in enumerate(above.cells, 1):
        begins = min(row.line.indent + row.cells[column][0] for row in rows)
        ends = max(row.line.indent + row.cells[column][1] for row in rows)
        before = max(row.line.indent + row.cells[column - 1][1] for row in rows)
        if above.line.indent + end <= begins or above.line.indent + start >= ends or above.line.indent + start < before:
            return False
    return True


def _are_told(rows: Sequence[_Row]) -> bool:
    if all(_RULE.fullmatch(row.line.text) for row in rows):
        return False
    return rows[0].form != "room" or _are_below_each_other(rows)


def _are_below_each_other(rows: Sequence[_Row]) -> bool:
    """Whether each column begins at one place, or is of figures that end at one; the lines of justified text end there too."""
    most = _ALIKE * len(rows)

    def is_column(column: int) -> bool:
        cells = [(row.line, *row.cells[column]) for row in rows]
        begins, ends = (Counter(line.indent + place[side] for line, *place in cells) for side in (0, 1))
        figures = sum(_FIGURE.search(line.text, start, end) is not None for line, start, end in cells)
        return begins.most_common(1)[0][1] >= most or (ends.most_common(1)[0][1] >= most and figures >= most)

    return all(map(is_column, range(1, len(rows[0].cells))))


def _blocks(rows: Sequence[_Row], is_named: bool = False) -> list[Block]:
    """A row without a figure above others that have some, or above a rule (of edges, one as no other row has), names the columns;
    where `is_named`, the first does.
    """
    rules = [_RULE.fullmatch(row.line.text) is not None for row in rows]
    told = [row for row, is_rule in zip(rows, rules, strict=True) if not is_rule]
    first = rules.index(False) + 1
    below = rows[first].line.text if first < len(rows) and rules[first] else ""
    inner = [row.line.text for row in rows[first : len(rows) - rules[-1]] if _RULE.fullmatch(row.line.text)]
    is_ruled = bool(below) and (not _EDGE.fullmatch(below) or inner.count(below) == 1)
    figures = [_FIGURE.search(row.line.text) is not None for row in told]
    has_header = is_named or is_ruled or (not figures[0] and 2 * sum(figures) > len(told))
    columns = (told[0].line.start, told[0].line.end) if has_header else None
    return [
        Block(
            BlockKind.ROW,
            row.line.start,
            row.line.end,
            columns=columns,
            parts=tuple((row.line.start + start, row.line.start + end) for start, end in row.cells if start < end),
        )
        for row in told
    ]
