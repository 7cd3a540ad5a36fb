"""Documents and passages on disk, read by number without loading all; `catalog_writer` writes them.

SQLite, opened read-only and immutable: no lock, no journal, a connection a thread. The file is held open, so that
moving or removing its folder disturbs no reader. A passage's row is its place in the vectors and postings, counted
from 0; a document's passages follow each other.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakSet, finalize

from index.errors import IndexDamaged
from index.passage import BlockKind, Passage

REMEMBERED = 4096  # passages; some eight megabytes: popular ones come again and again

# Kilobytes of pages that each connection keeps, so each thread. SQLite's own 2,000 would keep what the system keeps already.
_CACHE = "PRAGMA cache_size = -64"
_SELECT_PASSAGE = """
SELECT document, ordinal, kind, text, start, "end", section, searchable, answer_start, fact_name, fact_group, page, fragment, readable, own_start
FROM passages WHERE row = ?
"""
_CHECK = "check the index with `chatbot index verify`."
_KINDS = {kind.value: kind for kind in BlockKind}
_SELECT_DOCUMENTS = (
    "SELECT id, title, url, source, first_row, end_row, pronoun FROM documents ORDER BY first_row, rowid"
)
_SELECT_SEARCHABLE = "SELECT searchable FROM passages WHERE row >= ? AND row < ? ORDER BY row"
_SELECT_READINGS = "SELECT readable, own_start FROM passages WHERE row >= ? AND row < ? ORDER BY row"
_SELECT_FIRST_ROW = "SELECT MIN(row) FROM passages WHERE digest = ? AND readable = ? AND own_start = ?"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder reads for a passage; its own words begin at `own_start`."""

    text: str
    own_start: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its path from the outermost, and the offsets of its words in the document."""

    path: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is listed and cited; `rows` are its passages' rows.

    `pronoun` is the one that it uses for its subject: she, he, it or they; empty where none stands out.
    """

    id: str
    title: str
    url: str | None
    source: str
    rows: range
    pronoun: str = ""


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """What a reading page needs of a document: its text and headings, in order."""

    text: str
    headings: tuple[Heading, ...]


class _Connection(sqlite3.Connection):
    """One that can be referred to weakly, and that ends with the thread that opened it."""

    def __del__(self) -> None:
        """Close it, which Python from 3.13 on warns of where nobody did."""
        with suppress(sqlite3.ProgrammingError):  # it could not be opened
            self.close()


