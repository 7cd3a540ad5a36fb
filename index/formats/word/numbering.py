"""The numbers that Word counts for its paragraphs, as a reader sees them (ISO/IEC 29500-1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lxml import etree

from index.formats.word.markup import W, is_on, number, value

_LEVELS = 9  # of a list
_LONGEST = 60  # characters of what a level is numbered by; what is longer is none

_COUNTER = re.compile(r"%([1-9])")
_PLAIN = re.compile(r"%\d[.)]?")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST = {"lowerRoman": 3999, "upperRoman": 3999, "lowerLetter": 780, "upperLetter": 780}  # that Word writes so
_NO_NUMBER = ("bullet", "none")


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands before a paragraph, which kind of list it is of, and its level there, from 0. `is_plain`: its own number in
    figures and nothing else, as of a step; `is_of_several`: with those of levels above, as of a clause.
    """

    text: str
    kind: str
    level: int
    is_plain: bool
    is_of_several: bool


@dataclass(frozen=True, slots=True)
class _Level:
    """`restarts` is the level, from 1, whose next number lets it begin anew, 0 where none does."""

    form: str
    text: str
    start: int
    restarts: int
    in_figures: bool


class Numbering:
    """The lists of a document by their numbers."""

    def __init__(self, root: etree._Element) -> None:
        self._lists = {number.get(f"{W}numId"): number for number in root.iterchildren(f"{W}num")}
        self._kinds = {kind.get(f"{W}abstractNumId"): kind for kind in root.iterchildren(f"{W}abstractNum")}
        self._styled = {
            named: kind for kind in self._kinds.values() if (named := value(kind.find(f"{W}styleLink"))) is not None
        }
        self.kind = cache(self._kind)
        self.level = cache(self._level)
        self.begins = cache(self._begins)

    def _kind(self, identifier: int) -> str | None:
        """Which kind a list is of: those of one are counted together. None where there is no such list."""
        listed = self._lists.get(str(identifier))
        kind = None if listed is None else self._kinds.get(value(listed.find(f"{W}abstractNumId")))
        if kind is not None:
            kind = self._styled.get(value(kind.find(f"{W}numStyleLink")) or "", kind)
        return None if kind is None else kind.get(f"{W}abstractNumId")

    def _level(self, identifier: int, place: int) -> _Level | None:
        """How a level of a list is numbered; None where nothing is said of it."""
        own = self._override(identifier, place)
        element = None if own is None else own.find(f"{W}lvl")
        if element is None:
            kind = self._kinds.get(self.kind(identifier))
            levels: Iterator[etree._Element] = iter(()) if kind is None else kind.iterchildren(f"{W}lvl")
            element = next((level for level in levels if level.get(f"{W}ilvl") == str(place)), None)
        if element is None:
            return None
        restarts = number(element.find(f"{W}lvlRestart"))
        legal = element.find(f"{W}isLgl")
        return _Level(
            value(element.find(f"{W}numFmt")) or "decimal",
            value(element.find(f"{W}lvlText")) or "",
            number(element.find(f"{W}start")) or 0,
            place if restarts is None else restarts,
            legal is not None and is_on(legal),
        )

    def _begins(self, identifier: int, place: int) -> int | None:
        """The number with which a list begins a level anew, though others of its kind have counted before."""
        own = self._override(identifier, place)
        return None if own is None else number(own.find(f"{W}startOverride"))

    def _override(self, identifier: int, place: int) -> etree._Element | None:
        listed = self._lists.get(str(identifier))
        overrides = () if listed is None else listed.iterchildren(f"{W}lvlOverride")
        return next((one for one in overrides if one.get(f"{W}ilvl") == str(place)), None)


class Counter:
    """Counts the paragraphs of a document in their order."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._counts: dict[str, list[int | None]] = {}  # of each kind of list, by level; None where a level begins anew
        self._begun: set[tuple[int, int]] = set()

    def count(self, identifier: int, place: int) -> Counted | None:
        """Count one more paragraph of a level of a list, and say what stands before it; None where that is no number."""
        kind = self._numbering.kind(identifier)
        level = self._numbering.level(identifier, place) if place < _LEVELS else None
        if kind is None or level is None:
            return None
        counts = self._counts.setdefault(kind, [None] * _LEVELS)
        begins = self._numbering.begins(identifier, place)
        before = counts[place]
        if begins is not None and (identifier, place) not in self._begun:
            counts[place] = begins
        else:
            counts[place] = level.start if before is None else before + 1
        self._begun.add((identifier, place))
        for deeper in range(place + 1, _LEVELS):
            below = self._numbering.level(identifier, deeper)
            if below is None or place < below.restarts:
                counts[deeper] = None
        text = self._text(identifier, level, counts)
        is_plain = _PLAIN.fullmatch(level.text) is not None and text.rstrip(".)").isdecimal()
        return Counted(text, kind, place, is_plain, len(_COUNTER.findall(level.text)) > 1) if text else None

    def _text(self, identifier: int, level: _Level, counts: list[int | None]) -> str:
        if level.form in _NO_NUMBER or len(level.text) > _LONGEST or not _COUNTER.search(level.text):
            return ""

        def written(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            other = self._numbering.level(identifier, place)
            count = counts[place]
            if other is None or other.form in _NO_NUMBER:
                return ""
            is_other = level.in_figures and other.form != "decimalZero"
            return _written(other.start if count is None else count, "decimal" if is_other else other.form)

        return " ".join(_COUNTER.sub(written, level.text).split())


def _written(count: int, form: str) -> str:
    """A number in a form of 17.18.59, in figures in those that are not known here."""
    if not 0 < count <= _MOST.get(form, count):
        return str(count)
    if form.endswith("Letter"):
        told = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif form.endswith("Roman"):
        told = ""
        for worth, sign in _ROMAN:
            told += sign * (count // worth)
            count %= worth
    else:
        return f"{count:02}" if form == "decimalZero" else str(count)
    return told.upper() if form.startswith("upper") else told
