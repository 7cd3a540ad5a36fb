"""What comes of one question: what is found for it is decided on, completed, marked and cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chatbot.cite import cite
from chatbot.conversation.recall import Memory
from chatbot.conversation.told import Told
from chatbot.decide import Abstention, Answer, JudgedHit, decide
from chatbot.find import RULES, Find, Found
from chatbot.highlight import Highlighter, between
from chatbot.knowing.definition import asks_of_what_is_read
from chatbot.knowing.life import is_of_life
from chatbot.knowing.reading_on import read_on
from chatbot.knowing.sure import answer_place
from chatbot.outcome import Answered, NotAnswered, Outcome
from chatbot.ranking.answer_span import Span
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.small_talk import small_talk
from chatbot.stages import computed, lap
from chatbot.understand import Question, Readings, understand
from chatbot.watch import JudgeHits, Resolve
from chatbot.weighing.ambiguity import senses
from chatbot.weighing.announced import goes_on, with_announced
from chatbot.weighing.term import with_end
from chatbot.weighing.together import with_rows
from chatbot.weighing.whole_list import with_list
from index import Passage, PassageIndex


class Concluder:
    """Of one index version. `called` is what its documents are called, in their order, `is_word` tells common words, and `judge` gives the
    confidences that are shown; what is less sure than `floor` is no answer.
    """

    def __init__(
        self,
        passage_index: PassageIndex,
        find: Find,
        resolve: Resolve,
        memory: Memory,
        highlighter: Highlighter,
        called: Sequence[str],
        is_word: Callable[[str], bool],
        judge: JudgeHits,
        floor: float,
    ) -> None:
        self._passage_index = passage_index
        self._find = find
        self._resolve = resolve
        self._memory = memory
        self._highlighter = highlighter
        self._titles = [document.title for document in passage_index.documents.values()]
        self._called = called
        self._is_word = is_word
        self._judge = judge
        self._floor = floor

    def conclude(
        self, readings: Readings, last: Told | None, document: str | None, top_k: int
    ) -> tuple[Question, Outcome]:
        """What comes of a question, and the reading that won; `last` is the turn before."""
        computed()
        titles = self._titles if document is None else [self._passage_index.documents[document].title]
        called = self._called if document is None else titles
        is_of_it = document is not None and asks_of_what_is_read(readings.bare.understood)  # "What is this?"
        talk = None if is_of_it else small_talk(readings.bare.understood, titles, called)
        if talk and not read_on(readings.bare.understood, last, self._passage_index).sure:
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
        decided = decide(self._judged(found), self._floor)
        lap("decide")
        outcome: Outcome
        match decided:
            case Answer(hits):
                is_open = document is None and found.question in (readings.bare, readings.introduced)
                is_open = is_open and not self._is_talked_of(hits[0], last)
                hits, equal, told, is_cut = self._completed(found, hits, top_k, is_open, readings.in_context is None)
                lap("decide")
                cited = hits[: max(top_k, equal)]
                answering = sum(hit.confidence >= self._floor for hit in cited)
                passages = cite(cited, max(answering, equal), mark, self._passage_index, told)
                cut = (passages[0].citation.title,) if is_cut else ()
                outcome = Answered(passages[:top_k], told, min(equal, top_k), others=passages[top_k:], cut=cut)
            case Abstention(reason, nearest):
                outcome = NotAnswered(reason, cite(nearest[:top_k], 1, mark, self._passage_index))
        lap("cite")
        return found.question, outcome

    def _judged(self, found: Found) -> list[RankedHit]:
        """What was found, with the confidences that it is shown with. What is known to answer is not read, and of what several readings
        found together no second passage: which goes first follows from what was told before, too, and that is not read.
        """
        is_known = any(sure.row == found.first for sure in found.known.sure)
        most_read = 0 if is_known else 1 if found.is_pooled else 2
        return self._judge(found.ranked, found.meant or found.question.understood, most_read)

    def _completed(
        self, found: Found, hits: tuple[JudgedHit, ...], top_k: int, is_open: bool, is_anybody: bool
    ) -> tuple[tuple[JudgedHit, ...], int, int, bool]:
        """The hits with what belongs to the first, how many are equal senses of the question, how many tell the answer together, and
        whether they are only the beginning of it. `is_open`: other documents may be meant; `is_anybody` as for `_senses`.
        """
        question = found.question
        sections = [sure.row for sure in found.known.sure if sure.is_section]
        if is_open and sections != [hits[0].row]:  # a section that is asked for by its heading has no rival
            hits, equal = self._senses(question, hits, is_anybody)
            if equal > 1:
                return hits, equal, 1, False
        if together := found.known.told_with(hits[0].row):
            hits, told, is_cut = with_rows(hits, together, top_k)
        else:
            hits, told = with_announced(hits, top_k, self._passage_index, sections)
            is_cut = told == top_k and goes_on(hits, told, self._passage_index, sections)
        if told == 1 and not is_cut and self._passage_index.language == RULES:
            hits, told, is_cut = with_list(hits, question.understood, top_k, self._passage_index, sections)
        if told == 1 < top_k:
            hits, told = with_end(hits, question.understood, self._floor, self._passage_index)
        return hits, 1, told, is_cut

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
            decided = decide(self._judged(found), self._floor) if found else None
            return decided.hits[0] if isinstance(decided, Answer) else None

        asked = question.understood
        namesakes = self._memory.titles.namesakes(asked, self._is_word)
        return senses(asked, hits, self._passage_index, answer_of, self._memory.written, is_of_life(asked), namesakes)

    def _is_talked_of(self, hit: JudgedHit, last: Told | None) -> bool:
        """Whether it is of the document that the turn before was about: what else might be meant is elsewhere."""
        if last is None or not last.question:
            return False
        [passage] = self._passage_index.passages([hit.row])
        return last.document == passage.document
