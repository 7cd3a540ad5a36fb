"""Questions of a set form about what a document is about, and the passages that answer them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from chatbot.conversation.several import several
from chatbot.conversation.title_words import TitleWords
from chatbot.conversation.topic import is_to_be_told
from chatbot.indexed import REMEMBERED, around, beginning, title_of, with_rows
from chatbot.knowing.asked_heading import asked_heading, below_heading
from chatbot.knowing.contact import ADDRESS, asks_for_contact
from chatbot.knowing.contact_data import is_electronic
from chatbot.knowing.definition import (
    LONGEST,
    asks_of_what_is_read,
    asks_what,
    first_sentence,
    in_a_glossary,
    opening,
)
from chatbot.knowing.how import Done, asks_how, commands, done
from chatbot.knowing.known_contacts import KnownContacts
from chatbot.knowing.known_lists import KnownLists
from chatbot.knowing.known_reference import KnownReference
from chatbot.knowing.known_sections import KnownSections
from chatbot.knowing.labelled import labelled
from chatbot.knowing.life import asks_of_life, told_of_life
from chatbot.knowing.listed import listed
from chatbot.knowing.reference.entry_word import entry_of_word
from chatbot.knowing.schedules.day_columns import in_day_column
from chatbot.knowing.schedules.departures import departures
from chatbot.knowing.schedules.diary import in_diary
from chatbot.knowing.schedules.programme import in_programme
from chatbot.knowing.sure import NOTHING, Known, Sure
from chatbot.knowing.term import asks_how_long, told_of_term
from chatbot.knowing.wishes import holds
from chatbot.ranking.ranked_hit import RankedHit
from index import BlockKind, Passage, PassageIndex

_LOOKED_AT = 120  # passages of a document until its first sentences: an infobox may come before
_LOOKED_FOR = 15  # passages that hold the words of a heading, one of which is below it
_MEANT = {"she": "she", "her": "she", "he": "he", "his": "he"}


class KnownAnswers:
    """Of one index version. `called(name, or_surname)` gives the id of the document about a person or thing of that name, `titles`
    knows which a question names by words of its title.
    """

    def __init__(
        self, passage_index: PassageIndex, called: Callable[[str, bool], str | None], titles: TitleWords
    ) -> None:
        self._passage_index = passage_index
        self._called = called
        self._reference = KnownReference(passage_index, called)
        self._sections = KnownSections(passage_index, called, titles)
        self._lists = KnownLists(passage_index)
        self._contacts = KnownContacts(passage_index, called, titles)
        self._around = partial(around, passage_index)
        self._title = partial(title_of, passage_index)
        # Without `self`, so that nothing holds itself: freed as soon as the version is closed.
        self._first = lru_cache(maxsize=REMEMBERED)(lambda document: _first(passage_index, document))
        self._commands = lru_cache(maxsize=REMEMBERED)(lambda document: _commands(passage_index, document))

    def of(
        self,
        question: str,
        document: str | None,
        found: Collection[tuple[int, Passage]],
        ranked: Sequence[RankedHit] = (),
    ) -> Known:
        """What answers a question of a set form, or one that is a heading; nothing where it is neither, or nothing is known.

        `document` is where the search stays; `found` are the candidates with their rows, `ranked` those of them that are
        ranked, best first.
        """
        headed = asked_heading(question, found, self._title, ranked, self._around)
        if question.count(" ") > LONGEST:
            return Known(headed)
        only = document or self._only
        if told := self._reference.of(question, only, found, ranked):
            return told
        if (steps := self._lists.step(question, only, found, ranked)) != NOTHING:
            return steps
        if term := self._term(question, document, found):
            return Known(term)
        if (in_day := in_day_column(question, found, self._around)) != NOTHING:
            return in_day
        if lines := in_diary(question, found, self._around):
            return Known(lines)
        if leaving := departures(question, found, self._around, self._title):
            return Known(leaving)
        if told_at := in_programme(question, found, self._around, self._title):
            return Known(told_at)
        if line := labelled(question, found, self._title):
            return Known(line)
        if asks := asks_of_life(question):
            name, asked, which = asks
            about = self._called(name, True)
            if about is not None and document in (None, about) and self._is_person(about):
                first, opened = self._first(about)
                return told_of_life(asked, which, first, opened)
            lives = {passage.document for _, passage in found if self._is_life(passage.document, name)}
            of_each = [told_of_life(asked, which, *self._first(life)) for life in lives]
            never = frozenset[int]().union(*(told.never for told in of_each))
            if never and not any(told.sure for told in of_each):
                return Known((), never)  # whomever of them is meant
        asks_for = asks_for_contact(question)
        if asks_for and (ways := self._contacts.of(question, *asks_for, document, only)):
            return Known(ways)
        if asks_of_what_is_read(question):
            return self._of_itself(document)
        opening_of = self._opened(question, document)
        if headed and not opening_of:
            return Known(headed)
        if section := self._sections.of_one(question, document, only):
            # "Tell me about moving house" wants the section, whatever row or fact only says its name.
            is_first = is_to_be_told(question) or self._goes_first(question, section.passage, found, ranked)
            return Known((replace(section, goes_first=is_first),))
        if document is None and (sections := self._sections.of_each(question)):
            is_first = len(sections) > 1 or is_to_be_told(question)
            return Known(tuple(replace(section, goes_first=is_first) for section in sections))
        if asks_for == (ADDRESS, ""):
            return Known((), frozenset(row for row, passage in found if is_electronic(passage.text)))
        if command := self._command(question, document):
            return Known((command,))
        if opening_of is not None:
            return Known(opening_of)
        told_of_it = (
            in_a_glossary(question, found)
            or entry_of_word(question, found, self._around)
            or self._lists.allowed(question, only, found, ranked)
            or self._listed(question, document, found, ranked)
        )
        return Known((told_of_it,) if told_of_it else ())

    def is_heading(self, question: str, document: str | None) -> bool:
        """Whether it is, as a whole, the heading of a section; `document` is where the search stays."""
        terms = self._passage_index.terms(question)
        rows = self._passage_index.lexical(terms, _LOOKED_FOR, document).rows.tolist()
        return bool(below_heading(question, with_rows(self._passage_index, rows), self._title))

    def _opened(self, question: str, document: str | None) -> tuple[Sure, ...] | None:
        """What the document about what is asked for says of it at its beginning, if that is told; None without such a document."""
        what = asks_what(question)
        if what is None:
            return None
        article, name, may_be_surname = what
        about = self._called(f"{article}{name}", False) or self._called(name, may_be_surname)
        if about is None or document not in (None, about):
            return None
        opened = self._first(about)[1]
        return (opened,) if opened else ()

    def _term(self, question: str, document: str | None, found: Collection[tuple[int, Passage]]) -> tuple[Sure, ...]:
        """From when and until when the one person, of those who are found, was what is asked for."""
        if not asks_how_long(question):
            return ()
        documents = {document} if document else {passage.document for _, passage in found if passage.fact_group}
        lives = [life for life in documents if self._is_person(life)]
        terms = [told_of_term(question, self._title(life), self._first(life)[0]) for life in lives]
        told = [term for term in terms if term]
        return told[0] if len(told) == 1 else ()

    def _of_itself(self, document: str | None) -> Known:
        """What the one document that is searched says of its subject, or else its first sentence."""
        only = document or self._only
        if only is None:
            return NOTHING
        first, opened = self._first(only)
        told = opened or first_sentence(first)
        return Known((told,) if told else ())

    @property
    def _only(self) -> str | None:
        documents = self._passage_index.documents
        return next(iter(documents)) if len(documents) == 1 else None

    def _command(self, question: str, document: str | None) -> Sure | None:
        """The code below the heading that says what a question wants to do, in the one document that is searched or that it names."""
        wanted = asks_how(question)
        if wanted is None:
            return None
        words = wanted.split()
        named = (self._called(" ".join(words[at:]), False) for at in range(1, len(words)))
        about = document or self._only or next(filter(None, named), None)
        if about is None:
            return None
        return self._commands(about).get(done(wanted, self._passage_index.documents[about].title))

    def _listed(
        self,
        question: str,
        document: str | None,
        found: Collection[tuple[int, Passage]],
        ranked: Sequence[RankedHit],
    ) -> Sure | None:
        """What is of the list that is asked for by what it is called, of whom the question means where it says "her" or "he"."""
        asked = several(question)
        if asked is None or asked.is_of_each:
            return None
        means = {_MEANT[word] for word in asked.others if word in _MEANT}
        passages = dict(found)
        best = ((hit.row, passages[hit.row]) for hit in ranked)
        of_whom = [(row, passage) for row, passage in best if self._may_mean(means, passage.document, document)]
        return listed(asked, of_whom, self._title, self._around)

    def _may_mean(self, pronouns: Collection[str], document: str, within: str | None) -> bool:
        """Whether "she" or "he" may be of a document; within one alone, where it says nothing else of whom it is about."""
        own = self._passage_index.documents[document].pronoun
        return not pronouns or own in pronouns or (within is not None and own not in _MEANT.values())

    def _is_life(self, document: str, pronoun: str) -> bool:
        """Whether it is about somebody whom "she" or "her", "he" or "his" may mean."""
        return self._passage_index.documents[document].pronoun == _MEANT.get(pronoun.lower())

    def _goes_first(
        self,
        question: str,
        first: Passage,
        found: Collection[tuple[int, Passage]],
        ranked: Sequence[RankedHit],
    ) -> bool:
        """Whether the first passage of a section does, though ranking is surer of another: that is of the list or table which begins the
        section, as Saturday's hours are, or tells less than that, or nothing, of what is wished for.
        """
        if not ranked:
            return False
        wish = self._sections.wish(question)
        surest = dict(found)[ranked[0].row]
        is_of_it = (surest.document, surest.section) == (first.document, first.section)
        tells_less = surest.kind is first.kind or (wish is not None and wish.tells_more)
        is_less = is_of_it and first.kind in (BlockKind.ITEM, BlockKind.ROW) and tells_less
        return is_less or (wish is not None and not holds(wish, surest))

    def _is_person(self, document: str) -> bool:
        return self._passage_index.documents[document].pronoun in ("he", "she")


def _first(passage_index: PassageIndex, document: str) -> tuple[Sequence[tuple[int, Passage]], Sure | None]:
    """The first passages of a document with their rows, and that which says what it is about."""
    about = passage_index.documents[document]
    first = with_rows(passage_index, about.rows[:_LOOKED_AT])
    return first, opening(about, first)


def _commands(passage_index: PassageIndex, document: str) -> Mapping[Done, Sure]:
    return commands(beginning(passage_index, document), passage_index.documents[document].title)
