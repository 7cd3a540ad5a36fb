"""When something began is not told by when it ended, nor the other way round: `Term End: 2011` beside `Term Start: 2006`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit, give_place
from index import Passage

_START, _END = " start", " end"  # of what facts are named
# Looked for behind the first of several, as what stands behind another stands behind that too.
_WHEN = r"\A(?>.*?\b(?:when|(?:what|which) (?:year|month|day|date))\b).*"
_BEGAN = re.compile(
    rf"\bsince when\b|{_WHEN}\b(?:becom\w+|bec[ao]me|start\w*|beg[aiu]n\w*|t(?:ake|ook) (?:up )?(?:office|over)|enter\w*"
    r"|elect\w*|appoint\w*|sworn in|named)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    rf"\b(?:until|till) when\b|{_WHEN}\b(?:leav\w+|left|stop\w*|ceas\w*|end\w*|finish\w*|resign\w*|step\w* down|retir\w+|los[et])\b",
    re.IGNORECASE,
)


def demote_other_ends(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, facts of when something ended where it is asked when it began, or the reverse; the fact of the
    same thing's other end, where there is one, takes the place.

    `passages` are those of `ranked` by row.
    """
    began, ended = _BEGAN.search(question), _ENDED.search(question)
    if bool(began) == bool(ended):
        return list(ranked)
    wanted, other = (_START, _END) if began else (_END, _START)
    others = {hit.row: _thing(passages[hit.row], other) for hit in ranked if passages[hit.row].fact_key.endswith(other)}
    telling = {_thing(passages[hit.row], wanted): hit for hit in ranked if passages[hit.row].fact_key.endswith(wanted)}
    return give_place(ranked, others, {row: telling[thing] for row, thing in others.items() if thing in telling})


def _thing(passage: Passage, end: str) -> tuple[str, str, str]:
    """What a fact tells one end of."""
    return passage.document, passage.fact_group, passage.fact_key.removesuffix(end)
