"""Sources that change are built again once they are at rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.settings import SourceSettings
from index.source_files import source_states
from index.watch import settled_changes

if TYPE_CHECKING:
    from conftest import World


class Looks:
    """What is seen at one look after the other, and how many there were."""

    def __init__(self, seen: str) -> None:
        self._seen = iter(seen)
        self.looks = 0

    def __call__(self) -> str:
        self.looks += 1
        return next(self._seen)


@pytest.mark.parametrize(
    ("seen", "built_after_looks"),
    [
        pytest.param("aaaa", [1], id="nothing changes"),
        pytest.param("aabb", [1, 4], id="once"),
        pytest.param("aabcdee", [1, 7], id="while a folder is being written"),
        pytest.param("abbccdd", [1, 3, 5, 7], id="again and again"),
        pytest.param("aabaa", [1], id="there and back"),
        pytest.param("abb", [1, 3], id="during the first build"),
    ],
)
def test_a_change_comes_once_when_it_is_at_rest(seen: str, built_after_looks: list[int]) -> None:
    looks = Looks(seen)
    built = []
    with pytest.raises(RuntimeError):  # the looks have come to their end
        for _ in settled_changes(looks, lambda _: None):
            built.append(looks.looks)
    assert built == built_after_looks


def test_what_failed_is_tried_again_later_each_time_until_it_succeeds() -> None:
    looks = Looks("a" * 200)
    changes = settled_changes(looks, lambda _: None)
    next(changes)
    tried = [looks.looks]
    for _ in range(3):
        changes.send(True)
        tried.append(looks.looks)
    assert tried == [1, 16, 46, 106]
    with pytest.raises(RuntimeError):  # nothing changes any more
        changes.send(False)
    assert looks.looks == 201


def test_after_a_failure_a_change_is_not_waited_with() -> None:
    looks = Looks("aa" + "b" * 30)
    changes = settled_changes(looks, lambda _: None)
    next(changes)
    changes.send(True)
    assert looks.looks == 4
    changes.send(True)
    assert looks.looks == 19


def edits(library: Path) -> Iterator[str]:
    file = library / "grey-heron.md"
    yield "nothing"
    file.write_text("# Grey Heron\n\nThe grey heron eats eels.\n")
    yield "edited"
    os.utime(file, ns=(1, 1))
    yield "touched"
    file.chmod(0o600)
    yield "given other permissions"
    (library / "other.tmp").write_text(file.read_text())
    (library / "other.tmp").rename(file)
    yield "replaced"
    (library / "new.txt").write_text("A heron stood on granite.\n")
    yield "added"
    file.unlink()
    yield "removed"


def test_every_edit_is_another_state(new_world: World) -> None:
    seen = []
    for _ in edits(new_world.library):
        seen.append(source_states(new_world.settings.sources, new_world.base))
        assert source_states(new_world.settings.sources, new_world.base) == seen[-1]
    assert [before != after for before, after in zip(seen, islice(seen, 1, None), strict=False)] == [True] * 6


def test_files_that_no_build_reads_are_not_looked_at(new_world: World) -> None:
    before = source_states(new_world.settings.sources, new_world.base)
    (new_world.library / "photo.png").touch()
    (new_world.library / ".hidden.txt").touch()
    assert source_states(new_world.settings.sources, new_world.base) == before
    assert len(before) == 3


def test_a_source_that_is_gone_is_an_empty_state(new_world: World) -> None:
    assert source_states([SourceSettings(path="gone")], new_world.base) == {}
