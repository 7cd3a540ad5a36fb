"""Which versions of an index are sound: those to go back to, and those to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Protocol

from index.errors import IndexDamaged, IndexMismatch, VersionUnknown
from index.manifest import Manifest


class Checked(Protocol):
    """Versions that can be told apart by a cheap check, wherever they are kept."""

    def current(self) -> str:
        """The version in use."""
        ...

    def versions(self) -> list[str]:
        """Every published version, oldest first."""
        ...

    def check(self, version: str) -> Manifest:
        """What a version says of itself; IndexDamaged or IndexMismatch where it is not sound."""
        ...


def to_prune(store: Checked, keep: int) -> list[str]:
    """The versions that a prune removes unless a process reads them, oldest first."""
    versions, current = store.versions(), store.current()
    kept = {current, *versions[-keep:]}
    if not any(sound(store, [current])):
        kept.update(islice(sound(store, versions), keep))
    return [version for version in versions if version not in kept]


def sound_before(store: Checked, current: str, place: str) -> str:
    """The newest sound version older than the current one; VersionUnknown says that there is none in that place."""
    found = next(sound(store, [version for version in store.versions() if version < current]), None)
    if found is None:
        raise VersionUnknown(
            f"there is no sound version older than {current} in {place}; `chatbot index list` shows what there is."
        )
    return found


def sound(store: Checked, versions: Sequence[str]) -> Iterator[str]:
    """Those of these versions in which the cheap check finds nothing wrong, the last first.

    Any other error, such as IndexUnavailable, says nothing about a version and gets out.
    """
    for version in reversed(versions):
        try:
            store.check(version)
        except (IndexDamaged, IndexMismatch, VersionUnknown):
            continue
        yield version
