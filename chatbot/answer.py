"""The online pipeline: a question in, a reply out. No HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from ulid import ULID

from chatbot.calibration import Calibration, calibrated
from chatbot.cite import CitedPassage, cite
from chatbot.decide import Abstention, Answer, Reason, decide
from chatbot.echo import demote_echoes
from chatbot.errors import UnknownDocument
from chatbot.highlight import Highlight, Highlighter
from chatbot.rank import choose_ranker
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.small_talk import SmallTalk, small_talk
from chatbot.understand import Question, understand
from index import Encoder, Passage, PassageIndex

_REFUSALS: dict[Reason, str] = {
    "out_of_scope": "The documents do not say anything about that.",
    "below_threshold": "I found nothing in the documents that answers this.",
    "empty_question": "I could not find a question in that. Please ask with a few words of what you want to know.",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """At least one cited passage; the message is the first one's text."""

    passages: tuple[CitedPassage, ...]

    def __post_init__(self) -> None:
        """Refuse an answer without a citation."""
        if not self.passages:
            raise ValueError("an answer needs at least one cited passage")

    @property
    def confidence(self) -> float:
        """The probability that the first passage answers."""
        return self.passages[0].confidence

    @property
    def message(self) -> str:
        """What a visitor reads first, verbatim from a document."""
        return self.passages[0].text


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """An honest no: the reason, and what came nearest. It has no passages to give."""

    reason: Reason
    related: tuple[CitedPassage, ...]

    @property
    def confidence(self) -> float:
        """The probability that the nearest passage would have answered."""
        return self.related[0].confidence if self.related else 0.0

    @property
    def message(self) -> str:
        """The no in plain words."""
        return _REFUSALS[self.reason]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question; `version` is the index version that it was answered from."""

    id: str
    question: Question
    outcome: Answered | NotAnswered | SmallTalk
    version: str


class Answerer:
    """One index version and its encoder, ready for questions. Safe to use from several threads."""

    def __init__(
        self,
        passage_index: PassageIndex,
        encoder: Encoder,
        settings: ChatSettings,
        calibration: Calibration | None = None,
    ) -> None:
        self.passage_index = passage_index
        self.encoder = encoder
        self._settings = settings
        self._ranker = calibrated(choose_ranker(passage_index), calibration, passage_index)
        self._highlighter = Highlighter(passage_index, encoder)
        given = settings.answer_floor
        self._floor = self._ranker.floor(settings.max_false_answers) if given is None else given
        documents = passage_index.documents.values()
        self._titles = [document.title for document in documents]
        # People know their files' names; an id goes before a name, and the first of two equal names before the second.
        self._ids = {PurePosixPath(document.source).stem: document.id for document in reversed(list(documents))}
        self._ids |= {document.id: document.id for document in documents}
        # Popular questions come again and again; of one version, so nothing in it can be out of date.
        self._remembered = lru_cache(maxsize=settings.remembered_answers)(self._outcome)

    def reply(self, asked: str, document: str | None = None, top_k: int | None = None) -> Reply:
        """Answer from one document, by its id or its file's name without suffix, or from all; UnknownDocument where it is not indexed."""
        question = understand(asked)
        return Reply(
            str(ULID()),
            question,
            self._remembered(question, document and self._id(document), top_k or self._settings.top_k),
            self.passage_index.version,
        )

    def _outcome(self, question: Question, document: str | None, top_k: int) -> Answered | NotAnswered | SmallTalk:
        if talk := small_talk(question.understood, self._titles):
            return talk
        if not self.passage_index.terms(question.understood):
            return NotAnswered("empty_question", ())
        top = max(top_k, self._settings.candidates)
        candidates = retrieve(question, self.passage_index, self.encoder, top, document)
        passages = self.passage_index.passages(candidates.rows.tolist())
        ranked = self._ranker.rank(question.understood, candidates, passages)
        found = dict(zip(candidates.rows.tolist(), passages, strict=True))
        ranked = demote_echoes(ranked, top_k, found, question.understood, self.passage_index)
        asked = self._highlighter.ask(question.understood, candidates.tokens)

        def mark(row: int, passage: Passage) -> tuple[Highlight, ...]:
            return self._highlighter.highlights(asked, row, passage)

        match decide(ranked, self._floor):
            case Answer(hits):
                shown = hits[:top_k]
                answering = sum(hit.confidence >= self._floor for hit in shown)
                return Answered(cite(shown, answering, mark, self.passage_index))
            case Abstention(reason, nearest):
                return NotAnswered(reason, cite(nearest[:top_k], 1, mark, self.passage_index))

    def _id(self, document: str) -> str:
        try:
            return self._ids[document]
        except KeyError as error:
            raise UnknownDocument(
                f"There is no document {document!r} here; GET /api/documents lists the documents."
            ) from error