class Catalog:
    """Read access to a written catalog; safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        try:
            descriptor = os.open(file, os.O_RDONLY)
        except OSError as error:
            raise IndexDamaged(f"the passage table cannot be opened ({error.strerror}); {_CHECK}") from error
        self._descriptor = descriptor
        self._release = finalize(self, os.close, descriptor)
        held = Path(f"/proc/self/fd/{descriptor}")  # Linux: leads to the file, wherever that is by now
        self._uri = f"{(held if held.exists() else file.resolve()).as_uri()}?mode=ro&immutable=1"
        self._first: tuple[int, _Connection] | None = None  # of this process, and its number
        self._local = threading.local()
        self._opened: WeakSet[_Connection] = WeakSet()  # those of threads that ended close by themselves
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._passage)
        try:
            rows = self._read(_SELECT_DOCUMENTS)
            [(self.count,)] = self._read("SELECT COALESCE(MAX(row) + 1, 0) FROM passages")
        except IndexDamaged:
            self.close()
            raise
        self.documents = {
            row[0]: Document(row[0], row[1], row[2], row[3], range(row[4], row[5]), row[6]) for row in rows
        }

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        """The passages of these rows, in the order asked for."""
        return [self._remembered(int(row)) for row in rows]

    def content(self, document: str) -> DocumentContent:
        """The text and headings of a document that is in `documents`."""
        [(text, headings)] = self._read("SELECT text, headings FROM documents WHERE id = ?", [document])
        return DocumentContent(
            text, tuple(Heading(tuple(path), start, end) for path, start, end in json.loads(headings))
        )

    def questions(self, document: str) -> list[tuple[int, str]]:
        """The questions that were made from a document that is in `documents`, with their rows, in its order."""
        rows = self.documents[document].rows
        query = "SELECT row, question FROM questions WHERE row >= ? AND row < ? ORDER BY row, rowid"
        return [(row, question) for row, question in self._read(query, [rows.start, rows.stop])]

    def searchable(self, batch: int) -> Iterator[str]:
        """Every passage's searchable text in row order, read so many at a time."""
        for row in range(0, self.count, batch):
            yield from (text for (text,) in self._read(_SELECT_SEARCHABLE, [row, row + batch]))

    def batches(self, batch: int) -> list[range]:
        """All rows in order, so many at a time."""
        return [range(row, min(row + batch, self.count)) for row in range(0, self.count, batch)]

    def readings(self, rows: range) -> list[Reading]:
        """What the encoder reads for these passages, in row order."""
        return [Reading(*entry) for entry in self._read(_SELECT_READINGS, [rows.start, rows.stop])]

    def first_row(self, reading: Reading) -> int | None:
        """The first row for which the encoder reads just this, None where there is none."""
        digest = digest_of(reading.text, reading.own_start)
        [(row,)] = self._read(_SELECT_FIRST_ROW, [digest, reading.text, reading.own_start])
        found: int | None = row
        return found

    def close(self) -> None:
        """Give the file back."""
        for connection in list(self._opened):
            connection.close()
        self._first = None
        self._release()
        # It holds this catalog in turn, so that only the collector would free both.
        self.__dict__.pop("_remembered", None)

    def _passage(self, row: int) -> Passage:
        found = self._read(_SELECT_PASSAGE, [row])
        if not found:
            raise IndexDamaged(f"the passage table has no row {row}; {_CHECK}")
        document, ordinal, kind, text, start, end, section, *rest = found[0]
        return Passage(document, ordinal, _KINDS[kind], text, start, end, _section(section), *rest)

    def _connection(self) -> sqlite3.Connection:
        """This thread's own, which a fork does not hand on: processes must not share SQLite's connections (sqlite.org,
        "How To Corrupt An SQLite Database File", 2.6), and threads need not wait for each other. Where the file was
        removed, another thread's, or the first one reads it from memory: SQLite opens nothing without a name.
        """
        process = os.getpid()
        if getattr(self._local, "process", None) != process:
            first = self._first if self._first and self._first[0] == process else None
            try:
                connection = self._opening()
            except sqlite3.OperationalError:
                connection = first[1] if first else self._in_memory()
            self._first = first or (process, connection)
            self._local.connection, self._local.process = connection, process
        known: _Connection = self._local.connection
        return known

    def _opening(self) -> _Connection:
        connection = sqlite3.connect(self._uri, uri=True, check_same_thread=False, factory=_Connection)
        self._opened.add(connection)
        connection.execute(_CACHE)
        return connection

    def _in_memory(self) -> _Connection:
        connection = sqlite3.connect(":memory:", check_same_thread=False, factory=_Connection)
        self._opened.add(connection)
        try:
            with mmap.mmap(self._descriptor, 0, access=mmap.ACCESS_READ) as content:
                connection.deserialize(content)
        except (OSError, ValueError) as error:  # it is a folder, or empty
            raise sqlite3.OperationalError(str(error)) from error
        return connection

    def _read(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection().execute(query, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"the passage table cannot be read ({error}); {_CHECK}") from error


def digest_of(readable: str, own_start: int) -> bytes:
    """What a passage is found again by, when a later build asks for its embedding: 16 bytes of what the encoder reads."""
    return hashlib.blake2b(f"{own_start}\0{readable}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


@lru_cache(maxsize=1024)
def _section(path: str) -> tuple[str, ...]:
    return tuple(json.loads(path))
