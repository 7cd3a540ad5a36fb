"""How to get in touch with whom a document is about, or with whom the whole site is of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from chatbot.conversation.title_words import TitleWords
from chatbot.indexed import REMEMBERED, Documents, beginning, is_long
from chatbot.knowing.contact import contacts
from chatbot.knowing.contact_page import asks_of_site, is_contact_page, of_site
from chatbot.knowing.named_page import page_called
from chatbot.knowing.sure import Sure
from index import PassageIndex

_PAGES = 20  # that may be for getting in touch: of more none is there for it


class KnownContacts:
    """Of one index version. `called(name, or_surname)` gives the id of the document about a person or thing of that name, `titles`
    knows which a question names by words of its title.
    """

    def __init__(
        self, passage_index: PassageIndex, called: Callable[[str, bool], str | None], titles: TitleWords
    ) -> None:
        self._called = called
        self._titles = titles
        # Without `self`, so that nothing holds itself: freed as soon as the version is closed.
        self._contacts = lru_cache(maxsize=REMEMBERED)(lambda document: _contacts(passage_index, document))
        self._pages = lru_cache(maxsize=1)(lambda: _pages(passage_index))

    def of(self, question: str, way: str, name: str, document: str | None, only: str | None) -> tuple[Sure, ...]:
        """What tells this way, of the document that is called so where the question names somebody, else of the one that is searched
        or of the whole site; `only` is the one that is searched, or that there is.
        """
        about = (self._called(name, True) or page_called(name, self._titles)) if name else only
        if about is not None and document in (None, about):
            return self._contacts(about).get(way, ())
        if name or document or not asks_of_site(question):
            return ()
        return of_site(question, [(title, told.get(way, ())) for title, told in self._pages()])


def _contacts(indexed: Documents, document: str) -> Mapping[str, tuple[Sure, ...]]:
    return contacts(beginning(indexed, document))


def _pages(passage_index: PassageIndex) -> Sequence[tuple[str, Mapping[str, tuple[Sure, ...]]]]:
    """The titles and contacts of the documents that are about nobody; of many passages, of those that are there for it."""
    pages = [document for document in passage_index.documents.values() if document.pronoun not in ("he", "she")]
    if is_long(passage_index.count):
        pages = [document for document in pages if is_contact_page(document.title)][: _PAGES + 1]
        pages = pages if len(pages) <= _PAGES else []
    return [(document.title, _contacts(passage_index, document.id)) for document in pages]
