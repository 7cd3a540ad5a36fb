"""Headings of a plain text that has no marks for them, as people write contracts, handbooks and notes.

A line is taken for one only where its form says so, it states nothing and something stands below it, for a heading is no
passage: a clause's name before its numbered parts or right above its sentences ("5. Deposit" before "5.1 …"), or one of several
by themselves; a line that is underlined, a line in capitals, a question before its answer ("Q: …" before "A: …", "Problem: …"
before "Remedy: …"), and a short line by itself, of no sentence, above a paragraph of sentences or a list, or right on top of
one (`on_top`, `versions`). An underline as long as its line says enough: such a line may state something.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from index.formats.line_forms import CLAUSE, GOES_ON, ITEM, LABEL, MARKED, SAID, SENTENCE_END, UNDERLINE
from index.formats.text.lines import NO_LINE, Line, has_room
from index.formats.text.on_top import on_top
from index.formats.text.versions import version_lines
from index.formats.title_words import is_title, may_head, states_something

_LEVELS = {"=": 1, "-": 2, "~": 3}  # of underlines; the first of level 1 is the title
# Levels; a clause's numbers are added to that of clauses.
_CAPITALS, _BY_ITSELF, _NUMBERED, _QUESTION = 2, 3, 4, 9
_WITHIN_NUMBERED = 8  # below clauses' parts, above questions
_NUMBERED_CAPITALS = 0  # no level, for the numbers in capitals have that of the others
_MOST_WORDS, _MOST_CHARS = 10, 70
_LEAST_LETTERS = 4  # of a line in capitals
_SHORT = 60  # characters: a line by itself has no more, and the paragraph below it has more
_FEWEST_PARTS = 2  # of clauses, which have headings
_IN_BRACKETS = re.compile(r" \([^()]{1,60}\)\Z")
_UNEVEN = 2  # characters that an underline may be longer or shorter than its line
_ASKED = re.compile(  # a question may stand behind one sentence
    r"(?:(?:Q|Question) ?\d*(?:[:)]\s+(?=\S)|\.\s+(?=.*\?\Z))|(?:Problem|Symptom) ?\d*:\s+(?=\S))"
    r"(?P<words>(?:(?![.!?] ).){1,100}[.!] (?:(?![.!?] ).){1,100}\?|(?:(?![.!?] ).){1,150})\Z"
)
# What stands before an answer's own words.
ANSWERED = re.compile(r"(?:(?:A|Answer) ?\d*[:.)]|(?:Remedy|Solution|Fix) ?\d*:)\s+(?=\S)")
_OPENS = re.compile(  # what stands before the first clause
    r"(?:ABSTRACT|ACKNOWLEDGE?MENTS|BACKGROUND|(?:EXECUTIVE )?SUMMARY|FOREWORD|INTRODUCTION|INTRODUCTORY NOTE|OVERVIEW|PREAMBLE|PREFACE|RECITALS)[.:]?"
)
_LAST_INITIAL = re.compile(r"(?<=\.[A-Z])\.\Z")  # "A.O.B."
_LABEL_OF_WORDS = re.compile(rf"(?!.:){LABEL.pattern}")  # and not "Q: …"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's level, where its own words begin and end, and how many lines it takes."""

    level: int
    start: int
    end: int
    lines: int = 1

    @property
    def is_question(self) -> bool:
        """Whether an answer with its mark stands below it."""
        return self.level == _QUESTION


