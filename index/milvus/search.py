"""An index version in Milvus, opened and searched.

A question takes the dense search, the lexical search, and a call that reads the candidates and the passages before
them; where the search is not exact, one more before that reads what is scored again. What is read is remembered;
scores are computed here from the same numbers and by the same formulas as in the embedded engine, so that a question
gets the same reply from both. Small tables (documents, vocabulary, words) are read when the version is opened and stay
in memory, as every question needs them.
"""

from __future__ import annotations

import io
import json
import threading
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from index.catalog import Document, DocumentContent, Heading
from index.encoders.export_cache import cached_export
from index.errors import IndexDamaged, IndexMismatch, IndexUnavailable, SearchIndexError, VersionUnknown
from index.lexical import LexicalScores, idf_of
from index.manifest import ENCODER_FILES, MEND, Manifest, sha256_of
from index.milvus.connection import Connection, NotThere, connection
from index.milvus.header import read_header
from index.milvus.layout import DENSE, PASSAGE, ROW, STATES, TERMS, Names, Row, read_row, tables
from index.milvus.leases import Lease
from index.milvus.store import MilvusStore
from index.milvus.tables import read_table, read_tables
from index.milvus.write import (
    DOCUMENTS,
    PROJECTION_TABLE,
    SEGMENT,
    VOCABULARY_TABLE,
    WORDS_TABLE,
    segment_cells,
    table_of_document,
)
from index.passage import Passage
from index.passage_index import Hits, PassageIndex, has_previous, tokeniser_of
from index.place import MilvusPlace
from index.spelling import Words
from index.tokens import NO_STORE, Cosines, Projection, QuestionTokens, TokenStore
from index.vectors import RESCORED, SCANNED, WHOLE_UP_TO

REMEMBERED = 2048  # rows; some ten megabytes: popular ones come again and again
DOCUMENTS_REMEMBERED = 16
ROUNDING = 1e-6  # of a cosine; nearer ones are computed as the embedded engine does, so that ties are its ties
SPARE = 10  # more than asked for, so that of equal scores the first rows are taken as in the embedded engine

_NOTHING = Hits(np.empty(0, np.int64), np.empty(0, np.float32))


def open_milvus(place: MilvusPlace, version: str | None = None) -> PassageIndex:
    """Open the version in use, or the one named.

    Raises IndexMissing, VersionUnknown, IndexDamaged, IndexMismatch or IndexUnavailable.
    """
    milvus = connection(place)
    store = MilvusStore(place)
    name = store.known(version) if version else store.current()
    lease = Lease(milvus, Names(place.collection).passages(name))
    try:
        return _MilvusIndex(milvus, name, lease)
    except (NotThere, VersionUnknown) as error:
        lease.release()
        if version or store.current() == name:
            raise VersionUnknown(
                f"index version {name} was removed just now; `chatbot index list` shows the others."
            ) from error
        return open_milvus(place)  # a new version was published, and the one before it pruned, in this very moment
    except SearchIndexError:
        lease.release()
        raise


