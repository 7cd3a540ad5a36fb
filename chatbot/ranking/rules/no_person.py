"""Who did something is told by no place and no day: `Death Place: Gull Bay` does not say who died."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import Passage

_WHO = re.compile(r"\W*(?:(?:and|so|but) )?(?:to |by |with |for |from )?whom?\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:when|where|what|which|how|why)\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:place|date|years?|start|end|coordinates|area|height|weight|length|population)$")
_WORD = re.compile(r"[^\W_]+")


def demote_no_persons(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the facts of where and when where nothing but who is asked, and the question has no word of what
    they say: "Who was born in Gull Bay?" is answered by whose birth place that is.

    `passages` are those of `ranked` by row.
    """
    if not _WHO.match(question) or _MORE.search(question):
        return list(ranked)
    asked = _stems(question)
    facts = [hit.row for hit in ranked if _NOBODY.search(passages[hit.row].fact_key)]
    return put_last(ranked, {row for row in facts if asked.isdisjoint(_stems(_value(passages[row])))})


def _value(fact: Passage) -> str:
    return fact.text[fact.answer_start :]


def _stems(text: str) -> set[str]:
    return {stem(word) for word in _WORD.findall(text.lower()) if word not in FUNCTION_WORDS}