def plain_headings(lines: Sequence[Line]) -> Mapping[int, Heading]:
    """By the place of their first line. Where several are sure, others of their form are headings too: a text has one style."""
    clauses = sum(
        not (above.text or below.text) and CLAUSE.fullmatch(line.text) is not None
        for above, line, below in zip([NO_LINE, *lines], lines, [*lines[1:], NO_LINE], strict=False)
    )
    sure = _found(lines, {_NUMBERED} if clauses > 1 else set())
    levels = Counter(heading.level for heading in sure.values())
    levels[_NUMBERED] = clauses
    levels[_NUMBERED_CAPITALS] = sum(
        CLAUSE.fullmatch(lines[place].text) is not None and lines[place].text.isupper() for place in sure
    )
    found = _found(lines, {level for level, count in levels.items() if count > 1})
    plain = on_top(lines) | version_lines(lines)
    others = {place: Heading(_BY_ITSELF, lines[place].start, lines[place].end) for place in plain}
    counted = {
        place: Heading(_NUMBERED, lines[place].start, lines[place].end) for place in _counted_between(lines, found)
    }
    parts = {
        place: Heading(_NUMBERED + 1, lines[place].start, lines[place].end)
        for place in _counted_parts(lines, {**found, **counted})
    }
    return _nested(lines, _beside_what_it_opens(lines, others | counted | parts | dict(found)))


def _beside_what_it_opens(lines: Sequence[Line], headings: Mapping[int, Heading]) -> Mapping[int, Heading]:
    """A preface in capitals heads no clause behind it, unless a later line in capitals does head some."""
    before_numbers = [
        place
        for place, following in pairwise(sorted(headings))
        if headings[place].level == _CAPITALS and headings[following].level == _NUMBERED
    ]
    if not before_numbers or not _OPENS.fullmatch(lines[last := before_numbers[-1]].text):
        return headings
    return {**headings, last: replace(headings[last], level=_NUMBERED)}


def _nested(lines: Sequence[Line], headings: Mapping[int, Heading]) -> Mapping[int, Heading]:
    """Those by themselves between two numbers that count on are of the first: "Other medicines" below "2. Before you take it".

    One right above the next number heads that and what follows.
    """
    numbers = [(place, found) for place in sorted(headings) if (found := _whole_number(lines[place].text))]
    inner: dict[int, Heading] = {}
    for (first, before), (last, after) in pairwise(numbers):
        if int(after["number"]) == int(before["number"]) + 1:
            above = range(last - 1, first, -1)
            body = next((place for place in above if lines[place].text and place not in headings), first)
            for place in range(first + 1, body):
                if place in headings and headings[place].level == _BY_ITSELF:
                    inner[place] = replace(headings[place], level=_WITHIN_NUMBERED)
    return {**headings, **inner}


@dataclass(frozen=True, slots=True)
class _Place:
    """A line that may be a heading, and what stands around it.

    `above` and `following` are the lines right before and behind it, which may be empty, `below` and `after` the next two that
    are not, and `paragraph` is what stands together next, last line first.
    """

    line: Line
    above: str
    following: str
    below: str
    after: str
    paragraph: Sequence[str]

    @property
    def text(self) -> str:
        """What the line says."""
        return self.line.text


def _found(lines: Sequence[Line], alike: Collection[int]) -> Mapping[int, Heading]:
    """`alike` are the levels that several lines have."""
    found: dict[int, Heading] = {}
    below = after = ""
    paragraph: list[str] = []
    for at in reversed(range(len(lines))):
        line = lines[at]
        if not line.text:
            continue
        heads = paragraph
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        if at + 1 < len(lines) and not following:
            paragraph = []
        above = lines[at - 1].text if at else ""
        if heading := _heading(_Place(line, above, following, below, after, heads), alike):
            found[at] = heading
        below, after = line.text, below
        paragraph.append(line.text)
    return found


def _counted_between(lines: Sequence[Line], found: Collection[int]) -> Iterator[int]:
    """The places of the numbers that lack between two headings with a number, or before the first or behind the last of several,
    if each stands there once and in order; there, and where it holds a comma, by itself, and there on top of a list, too.
    """
    numbered = [(place, clause) for place in sorted(found) if (clause := _whole_number(lines[place].text))]
    for (first, before), (last, after) in pairwise(numbered):
        lacking = list(range(int(before["number"]) + 1, int(after["number"])))
        places = _counted(lines, range(first + 1, last if lacking else first), before["mark"], alone=False)
        if [number for _, number in places] == lacking:
            yield from (place for place, _ in places)
    if len(numbered) > 1:
        (first, before), (last, after) = numbered[0], numbered[-1]
        above = _counted(lines, range(first), before["mark"], alone=True)
        if [number for _, number in above] == list(range(1, int(before["number"]))):
            yield from (place for place, _ in above)
        below = _counted(lines, range(last + 1, len(lines)), after["mark"], alone=True)
        if [number for _, number in below] == [int(after["number"]) + 1 + at for at in range(len(below))]:
            yield from (place for place, _ in below)


