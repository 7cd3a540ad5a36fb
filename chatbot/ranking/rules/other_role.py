"""Who held an office is not told by who stood above or beside them: `President: Tam Reed` among what is told of a vice president."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit, give_place
from index import BlockKind, Passage

_ASKS_WHO = re.compile(
    r"\W*(?:(?:and|so|but) )?(?:who(?:['’]?s| is| was| were| has been| became| served as) (?:the |an? )?"
    r"|(?:is|was) (?:[\w'’.-]+ ){1,4}?(?:the|an?) )(?P<role>[^?]+)",
    re.IGNORECASE,
)
_MARKS = " ?!.,…"
_OF_OTHERS = re.compile(r"\b(?:before|after|when|while|under|with|during|to)\b", re.IGNORECASE)
_WORD = re.compile(r"[\w'’-]+")
_OF_WHAT = re.compile(r"\s(?:of|for|in|at|on)\b|,", re.IGNORECASE)


def demote_other_roles(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the facts of an office whose holder the question asks for but for one of just that name: they
    name a president, a predecessor or a day. Where such a fact is first, the best passage of its document that names the office as
    the question does takes its place.

    `passages` are those of `ranked` by row.
    """
    asked = _ASKS_WHO.fullmatch(question.rstrip(_MARKS))
    if asked is None or _OF_OTHERS.search(asked["role"]):
        return list(ranked)
    office = asked["role"].lower()
    role = _OF_WHAT.split(office, maxsplit=1)[0]
    named = _apart(role)
    facts = ((hit.row, passages[hit.row]) for hit in ranked if passages[hit.row].kind is BlockKind.FACT)
    others = {row for row, fact in facts if fact.fact_key != role and named in _apart(fact.fact_group.lower())}
    takers = {}
    if ranked and ranked[0].row in others:
        document = passages[ranked[0].row].document
        of_it = (hit for hit in ranked if passages[hit.row].document == document and hit.row not in others)
        if taker := next((hit for hit in of_it if office in passages[hit.row].text.lower()), None):
            takers[ranked[0].row] = taker
    return give_place(ranked, others, takers)


def _apart(text: str) -> str:
    """Its words with a space around each."""
    return f" {' '.join(_WORD.findall(text))} "
