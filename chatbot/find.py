"""One search: what is found for a question, in the order in which it may answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain
from typing import Protocol

from chatbot.conversation.frame import with_one_mark
from chatbot.conversation.title_words import TitleWords
from chatbot.conversation.topic import topic
from chatbot.decide import HIGH
from chatbot.highlight import Highlighter
from chatbot.knowing.known import KnownAnswers
from chatbot.knowing.other_page import of_other_pages
from chatbot.knowing.sure import NOTHING, Known, arranged
from chatbot.rank import Ranker
from chatbot.ranking.answer_span import Asked
from chatbot.ranking.ranges.headed_range import demote_other_headed_ranges, in_headed_range
from chatbot.ranking.ranges.in_range import Said, in_range
from chatbot.ranking.ranges.other_range import demote_other_ranges
from chatbot.ranking.ranked_hit import RankedHit
from chatbot.ranking.rules.by_whom import demote_done_by_nobody
from chatbot.ranking.rules.code import without_needless_code
from chatbot.ranking.rules.echo import demote_echoes
from chatbot.ranking.rules.hand_on import hand_on
from chatbot.ranking.rules.narrower_row import before_narrower_rows
from chatbot.ranking.rules.no_person import demote_no_persons
from chatbot.ranking.rules.once_opened import demote_once_opened
from chatbot.ranking.rules.only_named import demote_only_named
from chatbot.ranking.rules.other_day import demote_other_days
from chatbot.ranking.rules.other_end import demote_other_ends
from chatbot.ranking.rules.other_model import demote_other_models
from chatbot.ranking.rules.other_number import demote_other_numbers
from chatbot.ranking.rules.other_one import demote_other_ones
from chatbot.ranking.rules.other_role import demote_other_roles
from chatbot.ranking.rules.other_section import demote_other_sections
from chatbot.ranking.rules.own_facts import demote_own_facts
from chatbot.ranking.rules.past import swap_past
from chatbot.ranking.rules.pointer import hand_to_clause
from chatbot.ranking.rules.stand_in import demote_without_stand_in
from chatbot.ranking.rules.successor import demote_predecessors, without_only_asked
from chatbot.ranking.rules.switched import demote_switched_other_way
from chatbot.ranking.rules.turned_round import demote_turned_round
from chatbot.ranking.rules.wedding import demote_weddings
from chatbot.ranking.site_name import without_site
from chatbot.ranking.spelt_out import spelt_out
from chatbot.retrieve import retrieve
from chatbot.stages import lap
from chatbot.understand import Question, Readings
from chatbot.weighing.pronoun import demote_told_of_another
from index import Encoder, Passage, PassageIndex

ENCODED = 16  # questions kept as vectors, some forty kilobytes each: those of the requests that are under way
RULES = "english"  # the language whose follow-ups and double questions the rules know
# What the ranking cannot tell of the words alone; each of them takes the order that those before it left.
RULES_OF_ORDER: tuple[Callable[[Sequence[RankedHit], Mapping[int, Passage], str], list[RankedHit]], ...] = (
    demote_other_days,
    demote_turned_round,
    demote_predecessors,
    demote_other_ends,
    demote_no_persons,
    demote_other_roles,
    swap_past,
    demote_only_named,
    demote_once_opened,
    demote_own_facts,
    demote_weddings,
    demote_other_ones,
    demote_other_numbers,
    demote_other_sections,
    demote_other_models,
    before_narrower_rows,
    demote_other_ranges,
    demote_other_headed_ranges,
    demote_done_by_nobody,
    demote_without_stand_in,
    demote_switched_other_way,
    hand_to_clause,
)
_LETTER = re.compile(r"[\s?!.,…]*[A-Za-z][\s?!.,…]*")  # one, and nothing else to search for: "x", but "E3" and "C++"


@dataclass(frozen=True, slots=True)
class Found:
    """What one reading of a question found, best first, and what makes of that reading what highlighting takes; `known`
    is what it is known to be answered by. `meant` is the question in other words for which the first has its confidence, empty where
    that is the question itself. It `is_pooled` where the order is that of all readings together.
    """

    question: Question
    ranked: Sequence[RankedHit]
    asked: Callable[[], Asked | None]
    known: Known = NOTHING
    beside: Passage | None = None
    meant: str = ""
    is_pooled: bool = False

    @property
    def confidence(self) -> float:
        """The probability that the first passage answers; 0.0 without one."""
        return self.ranked[0].confidence if self.ranked else 0.0

    @property
    def first(self) -> int | None:
        """The first passage's row."""
        return self.ranked[0].row if self.ranked else None


class Find(Protocol):
    """Makes one search."""

    def __call__(
        self, question: Question, document: str | None, top_k: int, readings: Readings | None = None
    ) -> Found | None:
        """The passages for a question, best first, within `document` where it is given.

        None where the question holds nothing to search for. `readings` are those that it is one of.
        """
        ...