def _counted_parts(lines: Sequence[Line], found: Mapping[int, Heading]) -> Iterator[int]:
    """The places of the parts by themselves (`4.1`, `4.2` …) below a heading with a number, where they count from 1 up to the next such
    heading and none is a sentence; in a text that has several sure ones. One that states something stays a passage.
    """
    if sum(heading.level == _NUMBERED + 1 for heading in found.values()) < _FEWEST_PARTS:
        return
    numbered = [(place, clause["number"]) for place in sorted(found) if (clause := _whole_number(lines[place].text))]
    for (first, number), (last, _) in pairwise([*numbered, (len(lines), "")]):
        counted = {place: clause for place in range(first + 1, last) if (clause := _part(lines[place].text, number))}
        lacking = [place for place in counted if place not in found]
        is_whole = [clause["number"] for clause in counted.values()] == [
            f"{number}.{at + 1}" for at in range(len(counted))
        ]
        if is_whole and all(_is_name_by_itself(lines, place) for place in lacking):
            yield from (place for place in lacking if may_head(_named(counted[place])))


def _part(text: str, number: str) -> re.Match[str] | None:
    """What begins with the number of a part of the clause with this number."""
    clause = CLAUSE.fullmatch(text) if text.startswith(f"{number}.") else None
    return clause if clause and clause["number"].count(".") == 1 else None


def _is_name_by_itself(lines: Sequence[Line], place: int) -> bool:
    """Whether it is as short as a heading and no sentence, by itself or on top of a list."""
    text, above = lines[place].text, lines[place - 1].text
    below = lines[place + 1].text if place + 1 < len(lines) else ""
    is_apart = not above and (not below or ITEM.match(below) is not None)
    is_over_something = any(line.text for line in lines[place + 1 : place + 3])
    return is_apart and is_over_something and len(text) <= _MOST_CHARS and not text.endswith(GOES_ON)


def _named(part: re.Match[str]) -> str:
    """What a part is called; what stands in brackets behind that states nothing."""
    return _IN_BRACKETS.sub("", part["words"]).replace(",", "")


def _whole_number(text: str) -> re.Match[str] | None:
    clause = CLAUSE.fullmatch(text)
    return clause if clause and clause["number"].isdigit() else None


def _counted(lines: Sequence[Line], places: range, mark: str | None, alone: bool) -> list[tuple[int, int]]:
    return [
        (place, int(clause["number"]))
        for place in places
        if (clause := _whole_number(lines[place].text))
        and clause["mark"] == mark
        and _may_name(lines, place, clause, alone)
    ]


def _may_name(lines: Sequence[Line], place: int, clause: re.Match[str], alone: bool) -> bool:
    """Whether it may name a clause; `alone`, only by itself or on top of a list, and with a mark behind the number."""
    text = _LAST_INITIAL.sub("", lines[place].text)
    above = lines[place - 1].text if place else ""
    below = lines[place + 1].text if place + 1 < len(lines) else ""
    is_apart = not (above or below)
    if alone and not ((is_apart or (not above and ITEM.match(below))) and clause["mark"]):
        return False
    words = _LAST_INITIAL.sub("", clause["words"])
    words = words.replace(",", "") if is_apart else words
    return len(text) <= _MOST_CHARS and not text.endswith(GOES_ON) and may_head(words)


