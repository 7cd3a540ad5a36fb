"""Which documents differ between two versions, by their manifests alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.manifest import SourceRecord


@dataclass(frozen=True, slots=True)
class DocumentChanges:
    """The sources that only the newer version has, that only the older one had, and whose content is another."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int


def document_changes(before: Sequence[SourceRecord], after: Sequence[SourceRecord]) -> DocumentChanges:
    """Compare the sources of two versions, each by the name that it is cited by and its SHA-256."""
    old = {record.source: record.sha256 for record in before}
    new = {record.source: record.sha256 for record in after}
    both = [source for source in new if source in old]
    changed = tuple(source for source in both if old[source] != new[source])
    return DocumentChanges(
        added=tuple(source for source in new if source not in old),
        removed=tuple(source for source in old if source not in new),
        changed=changed,
        unchanged=len(both) - len(changed),
    )
