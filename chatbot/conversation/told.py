"""The turns of a conversation as they were understood."""

from __future__ import annotations

from dataclasses import dataclass

from chatbot.conversation.people import Gender


@dataclass(frozen=True, slots=True)
class Subject:
    """What a document is about, and the pronoun that it uses for it: she, he, it, they, or none."""

    name: str
    pronoun: str

    @property
    def gender(self) -> Gender:
        """A person's; empty for what is none."""
        return "she" if self.pronoun == "she" else "he" if self.pronoun == "he" else ""


@dataclass(frozen=True, slots=True)
class Told:
    """One earlier turn as it was understood: the question, the answer, the document that answered with its subject,
    and the row of the passage that did. `persons` are those for whom "he" or "she" stood in its question.
    """

    question: str
    answer: str = ""
    subject: Subject | None = None
    document: str | None = None
    row: int | None = None
    persons: tuple[str, ...] = ()


def full(name: str, turn: Told) -> str:
    """The subject's whole name for a part of it."""
    if turn.subject and set(name.casefold().split()) <= set(turn.subject.name.casefold().split()):
        return turn.subject.name
    return name


def is_subject(name: str, turn: Told) -> bool:
    """Whether a name is that of what the turn's document is about."""
    return turn.subject is not None and name == turn.subject.name
