"""Whom "she" and "he" in a question can mean: hardly the man or woman whom a document is about, where that is the other one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from chatbot.conversation.people import names
from chatbot.ranking.fuse import RankedHit
from index import BlockKind, Document, Passage

_WORD = re.compile(r"\w+")
_PERSONAL = re.compile(r"\b(?:(?P<she>she|her|hers)|(?P<he>he|him|his))\b", re.IGNORECASE)
_OWN = re.compile(r"\b(?:an?|i|my|we|our|your|each|every|any|some(?:body|one)?)\b", re.IGNORECASE)


def fits(question: str, document: Document) -> bool:
    """Whether the question's pronouns may mean whom the document is about; so they may where it has none."""
    pronouns = _pronouns(question)
    return not pronouns or document.pronoun not in ("she", "he") or document.pronoun in pronouns


def only_pronoun(question: str, written: Callable[[str], str]) -> str:
    """The "she" or "he" that is all that it says of whom it means; empty where it says more, or both, or may mean somebody of its
    own: "can my aunt bring her dog".
    """
    pronouns = _pronouns(question)
    if len(pronouns) != 1 or not says_only_a_pronoun(question, written):
        return ""
    before = _PERSONAL.split(question, maxsplit=1)[0]
    return "" if _OWN.search(before) else pronouns.pop()


def says_only_a_pronoun(question: str, written: Callable[[str], str]) -> bool:
    """Whether "she" or "he" is all that it says of whom it means; `written` gives names their capitals."""
    if _PERSONAL.search(question) is None:
        return False
    return not any(name.start or " " in name.text for name in names(written(question)))


def _pronouns(question: str) -> set[str]:
    return {match.lastgroup or "" for match in _PERSONAL.finditer(question)}


def demote_facts_of_another(
    ranked: Sequence[RankedHit],
    passages: Mapping[int, Passage],
    documents: Mapping[str, Document],
    asked: str,
    terms: Sequence[str],
    persons: Sequence[str],
) -> list[RankedHit]:
    """Put last, without confidence, what an infobox says of her where the question says "he", or "she" of another.

    "Where was he born?" after her husband's name is met best by `- Birth Place: Phnom Penh`, which is hers. `persons` are whom
    "he" and "she" were understood to be. A fact that has the last word of one of `terms`, what was taken from the turns before,
    stays: `- Spouse: Scott Leiper (d. 2016)`.
    """
    if _PERSONAL.search(asked) is None:
        return list(ranked)
    said = set(_WORD.findall(asked.casefold()))
    own = [name.split()[-1].casefold() for name in terms if name]
    meant = [set(_WORD.findall(name.casefold())) for name in persons]

    def is_meant(about: Document) -> bool:
        title = set(_WORD.findall(about.title.casefold()))
        return not meant or any(name <= title or title <= name for name in meant)

    def is_of_another(hit: RankedHit) -> bool:
        passage = passages[hit.row]
        about = documents[passage.document]
        is_named = not said.isdisjoint(about.title.casefold().split()[-1:])
        is_hers = about.pronoun in ("she", "he") and not (fits(asked, about) and is_meant(about))
        return (
            passage.kind is BlockKind.FACT
            and is_hers
            and not is_named
            and not any(name in passage.text.casefold() for name in own)
        )

    told = [hit for hit in ranked if not is_of_another(hit)]
    return [*told, *(replace(hit, confidence=0.0) for hit in ranked if is_of_another(hit))]
