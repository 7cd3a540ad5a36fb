"""Which part of a fact's value answers: of `Ivo Lane (m. 1961; div. 1971)` the name, or the year of the wedding.

Infoboxes put in brackets beside what they name when it was so, as what, or how old somebody was; and they put several such items in a
row: `Silver Hammer (1984); Order of the Plane Tree (2001)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chatbot.ranking.answer_span import Asked, Span
from chatbot.ranking.english_words import FUNCTION_WORDS, WORD, crude_stem

_NUMBER, _DATE, _PERSON, _PLACE = range(4)  # types of question, after ASKS
_AGE = frozenset(("old", "age"))
_NOW = frozenset(("now", "current", "currently", "today"))
_ITEM = re.compile(r"\s*(?P<named>[^()]*[^()\s])\s*\((?P<beside>[^()]+)\)\s*")
_BETWEEN_ITEMS = re.compile(r"(?<=\))\s*[,;]\s*")
_PIECE = re.compile(r"[^;,]+")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)\b")
_SPAN = re.compile(
    r"(?P<open>\b(?:since|from) )?\b(?P<first>1\d{3}|20\d\d)\b\s*(?:[–—-]\s*(?P<last>1\d{3}\b|20\d\d\b|\d\d\b)?|(?(open)|(?!)))",
    re.IGNORECASE,
)  # of years, without a last one where it goes on
_AGED = re.compile(r"\baged? \d+", re.IGNORECASE)
_BEGINS_WITH_TIME = re.compile(rf"\d|(?:{_MONTHS})\b", re.IGNORECASE)
_BEGINS_WITH_AMOUNT = re.compile(r"[^\w\s]?\d|[A-Z]{2,3}[^\w\s]?\s?\d")
_ONLY_TIME = re.compile(
    rf"(?:(?:m|d|div|b|c|ca|est)\.|(?:{_MONTHS}|married|died|divorced|born|since|until|from|to|present|census|estimate"
    r"|aged? \d+|1\d{3}|20\d\d|\d\d?)\b|[–—\s;,./-])+",
    re.IGNORECASE,
)
# What is told of a year, and the crude stems of words that ask for such a one.
_TOLD = (
    (re.compile(r"\bm\.|\bmarried", re.IGNORECASE), frozenset(("marri", "marry", "wed", "weddi"))),
    (re.compile(r"\bdiv\.|\bdivorced", re.IGNORECASE), frozenset(("divor", "separ", "split"))),
    (re.compile(r"\bd\.|\bdied", re.IGNORECASE), frozenset(("die", "died", "death", "pass"))),
)


@dataclass(frozen=True, slots=True)
class _Item:
    """What is named, and what stands in brackets beside it."""

    named: Span
    beside: Span


def answering_part(question: Asked, text: str, start: int) -> Span:
    """The part of a fact's text, whose value begins at `start`, that answers; the whole value where no part does more than the rest."""
    items = _items(text, start) if text.endswith(")") else []
    part = _of_item(question, text, items[0]) if len(items) == 1 else _of_items(question, text, items)
    return part or Span(start, len(text))


def _items(text: str, start: int) -> list[_Item]:
    """The items of a value; none where one of them has nothing beside it."""
    items = []
    between = [found.span() for found in _BETWEEN_ITEMS.finditer(text, start)]
    for end, following in [*between, (len(text), len(text))]:
        found = _ITEM.fullmatch(text, start, end)
        if found is None:
            return []
        items.append(_Item(Span(*found.span("named")), Span(*found.span("beside"))))
        start = following
    return items


def _of_item(question: Asked, text: str, item: _Item) -> Span | None:
    """Of what is named and what stands beside it that which is asked for."""
    if not question.words.isdisjoint(_AGE):
        aged = _AGED.search(text, item.beside.start, item.beside.end)
        return Span(*aged.span()) if aged else None
    if question.kind == _DATE and not _BEGINS_WITH_TIME.match(text, item.named.start):
        return _when(question, text, item)
    if not _ONLY_TIME.fullmatch(text, item.beside.start, item.beside.end):
        return None
    if question.kind == _NUMBER:
        return item.named if _BEGINS_WITH_AMOUNT.match(text, item.named.start) else None
    is_asked = question.kind in (_DATE, _PERSON, _PLACE) or not _holds(question, text, item.named)
    return item.named if is_asked else None


def _of_items(question: Asked, text: str, items: Sequence[_Item]) -> Span | None:
    """The item that was so in the year that the question names, or beside which a word of the question stands; where it asks
    when, what stands beside the one that it names.
    """
    named = [item for item in items if _holds(question, text, item.named)]
    if question.kind == _DATE:
        return _when(question, text, named[0]) if len(named) == 1 else None
    then = [item for item in items if _was_then(question, text[item.beside.start : item.beside.end])]
    beside = [item for item in items if _holds(question, text, item.beside)] if not named else []
    meant = then or beside
    return meant[0].named if len(meant) == 1 else None


def _when(question: Asked, text: str, item: _Item) -> Span | None:
    """The time that stands beside an item, or of several the year of which what is asked is told."""
    if _YEAR.search(text, item.beside.start, item.beside.end) is None:
        return None
    for told, asking in _TOLD:
        if asking.isdisjoint(question.stems):
            continue
        for piece in _PIECE.finditer(text, item.beside.start, item.beside.end):
            year = _YEAR.search(text, *piece.span()) if told.search(piece[0]) else None
            if year:
                return Span(*year.span())
    return item.beside


def _holds(question: Asked, text: str, span: Span) -> bool:
    """Whether the question has a word of these that says something."""
    words = (word for word in WORD.findall(text[span.start : span.end].lower()) if word[0].isalpha())
    return any(crude_stem(word) in question.stems for word in words if word not in FUNCTION_WORDS)


def _was_then(question: Asked, beside: str) -> bool:
    """Whether the year that the question names is there, or in a span there, or one goes on there and the question says "now"."""
    years = {word for word in question.words if _YEAR.fullmatch(word)}
    is_now = not question.words.isdisjoint(_NOW)
    for found in _SPAN.finditer(beside):
        first, last = found["first"], found["last"]
        if last is None and (is_now or any(first <= year for year in years)):
            return True
        if last and any(first <= year <= first[: 4 - len(last)] + last for year in years):
            return True
    return any(year in beside for year in years)