class Finder:
    """Searches one index version. `top` are the passages that each of the two searches gives, at least."""

    def __init__(
        self,
        passage_index: PassageIndex,
        encoder: Encoder,
        ranker: Ranker,
        known: KnownAnswers,
        highlighter: Highlighter,
        top: int,
        titles: TitleWords,
        is_word: Callable[[str], bool],
    ) -> None:
        self._passage_index = passage_index
        self._ranker = ranker
        self._known = known
        self._highlighter = highlighter
        self._top = top
        self._titles = titles
        self._is_word = is_word
        # The readings of a follow-up are searched for in several places.
        self._encode = lru_cache(maxsize=ENCODED)(encoder.encode_question)

    def find(
        self, question: Question, document: str | None, top_k: int, readings: Readings | None = None
    ) -> Found | None:
        """The passages for a question, best first; None where it holds nothing to search for. `readings` are those that it is one of."""
        words = with_one_mark(question.understood)
        words = topic(words) if self._passage_index.language == RULES else words
        if _LETTER.fullmatch(words) or not self._passage_index.terms(words):
            known = self._known.of(question.understood, document, ())
            return Found(question, arranged((), {}, known), lambda: None, known) if known.sure else None
        top = max(top_k, self._top)
        candidates = retrieve(
            replace(question, understood=words), self._passage_index, self._encode, top, document, shown=top_k
        )
        passages = self._passage_index.passages(candidates.rows.tolist())
        if self._passage_index.language == RULES:
            candidates, passages = without_needless_code(words, candidates, passages)
            candidates, passages = without_only_asked(words, candidates, passages)
        lap("retrieve")
        ranked = self._ranker.rank(words, candidates, passages)
        found = dict(zip(candidates.rows.tolist(), passages, strict=True))
        ranked = hand_on(ranked, found)
        ranked = demote_echoes(ranked, top_k, found, words, self._passage_index)
        for apply in RULES_OF_ORDER:
            ranked = apply(ranked, found, words)
        headed = in_headed_range(ranked, found, words)
        ranges = (headed,) if headed else in_range(ranked, found, words)
        documents = self._passage_index.documents
        titles = {passage.document: documents[passage.document].title for passage in passages}
        abbreviated = spelt_out(ranked, found, words, self._is_word)
        is_sure = bool(ranked) and ranked[0].confidence >= HIGH
        of_site = () if is_sure else without_site(ranked, found, words, titles, self._is_word)
        meant = ""
        for said in chain(ranges, abbreviated, of_site):
            if (reworded := self._reworded(ranked, said, question, document, top)) is not ranked:
                ranked, meant = reworded, said.question
                break
        terms = readings.in_context.context_terms if readings and readings.in_context else ()
        persons = readings.persons if readings else ()
        ranked = demote_told_of_another(ranked, found, documents, question.asked, terms, persons)
        known = self._known.of(question.understood, document, found.items(), ranked)
        beside = None
        if document is None and self._passage_index.language == RULES:
            never = of_other_pages(question.understood, found.items(), self._titles, self._is_word)
            known = replace(known, never=known.never | never)
            beside = next((found[hit.row] for hit in ranked if hit.row in never), None)
        lap("rank")
        ask = partial(self._highlighter.ask, words, candidates.tokens)
        return Found(question, arranged(ranked, found, known), ask, known, beside, meant)

    def _reworded(
        self, ranked: list[RankedHit], said: Said, question: Question, document: str | None, top: int
    ) -> list[RankedHit]:
        """The passage of those that may answer it, before the others and with the confidence that it has for the question in these
        words, where it comes first for them and is surer than what does now: the number that is asked for stands nowhere, or the
        name of a site not in what its pages say.
        """
        candidates = retrieve(
            replace(question, understood=said.question), self._passage_index, self._encode, top, document
        )
        passages = self._passage_index.passages(candidates.rows.tolist())
        found = dict(zip(candidates.rows.tolist(), passages, strict=True))
        again = self._ranker.rank(said.question, candidates, passages)
        for apply in (demote_other_ranges, demote_other_headed_ranges, demote_other_roles):
            again = apply(again, found, said.question)
        if not again or again[0].row not in said.rows or all(hit.row != again[0].row for hit in ranked):
            return ranked
        if ranked[0].row in said.rows and again[0].row != ranked[0].row and said.is_of_heading:
            return ranked
        if again[0].confidence <= ranked[0].confidence and not said.first_tells_another:
            return ranked
        own = next(hit for hit in ranked if hit.row == again[0].row)
        others = [hit for hit in ranked if hit.row != own.row]
        return [replace(own, confidence=again[0].confidence), *others]
