"""Infobox lines as facts: `- Successor4: Ing Kuntha Phavi` answers "who succeeded her as …?".

Keys numbered alike (`Order4`, `Term Start4`, `Successor4`) are about one thing, which the first
line of the group names, or the one right below where that is a date or an ordinal (`Years3`, `Clubs3`); where a
later one ends as the first does (`Nationalyears3`), another thing begins. An infobox often writes its first
group without a number; those are the lines before the first numbered one, from the first on whose key a
numbered one repeats, or from the one above where that one holds no more than a date. A key that says what the
one below it is (`Leader Title`, `Leader Name`) names that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.text.plain_names import PLAIN_NAMES
from index.passage import Fact

_KEY = re.compile(r"(?P<base>.*?)\s*(?P<number>\d*)")
_IN_UNITS = re.compile(r".*\b(?:[kcm]?m|mi|ft)[23]", re.IGNORECASE)  # "Area Total Km2"
_SAYS_WHAT = re.compile(r"(?P<what>.+) (?:title|type)")
_IS_THAT = re.compile(r"(?P<what>.+?)(?: (?:name|date|info|party))?")
_ORDINAL = re.compile(r"\W*\d+(?:st|nd|rd|th)\W*")
_SERIES = 5  # letters in which the keys of two series end alike
_MOSTLY_DIGITS = re.compile(r"\W*(?:\d[\d\W]*+|\d{1,2}\W+\w+\W+\d{4}|\w+\W+\d{1,2}\W+\d{4}|\w+\W+\d{4})\W*")


@dataclass(frozen=True, slots=True)
class InfoboxLine:
    """A `- Key: value` line: the key, the value and the offset of the value."""

    key: str
    value: str
    value_start: int


def facts(lines: Sequence[InfoboxLine]) -> list[Fact]:
    """One fact a line, in order, with its plain name and the name of its group."""
    keys = [_split_key(line.key) for line in lines]
    titles: dict[tuple[str, ...], str] = {(): ""}
    groups = _groups(keys, lines)
    unnamed: tuple[str, ...] = ()  # the group that the line above begins without naming it
    for group, line in zip(groups, lines, strict=True):
        begins = group not in titles
        if begins or (group and group == unnamed):
            titles[group] = "" if _names_nothing(line.value) else line.value
        unnamed = group if begins and not titles[group] else ()
    return [
        Fact(
            name=PLAIN_NAMES.get(name, name),
            group="" if titles[group] == line.value else titles[group],
            value_start=line.value_start,
        )
        for (name, _), group, line in zip(keys, groups, lines, strict=True)
    ]


def _groups(keys: Sequence[tuple[str, str]], lines: Sequence[InfoboxLine]) -> list[tuple[str, ...]]:
    """What each line's group is known by; empty where it stands alone."""
    first_numbered = next((i for i, (_, number) in enumerate(keys) if number), len(keys))
    numbered_names = {name for name, number in keys if number}
    first_grouped = next((i for i, (name, _) in enumerate(keys) if name in numbered_names), len(keys))
    if 0 < first_grouped < first_numbered and _MOSTLY_DIGITS.fullmatch(lines[first_grouped].value):
        first_grouped -= 1
    titled = _titled(keys)
    first: dict[str, str] = {}  # the key that the newest group of a number begins with
    groups: list[tuple[str, ...]] = []
    for at, (name, number) in enumerate(keys):
        what = _SAYS_WHAT.fullmatch(name) or _IS_THAT.fullmatch(name)
        own = number or ("0" if first_grouped <= at < first_numbered else "")
        if what and (what["what"], number) in titled:
            groups.append((what["what"], number))
        elif own:
            if own not in first or (name != first[own] and name[-_SERIES:] == first[own][-_SERIES:]):
                first[own] = name
            groups.append((own, first[own]))
        else:
            groups.append(())
    return groups


def _titled(keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """What the keys and numbers of titles begin with, of those that stand above what they are titles of."""
    found = set()
    for (name, number), (below, of_below) in pairwise(keys):
        says, is_that = _SAYS_WHAT.fullmatch(name), _IS_THAT.fullmatch(below)
        if says and is_that and (says["what"], number) == (is_that["what"], of_below):
            found.add((says["what"], number))
    return found


def _names_nothing(value: str) -> bool:
    return bool(_MOSTLY_DIGITS.fullmatch(value) or _ORDINAL.fullmatch(value))


def _split_key(key: str) -> tuple[str, str]:
    """`Term Start4` as ("term start", "4"), but `Area Km2` as ("area km2", "")."""
    match = None if _IN_UNITS.fullmatch(key) else _KEY.fullmatch(key)
    base, number = (match["base"], match["number"]) if match else (key, "")
    return " ".join(base.replace("_", " ").split()).casefold(), number
