"""What differs between two versions: passages added, removed and moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import open_index
from index.diff import diff_versions

if TYPE_CHECKING:
    from conftest import World


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(library: Path) -> None:
        file = library / name
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    return change


def rename(library: Path) -> None:
    (library / "grey-heron.md").rename(library / "heron.md")


def remove(library: Path) -> None:
    (library / "rocks" / "granite.txt").unlink()


@pytest.mark.parametrize(
    ("change", "added", "removed", "moved"),
    [
        pytest.param(lambda library: None, [], [], [], id="nothing"),
        pytest.param(edit("ada-quill.txt", "rope", "sails"), ["Her father sold sails and nets."], ["Her father sold rope and nets."], [], id="a sentence edited"),
        pytest.param(edit("ada-quill.txt", "She married", "It was cold. She married"), ["It was cold."], [], [], id="a sentence put before others"),
        pytest.param(edit("grey-heron.md", "- Both parents feed the chicks", "- The female lays four blue eggs"), ["The female lays four blue eggs"], ["Both parents feed the chicks"], [], id="a sentence that stands twice"),
        pytest.param(edit("ada-quill.txt", "== Early life ==", "== Childhood =="), [], [], ["Ada was born in Gull Bay on 3 March 1872.", "Her father sold rope and nets."], id="a section renamed"),
        pytest.param(rename, [], [], [], id="a file renamed"),
        pytest.param(edit("grey-heron.md", "# Grey Heron", "# Heron"), [], [], ["The grey heron eats fish and frogs.", "Herons build their nests in tall trees.", "The female lays four blue eggs", "Both parents feed the chicks"], id="a document of another title"),
        pytest.param(remove, [], ["Granite is a hard rock of quartz and feldspar.", "Sculptors polish it with diamond dust.", "The oldest quarry lies in Gull Bay."], [], id="a document removed"),
    ],
)  # fmt: skip
def test_passages_that_came_went_and_moved(
    new_world: World, change: Callable[[Path], None], added: list[str], removed: list[str], moved: list[str]
) -> None:
    before = new_world.build().version
    change(new_world.library)
    after = new_world.build().version
    found = diff_versions(open_index(new_world.index_dir, before), open_index(new_world.index_dir, after))
    assert ([p.text for p in found.added], [p.text for p in found.removed]) == (added, removed)
    assert [pair.after.text for pair in found.moved] == [pair.before.text for pair in found.moved] == moved
    assert found.unchanged + len(added) + len(moved) == open_index(new_world.index_dir, after).count


def test_a_passage_that_moved_has_both_its_places(new_world: World) -> None:
    before = new_world.build().version
    edit("ada-quill.txt", " Sam Quill died in 1931.", "")(new_world.library)
    edit("rocks/granite.txt", "Granite is", "Sam Quill died in 1931.\n\nGranite is")(new_world.library)
    after = new_world.build().version
    [pair] = diff_versions(open_index(new_world.index_dir, before), open_index(new_world.index_dir, after)).moved
    assert (pair.before.id, pair.after.id) == ("ada-quill:10", "granite:1")
