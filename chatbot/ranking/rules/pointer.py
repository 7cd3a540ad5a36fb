"""A sentence that only says in which clause something is told answers nothing: it hands its place on to that clause."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from chatbot.ranking.clause_numbers import CALLED, NUMBER, compared, headed, opened
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import BlockKind, Passage

_WHERE = rf"(?:{CALLED}|schedule|annex|appendix|part)s?|§+"
_REFERENCE = rf"(?:{NUMBER}|[A-Z](?!\w))(?:\s?\([a-z]{{1,4}}\))*"
_REFERENCES = (
    rf"(?:the )?(?:{_WHERE})\s?(?P<told>{_REFERENCE}(?:\s?(?:,|and|or|to|–|-)\s?(?:(?:{_WHERE})\s?)?{_REFERENCE})*)"
)
_TOLD = (
    "(?:set out|set forth|dealt with|laid down|provided(?: for)?|covered|described|detailed|explained|found|given|governed|listed|regulated"
    "|shown|specified|stated|told|treated)"
)
# Of a sentence's end, but for the last, which is a whole one.
_POINTS = re.compile(
    rf"(?:\b(?:is|are)(?: (?:also|further|fully))? {_TOLD} (?:in|by|under|at)|\b(?:is|are) those (?:of|in|under)"
    rf"|\b(?:as|(?:in|by) the (?:manner|way)(?: that is)?) {_TOLD} (?:in|by|under)|(?P<own>\bin (?:accordance|line) with|\b(?:is|are) subject to)"
    rf"|\A\W*(?:for\s[^.?!]{{1,80}}\s)?(?:please\s)?(?:see|refer to|consult)) {_REFERENCES}"
    r"(?: (?:below|above|of (?:this|these) \w+)| for [^.;:?!]{1,80})?[.;)\s]*\Z",
    re.IGNORECASE,
)
_NAMES = "claus secti rule artic parag regul chapt sched annex appen part §".split()  # found sooner
_NUMBER = re.compile(_REFERENCE, re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_ASKS_WHERE = re.compile(rf"\b(?:{_WHERE}|where)\b", re.IGNORECASE)
_LOOKED_AT = 3  # hits: one further behind is told by nobody
_ENDS = 120  # characters at the end of a sentence, where the clause is named
_LOOKED_BACK = 6  # sentences of a clause before one of it


def hand_to_clause(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Let such a sentence and the best hit of the clause that it names, which stands further behind, trade places; where there is
    none, it goes last, without confidence, unless something is to be "in accordance with" that clause, which may be of a law.

    "What happens if I pay late" is met best by `What happens with late payments is described in clause 6.4.` Where a question asks
    for a clause, or where something is, the order stays. `passages` are those of `ranked` by row.
    """
    looked_at = [(place, hit, _points(passages[hit.row])) for place, hit in enumerate(ranked[:_LOOKED_AT])]
    pointing = [(place, hit, points) for place, hit, points in looked_at if points]
    ordered = list(ranked)
    if not pointing or _ASKS_WHERE.search(question):
        return ordered
    lost: set[int] = set()
    for place, hit, points in pointing:
        named = [compared(number.replace(" ", "")) for number in _NUMBER.findall(points["told"])]
        document = passages[hit.row].document
        of_clause = (
            at
            for at, other in enumerate(ordered)
            if passages[other.row].document == document
            and not _points(passages[other.row])
            and _stands_in(other.row, passages, named)
        )
        best = next(of_clause, None)
        if best is None:
            lost.update(() if points["own"] else (hit.row,))
        elif best > place:
            ordered[place] = replace(ordered[best], confidence=hit.confidence)
            ordered[best] = replace(hit, confidence=ranked[best].confidence)
    return put_last(ordered, lost)


def _points(passage: Passage) -> re.Match[str] | None:
    """Where a sentence says in which clauses something is told, if it says no more than that."""
    text = passage.text
    end = text[-_ENDS:].lower()
    if not any(map(end.__contains__, _NAMES)) or passage.kind not in (BlockKind.PARAGRAPH, BlockKind.ITEM):
        return None
    begun = opened(passage)
    said = text[begun[1] :] if begun else text
    points = _POINTS.search(said)
    return None if points is None or _DIGIT.search(said, 0, points.start("told")) else points


def _stands_in(row: int, passages: Mapping[int, Passage], named: Collection[str]) -> bool:
    """Whether a passage stands below a heading of one of these numbers, or in a clause of it, as far as what is found tells."""
    passage = passages[row]
    numbers = [number for heading in passage.section if (number := headed(heading))]
    for above in range(row, row - _LOOKED_BACK, -1):
        other = passages.get(above)
        if other is None or other.section != passage.section:
            break
        if begun := opened(other):
            numbers.append(begun[0])
            break
    return any(number == one or number.startswith((f"{one}.", f"{one}(")) for number in numbers for one in named)
