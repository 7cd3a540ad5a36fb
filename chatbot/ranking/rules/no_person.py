"""Who it was is told by no place, no day and no number: `Death Place: Gull Bay` does not say who died, `Children: 2` not who they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chatbot.ranking.english_words import FUNCTION_WORDS, stem
from chatbot.ranking.ranked_hit import RankedHit, put_last
from index import BlockKind, Passage

_WHO = re.compile(r"\W*(?:(?:and|so|but) )?(?:to |by |with |for |from )?whom?\b", re.IGNORECASE)
_MORE = re.compile(r"\b(?:when|where|what|which|how|why)\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:place|date|years?|start|end|coordinates|area|height|weight|length|population)$")
_NAMES = re.compile(r"\W*(?:(?:and|so|but) )?what\b.*\b(?:names?|called)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\W*\d[\d.,]*\W*")
_WORD = re.compile(r"[^\W_]+")


def demote_no_persons(ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str) -> list[RankedHit]:
    """Put last, without confidence, the facts of where, when and how many where nothing but who is asked, or what their names are,
    and the question has no word of what they say: "Who was born in Gull Bay?" is answered by whose birth place that is.

    `passages` are those of `ranked` by row.
    """
    is_who = _WHO.match(question) is not None and not _MORE.search(question)
    if not is_who and not _NAMES.match(question):
        return list(ranked)
    asked = _stems(question)
    facts = [hit.row for hit in ranked if _is_nobody(passages[hit.row])]
    return put_last(ranked, {row for row in facts if asked.isdisjoint(_stems(_value(passages[row])))})


def _is_nobody(passage: Passage) -> bool:
    is_fact = passage.kind is BlockKind.FACT
    return is_fact and bool(_NOBODY.search(passage.fact_key) or _NUMBER.fullmatch(_value(passage)))


def _value(fact: Passage) -> str:
    return fact.text[fact.answer_start :]


def _stems(text: str) -> set[str]:
    return {stem(word) for word in _WORD.findall(text.lower()) if word not in FUNCTION_WORDS}
