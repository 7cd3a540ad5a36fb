"""What the documents could not answer, and what visitors thought of the answers, so that an owner sees what to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import numpy as np
from pydantic import BaseModel, ConfigDict

from chatbot.answer import Answerer
from chatbot.errors import UnknownDocument
from chatbot.evaluation.calibrate import out_of_scope_questions
from chatbot.reporting.kept import Gap, Kept
from chatbot.reporting.needs import Needs
from chatbot.schemas import ChatReply, CitationReply, chat_reply

MOST_COMPARED = 3_000  # different questions: half a minute to embed, 100 MB of distances
EXAMPLES = 5


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Totals(_Part):
    """How many there were; those of questions are None where none are kept."""

    asked: int | None
    answered: int | None
    small_talk: int | None
    no_answer: int | None
    reasons: dict[str, int]
    helpful: int
    not_helpful: int


class Nearest(_Part):
    """The passage of the current index that comes nearest, and the probability that it answers."""

    text: str
    confidence: float
    citation: CitationReply


class Cluster(_Part):
    """Questions that ask for the same, by the most central one; `examples` are others, most asked first.

    `size` counts how often they were asked: `unanswered`, or answered and `not_helpful` to the visitor.
    `answered_now` says that the current index answers the central one.
    """

    question: str
    size: int
    unanswered: int
    not_helpful: int
    wordings: int
    examples: tuple[str, ...]
    last_asked: str
    answered_now: bool
    nearest: Nearest | None


class CommentPart(_Part):
    """What a visitor wrote about a reply."""

    received: str
    helpful: bool
    comment: str
    question: str | None


class Report(_Part):
    """A period from `since` until before `until`; `notes` say in words what is missing. `version` is the current index's."""

    since: datetime
    until: datetime
    version: str | None
    totals: Totals
    clusters: tuple[Cluster, ...]
    more_clusters: int
    comments: tuple[CommentPart, ...]
    notes: tuple[str, ...]


def report(
    kept: Kept,
    since: datetime,
    until: datetime,
    answerer: Answerer | None,
    limit: int,
    is_storing: bool,
    progress: Callable[[int], None],
) -> Report:
    """The report of what was kept, with the `limit` clusters that were asked for most.

    `answerer` asks the current index; without one nothing is grouped. `progress` is told how many questions are embedded.
    """
    found: list[list[Gap]] = []
    if answerer and kept.gaps:
        found = _grouped(kept.gaps[:MOST_COMPARED], answerer, progress)
    return Report(
        since=since,
        until=until,
        version=answerer.passage_index.version if answerer else None,
        totals=_totals(kept),
        clusters=tuple(_cluster(members, answerer) for members in found[:limit] if answerer),
        more_clusters=max(0, len(found) - limit),
        comments=tuple(CommentPart.model_validate(comment) for comment in kept.comments),
        notes=tuple(_notes(kept, is_storing)),
    )


def _grouped(gaps: Sequence[Gap], answerer: Answerer, progress: Callable[[int], None]) -> list[list[Gap]]:
    """The questions that ask for the same, the central one first; those that were asked for most first."""
    everyday = [dialogue[0].question for dialogue in out_of_scope_questions()]
    needs = Needs(answerer.passage_index, answerer.encoder, everyday, [gap.question for gap in gaps])
    documents = answerer.passage_index.documents
    vectors = []
    subjects = []
    for done, gap in enumerate(gaps, 1):
        vectors.append(needs.embed(gap.question))
        restricted, _ = gap.documents.most_common(1)[0]
        subjects.append(needs.subject(gap.question) or (restricted if restricted in documents else None))
        progress(done)
    grouped = needs.group(np.stack(vectors), subjects, [gap.times for gap in gaps])
    found = [[gaps[place] for place in need] for need in grouped]
    return sorted(found, key=lambda members: (_times(members), _last(members)), reverse=True)


def _totals(kept: Kept) -> Totals:
    """The period in numbers."""
    statuses = kept.statuses if kept.is_stored else None
    return Totals(
        asked=None if statuses is None else statuses.total(),
        answered=None if statuses is None else statuses["answered"],
        small_talk=None if statuses is None else statuses["small_talk"],
        no_answer=None if statuses is None else statuses["no_answer"],
        reasons=dict(kept.reasons.most_common()),
        helpful=kept.helpful,
        not_helpful=kept.not_helpful,
    )


def _notes(kept: Kept, is_storing: bool) -> Iterator[str]:
    """What there is not, in words."""
    if not is_storing:
        yield "Questions are not kept at the moment: server.store_questions is off."
    if not kept.statuses:
        yield "Nothing was asked in this period." if kept.is_stored else "No question has been kept yet."
    elif not kept.gaps:
        yield "No question of this period is without an answer, and no answer was marked as not helpful."
    if len(kept.gaps) > MOST_COMPARED:
        yield f"Of {len(kept.gaps)} different questions, the {MOST_COMPARED} that were asked most are grouped."
    if not kept.helpful and not kept.not_helpful:
        yield "No feedback was given in this period."


def _cluster(members: Sequence[Gap], answerer: Answerer) -> Cluster:
    central = members[0]
    restricted: Counter[str | None] = sum((gap.documents for gap in members), Counter())
    reply = _reply(central.question, restricted.most_common(1)[0][0], answerer)
    found = (reply.passages or reply.related)[:1]
    return Cluster(
        question=central.question,
        size=_times(members),
        unanswered=sum(gap.unanswered for gap in members),
        not_helpful=sum(gap.not_helpful for gap in members),
        wordings=len(members),
        examples=tuple(gap.question for gap in sorted(members[1:], key=lambda gap: -gap.times)[:EXAMPLES]),
        last_asked=_last(members),
        answered_now=reply.status == "answered",
        nearest=Nearest.model_validate(found[0]) if found else None,
    )


def _reply(question: str, document: str | None, answerer: Answerer) -> ChatReply:
    try:
        return chat_reply(answerer.reply(question, document))
    except UnknownDocument:  # it was removed since
        return chat_reply(answerer.reply(question, None))


def _times(members: Sequence[Gap]) -> int:
    return sum(gap.times for gap in members)


def _last(members: Sequence[Gap]) -> str:
    return max(gap.last_asked for gap in members)
