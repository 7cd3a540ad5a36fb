"""How to get in touch with whom a whole site is of: by what its contact page tells, and never by a number that some other page
gives for somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from chatbot.conversation.people import gender_of, names
from chatbot.knowing.sure import Sure

FEW = 3  # pages of one kind, as of a firm's branches, each of which may be meant
_YOU = re.compile(r"\b(?:you|yours?)\b", re.IGNORECASE)
_US = re.compile(r"\b(?:we|us|our)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s()/-]+")
_ANOTHER = re.compile(r"\b(?:his|her|him|them|their|its|someone|somebody)\b", re.IGNORECASE)
_CONTACT = re.compile(r"\b(?:contacts?|imprint)\b|\bin touch\b|\b(?:reach|find) us\b", re.IGNORECASE)
_ABOUT = re.compile(r"\Aabout\b|\bwho we are\b|\bwhere we are\b|\bvisit (?:us|the|our)\b|\byour visit\b", re.IGNORECASE)

Titled = tuple[str, tuple[Sure, ...]]  # a document's title and what it tells


def asks_of_site(question: str) -> bool:
    """Whether a question for a number or an address may be of the whole site, and is not of somebody talked of."""
    return _ANOTHER.search(question) is None


def is_contact_page(title: str) -> bool:
    """Whether a page of this title tells how to get in touch, or who its owners are."""
    return _says(_CONTACT, title) or _says(_ABOUT, title)


def of_site(question: str, documents: Iterable[Titled]) -> tuple[Sure, ...]:
    """What the one page tells that is there for it: by its title, or by the heading of the passage; of several such pages the first
    passage of each. Without such a page the only number or address of all, where "your" number is asked for, the passage says
    that it is theirs ("ring us"), or several pages tell it, as footers do.
    """
    told = [(title, sure) for title, sure in documents if sure]
    for pattern in (_CONTACT, _ABOUT):
        if pages := [sure for title, sure in told if _says(pattern, title)]:
            return _each(pages)
    others = [[one for one in sure if not _is_of_somebody(one)] for _, sure in told]
    for pattern in (_CONTACT, _ABOUT):
        headed = [[one for one in sure if any(_says(pattern, head) for head in one.passage.section)] for sure in others]
        if pages := [tuple(sure) for sure in headed if sure]:
            return _each(pages)
    every = [one for sure in others for one in sure]
    if len({_told(one) for _, sure in told for one in sure}) != 1 or not every:
        return ()
    is_theirs = len(told) > 1 or _says(_YOU, question) or _says(_US, every[0].passage.text)
    return tuple(every[:1]) if is_theirs else ()


def _told(sure: Sure) -> str:
    """The number or address that it tells, however it is written."""
    return _BETWEEN.sub("", sure.passage.text[sure.start : sure.end]).casefold()


def _each(pages: list[tuple[Sure, ...]]) -> tuple[Sure, ...]:
    if len(pages) == 1:
        return pages[0]
    return tuple(sure[0] for sure in pages) if len(pages) <= FEW else ()


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text) is not None


def _is_of_somebody(sure: Sure) -> bool:
    """Whether a person is named beside it, or above."""
    texts = (sure.passage.text, *sure.passage.section)
    return any(gender_of(word) for text in texts for name in names(text) for word in name.text.split())
