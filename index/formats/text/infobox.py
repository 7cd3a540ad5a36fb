"""Infobox lines as facts: `- Successor4: Ing Kuntha Phavi` answers "who succeeded her as …?".

Keys numbered alike (`Order4`, `Term Start4`, `Successor4`) are about one thing, which the first
line of the group names, or the one right below where that is a date or an ordinal (`Years3`, `Clubs3`); where a
later one ends as the first does (`Nationalyears3`), another thing begins. An infobox often writes its first
group without a number; those are the lines before the first numbered one, from the first on whose key a
numbered one repeats, or from the one above where that one holds no more than a date. A number within a key
(`Cup1`, `Cup1 Result`) tells what the words before it count, where the first line of these names that. A key that says what the
one below it is (`Leader Title`, `Leader Name`), or of which year (`Revenue`, `Revenue Year`), names that.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.formats.text.plain_names import PLAIN_NAMES
from index.passage import Fact

_KEY = re.compile(r"(?P<base>.*?)\s*(?P<number>\d*)")
_IN_UNITS = re.compile(r".*\b(?:[kcm]?m|mi|ft)[23]", re.IGNORECASE)  # "Area Total Km2"
_COUNTED = re.compile(r"(?P<head>.*[^\W\d]{3})(?P<number>\d{1,2})(?: ?(?P<rest>[^\W\d].*))?")  # no "CO2"
_NAMING = (None, "name", "title", "label", "location")  # what a key that names its group says behind the number
_SAYS_WHAT = re.compile(r"(?P<what>.+) (?:title|type|label)")
_SAYS_YEAR = re.compile(r"(?P<of>.+) (?:year|as of)")
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
    keys = _split_keys(lines)
    titles: dict[tuple[str, ...], str] = {(): ""}
    groups = _groups(keys, lines)
    years = _years(keys, lines)
    of_holder = any(name == "term start" for name, _ in keys)
    unnamed: tuple[str, ...] = ()  # the group that the line above begins without naming it
    for group, line in zip(groups, lines, strict=True):
        begins = group not in titles
        if begins or (group and group == unnamed):
            titles[group] = "" if _names_nothing(line.value) else line.value
        unnamed = group if begins and not titles[group] else ()
    return [
        Fact(
            name="office" if of_holder and _is_office(name, line.value) else PLAIN_NAMES.get(name, name),
            group="" if titles[group] == line.value else titles[group] or years.get((name, number), ""),
            value_start=line.value_start,
        )
        for (name, number), group, line in zip(keys, groups, lines, strict=True)
    ]


def _is_office(name: str, value: str) -> bool:
    """Whether the `Order` of somebody who holds one is no ordinal, as in `Order: 8th`, but the office itself."""
    return name == "order" and not _ORDINAL.match(value)


def _groups(keys: Sequence[tuple[str, str]], lines: Sequence[InfoboxLine]) -> list[tuple[str, ...]]:
    """What each line's group is known by; empty where it stands alone."""
    first_numbered = next((i for i, (_, number) in enumerate(keys) if number.isdigit()), len(keys))
    numbered_names = {name for name, number in keys if number.isdigit()}
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
            is_series = own.isdigit() and own in first and name != first[own]
            if own not in first or (is_series and name[-_SERIES:] == first[own][-_SERIES:]):
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


def _years(keys: Sequence[tuple[str, str]], lines: Sequence[InfoboxLine]) -> Mapping[tuple[str, str], str]:
    """What is said to be of a time, with that: `2022` of `Revenue`, below which `Revenue Year: 2022` stands."""
    years = {}
    for above, (name, number), line in zip(keys, keys[1:], lines[1:], strict=False):
        says = _SAYS_YEAR.fullmatch(name)
        if says and number == above[1] and above[0] in (says["of"], f"{says['of']} total"):
            years[above] = line.value
    return years


def _split_keys(lines: Sequence[InfoboxLine]) -> list[tuple[str, str]]:
    """Each key's name and number. Of `Cup1 Result` they are "cup result" and "cup1", of `Cup1` above it "cup" and "cup1" too; where
    no line says what is counted, the number stays in the name: `Windows10 Support`.
    """
    keys = [" ".join(line.key.replace("_", " ").split()).casefold() for line in lines]
    counted = [_COUNTED.fullmatch(key) for key in keys]
    named: dict[str, bool] = {}  # what is counted, and whether its first line names it
    for found, line in zip(counted, lines, strict=True):
        if found:
            named.setdefault(_what(found), found["rest"] in _NAMING and not _names_nothing(line.value))
    within = {what for found in counted if found and found["rest"] and named[what := _what(found)]}
    return [_split_key(key, within) for key in keys]


def _what(counted: re.Match[str]) -> str:
    return f"{counted['head']}{counted['number']}"


def _split_key(key: str, within: Collection[str]) -> tuple[str, str]:
    """`term start4` as ("term start", "4"), `cup1 result` as ("cup result", "cup1") where "cup1" is counted, but `area km2` as ("area km2", "")."""
    if _IN_UNITS.fullmatch(key):
        return key, ""
    if (found := _COUNTED.fullmatch(key)) and (what := _what(found)) in within:
        return f"{found['head']} {found['rest'] or ''}".rstrip(), what
    match = _KEY.fullmatch(key)
    return (match["base"], match["number"]) if match else (key, "")
