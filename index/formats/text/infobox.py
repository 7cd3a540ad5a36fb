"""Infobox lines as facts: `- Successor4: Ing Kuntha Phavi` answers "who succeeded her as …?".

Keys numbered alike (`Order4`, `Term Start4`, `Successor4`) are about one thing, which the first
line of the group names. An infobox often writes its first group without a number; those are the
lines before the first numbered one, from the first on whose key a numbered one repeats, or from the one
above where that one holds no more than a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.passage import Fact

# Keys of the commonest infobox templates (Wikipedia, Template:Infobox person, Infobox officeholder)
# that do not read as what people ask for, with the words that do.
PLAIN_NAMES = {
    "alma mater": "alma mater, studied at",
    "birth date": "birth date, born on",
    "birth place": "birth place, born in",
    "death date": "death date, died on",
    "death place": "death place, died in",
    "predecessor": "predecessor, preceded by",
    "primeminister": "prime minister",
    "residence": "residence, lives in",
    "spouse": "spouse, married to",
    "successor": "successor, succeeded by",
    "term end": "term end, in office until",
    "term start": "term start, in office from",
    "viceprimeminister": "deputy prime minister",
    "vicepresident": "vice president",
}

_KEY = re.compile(r"(?P<base>.*?)\s*(?P<number>\d*)")
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
    first_numbered = next((i for i, (_, number) in enumerate(keys) if number), len(lines))
    numbered_names = {name for name, number in keys if number}
    first_grouped = next((i for i, (name, _) in enumerate(keys) if name in numbered_names), len(lines))
    if 0 < first_grouped < first_numbered and _MOSTLY_DIGITS.fullmatch(lines[first_grouped].value):
        first_grouped -= 1
    group_of = [number or ("0" if first_grouped <= i < first_numbered else "") for i, (_, number) in enumerate(keys)]
    titles: dict[str, str] = {}
    for group, line in zip(group_of, lines, strict=True):
        titles.setdefault(group, "" if _MOSTLY_DIGITS.fullmatch(line.value) else line.value)
    titles[""] = ""
    return [
        Fact(
            name=PLAIN_NAMES.get(name, name),
            group="" if titles[group] == line.value else titles[group],
            value_start=line.value_start,
        )
        for (name, _), group, line in zip(keys, group_of, lines, strict=True)
    ]


def _split_key(key: str) -> tuple[str, str]:
    """`Term Start4` as ("term start", "4")."""
    match = _KEY.fullmatch(key)
    base, number = (match["base"], match["number"]) if match else (key, "")
    return " ".join(base.replace("_", " ").split()).casefold(), number
