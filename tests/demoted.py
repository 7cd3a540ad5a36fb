"""Whether a rule of ranking lets a passage stay or puts it last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage

Demote = Callable[[Sequence[RankedHit], Mapping[int, Passage], str], list[RankedHit]]
STAYS, GOES = [(0, 0.9), (1, 0.9)], [(1, 0.9), (0, 0.0)]


def order(demote: Demote, question: str, *passages: tuple[str, str]) -> list[tuple[int, float]]:
    """Each row and its confidence, of these texts and the headings above them."""
    found = {
        row: Passage("d", row + 1, BlockKind.PARAGRAPH, text, 0, len(text), (heading,), f"{heading} {text}")
        for row, (text, heading) in enumerate(passages)
    }
    ranked = [RankedHit(row, 0.5, 0.9) for row in found]
    return [(hit.row, hit.confidence) for hit in demote(ranked, found, question)]
