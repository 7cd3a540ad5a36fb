"""When somebody was born or died is told by no wedding: "She married Ivo Lane in 1961." names him with a year, often alone in a text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

_WHEN = r"\b(?:when|(?:what|which) (?:year|month|day|date))\b.*"
_LIVED = r"\([^()]{0,40}\b\d{4}\s*[–—-][^()]{0,40}\b\d{4}\b|\b\d{4}\s*[–—-]\s*\d{4}\b"
# What is asked, and the words that tell it.
_TOLD = (
    (re.compile(rf"{_WHEN}\bborn\W*\Z"), re.compile(rf"\b(?:born|births?|birthdays?|birthdate|née)\b|\bb\.|{_LIVED}")),
    (
        re.compile(rf"{_WHEN}\b(?:die|died|dead|pass away|passed away)\W*\Z"),
        re.compile(
            r"\b(?:die[sd]?|dying|deaths?|dead|deceased|late|kill\w*|murder\w*|execut\w*|assassin\w*|pass(?:ed|es) away|drown\w*"
            r"|suicide|buried|burial|funeral|perish\w*|hanged|shot|succumb\w*|widow\w*|fatal\w*|outliv\w*|surviv\w*|lost)\b"
            rf"|\bd\.|†|{_LIVED}"
        ),
    ),
)
_WEDDING = re.compile(r"\b(?:(?:re)?marr(?:y|ies|ied|iage)|wed|weddings?)\b")


def demote_weddings(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, what tells of a wedding and has no word of a birth or death, where it is asked when that was.

    `passages` are those of `ranked` by row. What stands around a passage, as the name of a column, may have such a word.
    """
    asked = question.lower()
    told = next((tells for asks, tells in _TOLD if asks.search(asked)), None)
    if told is None:
        return list(ranked)
    weddings = [hit.row for hit in ranked if _WEDDING.search(passages[hit.row].text.lower())]
    return put_last(ranked, {row for row in weddings if not told.search(passages[row].searchable.lower())})
