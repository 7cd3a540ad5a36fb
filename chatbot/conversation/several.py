"""A question for all of a list: "which films did she direct", "who are the members of the board", "list the ingredients"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chatbot.conversation.phrases import ASKING, AUXILIARIES, COMES_ABOUT, DETERMINERS, ORDERS, PREPOSITIONS
from chatbot.conversation.verb import SEVERAL

_REMEMBERED = 64  # questions kept so: each is looked at twice
_LONGEST = 16  # words of such a question
_WORD = re.compile(r"\w+(?:[-'’.]\w+)*")
_BE = frozenset(("are", "were"))
_OF_EACH = _BE | {"do"}
# One, though their form says that they are several.
_ONE = frozenset("species series news means gas canvas".split())
# What says only that there are several of something: "what kinds of tickets".
_KINDS = frozenset("kind kinds type types sort sorts name names list members all".split())
_BEFORE_THING = DETERMINERS | frozenset("all me us out of different various".split())
_GROUPED = frozenset("is are was were sits sit sat works work worked serves serve served plays play played".split())
_WITHIN = frozenset(("in", "on", "at", "for"))
_ENDS = (
    AUXILIARIES
    | ASKING
    | PREPOSITIONS
    | frozenset("and or if that there he she it they i we you him them us me".split())
)
_STEPS = frozenset("steps stages".split())
_HOW = frozenset("do does can could should must to is are".split())
_WHO = frozenset("i you u we one".split())


@dataclass(frozen=True, slots=True)
class Several:
    """What is asked for several of: the noun of it, in lower case, empty where only the others say it ("how do I change a tyre"),
    and the question's other words behind the one that asks. `needs_name`: only a list that is called so is meant; `is_of_each`:
    something of each is asked for ("when are the meetings"), and none may say it.
    """

    thing: str
    others: tuple[str, ...]
    needs_name: bool = False
    is_of_each: bool = False


@lru_cache(maxsize=_REMEMBERED)
def several(question: str) -> Several | None:
    """What a question asks for several of; None where it asks for one thing."""
    words = tuple(word.casefold() for word in _WORD.findall(question.replace("’", "'")))
    if words[:1] and words[0] in PREPOSITIONS and words[1:2] and words[1] in ASKING:
        words = words[1:]
    if not 1 < len(words) <= _LONGEST:
        return None
    first, second = words[:2]
    if first in ORDERS:
        return _of(words, _phrase(words, 1)) if second not in ASKING | PREPOSITIONS else None
    if first in ("what", "which") and second not in _ENDS | DETERMINERS:
        return _of_which(words, _phrase(words, 1))
    if first in ("what", "which", "who") and second in _BE:
        return _of(words, _phrase(words, 2))
    if first == "who" and second in _GROUPED and words[2:3] and words[2] in _WITHIN:
        group = _phrase(words, 3)
        return Several(words[group[-1]], words[3 : group[-1]] + words[group.stop :], needs_name=True) if group else None
    if first == "how" and second in _HOW:
        done = words[3:] if words[2:3] and words[2] in _WHO else words[2:]
        return Several("", done, needs_name=True)
    if first in ("when", "where") or words[:2] == ("how", "much"):
        begin = 2 if first == "how" else 1
        if words[begin : begin + 1] and words[begin] in _OF_EACH:
            asked = _of(words, _phrase(words, begin + 1))
            return replace(asked, needs_name=True, is_of_each=True) if asked else None
    return None


def _phrase(words: Sequence[str], begin: int) -> range:
    """The places of the noun phrase that begins there, without what only counts or points."""
    while begin < len(words) and words[begin] in _BEFORE_THING:
        begin += 1
    end = begin
    while end < len(words) and words[end] not in _ENDS and not (end > begin and words[end] in DETERMINERS):
        end += 1
    if end < len(words) and words[end] == "of" and end > begin and words[end - 1] in _KINDS:
        of_them = _phrase(words, end + 1)
        return of_them if any(_is_several(words[place]) for place in of_them) else range(begin, end)
    return range(begin, end)


def _of(words: tuple[str, ...], phrase: range) -> Several | None:
    """Of the last noun of several in a phrase, behind which a verb may stand: "what are the houses called"."""
    at = next((place for place in reversed(phrase) if _is_several(words[place])), None)
    if at is None:
        return None
    if words[at] in _STEPS:
        return Several("", words[at + 1 :], True)
    return Several(words[at], (*words[:at], *words[at + 1 :]))


def _of_which(words: tuple[str, ...], phrase: range) -> Several | None:
    """Of the noun behind "which", where the verb is one of several: not in "which airline sponsors him" or "which sports centre is"."""
    behind = words[phrase.stop] if phrase.stop < len(words) else ""
    is_last = bool(phrase) and _is_several(words[phrase[-1]])
    is_noun = behind == "of" or (behind in PREPOSITIONS and words[0] == "which" and len(phrase) == 1)
    if behind in AUXILIARIES or (is_last and is_noun):
        return _of(words, phrase) if is_last else None
    is_next = len(phrase) > 1 and _is_several(words[phrase[0]]) and not _is_several(words[phrase[1]])
    return _of(words, phrase[:1]) if is_next and words[phrase[0]] not in COMES_ABOUT else None


def _is_several(word: str) -> bool:
    return word not in _ONE and not word.endswith("'s") and SEVERAL.fullmatch(word) is not None
