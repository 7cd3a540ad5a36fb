"""A timetable with a row for each stop: "when does the last bus leave Hexley on Saturday" is told by Hexley's row of Saturday's table.

All rows of such a table are alike but for the stop, so that ranking is sure of none, and nothing in a row says which time is the last.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chatbot.knowing.schedules.of_section import Around, of_its_section
from chatbot.knowing.sure import LIKELY, Sure
from chatbot.ranking.calendar_names import may_be_of_day, without_days
from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from index import BlockKind, Passage, cell_spans

FEWEST = 2  # times in a row
FEW = 3  # documents whose timetables have a stop: of more, two that are shown say little of what there is
# Patterns are of lower-case text.
_RIDES = re.compile(r"\b(bus|coach|train|tram|ferr|boat|shuttle|flight|departure|sailing)(?:e?s|y|ies)?\b")
_OF_ANY = frozenset(("departure", "sailing"))
_END = re.compile(r"\b(?:(?P<first>first|earliest)|last|latest|final)\b")
_FROM = re.compile(r"\b(?:from|leaves?|leaving|departs?|departing)\s+(?:at\s+|from\s+)?(?:the\s+)?")
_TO = re.compile(r"\b(?:arriv(?:es?|ing)|gets?|getting|reach(?:es)?)\b(?:\s+(?:in|at|to)\b)?(?:\s+the\b)?")
_ASKS_TIME = re.compile(r"\W*(?:and |so )?(?:when\b|(?:at |from )?(?:what|which) times?\b|times? )")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[.:]?[0-5]\d(?:\s*[ap]\.?m\.?)?")
_WORD = re.compile(r"[^\W_]+")
_SAYS_NOTHING = frozenset(
    map(
        stem,
        "time times leave leaves leaving depart departs departing departure go goes going run runs service stop station stops there"
        " tonight today morning afternoon evening night dep arr arrive arrives arriving arrival get gets getting reach"
        " reaches first last latest earliest final".split(),
    )
)


@dataclass(frozen=True, slots=True)
class _Stop:
    """A row with its passage, the stems of what it is called, and of that before a comma, and where its times stand, by column."""

    row: int
    passage: Passage
    name: frozenset[str]
    place: frozenset[str]
    times: dict[int, tuple[int, int]]


def departures(
    question: str,
    found: Iterable[tuple[int, Passage]],
    around: Around,
    title: Callable[[str], str],
) -> tuple[Sure, ...]:
    """The row of the stop that a question asks to leave from or to reach, one of each table of the asked day, its first or last time
    marked if that is asked; of a few documents one each. Nothing where more is asked.

    `found` are passages with their rows, `around` gives the passages of a row's document with their rows, in order, so many before
    and behind it, `title` gives that of a document.
    """
    asked = question.lower()
    rides = frozenset(_RIDES.findall(asked))
    if not rides or not (_END.search(asked) or _ASKS_TIME.match(asked)):
        return ()
    words = _stems(_RIDES.sub(" ", without_days(asked))) - _SAYS_NOTHING
    seen: set[int] = set()
    told: list[Sure] = []
    for row, passage in found:
        if passage.kind is BlockKind.ROW and row not in seen and may_be_of_day(passage.section, asked):
            rows = of_its_section(row, passage, around)
            seen.update(at for at, _ in rows)
            above = (title(passage.document), *passage.section)
            if _are_of(above, rides):
                headed = _stems(" ".join(above))
                told += filter(None, (_told(_stops(table), asked, words, headed) for table in _tables(rows)))
    told.sort(key=lambda sure: sure.row)
    if len(of_each := {sure.passage.document: sure for sure in reversed(told)}) > 1:
        return tuple(reversed(of_each.values())) if len(of_each) <= FEW else ()
    return tuple(replace(sure, told=tuple(each.row for each in told)) for sure in told)


def _are_of(above: Sequence[str], rides: frozenset[str]) -> bool:
    """Whether a timetable below these headings may be of such rides: by the nearest one that names any."""
    named = filter(None, (frozenset(_RIDES.findall(heading.lower())) for heading in reversed(above)))
    return not rides.isdisjoint(next(named, rides)) or rides <= _OF_ANY


def _told(stops: Sequence[_Stop], asked: str, words: frozenset[str], headed: frozenset[str]) -> Sure | None:
    """What is told of the stop that is left, which is not the last of its table, or is reached, which is not the first. Another that
    is asked for stands on its other side.
    """
    named = [stop for stop in stops if stop.name & words and (stop.name <= words | headed or stop.place <= words)]
    if not named or words - headed - frozenset[str]().union(*(stop.name for stop in named)):
        return None
    to = _TO.search(asked)
    from_ = to or _FROM.search(asked)
    begin = from_.end() if from_ else 0
    # Of stops of one place that which more words name, and else the first.
    meant = min(
        named, key=lambda stop: (_named_at(stop, asked, begin), -len(stop.name & words), len(stop.name - words))
    )
    others = [stop for stop in named if not stop.name & words <= meant.name]
    columns = [column for column in meant.times if all(column in other.times for other in others)]
    ends_here = meant is (stops[0] if to else stops[-1])
    if ends_here or any((other.row > meant.row) == (to is not None) for other in others) or not columns:
        return None
    end = _END.search(asked)
    low, high = (columns[0], columns[-1]) if end is None else 2 * (columns[0 if end["first"] else -1],)
    return Sure(meant.row, meant.passage, meant.times[low][0], LIKELY, meant.times[high][1], goes_first=True)


def _named_at(stop: _Stop, asked: str, begin: int) -> int:
    """Where a stop is named behind there; at the end where it is before."""
    named = (word.start() for word in _WORD.finditer(asked, begin) if stem(word[0]) in stop.name)
    return next(named, len(asked))


def _tables(rows: Sequence[tuple[int, Passage]]) -> Iterator[Sequence[tuple[int, Passage]]]:
    """Rows that follow each other, table by table: without a header the first row is what stands above the others."""
    table: list[tuple[int, Passage]] = []
    for row, passage in rows:
        if table and passage.fact_group not in (table[-1][1].fact_group, table[-1][1].text):
            yield table
            table = []
        table.append((row, passage))
    yield table


def _stops(table: Sequence[tuple[int, Passage]]) -> Sequence[_Stop]:
    found = []
    for row, passage in table:
        (start, end), *cells = cell_spans(passage.text)
        times = {at: cell for at, cell in enumerate(cells) if _CLOCK.fullmatch(passage.text[slice(*cell)].lower())}
        name = _RIDES.sub(" ", passage.text[start:end].lower())
        place = _stems(name.partition(",")[0]) - _SAYS_NOTHING
        if len(times) >= FEWEST and place:
            found.append(_Stop(row, passage, _stems(name) - _SAYS_NOTHING, place, times))
    return found


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in _WORD.findall(text.lower()) if word not in FUNCTION_WORDS)
