"""Days of the week, months and seasons, as texts and questions name them: "Tue to Fri", "weekends", "in May"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_REMEMBERED = 1024  # tables whose names of columns are known, and questions
Places = frozenset[int]

# Patterns are of lower-case text.
_WORD = re.compile(r"\w+")
_NUMBER = r"\d{1,2}(?:\.|st|nd|rd|th)?\s+"  # of a day in a month
_TO = re.compile(rf"[\s.*_]*(?:to|till|until|through|thru|[-–—])[\s*_]*(?:{_NUMBER})?")
# What stands behind the name that a line begins with, where the line tells of just that day or month.
_BEHIND = r"[\s.]*(?:\Z|[^\w\s.,'’]|,?\s*\d|(?:to|till|until|through|and|or|closed|open|from|all|noon|morning|afternoon|evening)\b)"


@dataclass(frozen=True, slots=True)
class Named:
    """The places in a cycle that a text names, those within a range too; `at_once` says that words or a range name several."""

    places: Places
    at_once: bool


class Cycle:
    """Names that follow each other and begin again, each with its forms in a row, and words that stand for `several` at once."""

    def __init__(self, names: Sequence[str], several: Mapping[str, Iterable[int]]) -> None:
        self._count = len(names)
        self._places = {form: frozenset((place,)) for place, forms in enumerate(names) for form in forms.split()}
        self._places |= {form: frozenset(places) for form, places in several.items()}
        self.first_words = frozenset(form.replace("-", " ").split()[0] for form in self._places)
        every = "|".join(sorted(map(re.escape, self._places), key=len, reverse=True))
        self._name = re.compile(rf"(?<![\w'’])(?:{every})(?![\w'’])")
        self._begins = re.compile(
            rf"\W*(?:(?:on|in|every|each|the)\s+)?(?:{_NUMBER})?(?:{every})(?:{_BEHIND}|,\s*(?:{every})\b)"
        )

    def told(self, text: str) -> Named:
        """What a text names."""
        names = list(self._name.finditer(text))
        found = [self._places[name[0]] for name in names]
        for (one, other), (first, last) in zip(pairwise(names), pairwise(tuple(found)), strict=True):
            if len(first) == len(last) == 1 and _TO.fullmatch(text, one.end(), other.start()):
                found.append(self._between(min(first), min(last)))
        return Named(frozenset[int]().union(*found), any(len(places) > 1 for places in found))

    def without(self, text: str) -> str:
        """The text without these names."""
        return self._name.sub(" ", text)

    def begins(self, text: str) -> bool:
        """Whether a line is of what it names first."""
        return self._begins.match(text) is not None

    def _between(self, first: int, last: int) -> Places:
        return frozenset(place % self._count for place in range(first, last + 1 + self._count * (last < first)))


WEEK = Cycle(
    (
        "monday mondays mon",
        "tuesday tuesdays tues tue",
        "wednesday wednesdays weds wed",
        "thursday thursdays thurs thur thu",
        "friday fridays fri",
        "saturday saturdays sat",
        "sunday sundays sun",
    ),
    {
        **dict.fromkeys(("weekday", "weekdays", "working day", "working days"), range(5)),
        **dict.fromkeys(("weekend", "weekends"), (5, 6)),
        **dict.fromkeys(("daily", "every day", "any day", "all week"), range(7)),
    },
)
YEAR = Cycle(
    (
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sept sep",
        "october oct",
        "november nov",
        "december dec",
    ),
    dict.fromkeys(("all year", "year-round", "all year round", "every month"), range(12)),
)
CYCLES = (
    WEEK,
    YEAR,
    Cycle(("spring", "summer", "autumn fall", "winter"), dict.fromkeys(("all year", "year-round"), range(4))),
)
_WEEKDAY = re.compile(
    r"\W*(?:on )?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\b[\s.,*_]+(?:the )?(?=\d|[a-z])"
)
_LETTERS = re.compile(r"[^\W\d_]{3}")
_MAY = re.compile(r"\bmay\b")
_THE_MONTH = re.compile(r"\b(?:in|of|for|until|till|to|by|from|since|during|early|late|this|next|last) may\b|\bmay \d")


def asked_months(question: str) -> Places:
    """The months that a question in lower case names, from 0."""
    return YEAR.told(without_modal(question)).places


def line_months(text: str) -> Places:
    """The months of a line that begins with a date, behind a day of the week or without one, and says more; none of another."""
    line = text.lower()
    day = _WEEKDAY.match(line)
    is_dated = YEAR.begins(line[day.end() :] if day else line) and _LETTERS.search(YEAR.without(WEEK.without(line)))
    return YEAR.told(line).places if is_dated else frozenset()


def names_weekday_first(text: str) -> bool:
    """Whether a line begins with a day of the week and says more."""
    return _WEEKDAY.match(text.lower()) is not None


def without_modal(asked: str) -> str:
    """A question in lower case without a "may" that is no month."""
    return asked if _THE_MONTH.search(asked) else _MAY.sub("", asked)  # "May I come in June?"


def names_day(question: str) -> bool:
    """Whether a question in lower case may name a day of the week, in a tenth of the time."""
    return not WEEK.first_words.isdisjoint(_WORD.findall(question))


def without_days(question: str) -> str:
    """A question in lower case without the days of the week that it names."""
    return WEEK.without(question)


def days_in(names: Sequence[str]) -> Sequence[int]:
    """The places of a table's columns that are named by days of the week, where there are several."""
    return _days_in(tuple(names))


@lru_cache(maxsize=_REMEMBERED)
def _days_in(names: tuple[str, ...]) -> Sequence[int]:
    days = [place for place, name in enumerate(names) if place and WEEK.told(name.lower()).places]
    return days if len(days) > 1 else ()


def may_be_of_day(section: Sequence[str], question: str) -> bool:
    """Whether what stands below these headings may be of the days that a question in lower case names: not where they name others."""
    if not (wanted := _asked_days(question)):
        return True
    told = WEEK.told(" ".join(section).lower()).places
    return not told or bool(wanted & told)


@lru_cache(maxsize=_REMEMBERED)
def _asked_days(question: str) -> Places:
    return WEEK.told(question).places


def day_column(names: Sequence[str], question: str) -> int | None:
    """The place of the only one of a table's columns whose name covers the days of the week that a question in lower case names."""
    if not names_day(question):
        return None
    wanted = WEEK.told(question).places
    fitting = [place for place, name in enumerate(names) if place and wanted <= WEEK.told(name.lower()).places]
    return fitting[0] if wanted and len(fitting) == 1 else None
