"""The offline pipeline: sources in, a published index version out."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, CatalogWriter, DocumentContent, Heading
from index.chunk import ChunkLimits
from index.chunk import passages as chunk
from index.embed import PreparedEncoder
from index.encoder import Encoder
from index.errors import NothingToIndex, SearchIndexError, SourceError
from index.lexical import Tokeniser, write_lexical
from index.manifest import (
    CATALOG,
    FORMAT,
    POSTING_ROWS,
    POSTING_SCORES,
    POSTING_STARTS,
    VECTOR_INDEX,
    VECTORS,
    VOCABULARY,
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
from index.read import Problem, Sources
from index.sentences import sentence_splitter
from index.settings import IndexSettings, Runtime
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
            passages, reused = _write_vectors(
                folder, prepared.encoder, [] if full else _earlier(store, prepared), progress
            )
            _write_postings(folder, Tokeniser(settings.language))
            for file in prepared.files:
                _link(file, folder / file.name)
            files = record_files(folder, prepared.runtime)
            now = _later_than(store.versions())
            version = _new_version(now, files)
            manifest = Manifest(
                format=FORMAT,
                version=version,
                created=now.isoformat().replace("+00:00", "Z"),
                language=settings.language,
                model=ModelRecord(
                    name=prepared.name,
                    runtime=prepared.runtime,
                    fingerprint=prepared.encoder.fingerprint,
                    dimension=prepared.encoder.dimension,
                ),
                counts=Counts(documents=len(records), passages=passages, facts=facts),
                sources=tuple(records),
                files=files,
            )
            write_manifest(manifest, folder)
            store.publish(folder, version)
    return BuildReport(
        version=version,
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
    records, facts = [], 0
    catalog = CatalogWriter(folder / CATALOG)
    try:
        for document in sources:
            article = document.article
            found = chunk(article, document.id, document.title, split, limits)
            headings = tuple(Heading(s.path, s.heading_start, s.heading_end) for s in article.sections if s.path)
            content = DocumentContent(article.text, headings)
            catalog.add(document.id, document.title, article.url, document.record.source, content, found)
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
class _Earlier:
    """Texts and their vectors, of an earlier version or of what is written so far."""

    catalog: Catalog
    vectors: NDArray[np.float16]

    def find(self, text: str) -> NDArray[np.float16] | None:
        row = self.catalog.first_row(text)
        return None if row is None or row >= len(self.vectors) else self.vectors[row]


def _earlier(store: VersionStore, prepared: PreparedEncoder) -> list[_Earlier]:
    """The sound versions of the same model, newest first."""
    found = []
    for version in reversed(store.versions()):
        folder = store.folder_of(version)
        try:
            manifest = read_manifest(folder)
        except SearchIndexError:
            continue  # a damaged version has nothing to give; `verify` is there to say so
        if manifest.model.fingerprint == prepared.encoder.fingerprint and not damages(folder, manifest):
            vectors = stored_vectors(folder / VECTORS, manifest.model.dimension)
            found.append(_Earlier(Catalog(folder / CATALOG), vectors))
    return found


def _write_vectors(
    folder: Path, encoder: Encoder, earlier: Sequence[_Earlier], progress: Progress | None
) -> tuple[int, int]:
    """Store every passage's vector in row order and index them; how many there are, and how many were found in earlier versions.

    A text that stands twice is embedded once.
    """
    catalog = Catalog(folder / CATALOG)
    stored_file = folder / VECTORS
    stored_file.touch()
    written, reused, done = 0, 0, 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if progress and more:
            progress("embed", done, catalog.count)

    for texts in catalog.searchable(_BATCH):
        unique = list(dict.fromkeys(texts))
        known = {text: vector for text in unique if (vector := _find(text, earlier)) is not None}
        reused += sum(text in known for text in texts)
        own = _Earlier(catalog, stored_vectors(stored_file, encoder.dimension))
        known |= {text: vector for text in unique if text not in known and (vector := own.find(text)) is not None}
        new = [text for text in unique if text not in known]
        known |= zip(new, encoder.encode_passages(new, tell).astype(np.float16), strict=True)
        append_vectors(np.stack([known[text] for text in texts]), stored_file)
        written += len(texts)
        tell(written - done)
    catalog.close()
    write_vector_index(stored_file, encoder.dimension, folder / VECTOR_INDEX)
    return written, reused


def _find(text: str, earlier: Sequence[_Earlier]) -> NDArray[np.float16] | None:
    return next((vector for version in earlier if (vector := version.find(text)) is not None), None)


def _write_postings(folder: Path, tokenise: Tokeniser) -> None:
    catalog = Catalog(folder / CATALOG)
    terms = (tokenise(text) for texts in catalog.searchable(_BATCH) for text in texts)
    write_lexical(terms, folder / VOCABULARY, folder / POSTING_STARTS, folder / POSTING_ROWS, folder / POSTING_SCORES)
    catalog.close()


def _link(file: Path, link: Path) -> None:
    """The same file under a second name; a copy where the file system has no links."""
    try:
        link.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, link)


def _later_than(versions: Sequence[str]) -> datetime:
    """Now, to the second; after the newest version in any case, so that names sort as they were built even where the clock was set back."""
    now = datetime.now(UTC).replace(microsecond=0)
    if not versions:
        return now
    newest = datetime.strptime(versions[-1].partition("-")[0], _TIME).replace(tzinfo=UTC)
    return max(now, newest + timedelta(seconds=1))


def _new_version(now: datetime, files: dict[str, FileRecord]) -> str:
    """`20261124T060000Z-3f9a1c`: the time, and six digits of what the files hold."""
    content = "".join(record.sha256 for record in files.values())
    return f"{now.strftime(_TIME)}-{sha256_of(content.encode())[:6]}"
