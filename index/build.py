"""The offline pipeline: sources in, a published index version out."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.building.catalog_writer import CatalogWriter
from index.building.chunked import Chunking, with_passages
from index.building.embedding import ToEmbed
from index.building.target import Target, build_target, open_earlier
from index.building.workers import ThisProcess, Workers
from index.catalog import Catalog
from index.changes import DocumentChanges, document_changes
from index.chunking.cut import ChunkLimits
from index.embed import PreparedEncoder, reads_in_context
from index.errors import NothingToIndex, SearchIndexError, SourceError
from index.lexical import write_lexical
from index.links import link_or_copy
from index.manifest import (
    CATALOG,
    FORMAT,
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
    Counts,
    Manifest,
    ModelRecord,
    SourceRecord,
    made_at,
    record_files,
    version_name,
    write_manifest,
)
from index.passage import BlockKind
from index.place import Place
from index.progress import Progress
from index.read import Sources, told
from index.reuse import Earlier, nothing_earlier
from index.settings import IndexSettings, Runtime
from index.source_files import Problem
from index.spelling import write_words
from index.tokeniser import Tokeniser
from index.tokens import PROJECTION_FILE
from index.vectors import append_vectors, write_vector_index

_BATCH = 1024  # texts read at a time


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; `embedded + reused == passages`. `changes` are against the version that was in use."""

    version: str
    published: bool
    changes: DocumentChanges
    documents: int
    passages: int
    facts: int
    embedded: int
    reused: int
    skipped: int
    skipped_types: dict[str, int]  # files by their suffix, and hidden ones
    problems: tuple[Problem, ...]
    seconds: float


def build(
    settings: IndexSettings,
    base: Path,
    prepare_encoder: Callable[[str, Runtime, Path], PreparedEncoder],
    *,
    full: bool = False,
    strict: bool = False,
    if_changed: bool = False,
    hold: bool = False,
    progress: Progress | None = None,
    place: Place | None = None,
    workers: Workers | None = None,
) -> BuildReport:
    """Read, chunk, embed, write, publish. The version in use stays as it is until the last step.

    `base` is the folder that relative paths start from; the version goes to `place`, or else to `index.dir`. `workers`
    do what takes long, or else this process does; the result is the same. `full` embeds every sentence anew; `strict`
    fails where a source cannot be read or holds no sentence; `if_changed` publishes nothing where the result is that of the
    version in use; `hold` publishes a version beside the one in use, for a rollback to take up. `progress` is told of
    each part as it begins, and of passages as they are embedded. Raises a SearchIndexError and publishes nothing on
    failure.
    """
    begin = time.perf_counter()
    tell: Progress = progress or (lambda *_: None)
    place = place or base / settings.dir
    workers = workers or ThisProcess()
    target = build_target(place)
    # Before anything is written, as in a wrong folder there are none.
    sources = Sources(settings.sources, base)
    with target.lock(), target.staging() as folder:
        tell("read", 0, 0)
        records, facts = _write_passages(sources, settings, strict, folder, workers)
        tell("prepare the model", 0, 0)  # the first time it is exported, which takes a while
        prepared = prepare_encoder(settings.model, settings.encoder, target.folder)
        earlier = nothing_earlier if full else partial(open_earlier, place, prepared.maker)
        passages, reused = _write_vectors(folder, prepared, earlier, workers, tell)
        tell("index vectors", 0, passages)
        if VECTOR_INDEX not in target.without:
            write_vector_index(folder / VECTORS, prepared.encoder.dimension, folder / VECTOR_INDEX)
        tell("index words", 0, passages)
        _write_postings(folder, Tokeniser(settings.language))
        tell("publish", 0, passages)
        for file in prepared.files:
            link_or_copy(file, folder / file.name)
        if prepared.projection:
            shutil.copyfile(PROJECTION_FILE, folder / PROJECTION)
        files = record_files(folder, prepared.runtime, prepared.projection is not None, target.without)
        now = _later_than(target.versions())
        name = version_name(now, "".join(record.sha256 for record in files.values()))
        manifest = Manifest(
            format=FORMAT,
            version=name,
            created=now.isoformat().replace("+00:00", "Z"),
            language=settings.language,
            model=ModelRecord(
                name=prepared.name,
                runtime=prepared.runtime,
                fingerprint=prepared.maker.encoder,
                dimension=prepared.encoder.dimension,
                projection=prepared.maker.projection,
            ),
            counts=Counts(documents=len(records), passages=passages, facts=facts),
            sources=tuple(records),
            files=files,
        )
        write_manifest(manifest, folder)
        before = _in_use(target)
        is_new = not (if_changed and before and _is_same(before, manifest))
        if is_new:
            target.publish_built(folder, manifest, in_use=not hold, progress=tell)
    return BuildReport(
        version=name if is_new or before is None else before.version,
        published=is_new,
        changes=document_changes(before.sources if before else (), records),
        documents=len(records),
        passages=passages,
        facts=facts,
        embedded=passages - reused,
        reused=reused,
        skipped=sources.skipped.total(),
        skipped_types=dict(sources.skipped),
        problems=tuple(sources.problems),
        seconds=time.perf_counter() - begin,
    )


