"""Any order of editing, building, going back, pruning and reopening leaves just what a simple model says."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from index import IndexMissing, NothingToIndex, PassageIndex, VersionUnknown, open_index
from index.build import build
from index.embed import PreparedEncoder
from index.manifest import damages, read_manifest
from index.settings import IndexSettings, SourceSettings
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import WordEncoder

PAGES = st.sampled_from(["heron", "rope", "pier"])
SENTENCES = st.sampled_from(
    ["The grey heron eats fish.", "Her father sold rope and nets.", "Nine sailors were saved.", "The pier is long."]
)
Content = dict[str, tuple[str, ...]]  # page -> its sentences


class Versions(RuleBasedStateMachine):
    """The model: what each kept version holds, which one is in use, which are open."""

    encoder: WordEncoder

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.base = Path(self.folder.name)
        (self.base / "library").mkdir()
        self.settings = IndexSettings(sources=(SourceSettings(path="library"),), model="words")
        self.store = VersionStore(self.base / self.settings.dir)
        self.sources: Content = {}
        self.kept: dict[str, Content] = {}
        self.in_use: str | None = None
        self.readers: list[tuple[PassageIndex, Content]] = []

    def teardown(self) -> None:
        for passage_index, _ in self.readers:
            passage_index.close()
        self.folder.cleanup()

    @initialize(page=PAGES, sentence=SENTENCES)
    def begin(self, page: str, sentence: str) -> None:
        self.write(page, [sentence])

    @rule(page=PAGES, sentences=st.lists(SENTENCES, min_size=1, max_size=3))
    def write(self, page: str, sentences: list[str]) -> None:
        self.sources[page] = tuple(sentences)
        (self.base / "library" / f"{page}.txt").write_text("\n\n".join(sentences))

    @rule(page=PAGES)
    def remove(self, page: str) -> None:
        self.sources.pop(page, None)
        (self.base / "library" / f"{page}.txt").unlink(missing_ok=True)

    @rule(full=st.booleans(), hold=st.booleans(), if_changed=st.booleans())
    def build(self, full: bool, hold: bool, if_changed: bool) -> None:
        self.encoder.encoded.clear()
        known = set().union(*map(readings, self.kept.values()))
        try:
            report = build(
                self.settings,
                self.base,
                lambda *_: PreparedEncoder("words", "torch", self.encoder, (), None),
                full=full,
                hold=hold,
                if_changed=if_changed,
            )
        except NothingToIndex:
            assert not self.sources
            return
        assert self.sources
        wanted = readings(self.sources)
        assert set(self.encoder.encoded) == (wanted if full else wanted - known)
        is_same = self.in_use is not None and self.kept[self.in_use] == self.sources
        assert report.published == (not (if_changed and is_same))
        if report.published:
            assert report.version > max(self.kept, default="")
            self.kept[report.version] = dict(self.sources)
            if not hold or self.in_use is None:
                self.in_use = report.version

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        self.in_use = self.store.rollback(data.draw(st.sampled_from(sorted(self.kept))))

    @precondition(lambda self: self.kept)
    @rule()
    def roll_back_by_one(self) -> None:
        older = [version for version in sorted(self.kept) if version < str(self.in_use)]
        try:
            self.in_use = self.store.rollback()
        except VersionUnknown:
            assert not older
        else:
            assert self.in_use == older[-1]

    @precondition(lambda self: self.kept)
    @rule(keep=st.integers(1, 3))
    def prune(self, keep: int) -> None:
        pruned = self.store.prune(keep)
        old = [version for version in sorted(self.kept)[:-keep] if version != self.in_use]
        read = {passage_index.version for passage_index, _ in self.readers}
        assert pruned.removed == [version for version in old if version not in read]
        assert pruned.in_use == [version for version in old if version in read]
        for version in pruned.removed:
            del self.kept[version]

    @precondition(lambda self: self.kept)
    @rule(data=st.data())
    def open(self, data: st.DataObject) -> None:
        version = data.draw(st.sampled_from(sorted(self.kept)))
        self.readers.append((open_index(self.store.folder, version), self.kept[version]))

    @precondition(lambda self: self.readers)
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        self.readers.pop(data.draw(st.integers(0, len(self.readers) - 1)))[0].close()

    @invariant()
    def the_kept_versions_are_there_and_sound(self) -> None:
        assert self.store.versions() == sorted(self.kept)
        assert self.store.leftovers() == []
        for version in self.kept:
            folder = self.store.folder_of(version)
            assert damages(folder, read_manifest(folder)) == []

    @invariant()
    def the_one_in_use_holds_what_it_was_built_from(self) -> None:
        if self.in_use is None:
            try:
                self.store.current()
            except IndexMissing:
                return
            raise AssertionError("something is in use")
        passage_index = open_index(self.store.folder)
        assert passage_index.version == self.in_use
        assert content(passage_index) == self.kept[self.in_use]
        passage_index.close()

    @invariant()
    def whoever_reads_reads_on(self) -> None:
        for passage_index, held in self.readers:
            assert content(passage_index) == held


def content(passage_index: PassageIndex) -> Content:
    return {
        document: tuple(passage.text for passage in passage_index.passages(entry.rows))
        for document, entry in passage_index.documents.items()
    }


def readings(pages: Content) -> set[str]:
    """What the encoder reads for them."""
    return {f"{page}. {sentence}" for page, sentences in pages.items() for sentence in sentences}


def test_any_order_of_changes_leaves_what_the_model_says(encoder: WordEncoder) -> None:
    Versions.encoder = encoder
    run_state_machine_as_test(
        Versions, settings=settings(max_examples=12, stateful_step_count=15, deadline=None, derandomize=True)
    )
