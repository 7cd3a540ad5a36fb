"""The offline pipeline: sources in, a published index version out."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, CatalogWriter, DocumentContent, Heading, Reading
from index.chunk import ChunkLimits
from index.chunk import passages as chunk
from index.embed import PreparedEncoder, reads_in_context
from index.errors import NothingToIndex, SearchIndexError, SourceError
from index.lexical import Tokeniser, write_lexical
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
    FileRecord,
    Manifest,
    ModelRecord,
    SourceRecord,
    damages,
    read_manifest,
    record_files,
    sha256_of,
    write_manifest,
)
from index.passage import BlockKind
from index.questions import questions
from index.read import Problem, Sources
from index.sentences import sentence_splitter
from index.settings import IndexSettings, Runtime
from index.spelling import write_words
from index.subject import subject_pronoun
from index.tokens import NO_TOKENS, PROJECTION_FILE, Tokens, TokenStore, open_tokens
from index.vectors import append_vectors, stored_vectors, write_vector_index
from index.versions import VersionStore

Progress = Callable[[str, int, int], None]  # (stage, done, total)

_BATCH = 1024  # texts embedded at a time: memory stays bounded, and progress is told
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; `embedded + reused == passages`."""

    version: str
    documents: int
    passages: int
    facts: int
    embedded: int
    reused: int
    skipped: int
    problems: tuple[Problem, ...]
    seconds: float


