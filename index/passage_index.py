"""What an open index can do. It knows vectors and terms, never questions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.catalog import Document, DocumentContent
from index.embed import open_encoder
from index.encoder import Encoder
from index.errors import IndexMismatch, SettingsError
from index.lexical import LexicalScores
from index.manifest import MEND, Manifest, ModelRecord
from index.passage import Passage
from index.tokeniser import Tokeniser
from index.tokens import Cosines, Projection, QuestionTokens


@dataclass(frozen=True, slots=True)
class Hits:
    """What one search found, best first: rows int64 of shape (k,), scores float32 of shape (k,)."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class PassageIndex(Protocol):
    """An open index version. Safe to use from several threads."""

    @property
    def version(self) -> str:
        """The version's name."""
        ...

    @property
    def model(self) -> ModelRecord:
        """The model that a question must be embedded with."""
        ...

    @property
    def language(self) -> str:
        """The language of the documents, as the settings name it."""
        ...

    @property
    def encoder_folder(self) -> Path | None:
        """Where the version carries its encoder; None where it runs on PyTorch."""
        ...

    @property
    def count(self) -> int:
        """How many passages there are; their rows are 0 to count - 1."""
        ...

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id, in their order."""
        ...

    def terms(self, text: str) -> list[str]:
        """The terms of a text, as the passages' own were made; empty where it holds only stop words."""
        ...

    def adds_nothing(self, text: str, terms: Collection[str]) -> bool:
        """Whether every term of the text is among these."""
        ...

    def has_word(self, word: str) -> bool:
        """Whether the documents have it, in whatever form, or it is a stop word."""
        ...

    def near_words(self, word: str) -> list[str]:
        """The words of the documents that are a slip of the pen away, nearest first; none where the word is one of theirs."""
        ...

    def dense(self, vector: NDArray[np.float32], top: int, document: str | None = None) -> Hits:
        """The passages nearest to a normalised vector of shape (d,), by cosine. `document` restricts the search itself."""
        ...

    def lexical(self, terms: Iterable[str], top: int, document: str | None = None) -> Hits:
        """The passages with the best BM25 score; only those that hold a term."""
        ...

    def cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The cosine of each of these rows to a normalised vector, shape (k,), in their order."""
        ...

    def lexical_scores(self, terms: Sequence[str], rows: NDArray[np.int64]) -> LexicalScores:
        """BM25 of each of these rows, in ascending order, and which of the terms it and the passage before hold."""
        ...

    @property
    def projection(self) -> Projection | None:
        """What turns a question into tokens; None where the passages have none."""
        ...

    def match(self, question: QuestionTokens, rows: NDArray[np.int64]) -> Cosines:
        """Late interaction of a question with each of these rows."""
        ...

    def tokens(self, row: int) -> NDArray[np.int8]:
        """One passage's own tokens, shape (t, 64)."""
        ...

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows, in the order asked for."""
        ...

    def questions(self, document: str) -> list[tuple[int, str]]:
        """Rows of a document, each with a question that it may answer, in its order."""
        ...

    def content(self, document: str) -> DocumentContent:
        """A document's text and headings."""
        ...

    def close(self) -> None:
        """Give its files back. Nothing may be asked of it afterwards."""
        ...


def has_previous(rows: NDArray[np.int64], first_rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the row before each of `rows` (c,) is of the same document; `first_rows` are those that documents begin with, ascending."""
    next_first = first_rows.take(np.searchsorted(first_rows, rows), mode="clip")
    return np.asarray(next_first != rows)


def tokeniser_of(manifest: Manifest) -> Tokeniser:
    """The tokeniser of a version's language; IndexMismatch where this program has none."""
    try:
        return Tokeniser(manifest.language)
    except SettingsError as error:
        raise IndexMismatch(
            f"index version {manifest.version} is in {manifest.language!r}, which this program has no stemmer for; {MEND}"
        ) from error


def load_encoder(passage_index: PassageIndex) -> Encoder:
    """The encoder that made the index, for its questions; IndexMismatch or IndexDamaged where it is not to be had."""
    model = passage_index.model
    return open_encoder(model.name, model.fingerprint, passage_index.encoder_folder)
