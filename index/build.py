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

from index.catalog import Catalog, Document, DocumentContent, Heading, write_catalog
from index.chunk import ChunkLimits, passages
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
    VECTORS,
    VOCABULARY,
    Counts,
    FileRecord,
    Manifest,
    ModelRecord,
    damages,
    read_manifest,
    record_files,
    sha256_of,
    write_manifest,
)
from index.passage import BlockKind, Passage
from index.read import Problem, ReadDocument, read_sources
from index.sentences import sentence_splitter
from index.settings import IndexSettings, Runtime
from index.vectors import open_vectors, write_vectors
from index.versions import VersionStore

Progress = Callable[[str, int, int], None]  # (stage, done, total)

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
        read = read_sources(settings.sources, base)
        if strict and read.problems:
            raise SourceError(
                f"{read.problems[0].source} {read.problems[0].reason}; the build is strict, so nothing was published."
            )
        chunked = _chunk(read.documents, settings)
        found = [passage for document in chunked for passage in document]
        if not found:
            raise NothingToIndex("the sources hold no sentence; an image or an empty page cannot be indexed.")
        prepared = prepare_encoder(settings.model, settings.encoder, store.folder)
        encoder = prepared.encoder
        searchable = [passage.searchable for passage in found]
        vectors, reused = _embed(
            searchable, encoder, {} if full else _known_vectors(store, encoder, set(searchable)), progress
        )
        tokenise = Tokeniser(settings.language)
        with store.staging() as folder:
            write_catalog(_catalogued(read.documents, chunked), found, folder / CATALOG)
            write_vectors(vectors, folder / VECTORS)
            write_lexical(
                [tokenise(text) for text in searchable],
                folder / VOCABULARY,
                folder / POSTING_STARTS,
                folder / POSTING_ROWS,
                folder / POSTING_SCORES,
            )
            for file in prepared.files:
                _link(file, folder / file.name)
            files = record_files(folder, prepared.runtime)
            now = _later_than(store.versions())
            version = _new_version(now, files)
            facts = sum(passage.kind is BlockKind.FACT for passage in found)
            manifest = Manifest(
                format=FORMAT,
                version=version,
                created=now.isoformat().replace("+00:00", "Z"),
                language=settings.language,
                model=ModelRecord(
                    name=prepared.name,
                    runtime=prepared.runtime,
                    fingerprint=encoder.fingerprint,
                    dimension=encoder.dimension,
                ),
                counts=Counts(documents=len(read.documents), passages=len(found), facts=facts),
                sources=tuple(document.record for document in read.documents),
                files=files,
            )
            write_manifest(manifest, folder)
            store.publish(folder, version)
    return BuildReport(
        version,
        len(read.documents),
        len(found),
        facts,
        len(found) - reused,
        reused,
        read.skipped,
        read.problems,
        time.perf_counter() - begin,
    )


def _chunk(documents: Sequence[ReadDocument], settings: IndexSettings) -> list[list[Passage]]:
    split = sentence_splitter(settings.language)
    limits = ChunkLimits(settings.shortest_words, settings.longest_chars)
    return [list(passages(document.article, document.id, document.title, split, limits)) for document in documents]


def _known_vectors(store: VersionStore, encoder: Encoder, wanted: set[str]) -> dict[str, NDArray[np.float32]]:
    """Vectors that earlier versions hold for these texts under the same model, newest version first."""
    known: dict[str, NDArray[np.float32]] = {}
    for version in reversed(store.versions()):
        if wanted.issubset(known):
            break
        folder = store.folder_of(version)
        try:
            manifest = read_manifest(folder)
            if manifest.model.fingerprint != encoder.fingerprint or damages(folder, manifest):
                continue
            catalog = Catalog(folder / CATALOG)
            texts = catalog.searchable()
            catalog.close()
            vectors = open_vectors(folder / VECTORS).all()
        except (SearchIndexError, OSError, RuntimeError):
            continue  # a damaged version has nothing to give; `verify` is there to say so
        known |= {
            text: vector for text, vector in zip(texts, vectors, strict=True) if text in wanted and text not in known
        }
    return known


def _embed(
    searchable: Sequence[str], encoder: Encoder, known: dict[str, NDArray[np.float32]], progress: Progress | None
) -> tuple[NDArray[np.float32], int]:
    """Vectors of shape (n, dimension), and how many passages found theirs in `known`."""
    reused = sum(text in known for text in searchable)
    new = [text for text in dict.fromkeys(searchable) if text not in known]
    done = 0

    def tell(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress("embed", done, len(new))

    vectors = known | dict(zip(new, encoder.encode_passages(new, tell), strict=True))
    return np.stack([vectors[text] for text in searchable]), reused


def _link(file: Path, link: Path) -> None:
    """The same file under a second name; a copy where the file system has no links."""
    try:
        link.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, link)


def _catalogued(
    documents: Sequence[ReadDocument], chunked: Sequence[Sequence[Passage]]
) -> list[tuple[Document, DocumentContent]]:
    row = 0
    entries = []
    for document, found in zip(documents, chunked, strict=True):
        article = document.article
        headings = tuple(
            Heading(section.path, section.heading_start, section.heading_end)
            for section in article.sections
            if section.path
        )
        entry = Document(document.id, document.title, article.url, document.record.source, range(row, row + len(found)))
        entries.append((entry, DocumentContent(article.text, headings)))
        row += len(found)
    return entries


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
