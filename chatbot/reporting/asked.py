"""What was asked and what came of it, kept for `chatbot report` where the settings say so."""

from __future__ import annotations

from chatbot.reporting.journal import Journal, Table
from chatbot.schemas import ChatReply

QUESTIONS = Table(
    "questions",
    (
        "asked_at TEXT NOT NULL",
        "reply_id TEXT NOT NULL",
        "question TEXT NOT NULL",
        "understood TEXT NOT NULL",
        "document TEXT",  # to which the request restricted the search
        "status TEXT NOT NULL",
        "reason TEXT",
        "confidence REAL NOT NULL",
        "version TEXT NOT NULL",
    ),
)


class AskedQuestions:
    """Keeps questions in a journal of the table QUESTIONS; with None it keeps nothing. Of the client it knows nothing."""

    def __init__(self, journal: Journal | None) -> None:
        self._journal = journal

    def keep(self, reply: ChatReply, document: str | None) -> None:
        """Keep one question with what came of it; `document` is the one that the request named."""
        if self._journal is not None:
            self._journal.add(
                reply.id,
                reply.question.asked,
                reply.question.understood,
                document,
                reply.status,
                reply.reason,
                reply.confidence,
                reply.index.version,
            )
