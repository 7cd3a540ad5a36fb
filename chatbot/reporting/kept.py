"""What was asked and said of the replies in a period, read back from the files that the server writes.

All text is masked here, where it is read, so that nothing after this can show more.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from chatbot.errors import ReportError
from chatbot.reporting.asked import QUESTIONS
from chatbot.reporting.feedback import FEEDBACK
from chatbot.reporting.journal import Table
from chatbot.reporting.mask import mask

_WITHOUT_WORDS = "empty_question"  # nothing that one could write about

_COUNTS = "SELECT status, reason, count(*) FROM questions WHERE asked_at >= ? AND asked_at < ? GROUP BY status, reason"
_UNANSWERED = """
SELECT understood, document, count(*), max(asked_at) FROM questions
WHERE asked_at >= ? AND asked_at < ? AND status = 'no_answer' AND reason IS NOT ? GROUP BY understood, document
"""
# A visitor may change a verdict: the last one of a reply counts.
_VERDICTS = """
SELECT reply_id, helpful FROM (
    SELECT reply_id, helpful, row_number() OVER (PARTITION BY reply_id ORDER BY received DESC, rowid DESC) AS place
    FROM feedback WHERE received >= ? AND received < ?
) WHERE place = 1
"""
_COMMENTS = """
SELECT received, reply_id, helpful, comment FROM feedback
WHERE received >= ? AND received < ? AND trim(comment) != '' ORDER BY received DESC, rowid DESC LIMIT ?
"""
_NOT_HELPFUL = """
SELECT understood, document, count(*), max(asked_at) FROM questions JOIN unhelpful USING (reply_id)
WHERE status = 'answered' AND asked_at >= ? GROUP BY understood, document
"""
_ASKED = "SELECT question FROM questions WHERE reply_id = ? AND asked_at >= ?"


@dataclass(slots=True)
class Gap:
    """One question that was not answered, or not to a visitor's satisfaction, however often it was asked."""

    question: str
    unanswered: int = 0
    not_helpful: int = 0
    last_asked: str = ""
    documents: Counter[str | None] = field(default_factory=Counter)  # that the requests named

    @property
    def times(self) -> int:
        """How often it was asked."""
        return self.unanswered + self.not_helpful


@dataclass(frozen=True, slots=True)
class Comment:
    """What a visitor wrote about a reply; `question` is the reply's where it was kept."""

    received: str
    helpful: bool
    comment: str
    question: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """A file that the server writes; rows before `oldest` are to be deleted, and not shown while they are still there."""

    file: Path
    oldest: datetime


@dataclass(slots=True)
class Kept:
    """A period: how often each status came, each reason of a no, the verdicts, and the gaps, most asked first."""

    is_stored: bool = False  # there is a file of questions
    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    helpful: int = 0
    not_helpful: int = 0
    gaps: list[Gap] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def read_kept(questions: Source, feedback: Source, since: datetime, until: datetime, comments: int) -> Kept:
    """What came from `since` until before `until`, with the last `comments`; ReportError where a file cannot be read."""
    kept = Kept()
    period = _period(feedback, since, until)
    unhelpful: list[str] = []
    said: list[tuple[str, str, int, str]] = []
    with _reading(feedback.file, FEEDBACK) as connection:
        if connection:
            verdicts = connection.execute(_VERDICTS, period).fetchall()
            unhelpful = [reply_id for reply_id, helpful in verdicts if not helpful]
            kept.helpful, kept.not_helpful = len(verdicts) - len(unhelpful), len(unhelpful)
            said = connection.execute(_COMMENTS, (*period, comments)).fetchall()
    asked: dict[str, str] = {}
    period = _period(questions, since, until)
    with _reading(questions.file, QUESTIONS) as connection:
        if connection:
            kept.is_stored = True
            for status, reason, count in connection.execute(_COUNTS, period):
                kept.statuses[status] += count
                if reason:
                    kept.reasons[reason] += count
            kept.gaps = _gaps(connection, period, _text(questions.oldest), unhelpful)
            for _, reply_id, _, _ in said:
                for (question,) in connection.execute(_ASKED, (reply_id, _text(questions.oldest))):
                    asked[reply_id] = mask(question)
    kept.comments = [
        Comment(received, bool(helpful), mask(comment), asked.get(reply_id))
        for received, reply_id, helpful, comment in said
    ]
    return kept


def _period(source: Source, since: datetime, until: datetime) -> tuple[str, str]:
    return _text(max(since, source.oldest)), _text(until)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _gaps(connection: sqlite3.Connection, period: tuple[str, str], oldest: str, unhelpful: list[str]) -> list[Gap]:
    gaps: dict[str, Gap] = {}

    def gap(question: str, document: str | None, count: int, last: str) -> Gap:
        shown = mask(question)
        found = gaps.setdefault(" ".join(shown.casefold().split()).rstrip("?!. "), Gap(shown))
        found.last_asked = max(found.last_asked, last)
        found.documents[document] += count
        return found

    for question, document, count, last in connection.execute(_UNANSWERED, (*period, _WITHOUT_WORDS)):
        gap(question, document, count, last).unanswered += count
    connection.execute("CREATE TEMP TABLE unhelpful (reply_id TEXT PRIMARY KEY)")
    connection.executemany("INSERT INTO unhelpful VALUES (?)", ((reply_id,) for reply_id in unhelpful))
    for question, document, count, last in connection.execute(_NOT_HELPFUL, (oldest,)):
        gap(question, document, count, last).not_helpful += count
    return sorted(gaps.values(), key=lambda gap: (gap.times, gap.last_asked), reverse=True)


@contextmanager
def _reading(file: Path, table: Table) -> Iterator[sqlite3.Connection | None]:
    """The file, read only; None where it or its table is not there yet."""
    if not file.exists():
        yield None
        return
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        try:
            tables = connection.execute("SELECT name FROM sqlite_schema WHERE name = ?", (table.name,)).fetchall()
            yield connection if tables else None
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ReportError(
            f"{file} cannot be read ({error}); check that it is this server's file and that this user may read it and its folder."
        ) from error
