"""How something is switched off is not told by how it is switched on: `Switch on holding mode`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit, put_last
from chatbot.ranking.rules.other_one import may_be_answered_by_another
from index import Passage

# Of lower-case text: "switch the pump off", "turned on", and not "it turns once on its own axis".
_SWITCHED = re.compile(
    r"\b(?:switch(?:e[ds]|ing)?|turn(?:ed|ing)?)\s+(?:(?:(?!(?:or|and|on|off)\b)[^\W\d_]+)\s+){0,4}?(?P<way>on|off)\b"
)


def demote_switched_other_way(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str
) -> list[RankedHit]:
    """Put last, without confidence, what tells of switching on alone where the question asks of switching off, or the reverse.

    `passages` are those of `ranked` by row.
    """
    asked = _ways(question)
    if len(asked) != 1 or may_be_answered_by_another(question):
        return list(ranked)

    def is_other_way(passage: Passage) -> bool:
        ways = _ways(passage.text)
        return bool(ways) and asked.isdisjoint(ways)

    return put_last(ranked, {hit.row for hit in ranked if is_other_way(passages[hit.row])})


def _ways(text: str) -> set[str]:
    return {found["way"] for found in _SWITCHED.finditer(text.lower())}
