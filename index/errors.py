"""Everything that can go wrong between documents and an open index.

SearchIndexError
├── SettingsError           config.yaml, a flag or an environment variable is wrong
├── SourceError             a document cannot be read
│   └── NothingToIndex      no document is left
│       └── SourceMissing   a source is not there
├── ModelError              a model name that cannot be turned into a model
├── IndexMissing            nothing has been built yet, or nothing is in use
├── VersionUnknown          a version that is not there
├── IndexDamaged            a file is missing, cut or altered
│   └── ManifestDamaged     the one that lists the others
├── IndexMismatch           the index is sound and was made for something else
├── ArchiveRefused          an archive holds no version, or cannot be written
├── IndexUnavailable        the server that keeps the index cannot be reached or does not answer in time
├── ClusterUnavailable      the Ray cluster that builds cannot be reached, or gave up
├── StoreRefused            an object store's address, or what it holds, is not what a push makes of it
├── StoreAway               an object store cannot be reached or used now
│   └── StoreEmpty          nothing has been pushed to it yet
├── IndexBusy               another build holds the lock
└── IndexNotWritable        the folder refuses to be written

A message says what was found, what was expected and what to do. It is one sentence that can be
shown to a person; it may name a path, so it never goes into an HTTP reply.
"""

from __future__ import annotations

from collections.abc import Sequence


class SearchIndexError(Exception):
    """The base of every error of this package (`IndexError` is a builtin of another meaning)."""


class SettingsError(SearchIndexError):
    """A setting is unknown, of a wrong type or out of range."""


class SourceError(SearchIndexError):
    """A document cannot be read; the message gives the reason without the path."""


class NothingToIndex(SourceError):
    """Every source is empty or unreadable."""


class SourceMissing(NothingToIndex):
    """A file or folder that is to be indexed does not exist."""


class ModelError(SearchIndexError):
    """A model cannot be loaded."""


class IndexMissing(SearchIndexError):
    """There is no version in use; `kept` are published ones, of which one could be."""

    def __init__(self, message: str, kept: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.kept = kept


class VersionUnknown(SearchIndexError):
    """The version that was named is not in the index folder."""


class IndexDamaged(SearchIndexError):
    """A file of a version is missing, cut or altered."""


class ManifestDamaged(IndexDamaged):
    """A version's manifest is missing or not as it was written; `problem` says it in few words, for a list of damages."""

    def __init__(self, message: str, problem: str = "") -> None:
        super().__init__(message)
        self.problem = problem


class IndexMismatch(SearchIndexError):
    """The version is of another format than this program reads, or what it holds is not what it says of itself or what this machine has."""


class ArchiveRefused(SearchIndexError):
    """An archive is not what an export wrote, or cannot be written."""


class IndexUnavailable(SearchIndexError):
    """The server that keeps the index is away; asking again later may help."""


class ClusterUnavailable(SearchIndexError):
    """The Ray cluster that does the work of a build is away or gave up."""


class StoreRefused(SearchIndexError):
    """An address that is no object store's, or a store that holds something else than was pushed."""


class StoreAway(SearchIndexError):
    """An object store cannot be reached or used now."""


class StoreEmpty(StoreAway):
    """Nothing has been pushed to the object store yet."""


class IndexBusy(SearchIndexError):
    """Another process is building or changing this index right now."""


class IndexNotWritable(SearchIndexError):
    """The index folder cannot be written."""
