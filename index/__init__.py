"""Documents in, a searchable index out: the offline half, and the face that opens what it made.

Everything that may be used from outside is named here; `python -m index` builds and manages.
"""

from index.catalog import Document, DocumentContent, Heading
from index.encoder import Encoder
from index.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexNotWritable,
    ModelError,
    NothingToIndex,
    SearchIndexError,
    SettingsError,
    SourceError,
    VersionUnknown,
)
from index.manifest import ModelRecord
from index.passage import BlockKind, Passage
from index.search import Hits, PassageIndex, current_version, load_encoder, open_index

__all__ = [
    "BlockKind",
    "Document",
    "DocumentContent",
    "Encoder",
    "Heading",
    "Hits",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IndexNotWritable",
    "ModelError",
    "ModelRecord",
    "NothingToIndex",
    "Passage",
    "PassageIndex",
    "SearchIndexError",
    "SettingsError",
    "SourceError",
    "VersionUnknown",
    "current_version",
    "load_encoder",
    "open_index",
]
