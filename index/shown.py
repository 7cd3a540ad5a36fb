"""A stretch of a document as a reader meets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """`words` are what is searched; `parts` what a page shows of it, each in a row: none of what is a picture alone."""

    words: str
    parts: tuple[str, ...]


def as_it_is(stretches: Sequence[str]) -> list[Shown]:
    """Each as it stands, in a format without marks."""
    return [Shown(stretch, (stretch,)) for stretch in stretches]
