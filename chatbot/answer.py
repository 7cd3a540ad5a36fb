"""The online pipeline: a question in, a reply out. No HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import islice

from ulid import ULID

from chatbot.cite import Citation
from chatbot.conclude import Concluder
from chatbot.conversation.common_words import CommonWords
from chatbot.conversation.frame import introduction, plain
from chatbot.conversation.parts import parts
from chatbot.conversation.recall import Memory, Turn
from chatbot.conversation.spelling import mend
from chatbot.conversation.told import Told
from chatbot.decide import label
from chatbot.document_names import composed, names_of
from chatbot.errors import UnknownDocument
from chatbot.find import RULES, Finder
from chatbot.highlight import Highlighter
from chatbot.knowing.known import KnownAnswers
from chatbot.outcome import Answered, Outcome, Reply, combined, joined
from chatbot.resolve import Resolver
from chatbot.same_titles import told_apart
from chatbot.settings import ChatSettings
from chatbot.stages import lap, looked_up, timing
from chatbot.suggest import Suggester, nearest
from chatbot.understand import Question, Readings, introduced, no_switch, understand
from chatbot.watch import Watch
from chatbot.weighing.calibration import Calibration
from chatbot.weighing.judge import judge_of
from chatbot.weighing.only_document import OnlyDocument
from chatbot.weighing.pronoun import only_pronoun
from index import Document, Encoder, PassageIndex

REMEMBERED = 1024  # questions with their spelling mended: those of a reply are the next request's history
PARTS = 3  # of a question; those behind them are left out
BEGUN_WITH = 10  # documents that are looked through for an opening question; each takes a tenth of a second, once


class Answerer:
    """One index version and its encoder, ready for questions. Safe to use from several threads.

    What is less sure than `floor` is no answer. A `watch` is given each step as it is made.
    """

    def __init__(
        self,
        passage_index: PassageIndex,
        encoder: Encoder,
        settings: ChatSettings,
        calibration: Calibration | None = None,
        watch: Watch | None = None,
    ) -> None:
        watch = watch or Watch()
        self.passage_index = passage_index
        self.encoder = encoder
        self.calibration = calibration
        self._settings = settings
        self.judge = judge = judge_of(passage_index, encoder, settings, calibration)
        self._is_word = CommonWords(encoder)
        self._mended = lru_cache(maxsize=REMEMBERED)(partial(_mended, passage_index, self._is_word))
        self._memory = Memory(passage_index, self._is_word, self._mended)
        self._known = KnownAnswers(passage_index, self._memory.called, self._memory.titles)
        self._suggester = Suggester(passage_index, self._answers)
        self._highlighter = Highlighter(passage_index, encoder)
        given = settings.answer_floor
        self.floor = judge.floor(settings.max_false_answers) if given is None else given
        floor_before = judge.ranker.floor(settings.max_false_answers) if given is None else given
        documents = passage_index.documents.values()
        # In the order of the documents.
        self.called = told_apart((document.title, document.source) for document in documents)
        self._ids = names_of(documents)
        finder = Finder(
            passage_index,
            encoder,
            watch.ranker(judge.ranker),
            self._known,
            self._highlighter,
            settings.candidates,
            self._memory.titles,
            self._is_word,
        )
        find = watch.find(finder.find)
        only_document = OnlyDocument(passage_index, self._is_word)
        resolver = Resolver(passage_index, find, self._memory, only_document, floor_before)
        concluder = Concluder(
            passage_index,
            find,
            watch.resolve(resolver.resolve),
            self._memory,
            self._highlighter,
            self.called,
            self._is_word,
            watch.judge(judge.judge),
            self.floor,
        )
        self._conclude = watch.conclude(concluder.conclude)
        # Popular questions come again and again; of one version, so nothing in it can be out of date.
        self._remembered = lru_cache(maxsize=settings.remembered_answers)(self._conclude)

    def reply(
        self, asked: str, document: str | None = None, top_k: int | None = None, history: Sequence[Turn] = ()
    ) -> Reply:
        """Answer from one document, by its id or its file, or from all; UnknownDocument where it is not indexed.

        `history` are the turns before, oldest first.
        """
        within = None if document is None else self.id_of(document)
        shown = top_k or self._settings.top_k
        told = self._memory.recall(history, within) or self._memory.opening(within)
        questions: list[Question] = []
        outcomes: list[Outcome] = []
        is_english = self.passage_index.language == RULES
        said_before, asked_parts = self._parts(asked, within, is_english)
        for part in asked_parts[:PARTS]:
            if outcomes:
                told.append(self._told(questions[-1], outcomes[-1], told, within))
            mended = partial(self._mended, within)
            before = told or (self._only_one(part) if is_english and within is None else [])
            switch = no_switch if within else self._memory.switch
            readings = understand(part, before if is_english else (), mended, self._memory.written, switch)
            readings = introduced(readings, said_before, mended)
            lap("understand")
            looked_up()
            question, outcome = self._remembered(readings, before[-1] if before else None, within, shown)
            questions.append(question)
            outcomes.append(outcome)
            if isinstance(outcome, Answered) and outcome.meant:
                break  # whom the next part is about follows from what is meant by this one
        question, outcome = joined(asked, questions), combined(questions, outcomes, shown, asked_parts[len(outcomes) :])
        asked_before = [asked, question.understood, questions[-1].understood]
        asked_before += [turn.question for turn in history] + [turn.question for turn in told]
        last = None if isinstance(outcome, Answered) else self._told(questions[-1], outcome, told, within).document
        suggestions = self._suggestions(outcome, last, within, asked_before)
        lap("suggest")
        return Reply(str(ULID()), question, outcome, self.passage_index.version, suggestions)

    def _parts(self, asked: str, document: str | None, is_english: bool) -> tuple[str, Sequence[str]]:
        """What says who asks, and the questions in what was asked; or just that where a section is headed so: "What is it? How
        does it work?".
        """
        whole = " ".join(asked.split())
        words = plain(asked)
        split = tuple(parts(words)) if is_english else (words,)
        if split != (whole,) and self._known.is_heading(whole, document):
            return "", (whole,)
        return introduction(asked) if is_english else "", split

    def close(self) -> None:
        """Give the index back, once nothing is at work in it. Nothing may be asked afterwards."""
        self._suggester.stop()
        # Some parts hold this answerer in turn, and of what there was before a fork the collector frees no cycle.
        for part in self.__dict__.keys() - {"passage_index", "encoder"}:
            del self.__dict__[part]
        self.passage_index.close()

    def id_of(self, document: str) -> str:
        """The id of the document of this id or this file, as `names_of` says; UnknownDocument where there is none."""
        try:
            return self._ids[composed(document)]
        except KeyError as error:
            raise UnknownDocument(
                f"There is no document {document!r} here; GET /api/documents lists the documents.", document
            ) from error

    def opening_suggestions(self, document: str | None = None) -> tuple[str, ...]:
        """Questions to begin with, about one document, or about the first that has some; UnknownDocument where it is not indexed."""
        documents = self.passage_index.documents
        about = [documents[self.id_of(document)]] if document else islice(documents.values(), BEGUN_WITH)
        found = next(filter(None, map(self._suggester.of, about)), ())
        return nearest(found, None, (), self._settings.suggestions)

    def _suggestions(
        self, outcome: Outcome, last: str | None, document: str | None, asked: Sequence[str]
    ) -> tuple[str, ...]:
        """Near the cited passage; for a no about the nearest document, for small talk about the last one.

        Where something of the question's subject is near, its own document's alone, from around that.
        """
        if not self._settings.suggestions:
            return ()
        documents = self.passage_index.documents
        if isinstance(outcome, Answered):
            cited = outcome.passages[0].citation
            about = documents[cited.document]
            return nearest(self._suggester.known(about), _row(cited, about), asked, self._settings.suggestions)
        first = documents[document or next(iter(documents))]
        near = outcome.shown[0].citation if outcome.shown else None
        about = documents[document or last or (near.document if near else first.id)]
        is_close = outcome.reason == "below_threshold"
        if document or (is_close and about is first):
            found = self._suggester.of(about)
        else:
            found = self._suggester.known(about) if is_close else self._suggester.found(about, first)
        row = _row(near, about) if is_close and near and near.document == about.id else None
        return nearest(found, row, asked, self._settings.suggestions)

    def _answers(self, question: str, row: int) -> bool:
        """Whether this row is what the whole pipeline answers, at high confidence."""
        plain = Question(question, question)
        with timing():  # apart: to try a suggestion out is no stage of the reply that waits for it
            _, outcome = self._conclude(Readings(plain), None, None, 1)
        if not isinstance(outcome, Answered) or label(outcome.confidence) != "high":
            return False
        [own] = self.passage_index.passages([row])
        return outcome.passages[0].citation.id == own.id

    def _only_one(self, question: str) -> list[Told]:
        """What is known before the first turn of whom alone a "she" can mean."""
        return self._memory.only_one(only_pronoun(question, self._memory.written))

    def _told(self, question: Question, outcome: Outcome, told: Sequence[Told], document: str | None) -> Told:
        """A part as the turn before the next one; to find an answer's passage again takes a search."""
        answer = outcome.message if isinstance(outcome, Answered) else None
        return self._memory.told(question.understood, answer, told, document)


def _mended(passage_index: PassageIndex, is_word: CommonWords, document: str | None, question: str) -> str:
    return mend(question, passage_index, is_word, passage_index.language == RULES, document)


def _row(citation: Citation, document: Document) -> int:
    return document.rows.start + int(citation.id.rpartition(":")[2]) - 1
