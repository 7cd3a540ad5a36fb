"""What earlier versions know already: the vectors of sentences that have not changed.

A version gives only what is byte for byte as it was written. Its passage table is checked when it is
opened, its vectors when it has something to give, so that a build does not read every version that is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.catalog import Catalog, Reading
from index.embed import Maker
from index.errors import SearchIndexError
from index.manifest import CATALOG, TOKEN_STARTS, TOKENS, VECTORS, Manifest, is_sound, read_manifest
from index.tokens import NO_TOKENS, Tokens, TokenStore, open_tokens
from index.vectors import stored_vectors
from index.versions import VersionStore


@dataclass(frozen=True, slots=True)
class Embedded:
    """A passage's vector, float16, and its tokens, int8."""

    vector: NDArray[np.float16]
    tokens: Tokens


class Earlier(Protocol):
    """What is embedded already, wherever it is kept."""

    def look_up(self, readings: Sequence[Reading]) -> dict[Reading, Embedded]:
        """What is known of these readings; those that are not known are left out."""
        ...


class EarlierVersions:
    """Versions of one encoder and projection, newest first."""

    def __init__(self, versions: list[_Version]) -> None:
        self._versions = versions

    def look_up(self, readings: Sequence[Reading]) -> dict[Reading, Embedded]:
        """What the newest version that knows each of these readings has of it."""
        return {reading: found for reading in readings if (found := self._find(reading)) is not None}

    def _find(self, reading: Reading) -> Embedded | None:
        return next((found for version in self._versions if (found := version.find(reading)) is not None), None)


def nothing_earlier() -> AbstractContextManager[Earlier]:
    """Nothing is known."""
    return nullcontext(EarlierVersions([]))


@contextmanager
def earlier_versions(store: VersionStore, maker: Maker) -> Iterator[EarlierVersions]:
    """The kept versions that this encoder and projection made; they are not pruned meanwhile."""
    found = []
    with ExitStack() as opened:
        for version in reversed(store.versions()):
            with suppress(SearchIndexError):  # a damaged version has nothing to give; `verify` is there to say so
                folder = store.folder_of(version)
                manifest = read_manifest(folder)
                if Maker(manifest.model.fingerprint, manifest.model.projection) != maker:
                    continue
                opened.callback(store.pin(version).release)
                if is_sound(folder, manifest, [CATALOG]):
                    catalog = Catalog(folder / CATALOG)
                    opened.callback(catalog.close)
                    found.append(_Version(folder, manifest, catalog))
        yield EarlierVersions(found)


@dataclass(frozen=True)
class _Version:
    folder: Path
    manifest: Manifest
    catalog: Catalog

    def find(self, reading: Reading) -> Embedded | None:
        row = self.catalog.first_row(reading)
        if row is None or self._stores is None:
            return None
        vectors, tokens = self._stores
        return Embedded(vectors[row], tokens.of(row) if tokens else NO_TOKENS)

    @cached_property
    def _stores(self) -> tuple[NDArray[np.float16], TokenStore | None] | None:
        """Its vectors and tokens; None where they are not as they were written."""
        has_tokens = self.manifest.model.projection is not None
        if not is_sound(self.folder, self.manifest, [VECTORS, *((TOKENS, TOKEN_STARTS) if has_tokens else ())]):
            return None
        tokens = open_tokens(self.folder / TOKENS, self.folder / TOKEN_STARTS) if has_tokens else None
        return stored_vectors(self.folder / VECTORS, self.manifest.model.dimension), tokens
