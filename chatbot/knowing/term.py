"""How long somebody held an office: the lines of an infobox that say from when and until when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chatbot.knowing.sure import Sure
from index import Passage

_HOW_LONG = re.compile(
    r"\W*(?:(?:and|so) )?(?:for )?how (?:long|many years) (?:was|were|is|has|had|did|does)\b", re.IGNORECASE
)
_NAMES = ("term start", "term end")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th) ")
_WORD = re.compile(r"[\w'’-]+")
_GOES_ON = frozenset(("of", "for", "at", "in", "to"))  # behind an office's first words, which then may be another's
_BEFORE = frozenset(("a", "an", "the", "as", "she", "he", "they", "been"))


def asks_how_long(question: str) -> bool:
    """Whether it may ask for how long somebody was something."""
    return _HOW_LONG.match(question) is not None


def told_of_term(question: str, title: str, passages: Sequence[tuple[int, Passage]]) -> tuple[Sure, ...]:
    """The start and the end of the term in the one office that the question names; nothing where it names none, or
    several.

    The office may go by what stands before its first "of", where the question says no more of it: "how long was she chancellor".
    `passages` are the first ones of the document that is titled so, with their rows.
    """
    terms: dict[str, list[Sure]] = {}
    for row, passage in passages:
        if passage.fact_group and passage.fact_key in _NAMES:
            terms.setdefault(passage.fact_group, []).append(Sure(row, passage))
    asked = _words(question)
    before = _BEFORE | {form for word in _words(title) for form in (word, f"{word}'s")}
    held = [office for office in terms if _is_named(_words(_ORDINAL.sub("", office)), asked, before)]
    return tuple(terms[held[0]]) if len(held) == 1 else ()


def _is_named(office: Sequence[str], asked: Sequence[str], before: Iterable[str]) -> bool:
    at = next((place for place, word in enumerate(office) if word in _GOES_ON), len(office))
    for length in {len(office), at}:
        for place in range(1, len(asked) - length + 1):
            following = asked[place + length : place + length + 1]
            is_whole = length == len(office) or not following or following[0] not in _GOES_ON
            if list(asked[place : place + length]) == list(office[:length]) and is_whole and asked[place - 1] in before:
                return True
    return False


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
