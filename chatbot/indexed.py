"""What the steps ask of an open index, each no more than its part, so that a few lines stand for it in a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from index import Document, Hits, Passage


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
