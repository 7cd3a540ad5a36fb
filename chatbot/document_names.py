"""By which names a document is asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

from index import Document


def names_of(documents: Collection[Document]) -> dict[str, str]:
    """The id by every name, each `composed`: the id itself, the source as citations give it, and the file's name with and without suffix.

    One that stands earlier here goes before a later one, and the first document of the same name before the second.
    """
    sources = [(PurePosixPath(document.source), document.id) for document in documents]
    sources.reverse()
    named = {composed(source.stem): document for source, document in sources}
    named |= {composed(source.name): document for source, document in sources}
    named |= {composed(str(source)): document for source, document in sources}
    return named | {document.id: document.id for document in documents}


def composed(name: str) -> str:
    """A name in one form of Unicode: a file from a Mac has its accents as marks of their own, and nobody types them so."""
    return unicodedata.normalize("NFC", name)