def _heading(place: _Place, alike: Collection[int]) -> Heading | None:
    line, text = place.line, place.text
    if (asked := _ASKED.match(text)) and ANSWERED.match(place.below):
        return Heading(_QUESTION, line.start + asked.start("words"), line.end)
    if len(text) > _MOST_CHARS or len(text.split()) > _MOST_WORDS or text.endswith(GOES_ON) or MARKED.match(text):
        return None
    if UNDERLINE.fullmatch(place.following):
        level = _LEVELS[place.following[0]]
        return Heading(level, line.start, line.end, lines=2) if _is_underlined(place) else None
    if clause := CLAUSE.fullmatch(text):
        level = _NUMBERED + clause["number"].count(".")
        return Heading(level, line.start, line.end) if _names_clause(place, clause, alike) else None
    if place.above or not place.below:
        return None
    if text.isupper() and sum(map(str.isalpha, text)) >= _LEAST_LETTERS:
        return Heading(_CAPITALS, line.start, line.end) if _is_in_capitals(place, alike) else None
    return Heading(_BY_ITSELF, line.start, line.end) if _stands_alone(place, alike) else None


def _is_underlined(place: _Place) -> bool:
    """Whether the line behind it is its underline, and no rule."""
    text, following = place.text, place.following
    is_ruled = 2 * len(following) < len(text) or UNDERLINE.fullmatch(place.above) or UNDERLINE.fullmatch(place.after)
    is_as_long = abs(len(following) - len(text)) <= _UNEVEN  # so that is what the line is for
    return bool(place.after) and not is_ruled and (is_as_long or not states_something(text))


def _names_clause(place: _Place, clause: re.Match[str], alike: Collection[int]) -> bool:
    """Whether it names a clause: before its numbered parts, right above its sentences, or as one of several by themselves."""
    number, words, following = clause["number"], clause["words"], place.following
    first_part = rf"\D{{0,10}}{re.escape(number)}\.0?1(?:\.\d+)*[.)]?\s+[^\W\d]"
    if re.match(first_part, place.below) and not states_something(words):
        return True
    is_like = words.isupper() and may_head(words)
    if clause["mark"] and following and not CLAUSE.match(following):
        is_sister = is_like and _NUMBERED_CAPITALS in alike and not following.isupper()
        if is_sister or (is_title(words) and _opens_prose(place.text, place.paragraph)):
            return True
    is_alone = _NUMBERED in alike and (clause["mark"] or "." in number) and not (place.above or following)
    return bool(is_alone) and (is_like or is_title(words)) and _is_body(place.paragraph)


def _is_in_capitals(place: _Place, alike: Collection[int]) -> bool:
    is_like = _CAPITALS in alike and may_head(place.text) and not place.following and _is_body(place.paragraph)
    return not place.below.isupper() and (is_like or is_title(place.text))


def _stands_alone(place: _Place, alike: Collection[int]) -> bool:
    """Whether it is a short line by itself, of no sentence, above a paragraph of sentences or a list."""
    text = place.text
    if place.following or not text[0].isupper() or len(text) > _SHORT:
        return False
    is_told = LABEL.match(text) and not any(map(str.isdigit, text))  # "Mayor: Ida", but "Day 2: The ridge"
    if is_told or SAID.match(text):
        return False
    if _BY_ITSELF not in alike:
        return is_title(text) and _is_body(place.paragraph)
    heads_little = is_title(text) and SENTENCE_END.search(place.paragraph[0]) is not None
    return heads_little or ((may_head(text) or is_title(text)) and _is_body(place.paragraph))


def _is_body(paragraph: Sequence[str]) -> bool:
    """Whether sentences or a list stand there, last line first."""
    if any(sum(map(bool, map(mark.match, paragraph))) > 1 for mark in (ITEM, _LABEL_OF_WORDS)):
        return True
    return sum(map(len, paragraph)) > _SHORT and SENTENCE_END.search(paragraph[0]) is not None


def _opens_prose(name: str, paragraph: Sequence[str]) -> bool:
    """Whether a sentence begins right below a clause's name; one that is wrapped by hand, where the name was not."""
    first, *others = takewhile(lambda line: not CLAUSE.match(line), reversed(paragraph))
    is_whole = len(first) > _SHORT or SENTENCE_END.search(first) is not None
    is_own = has_room(len(name), first, len(first))
    return first[:1].isupper() and (is_whole or (is_own and any(map(SENTENCE_END.search, others))))
