"""Facts of an infobox as the index has them, for the rules about them."""

from __future__ import annotations

from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage

Facts = tuple[dict[int, Passage], list[RankedHit]]


def ranked_facts(*told: str) -> Facts:
    """The passages by row, and their hits, each less sure than the one before: `Term End: 2011 | Mayor of Gull Bay` is a fact of an
    office, what has no colon a sentence; with `bo >> ` before it, it is of the document `bo`.
    """
    passages = {}
    for row, line in enumerate(told):
        document, _, said = line.rpartition(" >> ")
        text, _, group = said.partition(" | ")
        name, _, value = text.partition(": ")
        kind = BlockKind.FACT if value else BlockKind.PARAGRAPH
        passages[row] = Passage(
            document or "ada", row + 1, kind, text, 0, len(text), (), text,
            answer_start=len(text) - len(value) if value else 0, fact_name=name.lower() if value else "", fact_group=group,
        )  # fmt: skip
    return passages, [RankedHit(row, 0.5, round(0.9 - 0.2 * row, 1)) for row in passages]
