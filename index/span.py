"""A stretch of a text by the offsets where it begins and ends."""

from __future__ import annotations

Span = tuple[int, int]


def trimmed(text: str, start: int, end: int) -> Span:
    """The stretch without the white space at its ends; of no length where it is nothing else."""
    words = text[start:end]
    begin = start + len(words) - len(words.lstrip())
    return begin, max(begin, start + len(words.rstrip()))
