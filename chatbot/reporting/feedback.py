"""Visitors' verdicts on replies."""

from __future__ import annotations

from chatbot.reporting.journal import Journal, Table

FEEDBACK = Table(
    "feedback", ("received TEXT NOT NULL", "reply_id TEXT NOT NULL", "helpful INTEGER NOT NULL", "comment TEXT")
)


class FeedbackStore:
    """Keeps verdicts in a journal of the table FEEDBACK."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def add(self, reply_id: str, helpful: bool, comment: str | None) -> bool:
        """Keep one verdict; False, so that a visitor is told, where writing fails at the moment or too many wait."""
        if self._journal.is_failing:
            self._journal.drop()
            return False
        return self._journal.add(reply_id, helpful, comment)
