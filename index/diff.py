"""What differs between two versions, passage by passage: what an owner of the documents wants to see before publishing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.passage import Passage
from index.passage_index import PassageIndex


@dataclass(frozen=True, slots=True)
class Moved:
    """The same words in another document or section."""

    before: Passage
    after: Passage


@dataclass(frozen=True, slots=True)
class VersionDiff:
    """In the order of the documents. An edited sentence is one removed and one added."""

    added: tuple[Passage, ...]
    removed: tuple[Passage, ...]
    moved: tuple[Moved, ...]
    unchanged: int


def diff_versions(before: PassageIndex, after: PassageIndex) -> VersionDiff:
    """Compare two open versions. A passage that only slid down its own section is unchanged."""
    removed: list[Passage] = []
    added: list[Passage] = []
    for document in {**before.documents, **after.documents}:
        old, new = _passages(before, document), _passages(after, document)
        removed += _without(old, new)
        added += _without(new, old)
    unchanged = after.count - len(added)
    left: dict[str, list[Passage]] = defaultdict(list)
    for passage in removed:
        left[passage.text].append(passage)
    moved = [Moved(left[passage.text].pop(0), passage) for passage in added if left[passage.text]]
    gone, come = {pair.before.id for pair in moved}, {pair.after.id for pair in moved}
    return VersionDiff(
        added=tuple(passage for passage in added if passage.id not in come),
        removed=tuple(passage for passage in removed if passage.id not in gone),
        moved=tuple(moved),
        unchanged=unchanged,
    )


def _passages(passage_index: PassageIndex, document: str) -> list[Passage]:
    entry = passage_index.documents.get(document)
    return passage_index.passages(entry.rows) if entry else []


def _without(passages: Sequence[Passage], others: Sequence[Passage]) -> Iterator[Passage]:
    """Those that the others do not have in the same section; the second of two is not had by one."""
    had = Counter((passage.section, passage.text) for passage in others)
    for passage in passages:
        place = (passage.section, passage.text)
        had[place] -= 1
        if had[place] < 0:
            yield passage
