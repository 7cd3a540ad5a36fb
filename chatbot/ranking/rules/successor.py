"""Who came after somebody is not told by who came before, nor the other way round: such passages go last."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

import numpy as np

from chatbot.conversation.letters import CAPITAL
from chatbot.ranking.ranked_hit import RankedHit, give_place
from chatbot.retrieve import Candidates
from index import BlockKind, Passage, cell_spans

_WHO = r"\b(?:who|whom|whose|which \w+)\b"
_BY_NAME = r"(?<!named )(?<!called )(?<!look )(?<!looks )(?<!looked )"  # "Who is it named after?"
# Looked for behind the first of several, as what stands behind another stands behind that too.
_FIRST_WHO = rf"\A(?>.*?{_WHO})"
_ASKS_AFTER = re.compile(
    rf"{_FIRST_WHO}.*\b(?:{_BY_NAME}after|succeed(?:s|ed)|follow(?:s|ed)|replace[sd]|(?:took|takes?) over|(?:came|comes) next)\b|\bsuccessors?\b",
    re.IGNORECASE | re.DOTALL,
)
_ASKS_BEFORE = re.compile(
    rf"\A(?>.*?{_WHO} (?:did|does) ).*\b(?:succeed|follow|replace|take over)\b|{_FIRST_WHO}.*\b(?:before|preced(?:es|ed))\b|\bpredecessors?\b",
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
_NAME = re.compile(
    rf"[\s:(]*(?:(?!of\b)[^\W\d_][\w'’.-]*\s+){{0,4}}?(?P<name>{CAPITAL}[\w'’-]*(?:\s+{CAPITAL}[\w'’-]*)*)"
)
_PERSONAL = re.compile(r"\b(?:her|him|them)\b")
_WORD = re.compile(r"[^\W\d_][\w-]*")
_ASIDE = re.compile(r"\([^()]*\)|\b(?:Dr|Prof|Professor|Sir|Dame|Mr|Mrs|Ms|Rev)\b")
_WITH_CAPITAL = re.compile(rf"(?<![\w@.]){CAPITAL}[\w'’-]*")


def without_only_asked(
    question: str, candidates: Candidates, passages: list[Passage]
) -> tuple[Candidates, list[Passage]]:
    """The candidates, and `passages`, which are theirs, without the rows and facts that name nobody but whom the question names,
    where it asks who came before or after, and another passage tells that.

    `Chair | Helen Lane` cannot tell who was chair before Helen Lane, but is nearest to the question, and the network shares the
    confidence out between the two.
    """
    wanted, other = _sides(question)
    if wanted is None or other is None:
        return candidates, passages
    asked = _words(question)
    if not any(_names_another(passage.text, wanted, asked) and _names(passage.text) & asked for passage in passages):
        return candidates, passages
    kept = [
        place
        for place, passage in enumerate(passages)
        if wanted.search(passage.text) or other.search(passage.text) or not _names_only(passage, asked)
    ]
    return candidates.of(np.array(kept, np.int64)), [passages[place] for place in kept]


def demote_predecessors(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, what names who came before where it is asked who came after, or the reverse.

    "Who was secretary after Tanemori?" is met best by `He was secretary, in succession to Baron Ijichi.` What follows upon a name
    of the question's or a pronoun tells it the right way round: `Ijichi succeeded Tanemori.` The fact of the same document that
    tells what is asked (`Successor: …`) takes its place. `passages` are those of `ranked` by row.
    """
    wanted, other = _sides(question)
    if wanted is None or other is None:
        return list(ranked)
    asked = _words(question)
    telling = {hit.row: hit for hit in ranked if wanted.search(passages[hit.row].text)}
    others = {
        hit.row for hit in ranked if hit.row not in telling and _names_another(passages[hit.row].text, other, asked)
    }
    facts = [hit for row, hit in telling.items() if passages[row].kind is BlockKind.FACT]
    takers: dict[int, RankedHit] = {}
    for hit in ranked:
        fact = next((fact for fact in facts if _is_of_same(passages, fact, hit)), None) if hit.row in others else None
        if fact:
            facts.remove(fact)
            takers[hit.row] = fact
    return give_place(ranked, others, takers)


@lru_cache(maxsize=32)  # a question's are asked for before it is ranked and behind
def _sides(question: str) -> tuple[re.Pattern[str], re.Pattern[str]] | tuple[None, None]:
    """What leads to the name of who is asked for, and to that of who came on the other side; None where neither is asked, or both."""
    after, before = _ASKS_AFTER.search(question), _ASKS_BEFORE.search(question)
    if bool(after) == bool(before):
        return None, None
    return (_AFTER, _BEFORE) if after else (_BEFORE, _AFTER)


def _names_only(passage: Passage, asked: Collection[str]) -> bool:
    """Whether it is a row or fact that says names of the question's and no others behind what it is about."""
    text = passage.text[passage.answer_start :]
    if passage.kind is BlockKind.ROW:
        cells = cell_spans(text)
        text = text[cells[1][0] :] if len(cells) > 1 else ""
    elif passage.kind is not BlockKind.FACT:
        return False
    names = _names(_ASIDE.sub(" ", text))
    return bool(names) and names.issubset(asked)


def _names(text: str) -> set[str]:
    return {name.lower() for name in _WITH_CAPITAL.findall(text)}


def _is_of_same(passages: Mapping[int, Passage], one: RankedHit, other: RankedHit) -> bool:
    return passages[one.row].document == passages[other.row].document


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
