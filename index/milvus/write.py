"""A version that was built in a folder, stored as collections."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, Document, digest_of
from index.errors import IndexDamaged
from index.manifest import (
    CATALOG,
    ENCODER_FILES,
    POSTING_ROWS,
    POSTING_SCORES,
    POSTING_STARTS,
    PROJECTION,
    TOKEN_STARTS,
    TOKENS,
    VECTORS,
    VOCABULARY,
    WORDS,
    FileRecord,
    Manifest,
    dump_manifest,
)
from index.milvus.connection import Connection
from index.milvus.header import DOCUMENTS_STREAM, FORMAT, HEADER, ROWS, Checksum, Header
from index.milvus.layout import (
    DENSE,
    DIGEST,
    LONGEST_TEXT,
    PASSAGE,
    ROW,
    STATES,
    TERMS,
    Names,
    Row,
    Scores,
    Terms,
    tables,
    write_row,
)
from index.milvus.tables import create_tables, read_table, write_tables
from index.tokens import NO_TOKENS, open_tokens
from index.vectors import WHOLE_UP_TO, cells, stored_vectors

DOCUMENTS, VOCABULARY_TABLE, WORDS_TABLE, PROJECTION_TABLE = "documents", "vocabulary", "words", "projection"
CHECKSUMS = "checksums"  # of an encoder's files

SEGMENT = 262_144  # rows that Milvus indexes together, about: its segments are a gigabyte at most by default
_AT_ONCE = 1000  # rows of a call: some five megabytes


def store_version(milvus: Connection, folder: Path, manifest: Manifest, collection: str) -> Iterator[int]:
    """Store the version of that folder as `collection` and its tables, everything on disk and indexed; the header last.

    Yields, again and again, how many passages are stored.
    """
    catalog = Catalog(folder / CATALOG)
    try:
        create_tables(milvus, tables(collection))
        _create_passages(milvus, collection, manifest)
        stored = {}
        for name, data in _tables(folder, catalog, manifest):
            write_tables(milvus, tables(collection), [(name, data)])
            stored[name] = record_of(data)
        texts = Checksum()
        write_tables(milvus, tables(collection), _documents(catalog, texts))
        rows = Checksum()
        yield from _insert(milvus, collection, folder, catalog, manifest, rows)
    finally:
        catalog.close()
    _store_encoder(milvus, folder, manifest)
    stored |= {DOCUMENTS_STREAM: texts.record(), ROWS: rows.record()}
    milvus.work("flush", collection)
    _index(milvus, collection, manifest.counts.passages)
    header = Header(format=FORMAT, manifest=dump_manifest(manifest), stored=stored)
    write_tables(milvus, tables(collection), [(HEADER, header.dump())])
    milvus.work("flush", tables(collection))


def table_of_document(number: int) -> str:
    """The name of a document's text, headings and questions; documents count from 0."""
    return f"document/{number}"


def row_parts(entity: dict[str, object]) -> tuple[bytes, ...]:
    """The bytes of a row that its checksum is over: every field, however a client hands it over."""
    terms = sorted((int(number), float(score)) for number, score in dict(entity[TERMS]).items())  # type: ignore[call-overload]  # Milvus' answers are untyped
    return (
        str(entity[PASSAGE]).encode(),
        str(entity[STATES]).encode(),
        str(entity[DIGEST]).encode(),
        np.asarray(entity[DENSE], "<f4").tobytes(),
        np.array([number for number, _ in terms], "<i4").tobytes(),
        np.array([score for _, score in terms], "<f4").tobytes(),
    )


def record_of(data: bytes) -> FileRecord:
    """The checksum and size of a table."""
    one = Checksum()
    one.add(data)
    return one.record()


def _create_passages(milvus: Connection, collection: str, manifest: Manifest) -> None:
    from pymilvus import DataType, MilvusClient  # the extra

    schema = MilvusClient.create_schema(
        auto_id=False, description=f"index version {manifest.version}, encoder {manifest.model.fingerprint}"
    )
    schema.add_field(ROW, DataType.INT64, is_primary=True)
    schema.add_field(DENSE, DataType.FLOAT_VECTOR, dim=manifest.model.dimension)
    schema.add_field(TERMS, DataType.SPARSE_FLOAT_VECTOR)
    # Read for the candidates of a question alone, so not held in memory (mmap in Milvus' words).
    schema.add_field(STATES, DataType.VARCHAR, max_length=LONGEST_TEXT, mmap_enabled=True)
    schema.add_field(PASSAGE, DataType.VARCHAR, max_length=LONGEST_TEXT, mmap_enabled=True)
    schema.add_field(DIGEST, DataType.VARCHAR, max_length=32, mmap_enabled=True)
    milvus.work("create_collection", collection, schema=schema, consistency_level="Bounded")


