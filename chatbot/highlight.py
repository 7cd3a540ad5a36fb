"""The words of a passage that answer: by the type that is asked for, none where nothing stands out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index import BlockKind, Passage


@dataclass(frozen=True, slots=True)
class Highlight:
    """Code point offsets into a passage's text."""

    start: int
    end: int


_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|{_MONTH})(?:,? \d{{3,4}})?|\b1\d{{3}}s?\b|\b20\d{{2}}s?\b"
)
_NUMBER = re.compile(
    r"(?:[$€£¥]\s?)?\b\d[\d,.]*(?:\s?%|\s(?:percent|million|billion|thousand|hundred))?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?)\b"
)
_NAME = re.compile(r"\b[A-Z][\w'’.-]*(?: (?:(?:of|the|and|for|de|van|von|al) )*[A-Z][\w'’.-]*)*")
_WORD = re.compile(r"\w+")
_INITIALS = re.compile(r"\b(?:[A-Z]\.)+\Z")

_TYPES = (
    (
        re.compile(
            r"\b(?:when|what (?:year|date|month|day)|which (?:year|date|month|day)|in what year|in which year|how long ago)\b",
            re.I,
        ),
        _DATE,
    ),
    (
        re.compile(
            r"\bhow (?:many|much|old|long|far|tall|high|large|big|often)\b|\bwhat (?:percentage|number|percent)\b", re.I
        ),
        _NUMBER,
    ),
    (re.compile(r"\b(?:who|whom|whose|where|which|what)\b", re.I), _NAME),
)


def highlights(question: str, passage: Passage) -> tuple[Highlight, ...]:
    """The first stretch of the type that is asked for and that the question does not hold itself; a fact's whole value."""
    if passage.kind is BlockKind.FACT:
        return (Highlight(passage.answer_start, len(passage.text)),)
    for asks, answers in _TYPES:
        if asks.search(question):
            known = {word.casefold() for word in _WORD.findall(question)}
            return tuple(_first_new(answers, passage.text, known))
    return ()


def _first_new(answers: re.Pattern[str], text: str, known: set[str]) -> Iterator[Highlight]:
    for match in answers.finditer(text):
        words = [word.casefold() for word in _WORD.findall(match[0])]
        starts_sentence = match.start() == 0 and answers is _NAME and len(words) == 1
        if not starts_sentence and any(word not in known for word in words):
            closes_sentence = text[match.end() :].strip("\"'”’) ") == "" and not _INITIALS.search(match[0])
            yield Highlight(match.start(), match.end() - (closes_sentence and match[0].endswith(".")))
            return
