"""Days of the week that a text names, and ranges of them, as stretches: `Monday to Friday`, "on Thursday", `Sat–Sun`, `daily`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chatbot.ranking.ranges.stretch import Amount, Stretch

WEEKDAY = "day of the week"
"""Scale of a day of the week, Monday being 0."""

_NAMES = "mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:s|nesdays?)?|thu(?:rs?(?:days?)?)?|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?"
# Patterns are of lower-case text.
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONE = re.compile(r"\b(?P<a>(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b")  # "the sun" and "he sat" are none
_TO = r"\.?\s*(?:-|–|—|to|till|until|through|thru)\s*"
_AND = r"\.?\s*(?:,|/|&|\+|and|or)\s*"
_TWO = re.compile(rf"\b(?P<a>{_NAMES})(?:(?P<to>{_TO})|{_AND})(?P<b>{_NAMES})\b")
_SEVERAL = {"weekdays?|working days?": (0, 4), "weekends?": (5, 6), "daily|every day|seven days a week": (0, 6)}
_WORDS = tuple((re.compile(rf"\b(?:{words})\b"), ends) for words, ends in _SEVERAL.items())
_NAMED = re.compile(rf"\b(?:{_NAMES}|{'|'.join(_SEVERAL)})\b")


def names_weekday(text: str) -> bool:
    """Whether there may be one in it, in a tenth of the time."""
    return _NAMED.search(text) is not None


def told_weekdays(text: str) -> list[Amount]:
    """Ranges, two days that follow each other, and words for several; once more where they run into the next week."""
    found = []
    for named in _TWO.finditer(text):
        low, high = _place(named, "a"), _place(named, "b")
        if named["to"] or (low + 1) % 7 == high:
            found += [Amount(stretch, *named.span()) for stretch in _in_any_week(low, high)]
    for pattern, ends in _WORDS:
        found += [Amount(Stretch(WEEKDAY, *ends), *named.span()) for named in pattern.finditer(text)]
    return found


def asked_weekdays(text: str) -> list[Amount]:
    """What is told, and days by themselves, in full."""
    found = told_weekdays(text)
    taken = {(amount.start, amount.end) for amount in found}
    for named in _ONE.finditer(text):
        if not any(start <= named.start() < end for start, end in taken):
            place = _place(named, "a")
            found.append(Amount(Stretch(WEEKDAY, place, place), *named.span()))
    return found


def _in_any_week(low: int, high: int) -> Iterator[Stretch]:
    if low <= high:
        yield Stretch(WEEKDAY, low, high)
    else:
        yield Stretch(WEEKDAY, low, high + 7)
        yield Stretch(WEEKDAY, low - 7, high)


def _place(named: re.Match[str], name: str) -> int:
    return _DAYS.index(named[name][:3])
