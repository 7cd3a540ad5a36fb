"""Documents in, a searchable index out: the offline half, and the face that opens what it made.

Everything that may be used from outside is named here; `python -m index` builds and manages. A name
is loaded when it is first used (PEP 562), so that the command line starts without FAISS and
ONNX Runtime.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING

from index.errors import (
    IndexBusy,
    IndexDamaged,
    IndexMismatch,
    IndexMissing,
    IndexNotWritable,
    IndexUnavailable,
    ModelError,
    NothingToIndex,
    SearchIndexError,
    SettingsError,
    SourceError,
    VersionUnknown,
)

if TYPE_CHECKING:
    from index.appearing import appearing_file
    from index.catalog import Document, DocumentContent, Heading
    from index.cells import cell_spans
    from index.commands.command_group import CommandGroup
    from index.encoder import Encoder, Encoding, Reader
    from index.how_many import counted
    from index.lexical import LexicalScores
    from index.manifest import ModelRecord, made_at
    from index.passage import BlockKind, Passage
    from index.passage_index import Hits, PassageIndex, load_encoder
    from index.place import CALIBRATION_FILE, Place, index_place, local_folder
    from index.search import open_index
    from index.threads import CORES, limit_threads
    from index.tokens import NO_MATCH, Cosines, Matches, Projection, QuestionTokens
    from index.version_store import current_model, current_version

# Before anything here loads ONNX Runtime, whose builds from 1.29 on report their use to their maker unless this is set.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

_HOMES = {
    "appearing": ("appearing_file",),
    "catalog": ("Document", "DocumentContent", "Heading"),
    "cells": ("cell_spans",),
    "commands.command_group": ("CommandGroup",),
    "encoder": ("Encoder", "Encoding", "Reader"),
    "how_many": ("counted",),
    "lexical": ("LexicalScores",),
    "manifest": ("ModelRecord", "made_at"),
    "passage": ("BlockKind", "Passage"),
    "passage_index": ("Hits", "PassageIndex", "load_encoder"),
    "place": ("CALIBRATION_FILE", "Place", "index_place", "local_folder"),
    "search": ("open_index",),
    "threads": ("CORES", "limit_threads"),
    "tokens": ("NO_MATCH", "Cosines", "Matches", "Projection", "QuestionTokens"),
    "version_store": ("current_model", "current_version"),
}

__all__ = [
    "CALIBRATION_FILE",
    "CORES",
    "NO_MATCH",
    "BlockKind",
    "CommandGroup",
    "Cosines",
    "Document",
    "DocumentContent",
    "Encoder",
    "Encoding",
    "Heading",
    "Hits",
    "IndexBusy",
    "IndexDamaged",
    "IndexMismatch",
    "IndexMissing",
    "IndexNotWritable",
    "IndexUnavailable",
    "LexicalScores",
    "Matches",
    "ModelError",
    "ModelRecord",
    "NothingToIndex",
    "Passage",
    "PassageIndex",
    "Place",
    "Projection",
    "QuestionTokens",
    "Reader",
    "SearchIndexError",
    "SettingsError",
    "SourceError",
    "VersionUnknown",
    "appearing_file",
    "cell_spans",
    "counted",
    "current_model",
    "current_version",
    "index_place",
    "limit_threads",
    "load_encoder",
    "local_folder",
    "made_at",
    "open_index",
]


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"index.{module}"), name)
    raise AttributeError(f"module 'index' has no attribute {name!r}")
