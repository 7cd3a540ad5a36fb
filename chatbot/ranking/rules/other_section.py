"""What stands below the heading of another thing than a question names goes last, where it is said below several such headings: `It may
be ironed.` below "Wool blanket", where "Do not iron." stands below the duvet that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from chatbot.conversation.phrases import ASKING, AUXILIARIES
from chatbot.ranking.english_words import FUNCTION_WORDS, asks_whether, stem
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

REMEMBERED = 1024  # headings and passages taken apart; popular ones come again and again
SUREST = 0.95  # no more is claimed for one of several that say the same
_WORD = re.compile(r"[^\W\d_]+")
_NAME_ENDS = re.compile(r" (?:of|for|in|on|at|to|with|from|by|that|which|who)\b|[:;(–—]")
_NUMBER = re.compile(r"(?<=[^\W\d]\s)\d+\s*[a-z]")  # "6 to 12 years", and not "Article 6. Members"
_SAYS_NOTHING = FUNCTION_WORDS | {"there", "here", "today", "now", "nowadays"}  # "Today" heads a time, and is no thing
_MAY = frozenset(map(stem, "allowed allow fine ok okay possible safe suitable".split()))  # may be asked of anything


def demote_other_sections(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str
) -> list[RankedHit]:
    """Put last, without confidence, what stands below another heading than the one that a question names, where what it says of the
    question is said below several of these headings, of each thing for itself: "iron" below "Sheets", "Curtains" and "Bath mats".

    What says it below the heading that is named comes in the place of the first hit, as sure as those together, since one of them
    answers. Nothing changes where no other heading has it: it need not be of what it stands below. `passages` are those of `ranked`
    by row.
    """
    first = passages[ranked[0].row] if ranked else None
    if first is None or not first.section:
        return list(ranked)
    asked = _words(question)
    # A title names all that its sections are about, and whether something may be done is told of each.
    told = _without_title if asks_whether(question.lower()) else _with_title
    for level, heading in enumerate(first.section):
        within = first.section[:level]
        beside = {
            row: passage
            for row, passage in passages.items()
            if passage.document == first.document and len(passage.section) > level and passage.section[:level] == within
        }
        meant = _meaning({passage.section[level] for passage in beside.values()})
        named = {other: words for other, words in meant.items() if not asked.isdisjoint(words)}
        if named and heading in meant and heading not in named:
            wanted = asked & frozenset[str]().union(*named.values())
            others = {
                row
                for row, passage in beside.items()
                if passage.section[level] not in named and wanted.isdisjoint(_words(told(passage)))
            }
            headings = {row: passage.section[level] for row, passage in beside.items()}
            return _of_named(ranked, passages, asked - wanted - _MAY, others, headings)
    return list(ranked)


def _of_named(
    ranked: Sequence[RankedHit],
    passages: Mapping[int, Passage],
    asked: frozenset[str],
    others: Collection[int],
    headings: Mapping[int, str],
) -> list[RankedHit]:
    """With what is named in the place of the `others`, if the first hit is of these and says no more than what stands below the heading
    that is named, or than another of these; `headings` are those of all of them by row.
    """
    said = asked & _words(passages[ranked[0].row].text)
    if not said or ranked[0].row not in others:
        return list(ranked)
    says = [hit for hit in ranked if hit.row in headings and said <= _words(passages[hit.row].text)]
    of_others = {hit.row for hit in says if hit.row in others}
    own = next((hit for hit in says if hit.row not in others), None)
    if own is None:
        return put_last(ranked, of_others) if len({headings[row] for row in of_others}) > 1 else list(ranked)
    together = sum(hit.confidence for hit in ranked if hit is own or hit.row in of_others)
    surer = replace(own, confidence=max(own.confidence, min(together, SUREST)))
    return put_last([surer, *(hit for hit in ranked if hit is not own)], of_others)


def _meaning(headings: Iterable[str]) -> dict[str, frozenset[str]]:
    """The stems by which a question means each of these headings that are names: the noun, or where others have that too what
    this one alone has beside it.
    """
    names = {heading: name for heading in headings if (name := _name(heading))}
    meant = {}
    for heading, name in names.items():
        others = frozenset[str]().union(*(other for at, other in names.items() if at != heading))
        meant[heading] = frozenset(name if name[-1] in others else name[-1:]) - others
    return meant


@lru_cache(maxsize=REMEMBERED)
def _name(heading: str) -> tuple[str, ...]:
    """The stems of a name's words, its noun last; none of a heading that asks, says what is done ("Charging the batteries") or
    names a range ("Children from 6 to 12 years").
    """
    words = _WORD.findall(_NAME_ENDS.split(heading.lower(), maxsplit=1)[0])
    if heading.endswith("?") or not words or words[0] in ASKING | AUXILIARIES or _NUMBER.search(heading.lower()):
        return ()
    if words[0].endswith("ing") and _SAYS_NOTHING.issuperset(words[1:2]):
        return ()
    return tuple(stem(word) for word in words if word not in _SAYS_NOTHING)


def _with_title(passage: Passage) -> str:
    return passage.searchable


def _without_title(passage: Passage) -> str:
    return " ".join((*passage.section, passage.text))


@lru_cache(maxsize=REMEMBERED)
def _words(text: str) -> frozenset[str]:
    """The stems of its words that say something."""
    return frozenset(stem(word) for word in _WORD.findall(text.lower()) if word not in _SAYS_NOTHING)
