"""Whom "she" and "he" in a question can mean: hardly the man or woman whom a document is about, where that is the other one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from chatbot.conversation.people import names, role_gender
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Document, Passage

_WORD = re.compile(r"\w+")
_PERSONAL = re.compile(r"\b(?:(?P<she>she|her|hers)|(?P<he>he|him|his))\b", re.IGNORECASE)
HARDLY = 0.02  # what a sentence about another is given at most; with nothing, what a reading does not find would count far less
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


def demote_told_of_another(
    ranked: Sequence[RankedHit],
    passages: Mapping[int, Passage],
    documents: Mapping[str, Document],
    asked: str,
    terms: Sequence[str],
    persons: Sequence[str],
) -> list[RankedHit]:
    """Put last, without confidence or with hardly any, what is said of her alone where the question says "he", or "she" of another.

    "Where was he born?" after her husband's name is met best by `- Birth Place: Phnom Penh` and "She was born in Phnom Penh.",
    which are hers. `persons` are whom "he" and "she" were understood to be. What has the last word of one of `terms`, what was
    taken from the turns before, stays: `- Spouse: Scott Leiper (d. 2016)`.
    """
    if _PERSONAL.search(asked) is None:
        return list(ranked)
    said, pronouns = set(_WORD.findall(asked.casefold())), _pronouns(asked)
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
            is_hers
            and not is_named
            and not any(name in passage.text.casefold() for name in own)
            and (passage.kind is BlockKind.FACT or _is_told_of_alone(passage.text, about, pronouns))
        )

    def hardly(hit: RankedHit) -> RankedHit:
        is_fact = passages[hit.row].kind is BlockKind.FACT
        return replace(hit, confidence=0.0 if is_fact else min(hit.confidence, HARDLY))

    others = {hit.row for hit in ranked if is_of_another(hit)}
    told = [hit for hit in ranked if hit.row not in others]
    return [*told, *(hardly(hit) for hit in ranked if hit.row in others)]


def _is_told_of_alone(text: str, about: Document, asked: Collection[str]) -> bool:
    """Whether a sentence tells of her whom the document is about, or of another woman ("her mother"), and of nobody whom one of
    the pronouns `asked` may mean: it has neither such a pronoun nor such a role ("her husband") nor another's whole name.
    """
    words = set(_WORD.findall(text.casefold()))
    title = _WORD.findall(about.title.casefold())
    roles = {role_gender(word) for word in words} - {""}
    others = (name.text.casefold() for name in names(text) if " " in name.text and not name.is_thing)
    return (
        (not words.isdisjoint({about.pronoun, *title[-1:]}) or bool(roles))
        and (_pronouns(text) | roles).isdisjoint(asked)
        and all(name.split(" ")[0] in title for name in others)
    )
