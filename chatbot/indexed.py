"""What the steps ask of an open index, each no more than its part, so that a few lines stand for it in a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import Protocol

from index import Document, Hits, Passage

REMEMBERED = 64  # documents of which it is kept what was found in their first passages
_LOOKED_THROUGH = 2000  # passages of a document, for its headings, clauses and how to get in touch


class Passages(Protocol):
    """The passages of an open index."""

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows."""
        ...


class Documents(Passages, Protocol):
    """What an open index knows of passages and of where documents end."""

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        ...


class Words(Passages, Protocol):
    """What an open index knows of words and of the passages that hold them."""

    def terms(self, text: str) -> list[str]:
        """The terms of a text."""
        ...

    def lexical(self, terms: list[str], top: int, document: str | None = None) -> Hits:
        """The passages with the best BM25 score; only those that hold a term."""
        ...


class Indexed(Documents, Words, Protocol):
    """What an open index knows of documents and of the passages that hold some words."""


def holds(words: Words, document: str, terms: list[str]) -> bool:
    """Whether a document has one of these terms."""
    return len(words.lexical(terms, 1, document).rows) > 0


def with_rows(passages: Passages, rows: Sequence[int]) -> list[tuple[int, Passage]]:
    """The passages of these rows, each behind its row."""
    return list(zip(rows, passages.passages(rows), strict=True))


def title_of(indexed: Documents, document: str) -> str:
    """The title of a document; empty where there is none of that id."""
    about = indexed.documents.get(document)
    return about.title if about else ""


def beginning(indexed: Documents, document: str) -> list[tuple[int, Passage]]:
    """The first passages of a document, of most documents all, each behind its row."""
    return with_rows(indexed, indexed.documents[document].rows[:_LOOKED_THROUGH])


def is_long(passages: int) -> bool:
    """Whether so many are more than are looked through."""
    return passages > _LOOKED_THROUGH


def around(indexed: Documents, row: int, most: int) -> list[tuple[int, Passage]]:
    """The passages of a row's document with their rows, in order, so many before and behind it."""
    [passage] = indexed.passages([row])
    rows = indexed.documents[passage.document].rows
    return with_rows(indexed, range(max(rows.start, row - most), min(rows.stop, row + most + 1)))


def unbroken(
    near: Sequence[tuple[int, Passage]], row: int, is_alike: Callable[[Passage], bool]
) -> list[tuple[int, Passage]]:
    """Of passages that follow each other the one of this row, with those before and behind it up to the first that is not alike."""
    at = row - near[0][0]
    before = takewhile(lambda entry: is_alike(entry[1]), reversed(near[:at]))
    behind = takewhile(lambda entry: is_alike(entry[1]), near[at:])
    return [*reversed(list(before)), *behind]
