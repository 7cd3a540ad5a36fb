"""Facts of whose life it is go last where something else of a life is asked: her own birth does not tell when her child was born."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

_OF_KIN = re.compile(
    r"(?:\b(?:her|his|their)|['’]s?)\s+(?:[\w-]+\s+){0,2}"
    r"(?:(?:husband|wife|spouse|partner|mother|father|parent|grandfather|grandmother|son|daughter|child|kid|brother|sister|twin)s?"
    r"|children|wives)\b"
)
_BIRTH = frozenset(("birth date", "birth place", "birthplace", "born"))
_DEATH = frozenset(("death date", "death place", "died", "cause of death", "death cause"))
_BURIAL = frozenset(("resting place", "burial place"))
_WORK = frozenset(("occupation", "profession", "known for"))
# What is asked of kin, in lower case, and the facts of whose life it is that do not tell it.
_OF_KIN_NEVER = (
    (re.compile(r"\b(?:born|birth|birthday)\b"), _BIRTH),
    (re.compile(r"\b(?:how old|age)\b"), _BIRTH | _DEATH),
    (re.compile(r"\b(?:died?|dead|death|buried|pass(?:ed)? away)\b"), _DEATH | _BURIAL),
    (re.compile(r"\b(?:job|profession|occupation|for a living|work(?:ed|ing)? as)\b"), _WORK),
)
_AGE_WHEN = re.compile(r"\b(?:how old|what age)\b.*\bwhen\b(?!.*\b(?:died?|death|pass(?:ed)?)\b)")
_LIVES = re.compile(r"\bwhere\b.*\b(?:lives?|living|resides?)\b")
_MAY_ASK = re.compile(
    r"\b(?:born|birth|birthday|old|age|died?|dead|death|buried|pass(?:ed)?|job|profession|occupation|living|work(?:ed|ing)?|lives?|resides?)\b"
)


def demote_own_facts(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the facts of birth, death and work of whose life it is, where those of their kin are asked for,
    the age at something else than death, or where somebody lives.

    `passages` are those of `ranked` by row.
    """
    asked = question.lower()
    never = _never(asked) if _MAY_ASK.search(asked) else frozenset()
    if not never:
        return list(ranked)
    return put_last(ranked, {hit.row for hit in ranked if passages[hit.row].fact_key in never})


def _never(asked: str) -> frozenset[str]:
    """The names of the facts that do not tell it."""
    never: frozenset[str] = frozenset()
    if _OF_KIN.search(asked):
        never = never.union(*(names for asks, names in _OF_KIN_NEVER if asks.search(asked)))
    if _AGE_WHEN.search(asked):
        never |= _DEATH
    return never | _BIRTH | _DEATH | _BURIAL if _LIVES.search(asked) else never
