"""Opening an index, and the embedded engine: a version in a folder, searched in this process."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, DocumentContent
from index.errors import IndexDamaged, IndexMismatch, SearchIndexError, VersionUnknown
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
    check_version,
    parse_manifest,
)
from index.passage import Passage
from index.passage_index import Hits, PassageIndex, has_previous, tokeniser_of
from index.place import MilvusPlace, Place
from index.spelling import Words
from index.tokens import NO_STORE, Cosines, Projection, QuestionTokens, open_tokens
from index.vectors import VectorIndex, open_vectors
from index.versions import VersionStore


def open_index(place: Place, version: str | None = None) -> PassageIndex:
    """Open the version in use, or the one named, from an index folder or from Milvus.

    Checks the manifest, its own checksum, the format and every file's size, or what Milvus holds in their place;
    refuses a mismatch by name. An open version is not pruned until it is closed or its process ends. Raises
    IndexMissing, VersionUnknown, IndexDamaged, IndexMismatch or IndexUnavailable.
    """
    if isinstance(place, MilvusPlace):
        from index.milvus.search import open_milvus  # its client is an extra, and takes half a second

        return open_milvus(place, version)
    return _open_embedded(place, version)


def _open_embedded(folder: Path, version: str | None) -> PassageIndex:
    store = VersionStore(folder)
    name = store.known(version) if version else store.current()
    try:
        pin = store.pin(name)
    except VersionUnknown:
        if version or store.current() == name:
            raise
        # A new version was published, and the one before it pruned, in this very moment.
        return _open_embedded(folder, None)
    try:
        return _EmbeddedIndex(pin.folder, check_version(pin.folder), pin)
    except SearchIndexError:
        pin.release()
        raise


def check_opens(folder: Path) -> None:
    """Open a version's folder and close it again; IndexDamaged or IndexMismatch where it cannot be opened."""
    manifest = parse_manifest((folder / MANIFEST).read_bytes(), folder.name)
    _EmbeddedIndex(folder, manifest).close()


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
            self._words = Words(np.memmap(folder / WORDS, np.uint8, "r").tobytes)
        except (RuntimeError, ValueError, KeyError, TypeError, OSError, EOFError, BadZipFile, zlib.error) as error:
            raise IndexDamaged(f"index version {manifest.version}: a file cannot be opened; {MEND}") from error
        self._catalog = Catalog(folder / CATALOG)
        try:
            self._check(manifest)
            self._tokenise = tokeniser_of(manifest)
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

    def has_word(self, word: str) -> bool:
        return all(map(self._lexical.knows, self._tokenise(word)))

    def near_words(self, word: str) -> list[str]:
        return [] if self.has_word(word) else self._words.near(word)

    def dense(self, vector: NDArray[np.float32], top: int, document: str | None = None) -> Hits:
        return Hits(*self._vectors.search(vector, top, self._rows(document)))

    def lexical(self, terms: Iterable[str], top: int, document: str | None = None) -> Hits:
        return Hits(*self._lexical.search(terms, top, self._rows(document)))

    def cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        return self._vectors.cosines(vector, rows)

    def lexical_scores(self, terms: Sequence[str], rows: NDArray[np.int64]) -> LexicalScores:
        return self._lexical.scores(terms, rows, has_previous(rows, self._first_rows))

    def match(self, question: QuestionTokens, rows: NDArray[np.int64]) -> Cosines:
        return self._tokens.match(question, rows, has_previous(rows, self._first_rows))

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
        for mapped in ("_vectors", "_lexical", "_tokens", "_words"):
            self.__dict__.pop(mapped, None)  # the last reference, and with it the memory maps
        if self._pin:
            self._pin.release()

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
