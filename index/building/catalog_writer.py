"""Writing documents and passages to disk, as `catalog` reads them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import starmap
from pathlib import Path

from index.building.chunked import ChunkedDocument
from index.catalog import digest_of
from index.passage import Passage

_SCHEMA = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, url TEXT, source TEXT NOT NULL,
    pronoun TEXT NOT NULL, first_row INTEGER NOT NULL, end_row INTEGER NOT NULL,
    headings TEXT NOT NULL, text TEXT NOT NULL -- last, so that opening does not read them
) STRICT;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, document TEXT NOT NULL, ordinal INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, section TEXT NOT NULL, searchable TEXT NOT NULL,
    readable TEXT NOT NULL, own_start INTEGER NOT NULL, digest BLOB NOT NULL, answer_start INTEGER NOT NULL,
    fact_name TEXT NOT NULL, fact_group TEXT NOT NULL, page INTEGER, fragment TEXT NOT NULL
) STRICT;
CREATE TABLE questions (row INTEGER NOT NULL, question TEXT NOT NULL) STRICT;
"""
_INSERT_PASSAGE = "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class CatalogWriter:
    """Writes a catalog, one document after the other. The same input gives the same bytes.

    OSError where the file cannot be written.
    """

    def __init__(self, file: Path) -> None:
        with _writing():
            self._connection = sqlite3.connect(file, isolation_level=None)
            try:
                self._connection.executescript(_SCHEMA)
                self._connection.execute("BEGIN")
            except sqlite3.Error:
                self._connection.close()
                raise
        self.count = 0  # passages so far

    def add(self, document: ChunkedDocument) -> None:
        """Append a document, whose passages get the next rows."""
        headings = [[list(h.path), h.start, h.end] for h in document.content.headings]
        end_row = self.count + len(document.passages)
        entry = (
            document.id, document.title, document.url, document.record.source, document.pronoun, self.count, end_row,
            json.dumps(headings, ensure_ascii=False), document.content.text,
        )  # fmt: skip
        with _writing():
            self._connection.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", entry)
            self._connection.executemany(_INSERT_PASSAGE, starmap(_passage, enumerate(document.passages, self.count)))
            self._connection.executemany(
                "INSERT INTO questions VALUES (?, ?)",
                ((self.count + ordinal - 1, question) for ordinal, question in document.questions),
            )
        self.count = end_row

    def close(self) -> None:
        """Write it out."""
        try:
            with _writing():
                self._connection.execute("CREATE INDEX passages_by_digest ON passages (digest)")
                self._connection.execute("CREATE INDEX questions_by_row ON questions (row)")
                self._connection.execute("COMMIT")
        finally:
            self._connection.close()


def _passage(row: int, passage: Passage) -> tuple[object, ...]:
    return (
        row, passage.document, passage.ordinal, passage.kind.value, passage.text, passage.start, passage.end,
        json.dumps(passage.section, ensure_ascii=False), passage.searchable, passage.readable, passage.own_start,
        digest_of(passage.readable, passage.own_start), passage.answer_start, passage.fact_name, passage.fact_group,
        passage.page, passage.fragment,
    )  # fmt: skip


@contextmanager
def _writing() -> Iterator[None]:
    """SQLite says in words of its own that a disk is full or a folder read-only."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
