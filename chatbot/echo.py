"""Passages that only repeat the question go last: they cannot be what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chatbot.answer_type import asks_for_something
from chatbot.fuse import RankedHit
from index import Passage


def demote_echoes(
    ranked: Sequence[RankedHit], passages: Mapping[int, Passage], question: str, terms: Callable[[str], list[str]]
) -> list[RankedHit]:
    """Keep the order, but for passages that say nothing which the question does not say already.

    "Who succeeded her as Minister of Education?" is not answered by `- Office: Minister of Education`.
    A question to be answered by yes or no ("Was she …?") is answered by just such a passage, so
    there the order stays. `passages` are those of `ranked` by row; `terms` tokenises.
    """
    if not asks_for_something(question):
        return list(ranked)
    asked = set(terms(question))

    def is_echo(hit: RankedHit) -> bool:
        passage = passages[hit.row]
        return asked.issuperset(terms(passage.text[passage.answer_start :]))

    return sorted(ranked, key=is_echo)
