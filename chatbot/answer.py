"""The online pipeline: a question in, a reply out. No HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from pathlib import PurePosixPath

from ulid import ULID

from chatbot.cite import Citation, cite
from chatbot.conversation.antecedent import Told
from chatbot.conversation.common_words import CommonWords
from chatbot.conversation.frame import plain, topic
from chatbot.conversation.parts import parts
from chatbot.conversation.people import names
from chatbot.conversation.recall import Memory, Turn
from chatbot.conversation.spelling import mend
from chatbot.decide import HIGH, Abstention, Answer, JudgedHit, decide, label
from chatbot.errors import UnknownDocument
from chatbot.highlight import Highlight, Highlighter, between
from chatbot.knowing.definition import asks_of_what_is_read
from chatbot.knowing.known import KnownAnswers
from chatbot.knowing.life import asks_of_life
from chatbot.knowing.sure import NOTHING, Known, answer_place, arranged
from chatbot.outcome import Answered, NotAnswered, Outcome, Reply, combined, joined
from chatbot.rank import choose_ranker
from chatbot.ranking.answer_span import Asked
from chatbot.ranking.code import without_needless_code
from chatbot.ranking.echo import demote_echoes
from chatbot.ranking.fuse import RankedHit
from chatbot.ranking.hand_on import hand_on
from chatbot.ranking.turned_round import demote_turned_round
from chatbot.retrieve import retrieve
from chatbot.settings import ChatSettings
from chatbot.small_talk import small_talk
from chatbot.stages import computed, lap, looked_up, timing
from chatbot.suggest import Suggester, nearest
from chatbot.understand import Question, Readings, understand
from chatbot.weighing.ambiguity import senses
from chatbot.weighing.announced import with_announced
from chatbot.weighing.calibration import Calibration, calibrated
from chatbot.weighing.choose import FOLLOWING, STANDING, Place, Reading, Weights, pooled
from chatbot.weighing.cross_encoder import cross_encoded
from chatbot.weighing.pronoun import demote_facts_of_another, only_pronoun
from index import Document, Encoder, Passage, PassageIndex

ENCODED = 16  # questions kept as vectors, some forty kilobytes each: those of the requests that are under way
_LETTER = re.compile(r"[\s?!.,…]*[A-Za-z][\s?!.,…]*")  # one, and nothing else to search for: "x", but "E3" and "C++"
BEGUN_WITH = 10  # documents that are looked through for an opening question; each takes a tenth of a second, once
_RULES = "english"  # the language whose follow-ups and double questions the rules know


@dataclass(frozen=True, slots=True)
class _Found:
    """What one reading of a question found, best first, and what makes of that reading what highlighting takes; `known`
    is what it is known to be answered by.
    """

    question: Question
    ranked: Sequence[RankedHit]
    asked: Callable[[], Asked | None]
    known: Known = NOTHING


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
        self.calibration = calibration
        self._settings = settings
        self._ranker = calibrated(
            cross_encoded(choose_ranker(passage_index), settings.cross_encoder), calibration, passage_index
        )
        self._is_word = CommonWords(encoder)
        self._memory = Memory(passage_index, self._is_word)
        self._known = KnownAnswers(passage_index, self._memory.called)
        self._suggester = Suggester(passage_index, self._answers)
        self._highlighter = Highlighter(passage_index, encoder)
        given = settings.answer_floor
        self._floor = self._ranker.floor(settings.max_false_answers) if given is None else given
        documents = passage_index.documents.values()
        self._titles = [document.title for document in documents]
        # People know their files' names; an id goes before a name, and the first of two equal names before the second.
        self._ids = {PurePosixPath(document.source).stem: document.id for document in reversed(list(documents))}
        self._ids |= {document.id: document.id for document in documents}
        # The readings of a follow-up are searched for in several places.
        self._encode = lru_cache(maxsize=ENCODED)(encoder.encode_question)
        # Popular questions come again and again; of one version, so nothing in it can be out of date.
        self._remembered = lru_cache(maxsize=settings.remembered_answers)(self._outcome)

    def reply(
        self, asked: str, document: str | None = None, top_k: int | None = None, history: Sequence[Turn] = ()
    ) -> Reply:
        """Answer from one document, by its id or its file's name without suffix, or from all; UnknownDocument where it is not indexed.

        `history` are the turns before, oldest first.
        """
        within = None if document is None else self.id_of(document)
        shown = top_k or self._settings.top_k
        told = self._memory.recall(history, within) or self._memory.opening(within)
        questions: list[Question] = []
        outcomes: list[Outcome] = []
        is_english = self.passage_index.language == _RULES
        words = plain(asked)
        for part in parts(words) if is_english else (words,):
            if outcomes:
                told.append(self._told(questions[-1], outcomes[-1], told, within))
            mended = partial(self._mended, document=within)
            before = told or (self._only_one(part) if is_english and within is None else [])
            readings = understand(part, before if is_english else (), mended, self._memory.written)
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

    def close(self) -> None:
        """Give the index back, once nothing is at work in it. Nothing may be asked afterwards."""
        self._suggester.stop()
        # Some parts hold this answerer in turn, and of what there was before a fork the collector frees no cycle.
        for part in self.__dict__.keys() - {"passage_index", "encoder"}:
            del self.__dict__[part]
        self.passage_index.close()

    def id_of(self, document: str) -> str:
        """The id of the document of this id, or of this file's name without suffix; UnknownDocument where there is none."""
        try:
            return self._ids[document]
        except KeyError as error:
            raise UnknownDocument(
                f"There is no document {document!r} here; GET /api/documents lists the documents."
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
        near = outcome.related[0].citation if isinstance(outcome, NotAnswered) and outcome.related else None
        about = documents[document or last or (near.document if near else first.id)]
        is_close = isinstance(outcome, NotAnswered) and outcome.reason == "below_threshold"
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
            _, outcome = self._outcome(Readings(plain), None, None, 1)
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
        is_of_it = document is not None and asks_of_what_is_read(readings.bare.understood)  # "What is this?"
        if not is_of_it and (talk := small_talk(readings.bare.understood, titles)):
            return readings.bare, talk
        if readings.in_context is None:
            found = self._find_alone(readings.bare, last, document, top_k)
        elif last and not last.question and self._is_elsewhere(document):
            found = self._of_only_one(readings, readings.in_context, last, top_k)
        else:
            found = self._following(readings, readings.in_context, last, document, top_k)
        if found is None:
            return readings.bare, NotAnswered("empty_question", ())

        def mark(row: int, passage: Passage) -> tuple[Highlight, ...]:
            lap("cite")
            place = answer_place(found.known, row)
            marks = between(passage.text, *place) if place else self._highlighter.highlights(asked, row, passage)
            lap("highlight")
            return marks

        asked = found.asked()
        lap("highlight")
        decided = decide(found.ranked, self._floor)
        lap("decide")
        outcome: Outcome
        match decided:
            case Answer(hits):
                is_open = document is None and found.question is readings.bare and top_k > 1
                hits, equal = self._senses(found.question, hits, readings.in_context is None) if is_open else (hits, 1)
                hits, told = with_announced(hits, top_k, self.passage_index) if equal == 1 else (hits, 1)
                lap("decide")
                shown = hits[:top_k]
                answering = sum(hit.confidence >= self._floor for hit in shown)
                passages = cite(shown, max(answering, equal), mark, self.passage_index)
                outcome = Answered(passages, told, equal)
            case Abstention(reason, nearest):
                outcome = NotAnswered(reason, cite(nearest[:top_k], 1, mark, self.passage_index))
        lap("cite")
        return found.question, outcome

    def _find_alone(self, bare: Question, last: Told | None, document: str | None, top_k: int) -> _Found | None:
        """A question that stands alone; or what the document of the turn before has for it, where that is rather meant.

        That is searched too where the question names nothing, however sure a passage of another document is: "phone".
        """
        alone = self._find(bare, document, top_k)
        home = last.document if last else None
        if home is None or not self._is_elsewhere(document):
            return alone
        is_at_home = _first(alone) in self.passage_index.documents[home].rows
        if _confidence(alone) >= HIGH and (is_at_home or any(names(self._memory.written(bare.understood)))):
            return alone
        at_home = self._find(self._of_home(bare, home), home, top_k)
        together = _together({"alone": alone, "at_home": at_home}, STANDING, self._place(bare, last, home, document))
        return alone if _first(together) == _first(alone) else together

    def _of_only_one(self, readings: Readings, meant: Question, last: Told, top_k: int) -> _Found | None:
        """What the document has of whom alone "she" can mean, or what another has that is surer of the question as it stands:
        "she" may be somebody of a page.
        """
        of_her = self._following(readings, meant, last, last.document, top_k)
        if last.document is None or _confidence(of_her) >= HIGH:
            return of_her
        alone = self._find(readings.bare, None, top_k)
        is_of_her = _first(alone) in self.passage_index.documents[last.document].rows
        return of_her if is_of_her or _confidence(of_her) >= _confidence(alone) else alone

    def _following(
        self, readings: Readings, meant: Question, last: Told | None, document: str | None, top_k: int
    ) -> _Found | None:
        """What a question that leaves something out finds; of a no, whom "she" meant tells more than the question as it stands."""
        found = self._weighed(readings, meant, last, document, top_k)
        is_no = found is not None and readings.kind == "whole" and _confidence(found) < self._floor
        return replace(found, question=meant) if found and is_no else found

    def _weighed(
        self, readings: Readings, meant: Question, last: Told | None, document: str | None, top_k: int
    ) -> _Found | None:
        """What all readings of a question that leaves something out find together, as the one that finds the first passage.

        Each further search is made only where those before it leave something open: none where what the turns before mean is
        found at high confidence, and elsewhere than in the document of the turn before only where that does not answer.
        """
        bare = readings.bare
        find = partial(self._find, top_k=top_k, readings=readings)
        before = last.document if last else None
        # "And Mu Sochua?" is about her, "Did he know Mu Sochua?" about whom "he" means.
        told_of = "; ".join(meant.context_terms) if readings.kind == "whole" else meant.understood
        home = document or self._memory.named(told_of) or before
        found: dict[Reading, _Found | None] = {"in_context": find(meant, home)} if home else {}
        if _confidence(found.get("in_context")) >= HIGH:
            return found["in_context"]
        place = self._place(bare, last, home, document)
        stands = readings.kind == "whole" or home == (document or before)  # else it is hardly more than a name
        if home:
            is_elsewhere = self._is_elsewhere(document)
            if stands:
                found["at_home"] = find(self._of_home(bare, home) if is_elsewhere else bare, home)
            together = _together(found, FOLLOWING, place)
            if not is_elsewhere or _confidence(together) >= self._floor:
                return together
        found["elsewhere"] = find(meant, None)
        if stands:
            found["alone"] = find(bare, None)
        return _together(found, FOLLOWING, place)

    def _place(self, bare: Question, last: Told | None, home: str | None, document: str | None) -> Place:
        """Where the conversation is, and what the document of the turn before knows of the names in a question."""
        asked = bare.understood
        named = [name.text for name in names(self._memory.written(asked))]
        if home is None:
            return Place(None, range(0), True, len(asked.split()), False, not named)
        terms = [term for name in named for term in self.passage_index.terms(name)]
        knows = all(len(self.passage_index.lexical([term], 1, home).rows) for term in terms)
        rows = self.passage_index.documents[home].rows
        has_others = self._is_elsewhere(document)
        cited = last.row if last and last.row in rows else None
        return Place(cited, rows, has_others, len(asked.split()), knows, not named)

    def _of_home(self, bare: Question, home: str) -> Question:
        return replace(bare, context_terms=(self.passage_index.documents[home].title,))

    def _is_elsewhere(self, document: str | None) -> bool:
        """Whether there is another document to search than the one of the turn before."""
        return document is None and len(self.passage_index.documents) > 1

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
            decided = decide(found.ranked, self._floor) if found else None
            return decided.hits[0] if isinstance(decided, Answer) else None

        index = self.passage_index
        passage = partial(_passage, index)
        is_of_life = asks_of_life(question.understood) is not None
        return senses(
            question.understood,
            hits,
            passage,
            index.terms,
            index.documents,
            answer_of,
            self._memory.written,
            is_of_life,
        )

    def _find(
        self, question: Question, document: str | None, top_k: int, readings: Readings | None = None
    ) -> _Found | None:
        """The passages for a question, best first; None where it holds nothing to search for. `readings` are those that it is one of."""
        words = topic(question.understood) if self.passage_index.language == _RULES else question.understood
        if _LETTER.fullmatch(words) or not self.passage_index.terms(words):
            known = self._known.of(question.understood, document, ())
            return _Found(question, arranged((), {}, known), lambda: None, known) if known.sure else None
        top = max(top_k, self._settings.candidates)
        candidates = retrieve(
            replace(question, understood=words), self.passage_index, self._encode, top, document, shown=top_k
        )
        passages = self.passage_index.passages(candidates.rows.tolist())
        if self.passage_index.language == _RULES:
            candidates, passages = without_needless_code(words, candidates, passages)
        lap("retrieve")
        ranked = self._ranker.rank(words, candidates, passages)
        found = dict(zip(candidates.rows.tolist(), passages, strict=True))
        ranked = hand_on(ranked, found)
        ranked = demote_echoes(ranked, top_k, found, words, self.passage_index)
        ranked = demote_turned_round(ranked, found, words)
        terms = readings.in_context.context_terms if readings and readings.in_context else ()
        persons = readings.persons if readings else ()
        documents = self.passage_index.documents
        ranked = demote_facts_of_another(ranked, found, documents, question.asked, terms, persons)
        known = self._known.of(question.understood, document, found.items())
        lap("rank")
        ask = partial(self._highlighter.ask, words, candidates.tokens)
        return _Found(question, arranged(ranked, found, known), ask, known)

    def _only_one(self, question: str) -> list[Told]:
        """What is known before the first turn of whom alone a "she" can mean."""
        return self._memory.only_one(only_pronoun(question, self._memory.written))

    def _told(self, question: Question, outcome: Outcome, told: Sequence[Told], document: str | None) -> Told:
        """A part as the turn before the next one; to find an answer's passage again takes a search."""
        answer = outcome.message if isinstance(outcome, Answered) else None
        return self._memory.told(question.understood, answer, told, document)

    def _mended(self, question: str, document: str | None) -> str:
        return mend(question, self.passage_index, self._is_word, self.passage_index.language == _RULES, document)


def _row(citation: Citation, document: Document) -> int:
    return document.rows.start + int(citation.id.rpartition(":")[2]) - 1


def _passage(passage_index: PassageIndex, row: int) -> Passage:
    return passage_index.passages([row])[0]


def _confidence(found: _Found | None) -> float:
    return found.ranked[0].confidence if found and found.ranked else 0.0


def _first(found: _Found | None) -> int | None:
    return found.ranked[0].row if found and found.ranked else None


def _together(readings: Mapping[Reading, _Found | None], weights: Weights, place: Place) -> _Found | None:
    known = {reading: found for reading, found in readings.items() if found is not None}
    never = frozenset[int]().union(*(found.known.never for found in known.values()))
    hits = {
        reading: [hit for hit in found.ranked if hit.row not in never - found.known.never]
        for reading, found in known.items()
    }  # what cannot answer one reading answers none
    ranked, first = pooled(hits, weights, place)
    return None if first is None else replace(known[first], ranked=ranked)
