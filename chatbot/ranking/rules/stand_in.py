"""What may stand in for something is not told by what only says that thing: `Toss them with the sugar and the cinnamon.`, where it is
asked what to use instead of cinnamon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

# Patterns are of lower-case text.
_ASKS = re.compile(
    r"\b(?:what|which|anything|something)\b.*\b(?:instead of|in place of|(?:substitute|replacement) for)\s+(?P<of>.+)"
)
_TELLS = re.compile(
    r"\b(?:instead|in place|or|rather|else|other(?:wise)?|another|alternatives?|alternatively|different|without|no|not|cannot"
    r"|(?:replac|substitut|swap|exchang)\w*)\b|n['’]t\b"
)
_WORD = re.compile(r"[^\W_]+")


def demote_without_stand_in(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str
) -> list[RankedHit]:
    """Put last, without confidence, what says the thing that another is to stand in for and has no word for doing so.

    `passages` are those of `ranked` by row.
    """
    asked = _ASKS.search(question.lower())
    if asked is None:
        return list(ranked)
    first = next((word for word in _WORD.findall(asked["of"]) if word not in FUNCTION_WORDS), "")

    def only_says_it(passage: Passage) -> bool:
        text = passage.text.lower()
        return stem(first) in map(stem, _WORD.findall(text)) and _TELLS.search(text) is None

    return put_last(ranked, {hit.row for hit in ranked if only_says_it(passages[hit.row])}) if first else list(ranked)
