"""Questions of a set form about what a document is about, and the passages that answer them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from chatbot.conversation.frame import is_to_be_told, topic
from chatbot.conversation.several import several
from chatbot.conversation.title_words import TitleWords
from chatbot.indexed import REMEMBERED, around, beginning, is_long, with_rows
from chatbot.knowing.asked_heading import asked_heading, below_heading
from chatbot.knowing.asked_release import LATEST, asks_for_release
from chatbot.knowing.clause import Clauses, asks_for_clause, clauses, may_be_called, told_of_clause
from chatbot.knowing.contact import ADDRESS, asks_for_contact
from chatbot.knowing.contact_data import is_electronic
from chatbot.knowing.day_columns import in_day_column
from chatbot.knowing.definition import (
    LONGEST,
    asks_of_what_is_read,
    asks_what,
    first_sentence,
    in_a_glossary,
    opening,
)
from chatbot.knowing.departures import departures
from chatbot.knowing.entry_word import entry_of_word
from chatbot.knowing.error_code import asks_for_code, codes, told_of_code
from chatbot.knowing.how import Done, asks_how, commands, done
from chatbot.knowing.known_contacts import KnownContacts
from chatbot.knowing.known_lists import KnownLists
from chatbot.knowing.known_sections import FEW, KnownSections
from chatbot.knowing.labelled import labelled
from chatbot.knowing.life import asks_of_life, told_of_life
from chatbot.knowing.listed import listed
from chatbot.knowing.option import asks_for_option, entries, lacks_option, of_other_options, told_of_option
from chatbot.knowing.releases import is_of_another_release, releases, told_of_release
from chatbot.knowing.sure import NOTHING, Known, Sure
from chatbot.knowing.term import asks_how_long, told_of_term
from chatbot.knowing.which_release import asks_which_release, told_of_change
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
        self._sections = KnownSections(passage_index, called, titles)
        self._lists = KnownLists(passage_index)
        self._contacts = KnownContacts(passage_index, called, titles)
        self._around = partial(around, passage_index)
        # Without `self`, so that nothing holds itself: freed as soon as the version is closed.
        self._first = lru_cache(maxsize=REMEMBERED)(lambda document: _first(passage_index, document))
        self._clauses = lru_cache(maxsize=REMEMBERED)(lambda document: _clauses(passage_index, document))
        self._releases = lru_cache(maxsize=REMEMBERED)(lambda document: releases(beginning(passage_index, document)))
        self._codes = lru_cache(maxsize=REMEMBERED)(lambda document: codes(beginning(passage_index, document)))
        self._entries = lru_cache(maxsize=REMEMBERED)(lambda document: entries(beginning(passage_index, document)))
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
        if clause := self._clause(question, document):
            return Known(clause)
        if release := self._release(question, document, found):
            return release
        if change := self._change(question, found, ranked):
            return Known((change,))
        if (steps := self._lists.step(question, only, found, ranked)) != NOTHING:
            return steps
        if code := self._code(question, document, ranked):
            return Known(code)
        if option := self._option(question, document, found, ranked):
            return option
        if term := self._term(question, document, found):
            return Known(term)
        if (in_day := in_day_column(question, found, self._around)) != NOTHING:
            return in_day
        if leaving := departures(question, found, self._around, self._title):
            return Known(leaving)
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
        if asks_for and (told := self._contacts.of(question, *asks_for, document, only)):
            return Known(told)
        if asks_of_what_is_read(question):
            return self._of_itself(document)
        opening_of = self._opened(question, document)
        if headed and not opening_of:
            return Known(headed)
        if section := self._sections.of_one(question, document, only):
            # "Tell me about moving house" wants the section, whatever row or fact only says its name.
            is_first = is_to_be_told(question) or _begins_list_of(section.passage, found, ranked)
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

    def _title(self, document: str) -> str:
        about = self._passage_index.documents.get(document)
        return about.title if about else ""

    def _term(self, question: str, document: str | None, found: Collection[tuple[int, Passage]]) -> tuple[Sure, ...]:
        """From when and until when the one person, of those who are found, was what is asked for."""
        if not asks_how_long(question):
            return ()
        documents = {document} if document else {passage.document for _, passage in found if passage.fact_group}
        lives = [life for life in documents if self._is_person(life)]
        terms = [told_of_term(question, self._title(life), self._first(life)[0]) for life in lives]
        told = [term for term in terms if term]
        return told[0] if len(told) == 1 else ()

    def _clause(self, question: str, document: str | None) -> tuple[Sure, ...]:
        """The clause that is asked for by its number, of the document that is searched or named, or of each of a few that have it."""
        asked = asks_for_clause(topic(question))
        if asked is None:
            return ()
        about = document or self._only or (self._called(asked.name, False) if asked.name else None)
        if about is None and is_long(self._passage_index.count):
            return ()
        documents = (
            [about] if about else [one for one in self._passage_index.documents if self._may_be_of(one, asked.name)]
        )
        told = [clause for one in documents if (clause := told_of_clause(asked, self._clauses(one)))]
        return tuple(told) if len(told) <= FEW else ()

    def _release(self, question: str, document: str | None, found: Collection[tuple[int, Passage]]) -> Known | None:
        """What the document that is searched, or each of a few, tells of the version that is asked for; where none tells that, what
        they tell of others is no answer.
        """
        asked = asks_for_release(topic(question))
        if asked is None:
            return None
        only = document or self._only
        if only is None and asked.version == LATEST and not asked.names:
            return None
        every = () if is_long(self._passage_index.count) else self._passage_index.documents
        documents = [only] if only else every or dict.fromkeys(passage.document for _, passage in found)
        told = [
            release for one in documents if (release := told_of_release(asked, self._releases(one), self._title(one)))
        ]
        if told:
            return Known(tuple(told)) if len(told) <= FEW else None
        never = frozenset(
            row for row, passage in found if is_of_another_release(asked, passage, self._title(passage.document))
        )
        return Known((), never) if never else None

    def _change(
        self, question: str, found: Collection[tuple[int, Passage]], ranked: Sequence[RankedHit]
    ) -> Sure | None:
        """The version, of those found, that brought what is asked for."""
        asked = asks_which_release(question)
        if asked is None:
            return None
        passages = dict(found)
        return told_of_change(asked, [passages[hit.row] for hit in ranked], self._releases, self._title)

    def _code(self, question: str, document: str | None, ranked: Sequence[RankedHit]) -> tuple[Sure, ...]:
        """What a code means, of the document that is searched, or of each of a few that have it."""
        asked = asks_for_code(topic(question))
        only = document or self._only
        if asked is None or (only is None and is_long(self._passage_index.count)):
            return ()
        documents = [only] if only else self._passage_index.documents
        told = [code for one in documents if (code := told_of_code(asked, self._codes(one), self._title(one)))]
        return _in_order(told, ranked) if len(told) <= FEW else ()

    def _option(
        self,
        question: str,
        document: str | None,
        found: Collection[tuple[int, Passage]],
        ranked: Sequence[RankedHit],
    ) -> Known | None:
        """What an option is, of the document that is searched, or of each of a few that have it; where none of those that are found
        names it, nothing answers, and no other option's entry does.
        """
        asked = asks_for_option(topic(question))
        if asked is None:
            return None
        if lacks_option(asked, (passage for _, passage in found)):
            return Known((), frozenset(row for row, _ in found))
        only = document or self._only
        documents = [only] if only else list(dict.fromkeys(passage.document for _, passage in found))
        told = [option for one in documents if (option := told_of_option(asked, self._entries(one), self._title(one)))]
        if 0 < len(told) <= FEW:
            return Known(_in_order(told, ranked))
        never = frozenset[int]().union(*(of_other_options(asked, self._entries(one), found) for one in documents))
        return Known((), never) if never else None

    def _may_be_of(self, document: str, name: str) -> bool:
        content = self._passage_index.content(document)
        return not name or may_be_called(name, f"{self._title(document)} {content.text}")

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

    def _is_person(self, document: str) -> bool:
        return self._passage_index.documents[document].pronoun in ("he", "she")


def _in_order(told: Iterable[Sure], ranked: Sequence[RankedHit]) -> tuple[Sure, ...]:
    """The likest first."""
    places = {hit.row: place for place, hit in enumerate(ranked)}
    return tuple(sorted(told, key=lambda sure: places.get(sure.row, len(places))))


def _begins_list_of(first: Passage, found: Collection[tuple[int, Passage]], ranked: Sequence[RankedHit]) -> bool:
    """Whether what ranking is surest of is another item or row of the list or table that begins a section: Saturday's hours of all."""
    if first.kind not in (BlockKind.ITEM, BlockKind.ROW) or not ranked:
        return False
    passage = dict(found)[ranked[0].row]
    return (passage.document, passage.section, passage.kind) == (first.document, first.section, first.kind)


def _first(passage_index: PassageIndex, document: str) -> tuple[Sequence[tuple[int, Passage]], Sure | None]:
    """The first passages of a document with their rows, and that which says what it is about."""
    about = passage_index.documents[document]
    first = with_rows(passage_index, about.rows[:_LOOKED_AT])
    return first, opening(about, first)


def _clauses(passage_index: PassageIndex, document: str) -> Clauses:
    return clauses(beginning(passage_index, document), passage_index.content(document).text)


def _commands(passage_index: PassageIndex, document: str) -> Mapping[Done, Sure]:
    return commands(beginning(passage_index, document), passage_index.documents[document].title)