def build(
    settings: IndexSettings,
    base: Path,
    prepare_encoder: Callable[[str, Runtime, Path], PreparedEncoder],
    *,
    full: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Read, chunk, embed, write, publish. The version in use stays as it is until the last step.

    `base` is the folder that relative paths start from. `full` embeds every sentence anew; `strict`
    fails on the first unreadable source. Raises a SearchIndexError and publishes nothing on failure.
    """
    begin = time.perf_counter()
    store = VersionStore(base / settings.dir)
    with store.lock():
        sources = Sources(settings.sources, base)
        with store.staging() as folder:
            records, facts = _write_passages(sources, settings, strict, folder)
            prepared = prepare_encoder(settings.model, settings.encoder, store.folder)
            earlier = [] if full else _earlier(store, prepared)
            passages, reused = _write_vectors(folder, prepared, earlier, progress)
            for version in earlier:
                version.catalog.close()
            _write_postings(folder, Tokeniser(settings.language))
            for file in prepared.files:
                _link(file, folder / file.name)
            if prepared.projection:
                shutil.copyfile(PROJECTION_FILE, folder / PROJECTION)
            files = record_files(folder, prepared.runtime, prepared.projection is not None)
            now = _later_than(store.versions())
            name = _new_version(now, files)
            manifest = Manifest(
                format=FORMAT,
                version=name,
                created=now.isoformat().replace("+00:00", "Z"),
                language=settings.language,
                model=ModelRecord(
                    name=prepared.name,
                    runtime=prepared.runtime,
                    fingerprint=prepared.encoder.fingerprint,
                    dimension=prepared.encoder.dimension,
                    projection=prepared.projection.fingerprint if prepared.projection else None,
                ),
                counts=Counts(documents=len(records), passages=passages, facts=facts),
                sources=tuple(records),
                files=files,
            )
            write_manifest(manifest, folder)
            store.publish(folder, name)
    return BuildReport(
        version=name,
        documents=len(records),
        passages=passages,
        facts=facts,
        embedded=passages - reused,
        reused=reused,
        skipped=sources.skipped,
        problems=tuple(sources.problems),
        seconds=time.perf_counter() - begin,
    )


def _write_passages(
    sources: Sources, settings: IndexSettings, strict: bool, folder: Path
) -> tuple[list[SourceRecord], int]:
    """Read and chunk one document at a time into the catalog; the sources' records, and how many facts there are."""
    split = sentence_splitter(settings.language)
    limits = ChunkLimits(settings.shortest_words, settings.longest_chars)
    in_context = reads_in_context(settings.model)
    records, facts = [], 0
    catalog = CatalogWriter(folder / CATALOG)
    try:
        for document in sources:
            article = document.article
            found = chunk(article, document.id, document.title, split, limits, in_context)
            headings = tuple(Heading(s.path, s.heading_start, s.heading_end) for s in article.sections if s.path)
            content = DocumentContent(article.text, headings)
            pronoun = subject_pronoun(document.title, found)
            asked = questions(document.title, pronoun, found)
            source = document.record.source
            catalog.add(document.id, document.title, article.url, source, content, found, pronoun, asked)
            records.append(document.record)
            facts += sum(passage.kind is BlockKind.FACT for passage in found)
        if strict and sources.problems:
            [problem, *_] = sources.problems
            raise SourceError(f"{problem.source} {problem.reason}; the build is strict, so nothing was published.")
        if not catalog.count:
            raise NothingToIndex("the sources hold no sentence; an image or an empty page cannot be indexed.")
    finally:
        catalog.close()
    return records, facts


@dataclass(frozen=True, slots=True)
class _Embedded:
    """A passage's vector, float16, and its tokens, int8."""

    vector: NDArray[np.float16]
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What an earlier version knows of what the encoder reads."""

    catalog: Catalog
    vectors: NDArray[np.float16]
    tokens: TokenStore | None

    def find(self, reading: Reading) -> _Embedded | None:
        row = self.catalog.first_row(reading)
        return None if row is None else _Embedded(self.vectors[row], self.tokens.of(row) if self.tokens else NO_TOKENS)


def _earlier(store: VersionStore, prepared: PreparedEncoder) -> list[_Earlier]:
    """The sound versions of the same encoder and projection, newest first."""
    found = []
    projection = prepared.projection.fingerprint if prepared.projection else None
    for version in reversed(store.versions()):
        folder = store.folder_of(version)
        try:
            manifest = read_manifest(folder)
        except SearchIndexError:
            continue  # a damaged version has nothing to give; `verify` is there to say so
        made_by = (manifest.model.fingerprint, manifest.model.projection)
        if made_by == (prepared.encoder.fingerprint, projection) and not damages(folder, manifest):
            vectors = stored_vectors(folder / VECTORS, manifest.model.dimension)
            tokens = open_tokens(folder / TOKENS, folder / TOKEN_STARTS) if projection else None
            found.append(_Earlier(Catalog(folder / CATALOG), vectors, tokens))
    return found


def _write_vectors(
    folder: Path, prepared: PreparedEncoder, earlier: Sequence[_Earlier], progress: Progress | None
) -> tuple[int, int]:
    """Store every passage's vector and tokens in row order and index the vectors; how many passages there are, and how
    many were found in earlier versions.

    What is read twice in a batch is embedded once.
    """
    catalog = Catalog(folder / CATALOG)
    reused = done = 0
    token_counts: list[int] = []

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if progress and more:
            progress("embed", done, catalog.count)

    (folder / VECTORS).touch()
    with (folder / TOKENS).open("ab") as tokens_stream:
        for readings in catalog.readings(_BATCH):
            unique = list(dict.fromkeys(readings))
            known = {reading: found for reading in unique if (found := _find(reading, earlier)) is not None}
            reused += sum(reading in known for reading in readings)
            new = [reading for reading in unique if reading not in known]
            known |= zip(new, _embed(new, prepared, tell), strict=True)
            append_vectors(np.stack([known[reading].vector for reading in readings]), folder / VECTORS)
            for reading in readings:
                tokens_stream.write(known[reading].tokens.tobytes())
                token_counts.append(len(known[reading].tokens))
            tell(len(token_counts) - done)
    if prepared.projection:
        np.save(folder / TOKEN_STARTS, np.cumsum([0, *token_counts], dtype=np.int64))
    else:
        (folder / TOKENS).unlink()
    catalog.close()
    write_vector_index(folder / VECTORS, prepared.encoder.dimension, folder / VECTOR_INDEX)
    return len(token_counts), reused


def _embed(readings: Sequence[Reading], prepared: PreparedEncoder, tell: Callable[[int], None]) -> Iterator[_Embedded]:
    encodings = prepared.encoder.encode_passages([reading.text for reading in readings], tell)
    for reading, encoding in zip(readings, encodings, strict=True):
        vector, tokens = encoding.vector, NO_TOKENS
        if prepared.projection:
            vector, tokens = prepared.projection.passage(encoding, reading.own_start)
        yield _Embedded(vector.astype(np.float16), tokens)


def _find(reading: Reading, earlier: Sequence[_Earlier]) -> _Embedded | None:
    return next((found for version in earlier if (found := version.find(reading)) is not None), None)


def _write_postings(folder: Path, tokenise: Tokeniser) -> None:
    catalog = Catalog(folder / CATALOG)
    terms = map(tokenise, catalog.searchable(_BATCH))
    write_lexical(terms, folder / VOCABULARY, folder / POSTING_STARTS, folder / POSTING_ROWS, folder / POSTING_SCORES)
    write_words(catalog.searchable(_BATCH), folder / WORDS)
    catalog.close()


def _link(file: Path, link: Path) -> None:
    """The same file under a second name; a copy where the file system has no links."""
    try:
        link.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, link)


def _later_than(versions: Sequence[str]) -> datetime:
    """Now, to the second; after every version in any case, so that names sort as they were built even where the clock was set back."""
    times = [datetime.now(UTC).replace(microsecond=0)]
    for version in versions:
        with suppress(ValueError):  # a folder of another name
            built = datetime.strptime(version.partition("-")[0], _TIME).replace(tzinfo=UTC)
            times.append(built + timedelta(seconds=1))
    return max(times)


def _new_version(now: datetime, files: dict[str, FileRecord]) -> str:
    """`20261124T060000Z-3f9a1c`: the time, and six digits of what the files hold."""
    content = "".join(record.sha256 for record in files.values())
    return f"{now.strftime(_TIME)}-{sha256_of(content.encode())[:6]}"
