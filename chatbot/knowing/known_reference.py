"""What has a number or a name of its own in contracts and reference pages: clauses, versions, codes and options."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache, partial

from chatbot.conversation.topic import topic
from chatbot.indexed import REMEMBERED, beginning, is_long, title_of
from chatbot.knowing.reference.asked_release import LATEST, asks_for_release
from chatbot.knowing.reference.clause import Clauses, asks_for_clause, clauses, may_be_called, told_of_clause
from chatbot.knowing.reference.error_code import asks_for_code, codes, told_of_code
from chatbot.knowing.reference.option import asks_for_option, entries, lacks_option, of_other_options, told_of_option
from chatbot.knowing.reference.releases import is_of_another_release, releases, told_of_release
from chatbot.knowing.reference.which_release import asks_which_release, told_of_change
from chatbot.knowing.sure import FEW, Known, Sure
from chatbot.ranking.ranked_hit import RankedHit
from index import Passage, PassageIndex


class KnownReference:
    """Of one index version. `called(name, or_surname)` gives the id of the document about a person or thing of that name."""

    def __init__(self, passage_index: PassageIndex, called: Callable[[str, bool], str | None]) -> None:
        self._passage_index = passage_index
        self._called = called
        self._title = partial(title_of, passage_index)
        # Without `self`, so that nothing holds itself: freed as soon as the version is closed.
        self._clauses = lru_cache(maxsize=REMEMBERED)(lambda document: _clauses(passage_index, document))
        self._releases = lru_cache(maxsize=REMEMBERED)(lambda document: releases(beginning(passage_index, document)))
        self._codes = lru_cache(maxsize=REMEMBERED)(lambda document: codes(beginning(passage_index, document)))
        self._entries = lru_cache(maxsize=REMEMBERED)(lambda document: entries(beginning(passage_index, document)))

    def of(
        self, question: str, only: str | None, found: Collection[tuple[int, Passage]], ranked: Sequence[RankedHit]
    ) -> Known | None:
        """What is told of the clause, version, code or option that is asked for; None where none is, or nothing is known of it.

        `only` is the one document that is searched, or that there is, `found` are the candidates with their rows, `ranked` those of
        them that are ranked, best first.
        """
        wanted = topic(question)
        if clause := self._clause(wanted, only):
            return Known(clause)
        if release := self._release(wanted, only, found):
            return release
        if change := self._change(question, found, ranked):
            return Known((change,))
        if code := self._code(wanted, only, ranked):
            return Known(code)
        return self._option(wanted, only, found, ranked)

    def _clause(self, wanted: str, only: str | None) -> tuple[Sure, ...]:
        """The clause that is asked for by its number, of the document that is searched or named, or of each of a few that have it."""
        asked = asks_for_clause(wanted)
        if asked is None:
            return ()
        about = only or (self._called(asked.name, False) if asked.name else None)
        if about is None and is_long(self._passage_index.count):
            return ()
        documents = (
            [about] if about else [one for one in self._passage_index.documents if self._may_be_of(one, asked.name)]
        )
        told = [clause for one in documents if (clause := told_of_clause(asked, self._clauses(one)))]
        return tuple(told) if len(told) <= FEW else ()

    def _release(self, wanted: str, only: str | None, found: Collection[tuple[int, Passage]]) -> Known | None:
        """What the document that is searched, or each of a few, tells of the version that is asked for; where none tells that, what
        they tell of others is no answer.
        """
        asked = asks_for_release(wanted)
        if asked is None:
            return None
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

    def _code(self, wanted: str, only: str | None, ranked: Sequence[RankedHit]) -> tuple[Sure, ...]:
        """What a code means, of the document that is searched, or of each of a few that have it."""
        asked = asks_for_code(wanted)
        if asked is None or (only is None and is_long(self._passage_index.count)):
            return ()
        documents = [only] if only else self._passage_index.documents
        told = [code for one in documents if (code := told_of_code(asked, self._codes(one), self._title(one)))]
        return _in_order(told, ranked) if len(told) <= FEW else ()

    def _option(
        self,
        wanted: str,
        only: str | None,
        found: Collection[tuple[int, Passage]],
        ranked: Sequence[RankedHit],
    ) -> Known | None:
        """What an option is, of the document that is searched, or of each of a few that have it; where none of those that are found
        names it, nothing answers, and no other option's entry does.
        """
        asked = asks_for_option(wanted)
        if asked is None:
            return None
        if lacks_option(asked, (passage for _, passage in found)):
            return Known((), frozenset(row for row, _ in found))
        documents = [only] if only else list(dict.fromkeys(passage.document for _, passage in found))
        told = [option for one in documents if (option := told_of_option(asked, self._entries(one), self._title(one)))]
        if 0 < len(told) <= FEW:
            return Known(_in_order(told, ranked))
        never = frozenset[int]().union(*(of_other_options(asked, self._entries(one), found) for one in documents))
        return Known((), never) if never else None

    def _may_be_of(self, document: str, name: str) -> bool:
        if not name:
            return True
        return may_be_called(name, f"{self._title(document)} {self._passage_index.content(document).text}")


def _in_order(told: Iterable[Sure], ranked: Sequence[RankedHit]) -> tuple[Sure, ...]:
    """The likest first."""
    places = {hit.row: place for place, hit in enumerate(ranked)}
    return tuple(sorted(told, key=lambda sure: places.get(sure.row, len(places))))


def _clauses(passage_index: PassageIndex, document: str) -> Clauses:
    return clauses(beginning(passage_index, document), passage_index.content(document).text)
