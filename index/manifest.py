"""What a version is made of: its name and those of its files, its format number, its manifest and checksums.

This module alone knows the names of a version's files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import IndexDamaged, IndexMismatch, ManifestDamaged
from index.settings import Runtime

FORMAT = 5  # raised whenever an older program could not read what is written

LARGEST_MANIFEST = 256 << 20  # bytes: a million sources
VERSION_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}", re.ASCII)  # what a build calls a version
_TIME = "%Y%m%dT%H%M%SZ"
STAGING_PREFIX = ".building-"  # of whatever is being written; a leftover where its build died

MANIFEST = "manifest.json"
CATALOG = "passages.sqlite"
VECTORS = "vectors.f16"
VECTOR_INDEX = "vectors.faiss"
TOKENS = "tokens.i8"
TOKEN_STARTS = "token_starts.npy"  # noqa: S105  # a file, not a secret
PROJECTION = "late_interaction.npz"
VOCABULARY = "vocabulary.json"
WORDS = "words.json"
POSTING_STARTS = "posting_starts.npy"
POSTING_ROWS = "posting_rows.npy"
POSTING_SCORES = "posting_scores.npy"
ENCODER_MODEL = "model.onnx"
ENCODER_TOKENIZER = "tokenizer.json"
ENCODER_SETTINGS = "encoder.json"
ENCODER_READER = "reader.onnx"
ENCODER_WORDS = "word_embeddings.npy"
ENCODER_FILES = (ENCODER_MODEL, ENCODER_TOKENIZER, ENCODER_SETTINGS, ENCODER_READER, ENCODER_WORDS)
TOKEN_FILES = (TOKENS, TOKEN_STARTS, PROJECTION)
FILES = (CATALOG, VECTORS, VECTOR_INDEX, VOCABULARY, WORDS, POSTING_STARTS, POSTING_ROWS, POSTING_SCORES)


def version_name(made: datetime, content: str) -> str:
    """`20261124T060000Z-3f9a1c`: the time, in UTC, and six digits of what the files hold, whose checksums `content` is."""
    return f"{made.strftime(_TIME)}-{sha256_of(content.encode())[:6]}"


def made_at(version: str) -> datetime | None:
    """When a version was made, in UTC, by its name; None where somebody renamed it by hand."""
    try:
        return datetime.strptime(version.partition("-")[0], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelRecord(_Record):
    """The embedding model that made the vectors; unless it ran on PyTorch, the version carries it.

    `projection` is the fingerprint of the token projection, which the version carries too; None where there are no
    tokens and passages are ranked by their ranks in the two searches.
    """

    name: str
    runtime: Runtime
    fingerprint: str
    dimension: int
    projection: str | None = None


class SourceRecord(_Record):
    """One source file: as it is cited, the document it became, its SHA-256 and size in bytes."""

    source: str
    document: str
    sha256: str
    bytes: int


class FileRecord(_Record):
    """One file of the version. Its checksum is a name in an object store, so it is digits and nothing else."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(ge=0)


class Counts(_Record):
    """How much there is."""

    documents: int
    passages: int
    facts: int


class Manifest(_Record):
    """`created` is RFC 3339 in UTC; `checksum` is over everything else in the manifest."""

    format: int
    version: str
    created: str
    language: str
    model: ModelRecord
    counts: Counts
    sources: tuple[SourceRecord, ...]
    files: Mapping[str, FileRecord]
    checksum: str = ""

    def expected_files(self) -> tuple[str, ...]:
        """The names of the files that the version must have, beside the manifest."""
        return file_names(self.model.runtime, self.model.projection is not None)


@dataclass(frozen=True, slots=True)
class Damage:
    """One file of a version that is not as it was written."""

    file: str
    problem: str


def file_names(runtime: Runtime, has_tokens: bool) -> tuple[str, ...]:
    """The files of a version whose encoder runs this way, with or without tokens."""
    return (*FILES, *(() if runtime == "torch" else ENCODER_FILES), *(TOKEN_FILES if has_tokens else ()))


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it with its own checksum."""
    (folder / MANIFEST).write_text(dump_manifest(manifest), encoding="utf-8")


def dump_manifest(manifest: Manifest) -> str:
    """It as JSON, with its own checksum."""
    content = manifest.model_dump(mode="json")
    content["checksum"] = _checksum(content)
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read and check a version's manifest; IndexDamaged or IndexMismatch say what is wrong."""
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise _damaged(folder.name, "is missing or cannot be read") from error
    manifest = parse_manifest(content, folder.name)
    if manifest.version != folder.name:
        raise _damaged(folder.name, "belongs to another version")
    return manifest


