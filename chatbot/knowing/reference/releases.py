"""What a document tells of each version, as changelogs and release notes do: below a heading with its number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chatbot.knowing.reference.asked_release import (
    KIND_OF,
    KINDS,
    LATEST,
    NUMBER,
    VERSION_WORDS,
    AskedRelease,
    compared,
)
from chatbot.knowing.sure import Sure
from index import BlockKind, Passage

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DATE = re.compile(
    rf"\b(?:\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|(?:\d{{1,2}}(?:st|nd|rd|th)?\.? )?(?:of )?{_MONTH} \d{{4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})\b",
    re.IGNORECASE,
)
# "[2.4.0] - 2025-09-16", "Version 5.2 (10 March 2025)", "plover 4.2 - released …"; no "2.1 Installation".
_HEADING = re.compile(
    rf"\W*(?:(?P<name>[^\W\d][\w.+#'’]*(?: [^\W\d][\w.+#'’]*){{0,4}}) )?[\[(]?(?P<number>{NUMBER})[\])*_]*"
    r"(?:\W*$|\s*[-–—:,|/(\"“'‘]| released\b|\s+\d)",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\W*([^\W\d_]+)")
_WORD = re.compile(r"[^\W_]+")
_REACHES = frozenset(
    ("from", "since", "to", "before", "after", "until")
)  # "Upgrading from 2.3" tells of those behind it
_MOST_WORDS = 8  # of what says when a version came out
_BESIDE = frozenset(("new",))  # which heads lists, and is no more in a question than "changed"


@dataclass(frozen=True, slots=True)
class Part:
    """A passage below a version's heading with its row, and which of KINDS it tells of, empty where nothing says it."""

    row: int
    passage: Passage
    kind: str


@dataclass(frozen=True, slots=True)
class Release:
    """What stands below the heading of a version, that heading where it is a passage, and what says when the version came out, with
    the offsets of that day in its text.
    """

    heading: str
    opening: Part | None
    parts: Sequence[Part]
    date: tuple[Part, tuple[int, int]] | None


Releases = Mapping[str, Release]


def released(passage: Passage) -> tuple[int, str] | None:
    """How deep in a passage's section the heading of a version stands, and its number as it is compared; None where none does."""
    for depth, heading in enumerate(passage.section, 1):
        found = _HEADING.match(heading)
        if found is None:
            continue
        named = (found["name"] or "").lower().split()
        if not _REACHES.isdisjoint(named):
            continue
        is_called = not VERSION_WORDS.isdisjoint(named)
        if "." in found["number"] or found["number"][:1] in "vV" or is_called:
            return depth, compared(found["number"])
    return None


def releases(passages: Iterable[tuple[int, Passage]]) -> Releases:
    """The versions that a document tells of, by their numbers, in its order; none of a number that heads several sections."""
    found: dict[str, list[tuple[int, Passage]]] = {}
    paths: dict[str, set[tuple[str, ...]]] = {}
    for row, passage in passages:
        if place := released(passage):
            depth, number = place
            found.setdefault(number, []).append((row, passage))
            paths.setdefault(number, set()).add(passage.section[:depth])
    return {number: _release(told, *paths[number]) for number, told in found.items() if len(paths[number]) == 1}


def told_of_release(asked: AskedRelease, known: Releases, title: str) -> Sure | None:
    """What tells of the version that is asked for, in the document with this title; None where nothing is known to."""
    release = meant(asked, known, title)
    if release is None:
        return None
    if asked.is_date:
        if release.date is None:
            return None
        part, (start, end) = release.date
        return Sure(part.row, part.passage, start, end=end, goes_first=True)
    told = release.parts
    if asked.kind:
        told = [part for part in release.parts if part.kind == asked.kind] or [
            part for part in release.parts if not part.kind and _says(part.passage.text, asked.kind)
        ]
    if not told:
        return None
    rows = tuple(part.row for part in told)
    return Sure(told[0].row, told[0].passage, goes_first=True, is_section=len(told) > 1, told=rows)


def meant(asked: AskedRelease, known: Releases, title: str) -> Release | None:
    """The version that is asked for; None where the document has none of that number, or is called otherwise."""
    number: str | None = asked.version
    if asked.version == LATEST:
        number = max(known, key=ordered) if len(known) > 1 else None  # a page about one version knows of no later one
    release = known.get(number) if number is not None else None
    return release if release and is_called(asked, f"{title} {release.heading}") else None


def is_of_another_release(asked: AskedRelease, passage: Passage, title: str) -> bool:
    """Whether it tells of another version than is asked for, and does not name that one, or of other changes; nothing is another than
    the latest.
    """
    place = released(passage)
    if place is None or asked.version == LATEST:
        return False
    depth, number = place
    if not is_called(asked, f"{title} {passage.section[depth - 1]}"):
        return False
    if number != asked.version:
        return all(compared(word) != asked.version for word in re.findall(NUMBER, passage.text))
    if _is_opening(passage, passage.section[depth - 1]):
        return not asked.is_date
    kind = _kind(passage, passage.section[:depth])
    return bool(asked.kind and kind and kind != asked.kind) or (asked.is_date and _day(passage) is None)


def is_called(asked: AskedRelease, title: str) -> bool:
    """Whether these words name whose version is asked for, where the question says it."""
    return asked.names <= set(_WORD.findall(title.lower()))


def number_in(heading: str) -> tuple[int, int]:
    """Where in the heading of a version its number stands."""
    found = _HEADING.match(heading)
    return found.span("number") if found else (0, len(heading))


def ordered(number: str) -> tuple[int, ...]:
    """A version's place among others."""
    return tuple(map(int, re.findall(r"\d+", number)))


def _release(told: Sequence[tuple[int, Passage]], path: tuple[str, ...]) -> Release:
    parts = [Part(row, passage, _kind(passage, path)) for row, passage in told]
    opening = parts[0] if _is_opening(parts[0].passage, path[-1]) else None
    date = next(((part, day) for part in parts[:2] if (day := _day(part.passage))), None)
    says_which = [opening, date[0] if date else None]
    return Release(path[-1], opening, [part for part in parts if part not in says_which], date)


def _is_opening(passage: Passage, heading: str) -> bool:
    """Whether the heading of a version is this passage, alone or with what says when it came out."""
    found, own = _HEADING.match(passage.text), _HEADING.match(heading)
    return found is not None and own is not None and found["number"] == own["number"]


def _kind(passage: Passage, path: tuple[str, ...]) -> str:
    """What the headings below a version's say that it tells of, or the word that an item begins with."""
    headed = " ".join(passage.section[len(path) :])
    if headed:
        return _named(_WORD.findall(headed.lower()))
    first = _FIRST.match(passage.text) if passage.kind is BlockKind.ITEM else None
    return _named((first[1].lower(),)) if first else ""


def _named(words: Sequence[str]) -> str:
    kinds = {KIND_OF[word] for word in words if word in KIND_OF} | {"added" for word in words if word in _BESIDE}
    return next((kind for kind in KINDS if kind in kinds), "")


def _says(text: str, kind: str) -> bool:
    return any(KIND_OF.get(word) == kind for word in _WORD.findall(text.lower()))


def _day(passage: Passage) -> tuple[int, int] | None:
    """Where in it stands when a version came out; None where it is no passage that says so."""
    day = DATE.search(passage.text) if len(passage.text.split()) <= _MOST_WORDS else None
    return day.span() if day else None
