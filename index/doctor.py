"""Everything that can be wrong with environment, model, sources and index, each with the command that mends it.

Nothing is changed. A check that cannot be made because of an earlier fault is left out.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path, PurePath
from typing import Literal

import numpy as np

from index.building.chunked import Chunking, read_and_chunk, with_passages
from index.changes import document_changes
from index.chunking.cut import ChunkLimits
from index.embed import projection_fingerprint, reads_in_context
from index.encoders.export_cache import MODELS
from index.encoders.reader import read_reader, reader_fingerprint
from index.encoders.torch_encoder import model_fingerprint
from index.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexUnavailable,
    SearchIndexError,
    SettingsError,
    SourceMissing,
)
from index.how_many import counted
from index.manifest import Manifest
from index.otherwise import Snapshot, read_otherwise, snapshot
from index.passage_index import load_encoder
from index.place import Place, local_folder
from index.read import Sources
from index.remote.layout import BESIDE
from index.search import open_index
from index.settings import DEFAULT_SOURCE, IndexSettings, no_settings
from index.sound_versions import sound
from index.source_files import Problem
from index.version_store import Versions, version_store

DISTRIBUTION = "cited-chatbot"
ROOM = 2  # times the size of the version in use that a disk should have free for the next
EXPORTING = 180 << 20  # bytes that the export of the default model takes for a moment, of which 23 MB stay
BUILD_AGAIN = "chatbot index build, with its --source where it was built with one"
_NAMED = 3  # documents that are named

Area = Literal["environment", "model", "sources", "index"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found; `mend` is the command or deed that mends it, None where all is well."""

    area: Area
    found: str
    mend: str | None = None


def examine(
    settings: IndexSettings, base: Path, place: Place | None = None, *, has_config: bool = True
) -> Iterator[Finding]:
    """Look at everything, the foundations first; the index is in `place`, or else in `index.dir`.

    `has_config` is False where no settings file was read.
    """
    place = place or base / settings.dir
    store = version_store(place)
    yield from _environment(store, local_folder(place), settings)
    projection, in_context = None, False
    try:
        fingerprint = model_fingerprint(settings.model)
        projection = projection_fingerprint(fingerprint)
        in_context = reads_in_context(settings.model)
        yield Finding("model", f"{settings.model} is there, fingerprint {fingerprint}")
    except SearchIndexError as error:
        yield Finding("model", str(error), "mend index.model in config.yaml")
    snapshots: list[Snapshot] | None = None  # where the sources were read
    limits = ChunkLimits(settings.shortest_words, settings.longest_chars)
    chunk = partial(read_and_chunk, chunking=Chunking(settings.language, limits, in_context))
    problems: Sequence[Problem] = ()
    try:
        sources = Sources(settings.sources, base)
        problems = sources.problems
        snapshots = [snapshot(document) for document in with_passages(sources, map(chunk, sources.files))]
        skipped = counted(sources.skipped.total(), "file")
        yield Finding("sources", f"{counted(len(snapshots), 'document')} can be read, {skipped} of other types skipped")
        for problem in problems:
            yield Finding(
                "sources", f"{problem.source} {problem.reason}", "mend or remove that file, then `chatbot index build`"
            )
    except SettingsError as error:
        yield Finding("sources", str(error), "mend that setting in config.yaml")
    except (SearchIndexError, OSError) as error:
        if has_config or settings.sources != (DEFAULT_SOURCE,):
            or_else = ", or what is named here" if problems else ""
            yield Finding("sources", str(error), f"mend index.sources in config.yaml{or_else}")
        else:
            found = no_settings(base) if isinstance(error, SourceMissing) else str(error)
            yield Finding("sources", found, "start where config.yaml is, or name it with --config")
    yield from _beside(local_folder(place))
    try:
        yield from _index(store, place, settings, snapshots, {problem.source for problem in problems}, projection)
    except IndexUnavailable as error:
        yield Finding("index", str(error), "start that server, or mend index.uri in config.yaml")


def _environment(store: Versions, index_dir: Path, settings: IndexSettings) -> Iterator[Finding]:
    missing = []
    for requirement in metadata.requires(DISTRIBUTION) or []:
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        if "extra ==" not in requirement and not _is_installed(name):
            missing.append(name)
    if missing:
        yield Finding("environment", f"{', '.join(missing)} not installed", f"pip install {' '.join(missing)}")
    else:
        yield Finding("environment", "every library is installed")
    place = next(folder for folder in (index_dir, *index_dir.parents) if os.path.exists(folder))
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        yield Finding(
            "environment",
            f"{place} cannot be written by this user",
            f"chown or chmod {place}, or choose another index.dir",
        )
    free = shutil.disk_usage(place).free
    size = _size_in_use(store)
    is_exported = settings.encoder == "torch" or _has_export(index_dir)
    if free < (needed := ROOM * size or (0 if is_exported else EXPORTING)):
        yield Finding(
            "environment",
            f"{free >> 20:,} MB free on the disk, the next version needs {needed >> 20:,}",
            "chatbot index prune --keep 2" if size else "free the disk, or choose another index.dir",
        )
    else:
        yield Finding("environment", f"{free >> 20:,} MB free on the disk of {place}")


