"""Opening an index, and what an open one can do. It knows vectors and terms, never questions."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, Document, DocumentContent
from index.embed import open_encoder
from index.encoder import Encoder
from index.errors import IndexDamaged, IndexMismatch, SearchIndexError, SettingsError, VersionUnknown
from index.lexical import LexicalIndex, LexicalScores, open_lexical
from index.locks import Pin
from index.manifest import (
    CATALOG,
    MANIFEST,
    MEND,
    POSTING_ROWS,
    POSTING_SCORES,
    POSTING_STARTS,
    PROJECTION,
    TOKEN_STARTS,
    TOKENS,
    VECTOR_INDEX,
    VECTORS,
    VOCABULARY,
    WORDS,
    Manifest,
    ModelRecord,
    check_version,
    parse_manifest,
)
from index.passage import Passage
from index.spelling import Words
from index.tokeniser import Tokeniser
from index.tokens import NO_STORE, Projection, QuestionTokens, open_tokens
from index.vectors import VectorIndex, open_vectors
from index.versions import VersionStore


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

    def match(
        self, question: QuestionTokens, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Each question token's best cosine in each of these c rows' tokens, and in them or those of the passage before: both (c, q)."""
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


def open_index(folder: Path, version: str | None = None) -> PassageIndex:
    """Open the version in use, or the one named, from an index folder.

    Checks the manifest, its own checksum, the format and every file's size; refuses a mismatch by
    name. An open version is not pruned until it is closed or its process ends. Raises IndexMissing,
    VersionUnknown, IndexDamaged or IndexMismatch.
    """
    store = VersionStore(folder)
    name = store.known(version) if version else store.current()
    try:
        pin = store.pin(name)
    except VersionUnknown:
        if version or store.current() == name:
            raise
        return open_index(folder)  # a new version was published, and the one before it pruned, in this very moment
    try:
        return _EmbeddedIndex(pin.folder, check_version(pin.folder), pin)
    except SearchIndexError:
        pin.release()
        raise


def check_opens(folder: Path) -> None:
    """Open a version's folder and close it again; IndexDamaged or IndexMismatch where it cannot be opened."""
    manifest = parse_manifest((folder / MANIFEST).read_bytes(), folder.name)
    _EmbeddedIndex(folder, manifest).close()


def load_encoder(passage_index: PassageIndex) -> Encoder:
    """The encoder that made the index, for its questions; IndexMismatch or IndexDamaged where it is not to be had."""
    model = passage_index.model
    return open_encoder(model.name, model.fingerprint, passage_index.encoder_folder)


class _EmbeddedIndex:
    """FAISS, BM25 postings and SQLite in this process, all memory-mapped."""

    def __init__(self, folder: Path, manifest: Manifest, pin: Pin | None = None) -> None:
        self._pin = pin
        self.version = manifest.version
        self.model = manifest.model
        self.language = manifest.language
        self.encoder_folder = None if manifest.model.runtime == "torch" else folder
        try:
            self._vectors: VectorIndex = open_vectors(folder / VECTORS, folder / VECTOR_INDEX)
            self._lexical: LexicalIndex = open_lexical(
                folder / VOCABULARY,
                folder / POSTING_STARTS,
                folder / POSTING_ROWS,
                folder / POSTING_SCORES,
                manifest.counts.passages,
            )
            has_tokens = manifest.model.projection is not None
            self._tokens = open_tokens(folder / TOKENS, folder / TOKEN_STARTS) if has_tokens else NO_STORE
            self.projection = Projection.load(folder / PROJECTION) if has_tokens else None
        except (RuntimeError, ValueError, KeyError, TypeError, OSError, EOFError, BadZipFile, zlib.error) as error:
            raise IndexDamaged(f"index version {manifest.version}: a file cannot be opened; {MEND}") from error
        self._words = Words(folder / WORDS)
        self._catalog = Catalog(folder / CATALOG)
        try:
            self._check(manifest)
            self._tokenise = Tokeniser(manifest.language)
        except SettingsError as error:
            self.close()
            raise IndexMismatch(
                f"index version {manifest.version} is in {manifest.language!r}, which this program has no stemmer for; {MEND}"
            ) from error
        except IndexMismatch:
            self.close()
            raise
        self.documents = self._catalog.documents
        self._first_rows = np.array([document.rows.start for document in self.documents.values()], np.int64)
        self.count = manifest.counts.passages
        self._all = range(self.count)

    def terms(self, text: str) -> list[str]:
        return self._tokenise(text)

    def adds_nothing(self, text: str, terms: Collection[str]) -> bool:
        return self._tokenise.adds_nothing(text, terms)

    def near_words(self, word: str) -> list[str]:
        known = all(self._lexical.knows(term) for term in self._tokenise(word))
        return [] if known else self._words.near(word)

    def dense(self, vector: NDArray[np.float32], top: int, document: str | None = None) -> Hits:
        return Hits(*self._vectors.search(vector, top, self._rows(document)))

    def lexical(self, terms: Iterable[str], top: int, document: str | None = None) -> Hits:
        return Hits(*self._lexical.search(terms, top, self._rows(document)))

    def cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        return self._vectors.cosines(vector, rows)

    def lexical_scores(self, terms: Sequence[str], rows: NDArray[np.int64]) -> LexicalScores:
        return self._lexical.scores(terms, rows, self._has_previous(rows))

    def match(
        self, question: QuestionTokens, rows: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return self._tokens.match(question, rows, self._has_previous(rows))

    def tokens(self, row: int) -> NDArray[np.int8]:
        return self._tokens.of(row)

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return self._catalog.passages(rows)

    def questions(self, document: str) -> list[tuple[int, str]]:
        return self._catalog.questions(document)

    def content(self, document: str) -> DocumentContent:
        return self._catalog.content(document)

    def close(self) -> None:
        self._catalog.close()
        for mapped in ("_vectors", "_lexical", "_tokens"):
            self.__dict__.pop(mapped, None)  # the last reference, and with it the memory maps
        if self._pin:
            self._pin.release()

    def _has_previous(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the row before is of the same document, for each of these."""
        next_first = self._first_rows.take(np.searchsorted(self._first_rows, rows), mode="clip")
        return np.asarray(next_first != rows)

    def _rows(self, document: str | None) -> range:
        return self._all if document is None else self.documents[document].rows

    def _check(self, manifest: Manifest) -> None:
        if self._vectors.dimension != manifest.model.dimension:
            raise IndexMismatch(
                f"index version {manifest.version}: its vectors have {self._vectors.dimension} numbers, its manifest says {manifest.model.dimension}; {MEND}"
            )
        if self._vectors.count != manifest.counts.passages or len(self._catalog.documents) != manifest.counts.documents:
            raise IndexMismatch(
                f"index version {manifest.version}: its files hold {self._vectors.count} vectors and {len(self._catalog.documents)} documents, its manifest says {manifest.counts.passages} and {manifest.counts.documents}; {MEND}"
            )
