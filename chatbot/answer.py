"""The online pipeline: a question in, a reply out. No HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from itertools import islice

from ulid import ULID

from chatbot.cite import Citation, cite
from chatbot.conversation.common_words import CommonWords
from chatbot.conversation.frame import introduction, plain
from chatbot.conversation.parts import parts
from chatbot.conversation.recall import Memory, Turn
from chatbot.conversation.spelling import mend
from chatbot.conversation.told import Told
from chatbot.decide import Abstention, Answer, JudgedHit, decide, label
from chatbot.document_names import composed, names_of
from chatbot.errors import UnknownDocument
from chatbot.find import RULES, Finder
from chatbot.highlight import Highlighter, between
from chatbot.knowing.definition import asks_of_what_is_read
from chatbot.knowing.known import KnownAnswers
from chatbot.knowing.life import is_of_life
from chatbot.knowing.sure import answer_place
from chatbot.outcome import Answered, NotAnswered, Outcome, Reply, combined, joined
from chatbot.rank import choose_ranker
from chatbot.ranking.answer_span import Span
from chatbot.resolve import Resolver
from chatbot.same_titles import told_apart
from chatbot.settings import ChatSettings
from chatbot.small_talk import small_talk
from chatbot.stages import computed, lap, looked_up, timing
from chatbot.suggest import Suggester, nearest
from chatbot.understand import Question, Readings, introduced, no_switch, understand
from chatbot.watch import Watch
from chatbot.weighing.ambiguity import senses
from chatbot.weighing.announced import goes_on, with_announced
from chatbot.weighing.calibration import Calibration, calibrated
from chatbot.weighing.cross_encoder import cross_encoded
from chatbot.weighing.only_document import OnlyDocument
from chatbot.weighing.pronoun import only_pronoun
from chatbot.weighing.term import with_end
from chatbot.weighing.together import with_rows
from chatbot.weighing.whole_list import with_list
from index import Document, Encoder, Passage, PassageIndex

REMEMBERED = 1024  # questions with their spelling mended: those of a reply are the next request's history
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
        ranker = calibrated(
            cross_encoded(choose_ranker(passage_index), settings.cross_encoder), calibration, passage_index
        )
        self._is_word = CommonWords(encoder)
        self._mended = lru_cache(maxsize=REMEMBERED)(partial(_mended, passage_index, self._is_word))
        self._memory = Memory(passage_index, self._is_word, self._mended)
        self._known = KnownAnswers(passage_index, self._memory.called, self._memory.titles)
        self._suggester = Suggester(passage_index, self._answers)
        self._highlighter = Highlighter(passage_index, encoder)
        given = settings.answer_floor
        self.floor = ranker.floor(settings.max_false_answers) if given is None else given
        documents = passage_index.documents.values()
        self._titles = [document.title for document in documents]
        # In the order of the documents.
        self.called = told_apart((document.title, document.source) for document in documents)
        self._ids = names_of(documents)
        finder = Finder(
            passage_index,
            encoder,
            watch.ranker(ranker),
            self._known,
            self._highlighter,
            settings.candidates,
            self._memory.titles,
            self._is_word,
        )
        self._find = watch.find(finder.find)
        only_document = OnlyDocument(passage_index, self._is_word)
        resolver = Resolver(passage_index, self._find, self._memory, only_document, self.floor)
        self._resolve = watch.resolve(resolver.resolve)
        self._conclude = watch.conclude(self._outcome)
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
        for part in asked_parts:
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
        question, outcome = joined(asked, questions), combined(questions, outcomes, shown)
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

    def _outcome(
        self, readings: Readings, last: Told | None, document: str | None, top_k: int
    ) -> tuple[Question, Outcome]:
        """What comes of a question, and the reading that won; `last` is the turn before."""
        computed()
        titles = self._titles if document is None else [self.passage_index.documents[document].title]
        called = self.called if document is None else titles
        is_of_it = document is not None and asks_of_what_is_read(readings.bare.understood)  # "What is this?"
        if not is_of_it and (talk := small_talk(readings.bare.understood, titles, called)):
            return readings.bare, talk
        found = self._resolve(readings, last, document, top_k)
        if found is None:
            return readings.bare, NotAnswered("empty_question", ())

        def mark(row: int, passage: Passage) -> tuple[Span, ...]:
            lap("cite")
            place = answer_place(found.known, row)
            marks = between(passage.text, *place) if place else self._highlighter.highlights(asked, row, passage)
            lap("highlight")
            return marks

        asked = found.asked()
        lap("highlight")
        decided = decide(found.ranked, self.floor)
        lap("decide")
        outcome: Outcome
        match decided:
            case Answer(hits):
                sections = [sure.row for sure in found.known.sure if sure.is_section]
                is_headed = sections == [hits[0].row]  # a section that is asked for by its heading has no rival
                is_open = document is None and found.question in (readings.bare, readings.introduced) and not is_headed
                is_open = is_open and not self._is_talked_of(hits[0], last)
                hits, equal = self._senses(found.question, hits, readings.in_context is None) if is_open else (hits, 1)
                together = found.known.told_with(hits[0].row) if equal == 1 else ()
                if together:
                    hits, told, is_cut = with_rows(hits, together, top_k)
                else:
                    hits, told = with_announced(hits, top_k, self.passage_index, sections) if equal == 1 else (hits, 1)
                    is_cut = equal == 1 and told == top_k and goes_on(hits, told, self.passage_index, sections)
                if equal == told == 1 and not is_cut and self.passage_index.language == RULES:
                    hits, told, is_cut = with_list(hits, found.question.understood, top_k, self.passage_index, sections)
                if equal == told == 1 < top_k:
                    hits, told = with_end(hits, found.question.understood, self.floor, self.passage_index)
                lap("decide")
                cited = hits[: max(top_k, equal)]
                answering = sum(hit.confidence >= self.floor for hit in cited)
                passages = cite(cited, max(answering, equal), mark, self.passage_index, told)
                cut = (passages[0].citation.title,) if is_cut else ()
                outcome = Answered(passages[:top_k], told, min(equal, top_k), others=passages[top_k:], cut=cut)
            case Abstention(reason, nearest):
                outcome = NotAnswered(reason, cite(nearest[:top_k], 1, mark, self.passage_index))
        lap("cite")
        return found.question, outcome

    def _senses(
        self, question: Question, hits: Sequence[JudgedHit], is_anybody: bool
    ) -> tuple[tuple[JudgedHit, ...], int]:
        """Several where the question fits them; `is_anybody`: no turn before says whom a "she" in it means."""

        def answer_of(document: str) -> JudgedHit | None:
            """What answers there, where "she" is whom it is about."""
            if not is_anybody:
                return None
            readings = understand(question.understood, self._memory.opening(document), str, self._memory.written)
            found = self._find(readings.in_context or readings.bare, document, 1)
            decided = decide(found.ranked, self.floor) if found else None
            return decided.hits[0] if isinstance(decided, Answer) else None

        asked = question.understood
        return senses(asked, hits, self.passage_index, answer_of, self._memory.written, is_of_life(asked))

    def _is_talked_of(self, hit: JudgedHit, last: Told | None) -> bool:
        """Whether it is of the document that the turn before was about: what else might be meant is elsewhere."""
        if last is None or not last.question:
            return False
        [passage] = self.passage_index.passages([hit.row])
        return last.document == passage.document

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
