"""Lists of what may be and what must not: "can rabbits eat basil" is answered by an item of one, "what must I never feed" by all of one.

An item of a word or two gives ranking little to be sure of, and `not` in a question hardly any: "what must not go in" is near to what
announces the list of what may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from chatbot.knowing.sure import LIKELY, Sure
from chatbot.ranking.english_words import FUNCTION_WORDS, asks_whether, stem
from chatbot.ranking.rules.hand_on import announces
from index import BlockKind, Passage

REMEMBERED = 1024  # texts taken apart
FEWEST = 2  # items of a list
_DENIES = re.compile(
    r"\b(?:not|no|never|cannot|(?:ca|do|does|must|should|may|wo|is|are)n['’]?t|avoid|forbidden|prohibited|banned|keep off|unsafe|unsuitable)\b",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\b(?:may|can|allowed|permitted|accepted|safe|suitable|good|fine|ok(?:ay)?|welcome|recommended)\b", re.IGNORECASE
)
_OF_SEVERAL = re.compile(r"\W*(?:what|which|who|whom)\b", re.IGNORECASE)
_PARTS = re.compile(r"\([^)]*\)|[,;/]| (?:and|or) ")
_WORD = re.compile(r"[^\W\d_]+")


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words)


# What is done with anything, and words for whether it may be.
_LIGHT = _stems(
    "accept accepted add allow allowed avoid banned be bring brought drink eat eaten feed fed fine food foods forbidden get give given"
    " go goes have keep kind kinds let off ok okay permitted please possible prohibited put safe send sort suitable take thing things use"
    " used types".split()
)


@dataclass(frozen=True, slots=True)
class AllowedList:
    """The items of a list with their rows, whether they are denied, and the stems of what stands above them: the line that announces
    them, which is the first of the rows where there is one, or the headings.
    """

    entries: Sequence[tuple[int, Passage]]
    is_denied: bool
    above: frozenset[str]
    line: tuple[int, Passage] | None


def allowed_lists(passages: Iterable[tuple[int, Passage]]) -> Sequence[AllowedList]:
    """The lists of a document that stand behind a line with a colon, or right below a heading, which permits or denies."""
    found: list[AllowedList] = []
    before: tuple[int, Passage] | None = None
    for (section, is_item), of_it in groupby(passages, lambda entry: (entry[1].section, _is_item(entry[1]))):
        entries = list(of_it)
        if is_item:
            is_below = before is None or before[1].section != section
            line = before if before and not is_below and announces(before[1]) else None
            said = line[1].text if line else section[-1] if is_below and section else ""
            is_denied = _DENIES.search(said) is not None
            if len(entries) >= FEWEST and (is_denied or _PERMITS.search(said)):
                found.append(AllowedList(entries, is_denied, _words(" ".join((*section, said))), line))
        before = entries[-1]
    return found


def _is_item(passage: Passage) -> bool:
    return passage.kind is BlockKind.ITEM and not announces(passage)


def asks_for_list(question: str) -> bool:
    """Whether it asks what may or must not be."""
    is_of_several = _OF_SEVERAL.match(question) is not None
    return is_of_several and (_DENIES.search(question) or _PERMITS.search(question)) is not None


def may_be_of(question: str, item: Passage) -> bool:
    """Whether it asks if something may be, and names an item of a list, or one of several in it."""
    return asks_whether(question.lower()) and _is_named(item.text, _words(question) - _LIGHT)


def told_of_allowed(question: str, lists: Sequence[AllowedList], title: str, is_named: bool) -> Sure | None:
    """The item that a question asks of, or the list that it asks for, of a document with this title; None where it is not clear which,
    or the question says something that neither has. `is_named`: no other document can be meant.
    """
    asked = _words(question) - _LIGHT
    titled = _words(title)
    if not _OF_SEVERAL.match(question):
        items = [
            (row, item)
            for each in lists
            for row, item in each.entries
            if _is_named(item.text, asked) and asked <= _words(item.text) | each.above | titled
        ]
        told = items[0] if len(items) == 1 and (is_named or not asked.isdisjoint(titled)) else None
        return Sure(*told, confidence=LIKELY) if told else None
    is_denied = _DENIES.search(question) is not None
    meant = [each for each in lists if each.is_denied is is_denied and asked <= each.above | titled]
    if len(meant) != 1 or not (is_named or not asked.isdisjoint(titled | meant[0].above)):
        return None
    [only] = meant
    rows = [only.line, *only.entries] if only.line else only.entries
    return Sure(*rows[0], confidence=LIKELY, goes_first=True, told=tuple(row for row, _ in rows))


def _is_named(item: str, asked: frozenset[str]) -> bool:
    return any(words <= asked for part in _PARTS.split(item) if (words := _words(part) - _LIGHT))


@lru_cache(maxsize=REMEMBERED)
def _words(text: str) -> frozenset[str]:
    """The stems of its words that say something."""
    return _stems(word for word in _WORD.findall(text.lower()) if word not in FUNCTION_WORDS)
