"""Sections that are asked for by their headings, of the one document that is searched or named, or of a few of all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import chain

from chatbot.conversation.phrases import ASKING, AUXILIARIES
from chatbot.conversation.title_words import TitleWords
from chatbot.conversation.topic import topic
from chatbot.indexed import REMEMBERED, beginning
from chatbot.knowing.headed import documents_headed
from chatbot.knowing.heading import LONGEST, Words, headings, splits, without_rank, words_of
from chatbot.knowing.named_page import headings_beside
from chatbot.knowing.sure import FEW, Sure
from chatbot.knowing.wishes import Wish, as_heading, wish_of, wished
from index import PassageIndex

# Of somebody whose name heads a section, and not "who is the chair": what stands below "Chair" may tell of the office.
_WHO = re.compile(r"^who(?:['’]?s| is| was) (?!(?:the|an?|your|our|my|his|her|their|its) )(?=\S+ \S)", re.IGNORECASE)
_WHAT = re.compile(r"^what(?: is| are|['’]s) (?:(?:the|your|an?) )?", re.IGNORECASE)


class KnownSections:
    """Of one index version. `called(name, or_surname)` gives the id of the document about a person or thing of that name, `titles`
    knows which a question names by words of its title.
    """

    def __init__(
        self, passage_index: PassageIndex, called: Callable[[str, bool], str | None], titles: TitleWords
    ) -> None:
        self._passage_index = passage_index
        self._called = called
        self._titles = titles
        # Without `self`, so that nothing holds itself: freed as soon as the version is closed.
        self._headings = lru_cache(maxsize=REMEMBERED)(lambda document: headings(beginning(passage_index, document)))
        self._wished = lru_cache(maxsize=REMEMBERED)(lambda document: wished(beginning(passage_index, document)))

    def of_one(self, question: str, document: str | None, only: str | None) -> Sure | None:
        """What stands first below the heading that a question is, in the one document that is searched or that it names; `only` is
        the one that is searched, or that there is.
        """
        asked, words, is_wish = _heading_of(question)
        if not words or len(words) > 2 * LONGEST:
            return None
        # "What are the rates?" may be the heading.
        if only and (section := self._headings(only).get(words_of(asked)) or self._below(only, words, is_wish)):
            return section
        for name, heading in splits(words):
            about = self._called(name, True)
            if about is None or document not in (None, about):
                continue
            if section := self._below(about, heading, is_wish):
                return section
        beside = headings_beside(question, words, self._titles) if document is None else None
        told = (self._below(beside[0], heading, is_wish) for heading in beside[1]) if beside else ()
        return next(filter(None, told), None)

    def wish(self, question: str) -> Wish | None:
        """What a question wishes for; None where it asks for something else."""
        words = _heading_of(question)[1]
        return next((wish for at in range(len(words), 0, -1) if (wish := wish_of(words[:at]))), None)

    def of_each(self, question: str) -> tuple[Sure, ...]:
        """What stands first below the heading that a question is, in each document that has such a section; nothing where more than
        FEW have one, a document has that title, or the heading asks, which `asked_heading` knows.
        """
        _, words, is_wish = _heading_of(question)
        if not 0 < len(words) <= LONGEST or words[0] in ASKING | AUXILIARIES:
            return ()
        if self._called(" ".join(words), False):
            return ()
        wish = wish_of(words)
        forms = dict.fromkeys((words, *sorted(wish.headed if wish else ())))
        headed = (documents_headed(form, self._passage_index) for form in forms)
        documents = list(dict.fromkeys(chain.from_iterable(headed)))
        if len(documents) > FEW:
            return ()
        told = [self._below(document, words, is_wish) for document in documents]
        return tuple(filter(None, told)) if all(told) else ()

    def _below(self, document: str, words: Words, is_wish: bool) -> Sure | None:
        """What stands first below the heading of these words in a document, or else what tells the same wish; where the question only
        means them, that goes before it.
        """
        wish = wish_of(words)
        told = self._wished(document).get(wish.called) if wish else None
        own = self._headings(document).get(words)
        return (told or own) if is_wish else (own or told)


def _heading_of(question: str) -> tuple[str, Words, bool]:
    """What is asked about, the words of the heading that it may be, and whether it is said in others than these."""
    asked = topic(question)
    who = _WHO.sub("", asked)
    if who != asked:
        return asked, without_rank(words_of(who)), False
    said = _WHAT.sub("", asked)
    meant = as_heading(said)
    return asked, words_of(meant), meant != said
