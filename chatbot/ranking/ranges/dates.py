"""Dates and months that a text names, and ranges of them, as stretches: `1 May to 30 September`, "on 3 October", "in July"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from itertools import accumulate

from chatbot.ranking.ranges.stretch import Amount, Stretch

DAY, OF_YEARS, DATE = "day of the year", "day of some years", "date"
"""Scales of a day, from 1: among those of a leap year, the same of a range that names its years, and among those of all years."""

_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE = (0, *accumulate(_LENGTHS))  # days before a month
_YEAR_LENGTH = _BEFORE[-1]
_NAMES = (
    "january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept|sep|october|oct|november|nov"
    "|december|dec"
)
# Patterns are of lower-case text.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(rf"\b(?:{_NAMES})\b")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b"
_YEAR = r"(?:1[5-9]|20)\d\d\b"
_A, _B = (
    rf"(?:(?<![\w.,:])(?P<{name}>{_DAY})\.?\s+(?:of\s+)?)?\b(?P<{name}_month>{_NAMES})\b(?:\.(?=\s*[\d–—-]))?"
    rf"(?:\s+(?P<{name}_behind>{_DAY})(?![:.,]?\d|\s*(?:am|pm|a\.m|p\.m|o['’]clock)))?(?:,?\s+(?P<{name}_year>{_YEAR}))?"
    for name in ("a", "b")
)
_TO = r"\s*(?:-|–|—|\b(?:up\s+)?(?:to|till|until|through|thru)\b)\s*(?:and\s+including\s+|the\s+)?"
_RANGES = (
    re.compile(rf"{_A}{_TO}{_B}"),
    re.compile(rf"\bbetween\s+(?:the\s+)?{_A}\s+and\s+(?:the\s+)?{_B}"),
    re.compile(rf"(?<![\w.,:])(?P<a>{_DAY})\.?{_TO}{_B}"),  # "12 to 23 October"
    re.compile(rf"\b(?P<a_month>{_NAMES})\.?\s+(?P<a_behind>{_DAY}){_TO}(?P<b>{_DAY})"),  # "October 12 to 23"
)
_LOOKED_AT = 60  # characters before a date
_LISTED = re.compile(rf"(?:(?<![\w.,:]){_DAY}(?:,\s*|\s*(?:and|or|&)\s*))+\Z")
_NUMBER = re.compile(r"\d+")
_DATE = re.compile(_A)
_WORDS = ("may", "mar", "march", "jan", "dec")  # that are more than months, or names
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|of|for|until|till|til|to|by|from|since|during|early|late|this|next|last|and|or)|[-–—,])\s*\Z"
)


def names_month(text: str) -> bool:
    """Whether there may be a date in it, in a tenth of the time."""
    return _MONTH.search(text) is not None


def told_dates(text: str) -> list[Amount]:
    """Ranges of dates or of months, each on the scale that it is of, and once more where it runs into the next year."""
    return _ranges(text, _told)


def asked_dates(text: str) -> list[Amount]:
    """Ranges, and dates and months by themselves, on each scale that may be meant; "may" is a month only where it can be no other word."""
    found = _ranges(text, _asked)
    taken = {(amount.start, amount.end) for amount in found}
    for named in _DATE.finditer(text):
        if not _is_other_word(text, named) and not _is_within(named, taken):
            month, day, year = _parts(named, "a")
            low, high = _place(month, day or 1), _place(month, day or _LENGTHS[month])
            dated = Stretch(DATE, _ordinal(year, month, day or 1), _ordinal(year, month, day or 31)) if year else None
            found += [Amount(stretch, *named.span()) for stretch in _asked(dated, low, high)]
            if day and (
                listed := _LISTED.search(text, max(0, named.start() - _LOOKED_AT), named.start())
            ):  # "24, 25 and 31 December"
                places = [_place(month, int(other)) for other in _NUMBER.findall(listed[0])]
                found += [Amount(stretch, *named.span()) for place in places for stretch in _asked(None, place, place)]
    return found


def _ranges(text: str, scaled: Callable[[Stretch | None, int, int], list[Stretch]]) -> list[Amount]:
    found: list[Amount] = []
    taken: set[tuple[int, int]] = set()
    for pattern in _RANGES:
        for named in pattern.finditer(text):
            if not _is_within(named, taken):
                taken.add(named.span())
                found += [Amount(stretch, *named.span()) for stretch in _range(named, scaled)]
    return found


def _is_within(named: re.Match[str], taken: Collection[tuple[int, int]]) -> bool:
    return any(named.start() < end and named.end() > start for start, end in taken)


def _is_other_word(text: str, named: re.Match[str]) -> bool:
    is_bare = not (named["a"] or named["a_behind"] or named["a_year"])
    return (
        is_bare
        and named["a_month"] in _WORDS
        and not _BEFORE_MONTH.search(text, max(0, named.start() - _LOOKED_AT), named.start())
    )


def _range(named: re.Match[str], scaled: Callable[[Stretch | None, int, int], list[Stretch]]) -> list[Stretch]:
    first, first_day, first_year = _parts(named, "a")
    last, last_day, last_year = _parts(named, "b")
    low, high = _place(first, first_day or 1), _place(last, last_day or _LENGTHS[last])
    dated = None
    if last_year:
        first_year = first_year or last_year - (low > high)
        dated = Stretch(DATE, _ordinal(first_year, first, first_day or 1), _ordinal(last_year, last, last_day or 31))
    return scaled(dated, low, high)


def _told(dated: Stretch | None, low: int, high: int) -> list[Stretch]:
    if dated is None:
        return _in_any_year(DAY, low, high)
    is_short = dated.high - dated.low < _YEAR_LENGTH - 2  # else it is of every day of a year
    return [dated, *(_in_any_year(OF_YEARS, low, high) if is_short else ())]


def _asked(dated: Stretch | None, low: int, high: int) -> list[Stretch]:
    return [*_in_any_year(DAY, low, high), *([dated] if dated else _in_any_year(OF_YEARS, low, high))]


def _in_any_year(scale: str, low: int, high: int) -> list[Stretch]:
    if low <= high:
        return [Stretch(scale, low, high)]
    return [Stretch(scale, low, high + _YEAR_LENGTH), Stretch(scale, low - _YEAR_LENGTH, high)]


def _parts(named: re.Match[str], name: str) -> tuple[int, int | None, int | None]:
    """Month from 0, day and year."""
    groups = named.groupdict()
    month = groups.get(f"{name}_month") or named["b_month" if name == "a" else "a_month"]
    day, year = groups.get(name) or groups.get(f"{name}_behind"), groups.get(f"{name}_year")
    return _MONTHS.index(month[:3]), int(re.sub(r"\D", "", day)) if day else None, int(year) if year else None


def _place(month: int, day: int) -> int:
    return _BEFORE[month] + min(day, _LENGTHS[month])


def _ordinal(year: int, month: int, day: int) -> int:
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day, last)).toordinal()
