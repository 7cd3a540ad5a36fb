"""Passages that only repeat the question go last: they cannot be what it asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from chatbot.ranking.answer_type import asks_for_something
from chatbot.ranking.fuse import RankedHit
from index import BlockKind, Passage

_ENDS_ASKING = re.compile(r"""[?？؟]["'”’)\]*_~]*\Z""")


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
    there the order stays, but for passages that ask the same. Code is no echo: it shows what the question only
    names. `passages` are those of `ranked` by row.
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
        is_code = passage.kind is BlockKind.CODE
        is_echo = not is_code and (asks or _ENDS_ASKING.search(words)) and index_terms.adds_nothing(words, asked)
        (echoes if is_echo else telling).append(hit)
    return [*telling, *ranked[len(telling) + len(echoes) :], *echoes]