def parse_manifest(text: bytes, whose: str, without: Collection[str] = ()) -> Manifest:
    """Check a manifest's format, fields, checksum and list of files; a refusal names the version as `whose`.

    `without` are files that another engine has no need of.
    """
    try:
        content = json.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise _damaged(whose, "is not valid JSON") from error
    if isinstance(content, dict) and isinstance(found := content.get("format"), int) and found != FORMAT:
        raise other_format(whose, found, FORMAT)
    try:
        manifest = Manifest.model_validate(content)
    except ValidationError as error:
        raise _damaged(whose, "does not have the expected fields") from error
    if manifest.checksum != _checksum(content):
        raise _damaged(whose, "was altered after it was written")
    if set(manifest.files) != set(manifest.expected_files()) - set(without):
        raise _damaged(whose, "belongs to another version")
    return manifest


def _damaged(whose: str, problem: str) -> ManifestDamaged:
    return ManifestDamaged(f"index version {whose}: {MANIFEST} {problem}; {MEND}", problem)


def other_format(whose: str, found: int, read: int) -> IndexMismatch:
    """Why a version of another format than the one that is read is refused: an older program wrote it, or a newer one."""
    if found < read:
        return IndexMismatch(
            f"index version {whose} has format {found} and this program reads {read}; build again with `chatbot index build`."
        )
    return IndexMismatch(
        f"index version {whose} has format {found} and this program reads up to {read}; update the program, or build again with `chatbot index build`."
    )


MEND = "build a new one with `chatbot index build`, or go back with `chatbot index rollback`."


def record_files(
    folder: Path, runtime: Runtime, has_tokens: bool, without: Collection[str] = ()
) -> dict[str, FileRecord]:
    """Size and checksum of every file that a version must have."""
    return {
        name: FileRecord(sha256=sha256_of_file(folder / name), bytes=(folder / name).stat().st_size)
        for name in file_names(runtime, has_tokens)
        if name not in without
    }


def check_version(folder: Path) -> Manifest:
    """The cheap check of a version: its manifest, and that every file is there and has its size.

    IndexDamaged or IndexMismatch name what is wrong.
    """
    manifest = read_manifest(folder)
    for name, record in manifest.files.items():
        file = folder / name
        size = file.stat().st_size if file.is_file() else None
        if size != record.bytes:
            found = "is missing" if size is None else f"has {size} bytes where {record.bytes} were written"
            raise IndexDamaged(f"index version {folder.name}: {name} {found}; {MEND}")
    return manifest


def damages(folder: Path, manifest: Manifest) -> list[Damage]:
    """The full check: every byte of every file, and files that do not belong there."""
    found = [
        Damage(name, problem)
        for name, record in manifest.files.items()
        if (problem := _problem(folder / name, record)) is not None
    ]
    strangers = sorted(path.name for path in folder.iterdir() if path.name not in {MANIFEST, *manifest.files})
    return [*found, *(Damage(name, "does not belong to this version") for name in strangers)]


def is_sound(folder: Path, manifest: Manifest, names: Iterable[str]) -> bool:
    """Whether every byte of these files of a version is as it was written."""
    return all(_problem(folder / name, manifest.files[name]) is None for name in names)


def sha256_of(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(file: Path) -> str:
    """The same of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _problem(file: Path, record: FileRecord) -> str | None:
    try:
        if not file.is_file():
            return "is missing"
        if file.stat().st_size != record.bytes:
            return f"has {file.stat().st_size} bytes where {record.bytes} were written"
        return None if sha256_of_file(file) == record.sha256 else "has other bytes than were written"
    except OSError as error:
        return f"cannot be read ({error.strerror})"


def _checksum(content: Mapping[str, Any]) -> str:
    rest = {key: value for key, value in content.items() if key != "checksum"}
    return sha256_of(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode())