class _MilvusIndex:
    """Safe to use from several threads."""

    def __init__(self, milvus: Connection, version: str, lease: Lease) -> None:
        self._milvus = milvus
        self._lease = lease
        self.version = version
        self._collection = Names(milvus.place.collection).passages(version)
        _, manifest = read_header(milvus, version)
        self.model = manifest.model
        self.language = manifest.language
        self.count = manifest.counts.passages
        self._check(manifest)
        small = dict(zip(_SMALL, read_tables(milvus, tables(self._collection), _SMALL), strict=True))
        try:
            self.documents: Mapping[str, Document] = {row[0]: _document(row) for row in json.loads(small[DOCUMENTS])}
            vocabulary, holding = json.loads(small[VOCABULARY_TABLE])
            self.projection = _projection(milvus, self._collection) if manifest.model.projection is not None else None
        except (ValueError, TypeError, IndexError, KeyError) as error:
            raise IndexDamaged(f"index version {version}: a table is not as it was written; {MEND}") from error
        self._tokenise = tokeniser_of(manifest)
        self._numbers = {term: number for number, term in enumerate(vocabulary, 1)}
        self._holding: list[int] = holding
        self._words = Words(lambda: small[WORDS_TABLE])
        self._places = {document: number for number, document in enumerate(self.documents)}
        self._first_rows = np.array([document.rows.start for document in self.documents.values()], np.int64)
        self.encoder_folder = _encoder(milvus, manifest)
        self._known: OrderedDict[int, Row] = OrderedDict()
        self._lock = threading.Lock()
        self._of_document = lru_cache(DOCUMENTS_REMEMBERED)(self._read_document)

    def terms(self, text: str) -> list[str]:
        return self._tokenise(text)

    def adds_nothing(self, text: str, terms: Collection[str]) -> bool:
        return self._tokenise.adds_nothing(text, terms)

    def has_word(self, word: str) -> bool:
        return all(term in self._numbers for term in self._tokenise(word))

    def near_words(self, word: str) -> list[str]:
        return [] if self.has_word(word) else self._words.near(word)

    def dense(self, vector: NDArray[np.float32], top: int, document: str | None = None) -> Hits:
        within = self._rows(document)
        is_exact = self.count <= WHOLE_UP_TO
        parameters = {}
        if not is_exact:
            segment = min(len(within), SEGMENT)
            number = segment_cells(self.count)
            parameters = {"nprobe": min(number, -(-number * SCANNED // max(1, segment)))}
        found = self._search(DENSE, vector, top + SPARE if is_exact else RESCORED * top, within, parameters)
        if is_exact and (np.diff(np.sort(found.scores)) > ROUNDING).all():
            return _best(found.rows, found.scores, top)
        return _best(found.rows, self.cosines(vector, found.rows), top)

    def lexical(self, terms: Iterable[str], top: int, document: str | None = None) -> Hits:
        asked = {self._numbers[term]: float(times) for term, times in Counter(terms).items() if term in self._numbers}
        if not asked:
            return _NOTHING
        found = self._search(TERMS, asked, top + SPARE, self._rows(document), {})
        return _best(found.rows, found.scores, top)

    def cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        if not len(rows):
            return np.empty(0, np.float32)
        read = self._read(rows.tolist())
        return np.asarray(np.stack([one.vector for one in read]).astype(np.float32) @ vector, np.float32)

    def lexical_scores(self, terms: Sequence[str], rows: NDArray[np.int64]) -> LexicalScores:
        times = Counter(terms)
        asked, own, before = rows.tolist(), *self._with_previous(rows)
        bm25, idf = np.zeros(len(asked), np.float32), np.zeros(len(times))
        held = np.zeros((len(asked), len(times)), np.bool_)
        joint = np.zeros_like(held)
        for column, (term, count) in enumerate(times.items()):
            number = self._numbers.get(term, 0)
            holding = self._holding[number - 1] if number else 0
            idf[column] = idf_of(holding, self.count)
            if not number:
                continue
            bm25 += np.array([count * one.terms.get(number, 0.0) for one in own], np.float32)
            held[:, column] = [number in one.terms for one in own]
            joint[:, column] = held[:, column] | [
                previous is not None and number in previous.terms for previous in before
            ]
        return LexicalScores(tuple(times), bm25, idf, held, joint)

    def match(self, question: QuestionTokens, rows: NDArray[np.int64]) -> Cosines:
        follows = has_previous(rows, self._first_rows)
        needed = np.union1d(rows, rows[follows] - 1)
        read = [one.tokens for one in self._read(needed.tolist())]
        starts = np.cumsum([0, *map(len, read)], dtype=np.int64)
        store = TokenStore(np.concatenate(read), starts) if read else NO_STORE
        # The row before a row is the one before it among the needed ones too.
        return store.match(question, np.searchsorted(needed, rows), follows)

    def tokens(self, row: int) -> NDArray[np.int8]:
        [read] = self._read([row])
        return read.tokens

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        return [read.passage for read in self._read([int(row) for row in rows])]

    def questions(self, document: str) -> list[tuple[int, str]]:
        return self._of_document(document)[1]

    def content(self, document: str) -> DocumentContent:
        return self._of_document(document)[0]

    def close(self) -> None:
        self._lease.release()
        # It holds this index in turn, so that only the collector would free both.
        self.__dict__.pop("_of_document", None)

    def _read(self, rows: Sequence[int]) -> list[Row]:
        """These rows, in the order asked for."""
        with self._lock:
            known = {row: self._known[row] for row in rows if row in self._known}
            for row in known:
                self._known.move_to_end(row)
        missing = sorted({row for row in rows if row not in known})
        for begin in range(0, len(missing), _ROWS_AT_ONCE):
            asked = missing[begin : begin + _ROWS_AT_ONCE]
            found = self._ask("get", self._collection, ids=asked, output_fields=[ROW, STATES, PASSAGE])
            known |= {entity[ROW]: read_row(entity, self.model.dimension) for entity in found}
        if lost := [row for row in missing if row not in known]:
            raise IndexDamaged(
                f"the collection {self._collection} has no row {lost[0]}; check the index with `chatbot index verify`."
            )
        with self._lock:
            self._known |= {row: known[row] for row in missing}
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return [known[row] for row in rows]

    def _with_previous(self, rows: NDArray[np.int64]) -> tuple[list[Row], list[Row | None]]:
        follows = has_previous(rows, self._first_rows)
        read = self._read([*rows.tolist(), *(rows[follows] - 1).tolist()])
        before = iter(read[len(rows) :])
        return read[: len(rows)], [next(before) if has else None for has in follows]

    def _search(self, field: str, asked: object, top: int, within: range, parameters: Mapping[str, int]) -> Hits:
        if not within:
            return _NOTHING
        everywhere = len(within) == self.count
        [found] = self._ask(
            "search",
            self._collection,
            data=[asked],
            anns_field=field,
            limit=min(top, len(within)),
            filter="" if everywhere else f"{ROW} >= {within.start} and {ROW} < {within.stop}",
            search_params={"metric_type": "IP", "params": dict(parameters)},
            output_fields=[],
        )
        rows = np.array([hit[ROW] for hit in found], np.int64)
        return Hits(rows, np.array([hit["distance"] for hit in found], np.float32))

    def _ask(self, method: str, *arguments: object, **options: object) -> Any:
        try:
            return self._milvus.call(method, *arguments, **options)
        except NotThere as error:
            raise IndexUnavailable(f"index version {self.version} is gone from Milvus; {MEND}") from error

    def _rows(self, document: str | None) -> range:
        return range(self.count) if document is None else self.documents[document].rows

    def _read_document(self, document: str) -> tuple[DocumentContent, list[tuple[int, str]]]:
        name = table_of_document(self._places[document])
        value = json.loads(read_table(self._milvus, tables(self._collection), name))
        headings = tuple(Heading(tuple(path), start, end) for path, start, end in value["headings"])
        return DocumentContent(value["text"], headings), [(row, question) for row, question in value["questions"]]

    def _check(self, manifest: Manifest) -> None:
        described = self._milvus.call("describe_collection", self._collection)
        [dimension] = [int(field["params"]["dim"]) for field in described["fields"] if field["name"] == DENSE]
        if dimension != manifest.model.dimension:
            raise IndexMismatch(
                f"index version {self.version}: its vectors have {dimension} numbers, its header says {manifest.model.dimension}; {MEND}"
            )
        self._milvus.work("load_collection", self._collection)
        [found] = self._milvus.work("query", self._collection, filter="", output_fields=["count(*)"])
        if found["count(*)"] != self.count:
            raise IndexMismatch(
                f"index version {self.version}: its collection holds {found['count(*)']} passages, its header says {self.count}; {MEND}"
            )


_SMALL = (DOCUMENTS, VOCABULARY_TABLE, WORDS_TABLE)
_ROWS_AT_ONCE = 500


def _best(rows: NDArray[np.int64], scores: NDArray[np.float32], top: int) -> Hits:
    """Best first, ties by row."""
    order = np.lexsort((rows, -scores))[:top]
    return Hits(rows[order], scores[order])


def _document(row: Sequence[Any]) -> Document:
    identity, title, url, source, first, end, pronoun = row
    return Document(identity, title, url, source, range(first, end), pronoun)


def _projection(milvus: Connection, collection: str) -> Projection:
    try:
        return Projection.load(io.BytesIO(read_table(milvus, tables(collection), PROJECTION_TABLE)))
    except (OSError, BadZipFile) as error:
        raise ValueError(str(error)) from error


def _encoder(milvus: Connection, manifest: Manifest) -> Path | None:
    """The encoder's files, fetched once into this machine's index folder; None where it runs on PyTorch."""
    if manifest.model.runtime == "torch":
        return None
    collection = Names(milvus.place.collection).encoder(manifest.model.fingerprint)

    def fetch(folder: Path) -> None:
        folder.mkdir(parents=True)
        for name, data in zip(ENCODER_FILES, read_tables(milvus, collection, ENCODER_FILES), strict=True):
            if sha256_of(data) != manifest.files[name].sha256:
                raise IndexDamaged(f"{name} in the collection {collection} has other bytes than were written; {MEND}")
            (folder / name).write_bytes(data)

    return cached_export(milvus.place.folder, manifest.model.fingerprint, fetch)