def _index(milvus: Connection, collection: str, passages: int) -> None:
    """The embedded engine's indexes in Milvus' words (index/vectors.py)."""
    from pymilvus import MilvusClient  # the extra

    index = MilvusClient.prepare_index_params()
    if passages <= WHOLE_UP_TO:
        index.add_index(DENSE, index_type="FLAT", metric_type="IP")
    else:
        index.add_index(DENSE, index_type="IVF_SQ8", metric_type="IP", params={"nlist": segment_cells(passages)})
    index.add_index(TERMS, index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    index.add_index(DIGEST, index_type="INVERTED")
    milvus.build_indexes(collection, index)


def segment_cells(passages: int) -> int:
    """How many cells the inverted file of each segment has."""
    return cells(min(passages, SEGMENT))


def _tables(folder: Path, catalog: Catalog, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    listed = [_listed(document) for document in catalog.documents.values()]
    yield DOCUMENTS, json.dumps(listed, ensure_ascii=False).encode()
    vocabulary = json.loads((folder / VOCABULARY).read_bytes())
    holding = np.diff(np.load(folder / POSTING_STARTS, allow_pickle=False)).tolist()
    yield VOCABULARY_TABLE, json.dumps([vocabulary, holding], ensure_ascii=False).encode()
    yield WORDS_TABLE, (folder / WORDS).read_bytes()
    if manifest.model.projection is not None:
        yield PROJECTION_TABLE, (folder / PROJECTION).read_bytes()


def _listed(document: Document) -> list[object]:
    rows = document.rows
    return [document.id, document.title, document.url, document.source, rows.start, rows.stop, document.pronoun]


def _documents(catalog: Catalog, checksum: Checksum) -> Iterator[tuple[str, bytes]]:
    for number, document in enumerate(catalog.documents):
        content = catalog.content(document)
        headings = [[list(h.path), h.start, h.end] for h in content.headings]
        value = {"text": content.text, "headings": headings, "questions": catalog.questions(document)}
        data = json.dumps(value, ensure_ascii=False).encode()
        checksum.add(data)
        yield table_of_document(number), data


def _insert(
    milvus: Connection, collection: str, folder: Path, catalog: Catalog, manifest: Manifest, checksum: Checksum
) -> Iterator[int]:
    """Insert every passage; how many are done, again and again."""
    vectors = stored_vectors(folder / VECTORS, manifest.model.dimension)
    tokens = open_tokens(folder / TOKENS, folder / TOKEN_STARTS) if manifest.model.projection is not None else None
    postings = _PostingsByRow(folder, len(vectors))
    for begin in range(0, len(vectors), _AT_ONCE):
        rows = range(begin, min(begin + _AT_ONCE, len(vectors)))
        batch = []
        for row, passage in zip(rows, catalog.passages(rows), strict=True):
            numbers, scores = postings.of(row)
            value = Row(passage, vectors[row], numbers, scores, tokens.of(row) if tokens else NO_TOKENS)
            entity = write_row(row, value, digest_of(passage.readable, passage.own_start).hex())
            checksum.add(*row_parts(entity))
            batch.append(entity)
        milvus.work("insert", collection, batch)
        yield rows.stop
    if catalog.count != len(vectors):
        raise IndexDamaged(
            f"{catalog.count} passages and {len(vectors)} vectors were built; build again with `chatbot index build`."
        )


class _PostingsByRow:
    """The postings of the lexical index, turned from terms to passages: sixteen bytes each are kept meanwhile."""

    def __init__(self, folder: Path, passages: int) -> None:
        starts, rows, scores = (
            np.load(folder / name, allow_pickle=False) for name in (POSTING_STARTS, POSTING_ROWS, POSTING_SCORES)
        )
        order = np.argsort(rows, kind="stable")  # terms stay in order within a row
        self._numbers: Terms = np.repeat(np.arange(1, len(starts), dtype=np.int32), np.diff(starts))[order]
        self._scores: Scores = scores[order]
        self._starts: NDArray[np.int64] = np.searchsorted(rows[order], np.arange(passages + 1))

    def of(self, row: int) -> tuple[Terms, Scores]:
        begin, end = self._starts[row], self._starts[row + 1]
        return self._numbers[begin:end], self._scores[begin:end]


def _store_encoder(milvus: Connection, folder: Path, manifest: Manifest) -> None:
    """Its files, once for all versions that it makes; their checksums come last, and say that it is whole."""
    if manifest.model.runtime == "torch":
        return
    collection = Names(milvus.place.collection).encoder(manifest.model.fingerprint)
    checksums = {name: manifest.files[name].sha256 for name in ENCODER_FILES}
    if milvus.work("has_collection", collection):
        with suppress(IndexDamaged):
            if json.loads(read_table(milvus, collection, CHECKSUMS)) == checksums:
                return
        milvus.work("drop_collection", collection)
    create_tables(milvus, collection)
    write_tables(milvus, collection, ((name, (folder / name).read_bytes()) for name in ENCODER_FILES))
    write_tables(milvus, collection, [(CHECKSUMS, json.dumps(checksums).encode())])
    milvus.work("flush", collection)
