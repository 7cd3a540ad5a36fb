"""What a version in Milvus says of itself: the build's manifest, and a checksum for everything that was stored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import IndexDamaged, VersionUnknown
from index.manifest import MEND, VECTOR_INDEX, FileRecord, Manifest, other_format, parse_manifest, sha256_of
from index.milvus.connection import Connection, NotThere
from index.milvus.layout import Names, tables
from index.milvus.tables import read_table

FORMAT = 1  # raised whenever an older program could not read what is stored

HEADER = "header"
ROWS = "passages"  # the checksum over all rows in order, in `stored`
DOCUMENTS_STREAM = "documents' texts"

WITHOUT = (VECTOR_INDEX,)  # files of a build that Milvus makes for itself


class Header(BaseModel):
    """`manifest` is the build's, as JSON; `stored` is SHA-256 and size of each part as it was stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    manifest: str
    stored: Mapping[str, FileRecord]
    checksum: str = ""

    def dump(self) -> bytes:
        """It as JSON, with its own checksum."""
        content = self.model_dump(mode="json") | {"checksum": ""}
        content["checksum"] = _checksum(content)
        return json.dumps(content, ensure_ascii=False).encode()


class Checksum:
    """SHA-256 and size of parts, one after the other."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._bytes = 0

    def add(self, *parts: bytes) -> None:
        """Take these parts in."""
        for part in parts:
            self._digest.update(len(part).to_bytes(8, "little"))
            self._digest.update(part)
            self._bytes += len(part)

    def record(self) -> FileRecord:
        """What came of them."""
        return FileRecord(sha256=self._digest.hexdigest(), bytes=self._bytes)


def read_header(milvus: Connection, version: str) -> tuple[Header, Manifest]:
    """A version's header and the manifest in it; VersionUnknown, IndexDamaged or IndexMismatch say what is wrong."""
    collection = Names(milvus.place.collection).passages(version)
    try:
        content = json.loads(read_table(milvus, tables(collection), HEADER))
    except NotThere as error:
        raise VersionUnknown(
            f"there is no index version {version!r} in Milvus at {milvus.place.uri}; `chatbot index list` shows the others."
        ) from error
    except ValueError as error:
        raise IndexDamaged(f"index version {version}: its header is not valid JSON; {MEND}") from error
    if isinstance(content, dict) and isinstance(found := content.get("format"), int) and found != FORMAT:
        raise other_format(f"{version} in Milvus", found, FORMAT)
    try:
        header = Header.model_validate(content)
    except ValidationError as error:
        raise IndexDamaged(f"index version {version}: its header does not have the expected fields; {MEND}") from error
    if header.checksum != _checksum(content | {"checksum": ""}):
        raise IndexDamaged(f"index version {version}: its header was altered after it was written; {MEND}")
    manifest = parse_manifest(header.manifest.encode(), version, WITHOUT)
    if manifest.version != version:
        raise IndexDamaged(f"index version {version}: its header belongs to another version; {MEND}")
    return header, manifest


def _checksum(content: Mapping[str, object]) -> str:
    return sha256_of(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())