def _write_passages(
    sources: Sources, settings: IndexSettings, strict: bool, folder: Path, workers: Workers
) -> tuple[list[SourceRecord], int]:
    """Read and chunk the documents into the catalog, one after the other; the sources' records, and how many facts there are."""
    limits = ChunkLimits(settings.shortest_words, settings.longest_chars)
    chunking = Chunking(settings.language, limits, reads_in_context(settings.model))
    records, facts = [], 0
    catalog = CatalogWriter(folder / CATALOG)
    try:
        for document in with_passages(sources, workers.read(sources.files, chunking)):
            catalog.add(document)
            records.append(document.record)
            facts += sum(passage.kind is BlockKind.FACT for passage in document.passages)
        if strict and sources.problems:
            raise SourceError(f"{told(sources.problems)}; the build is strict, so nothing was published.")
        if not catalog.count:
            raise NothingToIndex(
                f"the sources hold no sentence: {told(sources.problems)}; an image or an empty page cannot be indexed."
            )
    finally:
        catalog.close()
    return records, facts


def _write_vectors(
    folder: Path,
    prepared: PreparedEncoder,
    open_earlier: Callable[[], AbstractContextManager[Earlier]],
    workers: Workers,
    progress: Progress,
) -> tuple[int, int]:
    """Store every passage's vector and tokens in row order; how many passages there are, and how many were found in
    earlier versions.
    """
    with closing(Catalog(folder / CATALOG)) as catalog:
        count = catalog.count
    written = reused = done = 0
    lengths: list[NDArray[np.int64]] = []

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if more:
            progress("embed", done, count)

    (folder / VECTORS).touch()
    with (folder / TOKENS).open("ab") as tokens_stream:
        for batch in workers.embed(ToEmbed(folder / CATALOG, open_earlier), prepared, tell):
            append_vectors(batch.vectors, folder / VECTORS)
            tokens_stream.write(batch.tokens.tobytes())
            lengths.append(batch.lengths)
            written += len(batch.lengths)
            reused += batch.reused
            tell(written - done)
    if prepared.projection:
        np.save(folder / TOKEN_STARTS, np.cumsum(np.concatenate([[0], *lengths]), dtype=np.int64))
    else:
        (folder / TOKENS).unlink()
    return written, reused


def _write_postings(folder: Path, tokenise: Tokeniser) -> None:
    with closing(Catalog(folder / CATALOG)) as catalog:
        terms = map(tokenise, catalog.searchable(_BATCH))
        postings = (folder / POSTING_STARTS, folder / POSTING_ROWS, folder / POSTING_SCORES)
        write_lexical(terms, folder / VOCABULARY, *postings)
        write_words(catalog.searchable(_BATCH), folder / WORDS)


def _in_use(target: Target) -> Manifest | None:
    """The manifest of the version in use; None where there is none that can be read."""
    with suppress(SearchIndexError):
        return target.manifest(target.current())
    return None


def _is_same(before: Manifest, after: Manifest) -> bool:
    """Whether two versions differ in nothing but their names and times."""
    named = {"version": "", "created": "", "checksum": ""}
    return before.model_copy(update=named) == after.model_copy(update=named)


def _later_than(versions: Sequence[str]) -> datetime:
    """Now, to the second; after every version in any case, so that names sort as they were built even where the clock was set back."""
    now = datetime.now(UTC).replace(microsecond=0)
    return max([now, *(made + timedelta(seconds=1) for made in map(made_at, versions) if made)])
