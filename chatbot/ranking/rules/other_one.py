"""Passages that tell of another one of its kind than is asked for go last: the outdoor unit, where the indoor one is asked for, or
the youngest, where the oldest is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from chatbot.ranking.english_words import FUNCTION_WORDS, asks_whether, stem
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words of which one excludes the others where they say which of several things is meant; forms of one word stand beside each other.
_KINDS = (
    "first 1st|second 2nd|third 3rd|fourth 4th|fifth 5th|sixth 6th|seventh 7th|eighth 8th|ninth 9th|tenth 10th|last final|next|previous",
    "north northern|south southern|east eastern|west western",
    "upper|lower",
    "left|right",
    "top|bottom",
    "front|rear back",
    "inner|outer",
    "internal|external",
    "indoor|outdoor",
    "maximum|minimum",
    "large big|medium|small",
    "old|new",
    "single|double twin|triple",
    "daily|weekly|monthly|yearly annual",
    "adult adults|child children|student students|junior juniors|senior seniors",
    "primary|secondary",
    "hot|cold",
    "gold|silver|bronze",
    "steel|plastic|wooden|cardboard|copper",
    "day|night",
    "mother|father",
    "son|daughter",
    "brother|sister",
    "husband|wife",
    "male|female",
    "black|white|red|green|blue|yellow|brown|grey gray|orange|purple|pink",
    "spring|summer|autumn fall|winter",
    "arabic|chinese|dutch|english|french|german|italian|japanese|polish|portuguese|russian|spanish|turkish",
)
# Words that say which of several is meant whatever stands beside them: "The youngest was …" tells of no oldest player.
_ENDS = (
    "highest|lowest",
    "largest biggest greatest|smallest",
    "longest tallest|shortest",
    "eldest oldest|youngest newest",
    "best|worst",
    "strongest|weakest",
    "fastest quickest|slowest",
    "heaviest|lightest",
    "deepest|shallowest",
    "widest|narrowest",
    "nearest closest|farthest furthest",
    "hottest warmest|coldest",
    "wettest|driest",
    "richest|poorest",
    "busiest|quietest",
)
_MEMBERS = {
    form: (kind, member)
    for kind, members in enumerate((*_KINDS, *_ENDS))
    for member, forms in enumerate(members.split("|"))
    for form in forms.split()
}
_FORMS = tuple(members.replace("|", " ").split() for members in (*_KINDS, *_ENDS))
_OR = re.compile(r"\bor\b")
# Between two statements, of which one may be about the other end.
_PARTED = re.compile(r";|[,–—] (?:and|as|but|though|whereas|while)\b")


def demote_other_ones(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, what tells of another one than the question names, in the same words, and not of that one.
    Of the oldest nothing is told by what tells of the youngest alone, whatever the words.

    "How heavy is the indoor unit?" is met best by `Weight of outdoor unit: 138 kg`. "Outdoor" counts beside a word that the
    question has beside "indoor" alone, so that `It is heavier than an outdoor lamp.` stays. `passages` are those of `ranked` by row.
    """
    words = _words(question)
    asked = {_MEMBERS[word] for word in words if word in _MEMBERS}
    if not asked or may_be_answered_by_another(question):
        return list(ranked)
    beside = {(kind, other) for (kind, _), other in _beside(words)}
    kinds = {kind for kind, _ in asked}
    ends = {kind for kind in kinds if kind >= len(_KINDS)}

    def is_of_another(passage: Passage) -> bool:
        text = passage.text.lower()
        if not any(form in text for kind in kinds for form in _FORMS[kind]):  # in a tenth of the time
            return False
        words = _words(text)
        told = {kind for (kind, _), other in _beside(words) if (kind, other) in beside}
        if not _PARTED.search(text):
            told |= {_MEMBERS[word][0] for word in words if word in _MEMBERS}.intersection(ends)
        if not told:
            return False
        return not told <= {_MEMBERS[word][0] for word in _words(passage.searchable) if _MEMBERS.get(word) in asked}

    others = {hit.row for hit in ranked if is_of_another(passages[hit.row])}
    return put_last(ranked, others)


def may_be_answered_by_another(question: str) -> bool:
    """Whether what tells of another one than a question names may answer it: "Is she the eldest?", "the red bin or the blue one"."""
    asked = question.lower()
    return asks_whether(asked) or _OR.search(asked) is not None


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _beside(words: Sequence[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Each word of a kind, as in _MEMBERS, with a word beside it that says something: its stem, and where it stands."""
    for one, other in pairwise(words):
        if one in _MEMBERS and other not in FUNCTION_WORDS:
            yield _MEMBERS[one], f"before {stem(other)}"
        if other in _MEMBERS and one not in FUNCTION_WORDS:
            yield _MEMBERS[other], f"behind {stem(one)}"
