"""The full check of a version in Milvus: everything is read back and compared with its checksum."""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import IndexDamaged
from index.manifest import ENCODER_FILES, Damage, FileRecord, sha256_of
from index.milvus.connection import Connection, NotThere
from index.milvus.header import DOCUMENTS_STREAM, ROWS, Checksum, read_header
from index.milvus.layout import DENSE, DIGEST, PASSAGE, ROW, STATES, TERMS, Names, tables
from index.milvus.tables import read_table, read_tables
from index.milvus.write import record_of, row_parts, table_of_document

_ROWS_AT_ONCE = 500
_FIELDS = [ROW, DENSE, TERMS, STATES, PASSAGE, DIGEST]


def stored_damages(milvus: Connection, version: str) -> list[Damage]:
    """Each part of a version that is not as it was written."""
    header, manifest = read_header(milvus, version)
    collection = Names(milvus.place.collection).passages(version)
    found = []
    for name, record in header.stored.items():
        try:
            if name == ROWS:
                read = _rows(milvus, collection, manifest.counts.passages)
            elif name == DOCUMENTS_STREAM:
                read = _documents(milvus, collection, manifest.counts.documents)
            else:
                read = record_of(read_table(milvus, tables(collection), name))
        except (IndexDamaged, NotThere, KeyError):
            found.append(Damage(name, "is missing or cannot be read"))
        else:
            found += _compared(name, read, record)
    if manifest.model.runtime != "torch":
        collection = Names(milvus.place.collection).encoder(manifest.model.fingerprint)
        for name in ENCODER_FILES:
            try:
                sound = sha256_of(read_table(milvus, collection, name)) == manifest.files[name].sha256
                found += [] if sound else [Damage(name, "has other bytes than were written")]
            except (IndexDamaged, NotThere):
                found.append(Damage(name, "is missing or cannot be read"))
    return found


def _compared(name: str, read: FileRecord, record: FileRecord) -> Sequence[Damage]:
    if read.bytes != record.bytes:
        return [Damage(name, f"has {read.bytes} bytes where {record.bytes} were written")]
    return [] if read == record else [Damage(name, "has other bytes than were written")]


def _rows(milvus: Connection, collection: str, count: int) -> FileRecord:
    checksum = Checksum()
    for begin in range(0, count, _ROWS_AT_ONCE):
        end = min(begin + _ROWS_AT_ONCE, count)
        entities = milvus.work("query", collection, filter=f"{ROW} >= {begin} and {ROW} < {end}", output_fields=_FIELDS)
        by_row = {entity[ROW]: entity for entity in entities}
        for row in range(begin, end):
            checksum.add(*row_parts(by_row[row]))
    return checksum.record()


def _documents(milvus: Connection, collection: str, count: int) -> FileRecord:
    checksum = Checksum()
    for data in read_tables(milvus, tables(collection), [table_of_document(number) for number in range(count)]):
        checksum.add(data)
    return checksum.record()
