"""When something opens day by day is not told by when it was opened once: "Our café opened in 2011." goes last."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

_ASKS_NOW = re.compile(
    r"\b(?:when|what time) (?:do|does|is|are)\b(?!.*\b(?:first|finally|officially)\b).*\b(?:open|close|shut)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:opened|closed|shut)\b.*\b(?:1[5-9]|20)\d\d\b|\b(?:1[5-9]|20)\d\d\b.*\b(?:opened|closed|shut)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:open|opens|close|closes|opening|closing|daily|weekdays?|will|hours)\b|\b\w+days?\b|\d\s?(?:[ap]\.?m\b|[:.]\d\d\b|o['’]clock)|\bnoon\b",
    re.IGNORECASE,
)


def demote_once_opened(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, what tells of an opening or closing in some year, and of no day or hour, where it is asked when
    something opens or closes.

    `passages` are those of `ranked` by row.
    """
    if _ASKS_NOW.search(question) is None:
        return list(ranked)
    texts = {hit.row: passages[hit.row].text for hit in ranked}
    return put_last(ranked, {row for row, text in texts.items() if _ONCE.search(text) and not _NOW.search(text)})
