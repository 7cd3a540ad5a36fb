"""A timetable with a column for each day: "what time is yoga on Tuesday" is told by the row that has yoga in Tuesday's column, and by
none that has it on other days only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from chatbot.indexed import unbroken
from chatbot.knowing.schedules.of_section import LOOKED_AT, Around
from chatbot.knowing.sure import LIKELY, NOTHING, Known, Sure
from chatbot.ranking.calendar_names import day_column, days_in, names_day, without_days
from chatbot.ranking.column_names import column_names
from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from index import BlockKind, Passage, cell_spans

REMEMBERED = 1024  # cells; a timetable says the same in many
# Patterns are of lower-case text.
_WORD = re.compile(r"[^\W\d_]{2,}")
_CLOCK = re.compile(r"(?<![\d.:])([01]?\d|2[0-3])[.:]([0-5]\d)(?![\d.:])")
_ASKS_TIME = re.compile(r"\W*(?:and |so )?(?:when\b|(?:at |from |by )?(?:what|which) times?\b)")
_ASKS_WHO = re.compile(r"\W*(?:and |so )?who\b")
_ASKS_OTHERWISE = re.compile(r"\W*(?:and |so )?(?:how|where|why)\b")


def _stems_of(words: str) -> frozenset[str]:
    return frozenset(map(stem, words.split()))


# What any timetable is about.
_OF_ANY = _stems_of(
    "class classes course event lesson session time times day days start starts begin begins place held happen happening run runs"
    " morning afternoon evening night noon tonight next week there"
)
# What a cell may tell of the day itself: "closed" is what Sunday's says of "open".
_OF_A_DAY = _stems_of("open opened opening hours close closed closing free full available booked")


def in_day_column(
    question: str,
    found: Iterable[tuple[int, Passage]],
    around: Around,
) -> Known:
    """The rows that have what is asked for in the column of the day which the question names, and those that have it elsewhere alone;
    on any day where it asks when something is and names none.

    What is asked for stands in that column, names the row ("what soup is there on Tuesday", "when does the Docks branch open on
    Monday"), or is all that there is. Rows are sure where the question says nothing else, and one document alone has such rows.
    `found` are passages with their rows; `around` gives the passages of a row's document with their rows, in order, so many before
    and behind it.
    """
    asked = question.lower()
    has_day = names_day(asked)
    if not has_day and not _ASKS_TIME.match(asked):
        return NOTHING
    timetables = {
        _table_of(passage): (row, names)
        for row, passage in found
        if passage.kind is BlockKind.ROW
        and (names := column_names(passage))  # not "| Closed for cleaning |" between two
    }
    fitting: list[Sure] = []
    never: set[int] = set()
    for table_of, (row, names) in timetables.items():
        day = day_column(names, asked)
        days = ([] if day is None else [day]) if has_day else days_in(names)
        if days:
            near = around(row, LOOKED_AT)
            table = unbroken(near, row, lambda other, table_of=table_of: _table_of(other) == table_of)  # type: ignore[misc]
            sure, others = _told(table, names[0], days, asked)
            fitting += sure
            never |= others
    if len({sure.passage.document for sure in fitting}) > 1:
        fitting = []
    together = tuple(sure.row for sure in fitting)
    return Known(tuple(replace(sure, told=together) for sure in fitting), frozenset(never))


def _told(
    table: Sequence[tuple[int, Passage]], corner: str, days: Sequence[int], asked: str
) -> tuple[list[Sure], set[int]]:
    """The rows that surely tell what is asked of a day, or of several, by the places of their columns, and those that tell it of others
    alone. `corner` is the name of the first column.
    """
    words = {stem(word) for word in _WORD.findall(without_days(asked)) if word not in FUNCTION_WORDS} - _OF_ANY
    clocks = _clocks(asked)
    cells = {row: [passage.text[start:end] for start, end in cell_spans(passage.text)] for row, passage in table}
    named = {row for row, told in cells.items() if _stems(told[0]) and _stems(told[0]) <= words}
    own = frozenset[str]().union(*(_stems(cells[row][0]) for row in named))
    things = (words - own - _OF_A_DAY) & _said(cells.values())
    rest = words - own - things - _stems(corner) - (_OF_A_DAY if named else frozenset())
    is_named = bool(named or things or clocks)
    is_sure = not rest and not _ASKS_OTHERWISE.match(asked) and (bool(named) or not _ASKS_WHO.match(asked))
    is_sure = is_sure and (is_named or len(days) == 1)
    is_time = _ASKS_TIME.match(asked) is not None
    fitting: list[Sure] = []
    never: set[int] = set()
    for row, passage in table:
        told = cells[row]
        is_meant = row in named or (not named and clocks <= _clocks(told[0]))
        own_days = [day for day in days if day < len(told) and _says(told[day]) and things <= _stems(told[day])]
        if is_meant and own_days:
            in_cell = named or _CLOCK.search(told[own_days[0]]) or not (is_time or things)
            at = own_days[0] if in_cell else 0
            if is_sure and (not is_time or len(days) > 1 or re.search(r"\d|closed", told[at])):
                spans = cell_spans(passage.text)
                end = spans[own_days[-1] if in_cell else 0][1]
                fitting.append(Sure(row, passage, spans[at][0], LIKELY, end, goes_first=is_named))
        elif things and not things.isdisjoint(_said([told])):
            never.add(row)
    return fitting, never


def _said(rows: Iterable[Sequence[str]]) -> frozenset[str]:
    """The stems of the words in the cells behind the first ones."""
    return frozenset[str]().union(*(_stems(cell) for row in rows for cell in row[1:]))


def _says(cell: str) -> bool:
    """Whether there is more in it than a dash."""
    return any(map(str.isalnum, cell))


def _table_of(passage: Passage) -> tuple[object, ...]:
    return passage.document, passage.section, passage.kind, passage.fact_group


@lru_cache(maxsize=REMEMBERED)
def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, _WORD.findall(text.lower())))


def _clocks(text: str) -> frozenset[str]:
    return frozenset(f"{int(hour)}:{minute}" for hour, minute in _CLOCK.findall(text))
