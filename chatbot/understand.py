"""What was asked, as the search takes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was asked and as it is searched for.

    `context_terms` are what was taken from earlier turns into `understood`.
    """

    asked: str
    understood: str
    context_terms: tuple[str, ...] = ()


def understand(asked: str) -> Question:
    """Fold white space; nothing else is changed."""
    return Question(asked=asked, understood=" ".join(asked.split()))
