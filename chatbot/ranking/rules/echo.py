"""Passages that only repeat the question go last: they cannot be what it asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from chatbot.ranking.answer_type import asks_for_something
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage

# What is asked, without the number or the label before it and the number of an issue behind.
_ASKING = re.compile(
    r"""(?:\d{1,3}(?:\.\d+)*[.)]?\s|[^\W\d_]+:\s)?(?P<words>.*[?？؟]["'”’)\]*_~]*)(?:[,:]?\s\(?#\d+\)?)?""", re.DOTALL
)
_REFERENCE = re.compile(
    r"\W*(?:for\s[^.?!]{1,80},\s)?(?:please\s|also\s)?(?:see|refer|consult|for (?:more|further))\b", re.IGNORECASE
)
_PLACE = re.compile(
    r"(?:\b(?:section|chapter|appendix|part|page)s?\b|[§#])\s?(?:\d[\d.]*|[A-Z](?:\.\d+)*\b)", re.IGNORECASE
)
_REFERS = "see also refer consult please section chapter appendix page part FAQ more further detail information"


class IndexTerms(Protocol):
    """What an open index knows of terms."""

    def terms(self, text: str) -> list[str]:
        """The terms of a text."""
        ...

    def adds_nothing(self, text: str, terms: Collection[str]) -> bool:
        """Whether every term of the text is among these."""
        ...


def demote_echoes(
    ranked: Sequence[RankedHit],
    shown: int,
    passages: Mapping[int, Passage],
    question: str,
    index_terms: IndexTerms,
) -> list[RankedHit]:
    """Keep the order, but for passages that say nothing which the question does not say already.

    Looks only as far as it takes to fill the first `shown` places.

    "Who succeeded her as Minister of Education?" is not answered by `- Office: Minister of Education`.
    A question to be answered by yes or no ("Was she …?") is answered by just such a passage, so
    there the order stays, but for passages that ask the same. A reference ("See Section 6.1, “How is it frozen?”, for
    more information.") says where something is told, and is an echo too, unless the question has such words itself. Code
    is none: it shows what the question only names. `passages` are those of `ranked` by row.
    """
    asks = asks_for_something(question)
    asked = frozenset(index_terms.terms(question))
    telling: list[RankedHit] = []
    echoes: list[RankedHit] = []
    for hit in ranked:
        if len(telling) == shown:
            break
        passage = passages[hit.row]
        words = passage.text[passage.answer_start :]
        if passage.kind is BlockKind.CODE:
            is_echo = False
        elif _REFERENCE.match(words) and not (refers := frozenset(index_terms.terms(_REFERS))) & asked:
            is_echo = index_terms.adds_nothing(_PLACE.sub(" ", words), asked | refers)
        else:
            asking = _ASKING.fullmatch(words)
            said = asking["words"] if asking else words
            is_echo = (asks or asking is not None) and index_terms.adds_nothing(said, asked)
        (echoes if is_echo else telling).append(hit)
    return [*telling, *ranked[len(telling) + len(echoes) :], *echoes]
