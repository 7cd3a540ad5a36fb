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

from index.catalog import Catalog, CatalogWriter, DocumentContent, Heading, Reading
from index.changes import DocumentChanges, document_changes
from index.chunk import ChunkLimits
from index.chunk import passages as chunk
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
    FileRecord,
    Manifest,
    ModelRecord,
    SourceRecord,
    record_files,
    sha256_of,
    write_manifest,
)
from index.passage import BlockKind
from index.place import Place
from index.questions import questions
from index.read import Problem, Sources
from index.reuse import NOTHING_EARLIER, Earlier, Embedded
from index.sentences import sentence_splitter
from index.settings import IndexSettings, Runtime
from index.spelling import write_words
from index.subject import subject_pronoun
from index.target import Target, build_target
from index.tokeniser import Tokeniser
from index.tokens import NO_TOKENS, PROJECTION_FILE
from index.vectors import append_vectors, write_vector_index

Progress = Callable[[str, int, int], None]  # (stage, done, total)

_BATCH = 1024  # texts embedded at a time: memory stays bounded, and progress is told
_TIME = "%Y%m%dT%H%M%SZ"


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
) -> BuildReport:
    """Read, chunk, embed, write, publish. The version in use stays as it is until the last step.

    `base` is the folder that relative paths start from; the version goes to `place`, or else to `index.dir`. `full` embeds every sentence anew; `strict`
    fails on the first unreadable source; `if_changed` publishes nothing where the result is that of the
    version in use; `hold` publishes a version beside the one in use, for a rollback to take up. `progress` is told of
    each part as it begins, and of passages as they are embedded. Raises a SearchIndexError and publishes nothing on
    failure.
    """
    begin = time.perf_counter()
    tell: Progress = progress or (lambda *_: None)
    target = build_target(place or base / settings.dir)
    with target.lock():
        sources = Sources(settings.sources, base)
        with target.staging() as folder:
            tell("read", 0, 0)
            records, facts = _write_passages(sources, settings, strict, folder)
            prepared = prepare_encoder(settings.model, settings.encoder, target.folder)
            with NOTHING_EARLIER if full else target.earlier(prepared) as earlier:
                passages, reused = _write_vectors(folder, prepared, earlier, tell)
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


def _write_vectors(folder: Path, prepared: PreparedEncoder, earlier: Earlier, progress: Progress) -> tuple[int, int]:
    """Store every passage's vector and tokens in row order; how many passages there are, and how many were found in
    earlier versions.

    What is read twice in a batch is embedded once.
    """
    catalog = Catalog(folder / CATALOG)
    reused = done = 0
    token_counts: list[int] = []

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if more:
            progress("embed", done, catalog.count)

    (folder / VECTORS).touch()
    with (folder / TOKENS).open("ab") as tokens_stream:
        for readings in catalog.readings(_BATCH):
            unique = list(dict.fromkeys(readings))
            known = earlier.look_up(unique)
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
    return len(token_counts), reused


def _embed(readings: Sequence[Reading], prepared: PreparedEncoder, tell: Callable[[int], None]) -> Iterator[Embedded]:
    encodings = prepared.encoder.encode_passages([reading.text for reading in readings], tell)
    for reading, encoding in zip(readings, encodings, strict=True):
        vector, tokens = encoding.vector, NO_TOKENS
        if prepared.projection:
            vector, tokens = prepared.projection.passage(encoding, reading.own_start)
        yield Embedded(vector.astype(np.float16), tokens)


def _write_postings(folder: Path, tokenise: Tokeniser) -> None:
    catalog = Catalog(folder / CATALOG)
    terms = map(tokenise, catalog.searchable(_BATCH))
    write_lexical(terms, folder / VOCABULARY, folder / POSTING_STARTS, folder / POSTING_ROWS, folder / POSTING_SCORES)
    write_words(catalog.searchable(_BATCH), folder / WORDS)
    catalog.close()


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
