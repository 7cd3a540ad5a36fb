"""Who came after somebody is not told by who came before, nor the other way round: such passages go last."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from chatbot.ranking.fuse import RankedHit, put_last
from index import Passage

_WHO = r"\b(?:who|whom|whose|which \w+)\b"
_BY_NAME = r"(?<!named )(?<!called )(?<!look )(?<!looks )(?<!looked )"  # "Who is it named after?"
_ASKS_AFTER = re.compile(
    rf"{_WHO}.*\b(?:{_BY_NAME}after|succeed(?:s|ed)|follow(?:s|ed)|replace[sd]|(?:took|takes?) over|(?:came|comes) next)\b|\bsuccessors?\b",
    re.IGNORECASE | re.DOTALL,
)
_ASKS_BEFORE = re.compile(
    rf"{_WHO} (?:did|does) .*\b(?:succeed|follow|replace|take over)\b|{_WHO}.*\b(?:before|preced(?:es|ed))\b|\bpredecessors?\b",
    re.IGNORECASE | re.DOTALL,
)
# What stands before the name of who came before, and of who came after; a fact's name may have a number behind it.
_BEFORE = re.compile(
    rf"\b(?:(?:succeed(?:s|ed|ing)|replac(?:es|ed|ing)|follow(?:s|ed|ing))\b(?! by)|in succession to\b|over from\b|seat of\b"
    rf"|predecessors?\w*|preceded by\w*|{_BY_NAME}(?<!came )(?<!comes )after\b)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\b(?:(?:succeeded|followed|replaced) by\w*|(?:came|comes) after\b|handed (?:it |this |that )?over to\b|successors?\w*"
    r"|followed (?:him|her|them)\b)",
    re.IGNORECASE,
)
_UPPER = r"[A-Z\u00C0-\u00DE\u0100-\u024F]"
_NAME = re.compile(
    rf"[\s:(]*(?:(?!of\b)[^\W\d_][\w'’.-]*\s+){{0,4}}?(?P<name>{_UPPER}[\w'’-]*(?:\s+{_UPPER}[\w'’-]*)*)"
)
_PERSONAL = re.compile(r"\b(?:her|him|them)\b")
_WORD = re.compile(r"[^\W\d_][\w-]*")


def demote_predecessors(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, what names who came before where it is asked who came after, or the reverse.

    "Who was secretary after Tanemori?" is met best by `He was secretary, in succession to Baron Ijichi.` What follows upon a name
    of the question's or a pronoun tells it the right way round: `Ijichi succeeded Tanemori.` `passages` are those of `ranked` by row.
    """
    after, before = _ASKS_AFTER.search(question), _ASKS_BEFORE.search(question)
    if bool(after) == bool(before):
        return list(ranked)
    wanted, other = (_AFTER, _BEFORE) if after else (_BEFORE, _AFTER)
    asked = _words(question)

    def is_other(passage: Passage) -> bool:
        return not wanted.search(passage.text) and _names_another(passage.text, other, asked)

    return put_last(ranked, {hit.row for hit in ranked if is_other(passages[hit.row])})


def _names_another(text: str, lead: re.Pattern[str], asked: Collection[str]) -> bool:
    """Whether somebody stands behind `lead` whom the question, of these words, does not name."""
    for found in lead.finditer(text):
        named = _NAME.match(text, found.end())
        if named is None or named["name"].endswith(("'s", "’s")) or _PERSONAL.search(text, found.end(), named.end()):
            continue
        if _words(named["name"]).isdisjoint(asked):
            return True
    return False


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}
