"""Passages that are known to tell an answer together, as those of a clause."""

from __future__ import annotations

from collections.abc import Sequence

from chatbot.decide import JudgedHit


def with_rows(hits: Sequence[JudgedHit], rows: Sequence[int], most: int) -> tuple[tuple[JudgedHit, ...], int, bool]:
    """The hits, at least one, behind the passages of these rows, which are as sure as the first hit and begin with it; how many of
    these there are: 1 to `most`; and whether there is no room for others.
    """
    told = [JudgedHit(row, hits[0].confidence) for row in rows[:most]]
    return (*told, *(hit for hit in hits if hit.row not in rows[:most])), len(told), len(rows) > most