def _index(
    store: Versions,
    place: Place,
    settings: IndexSettings,
    snapshots: Sequence[Snapshot] | None,
    unread: Set[str],
    projection: str | None,
) -> Iterator[Finding]:
    try:
        versions = store.versions()
    except IndexDamaged as error:
        yield Finding("index", str(error), "chown, chmod or mount that folder, or choose another index.dir")
        return
    try:
        current = store.current()
    except IndexUnavailable:
        raise
    except SearchIndexError as error:
        current = ""
        yield Finding("index", str(error), _way_back(store, current) or "chatbot index build")
    for version in versions:
        in_use = version == current
        mend = store.removal(version)
        if in_use:
            back = _way_back(store, current)
            mend = f"`{back}`, then `chatbot index build`" if back else "chatbot index build"
        try:
            manifest = store.check(version)
        except IndexMismatch as error:
            if in_use:
                yield Finding("index", str(error), "chatbot index build")
            else:
                yield Finding("index", f"{version} has the format of another release, and is a way back to it")
            continue
        except SearchIndexError as error:
            yield Finding("index", str(error), mend)
            continue
        found = store.damages(version)
        yield from (Finding("index", f"{version}: {damage.file} {damage.problem}", mend) for damage in found)
        if not found:
            yield Finding("index", f"{version} is sound{', and in use' if in_use else ''}")
        if in_use and not found:
            yield from _in_use(place, manifest, settings, snapshots, unread, projection)
    if leftovers := store.leftovers():
        try:
            with store.lock():
                mend = f"chatbot index prune --keep {max(1, len(versions))}"
                of = "a build" if len(leftovers) == 1 else "builds"
                yield Finding("index", f"{counted(len(leftovers), 'leftover')} of {of} that died", mend)
        except IndexBusy as error:
            yield Finding("index", str(error))


def _way_back(store: Versions, current: str) -> str:
    """The command that takes up the newest other version that is sound; empty where there is none."""
    back = next(sound(store, [version for version in store.versions() if version != current]), None)
    return f"chatbot index rollback {back}" if back else ""


def _in_use(
    place: Place,
    manifest: Manifest,
    settings: IndexSettings,
    snapshots: Sequence[Snapshot] | None,
    unread: Set[str],
    projection: str | None,
) -> Iterator[Finding]:
    """What is wrong with the version in use; of what could not be read, told before, nothing is known, so it is not missing."""
    is_as_wanted = False
    made_with = (manifest.model.name, manifest.model.runtime, manifest.language)
    wanted = (settings.model, settings.encoder, settings.language)
    if made_with != wanted:
        yield Finding(
            "index", f"made with {', '.join(made_with)}, the settings say {', '.join(wanted)}", "chatbot index build"
        )
    elif projection not in (None, manifest.model.projection):
        yield Finding(
            "index",
            "made for other ranking models than this program has: answers are much worse",
            "chatbot index build",
        )
    else:
        is_as_wanted = True
    known = [record for record in manifest.sources if snapshots is not None and not _is_among(record.source, unread)]
    changes = document_changes(known, [found.record for found in snapshots or ()])
    if changed := len(changes.added) + len(changes.removed) + len(changes.changed):
        named = ", ".join(source.path for source in settings.sources)
        yield Finding(
            "index",
            f"{counted(changed, 'document')} differ{'s' if changed == 1 else ''} between it and index.sources ({named}): "
            f"{len(changes.added)} added there, {len(changes.changed)} changed, {len(changes.removed)} missing",
            BUILD_AGAIN,
        )
    try:
        passage_index = open_index(place)
        try:
            ids_stay = not changes.added and not changes.removed  # a second one of a title has a number in its id
            if is_as_wanted and ids_stay and (others := read_otherwise(passage_index, known, snapshots or ())):
                yield Finding("index", _otherwise(others), BUILD_AGAIN)
            encoder = load_encoder(passage_index)
            own = reader_fingerprint(read_reader(encoder.model_fingerprint))
            if encoder.reader and encoder.reader.fingerprint != own:
                yield Finding(
                    "index", "made with another reader than this program has: answers are a little worse", BUILD_AGAIN
                )
            vector = encoder.encode_question("a question").vector
            passage_index.dense(vector, 1)
        finally:
            passage_index.close()
        if not np.isfinite(vector).all():
            yield Finding("index", "its encoder gives no numbers", "chatbot index build --full")
    except SearchIndexError as error:
        yield Finding("index", str(error), "chatbot index build")


def _is_among(source: str, unread: Set[str]) -> bool:
    """Whether a file is one of these, or in one of them that is a folder."""
    return source in unread or any(folder.as_posix() in unread for folder in PurePath(source).parents)


def _otherwise(sources: Sequence[str]) -> str:
    which = ", ".join(sources[:_NAMED]) + (" and others" if sources[_NAMED:] else "")
    return (
        f"{counted(len(sources), 'document')}, the same as then, would be read otherwise than it has "
        f"{'it' if len(sources) == 1 else 'them'}, by changed settings or another release: {which}"
    )


def _beside(index_dir: Path) -> Iterator[Finding]:
    """What lies beside the versions and cannot be read, so that it is left aside."""
    for name in BESIDE:
        try:
            is_read = isinstance(json.loads((index_dir / name).read_bytes()), dict)
        except FileNotFoundError:
            continue
        except (OSError, ValueError, RecursionError):
            is_read = False
        if not is_read:
            yield Finding(
                "index", f"{name} cannot be read, so it is left aside", f"chatbot calibrate, or rm {index_dir / name}"
            )


def _size_in_use(store: Versions) -> int:
    try:
        return store.size(store.current())
    except SearchIndexError:
        return 0


def _has_export(index_dir: Path) -> bool:
    try:
        return any(not name.startswith(".") for name in os.listdir(index_dir / MODELS))
    except OSError:
        return False


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
