"""Facts that only name what more is asked of go last: `Spouse: Ivo Lane (m. 1961)` does not tell when her husband was born.

They are met best by such questions, which share the word for whom they ask of, and there is often no sentence that tells more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import regex

from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

_RELATED = (
    r"(?:husband|wife|spouse|partner|mother|father|parents?|sons?|daughters?|child|children|kids?|brothers?|sisters?)"
)
_OF_KIN = re.compile(rf"\b{_RELATED}\b", re.IGNORECASE)
_KIN = frozenset(
    ("spouse", "partner", "children", "child", "parents", "parent", "father", "mother", "relatives", "siblings")
)
_LIVED = r"\b1\d{3}\b\s*[–—-]\s*\b\d{4}\b"
# A word that says what somebody is: none of those that stand before the year of a wedding, or within a name.
_SAYS = (
    r"(?<![\w.'’-])(?!\p{Ll}{1,3}\.)(?!(?:married|divorced|died|born|aged?|since|until|from|and|including|née|of|de|da|do|dos|del|la"
    r"|van|von|der|den|bin|al)\b)\p{Ll}"
)
# What is asked of them, and what a fact has that tells it.
_TOLD = (
    (
        re.compile(r"\b(?:born|birth(?:days?|dates?)?|birth ?places?)\b", re.IGNORECASE),
        regex.compile(rf"\b(?:b\.|born\b)|{_LIVED}"),
    ),
    (re.compile(r"\bhow old\b|\bages?\b", re.IGNORECASE), regex.compile(rf"\b(?:b\.|(?:born|aged?)\b)|{_LIVED}")),
    (
        re.compile(r"\b(?:die[sd]?|deaths?|dead|buried|pass(?:ed)? away)\b", re.IGNORECASE),
        regex.compile(rf"\b(?:d\.|died\b)|†|{_LIVED}"),
    ),
    (
        re.compile(r"\b(?:jobs?|professions?|occupations?|for a living|work(?:ed|ing)? as)\b", re.IGNORECASE),
        regex.compile(_SAYS),
    ),
)
# Whom somebody was named after, and what kin is called: no name of their own tells it. "What did her parents name her?" it does.
_ASKS_OF_NAME = re.compile(
    rf"\bnamed (?:after|for|in honou?r)\b|\b{_RELATED}['’]?s?['’]? (?:(?:first|last|full|maiden) )?names?\b(?! (?:her|him|it|them)\b)"
    rf"|\bnames? of (?:[\w'’.-]+ ){{0,5}}{_RELATED}(?!['’\w]|\s+\w)"
    rf"|\b{_RELATED}(?: of(?: [\w'’.-]+){{1,5}})? (?:called|named)\W*\Z",
    re.IGNORECASE,
)
_NAMES = frozenset(
    ("name", "full name", "birth name", "native name", "official name", "other name", "other names", "nickname")
)


def demote_only_named(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the facts that name the kin of whom something is asked and do not tell it, and those that
    say a name, where it is asked after whom that is, or what kin is called.

    `passages` are those of `ranked` by row.
    """
    asks_of_name = _ASKS_OF_NAME.search(question) is not None
    tells = [told for asks, told in _TOLD if asks.search(question)] if _OF_KIN.search(question) else []
    if not asks_of_name and not tells:
        return list(ranked)

    def only_names(passage: Passage) -> bool:
        if passage.fact_key in _NAMES:
            return asks_of_name
        value = passage.text[passage.answer_start :]
        return bool(tells) and passage.fact_key in _KIN and not any(told.search(value) for told in tells)

    return put_last(ranked, {hit.row for hit in ranked if only_names(passages[hit.row])})
