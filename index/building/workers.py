"""Who does the two parts of a build that take long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import Protocol

from index.building.chunked import ChunkedDocument, Chunking, read_and_chunk
from index.building.embedding import EmbeddedBatch, ToEmbed, embed, look_up
from index.catalog import Catalog
from index.embed import PreparedEncoder
from index.encoder import Tell
from index.source_files import Problem, SourceFile

_BATCH = 1024  # texts embedded at a time: memory stays bounded


class Workers(Protocol):
    """The same results in the same order, whoever they are."""

    def read(self, files: Sequence[SourceFile], chunking: Chunking) -> Iterator[ChunkedDocument | Problem]:
        """What `read_and_chunk` makes of each file."""
        ...

    def embed(self, passages: ToEmbed, prepared: PreparedEncoder, tell: Tell) -> Iterator[EmbeddedBatch]:
        """Every passage's vector and tokens, in row order. `tell` may hear of texts before their batch is done."""
        ...


class ThisProcess:
    """Everything here, encoding on all cores."""

    def read(self, files: Sequence[SourceFile], chunking: Chunking) -> Iterator[ChunkedDocument | Problem]:
        """One file at a time."""
        return map(partial(read_and_chunk, chunking=chunking), files)

    def embed(self, passages: ToEmbed, prepared: PreparedEncoder, tell: Tell) -> Iterator[EmbeddedBatch]:
        """One batch at a time."""
        with closing(Catalog(passages.catalog)) as catalog, passages.open_earlier() as earlier:
            for rows in catalog.batches(_BATCH):
                yield embed(look_up(catalog.readings(rows), earlier), prepared.encoder, prepared.projection, tell)
