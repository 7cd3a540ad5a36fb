"""Which documents a build would read otherwise than an open version has them, though their files are the same.

Other settings do that (an address, a title, how sentences are cut), and so does another release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from index.building.chunked import ChunkedDocument
from index.catalog import Heading
from index.manifest import SourceRecord
from index.passage import Passage
from index.passage_index import PassageIndex


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The record of a document that was read now, and the SHA-256 of all that a build would keep of it."""

    record: SourceRecord
    digest: bytes


def snapshot(document: ChunkedDocument) -> Snapshot:
    """What a build would make of a document."""
    kept = (document.id, document.title, document.url, document.pronoun, document.questions)
    return Snapshot(document.record, _digest(kept, document.content.headings, document.passages))


def read_otherwise(passage_index: PassageIndex, sources: Sequence[SourceRecord], now: Sequence[Snapshot]) -> list[str]:
    """The sources, as they are cited, of which the version has something else than what was read `now`; `sources` are its own.

    Files that are not in both, or whose content is another, are left out.
    """
    documents = {record.source: record for record in sources}
    return [
        found.record.source
        for found in now
        if (known := documents.get(found.record.source))
        and known.sha256 == found.record.sha256
        and _kept(passage_index, known.document) != found.digest
    ]


def _kept(passage_index: PassageIndex, document: str) -> bytes:
    entry = passage_index.documents[document]
    questions = tuple((row - entry.rows.start + 1, question) for row, question in passage_index.questions(document))
    kept = (entry.id, entry.title, entry.url, entry.pronoun, questions)
    return _digest(kept, passage_index.content(document).headings, passage_index.passages(entry.rows))


def _digest(kept: object, headings: Sequence[Heading], passages: Sequence[Passage]) -> bytes:
    digest = hashlib.sha256(repr(kept).encode())
    for part in (*headings, *passages):
        digest.update(repr(part).encode())
    return digest.digest()
