"""Versions: one is in use, a change is all or nothing, and one process changes at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import IndexBusy, IndexMissing, IndexNotWritable, VersionUnknown
from index.versions import VersionStore

HOLD_THE_LOCK = """
import sys, pathlib
from index.versions import VersionStore
store = VersionStore(pathlib.Path(sys.argv[1]))
with store.lock(), store.staging() as folder:
    (folder / "half").write_text("half a version")
    print("held", flush=True)
    sys.stdin.read()
"""


def publish(store: VersionStore, version: str) -> None:
    with store.lock(), store.staging() as folder:
        (folder / "file").write_text(f"content of {version}")
        store.publish(folder, version)


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    """Three versions, the last in use."""
    made = VersionStore(tmp_path / "index")
    for version in ("v1", "v2", "v3"):
        publish(made, version)
    return made


def test_a_published_version_is_in_use_and_holds_what_was_written(store: VersionStore) -> None:
    assert (store.versions(), store.current()) == (["v1", "v2", "v3"], "v3")
    assert (store.folder / "CURRENT").read_text() == "v3\n"
    file = store.folder_of("v3") / "file"
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("content of v3", 0o444)
    assert sorted(entry.name for entry in store.folder.iterdir()) == ["CURRENT", "lock", "versions"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([None], "v2", id="to the one before"),
        pytest.param([None, None], "v1", id="twice"),
        pytest.param(["v1"], "v1", id="to a named one"),
        pytest.param(["v1", "v3"], "v3", id="and forward again"),
        pytest.param(["v3"], "v3", id="to the one in use"),
    ],
)
def test_rollback(store: VersionStore, steps: list[str | None], expected: str) -> None:
    for step in steps:
        chosen = store.rollback(step)
    assert (chosen, store.current(), store.versions()) == (expected, expected, ["v1", "v2", "v3"])


def test_rollback_beyond_the_oldest_is_refused(store: VersionStore) -> None:
    store.rollback("v1")
    with pytest.raises(VersionUnknown, match="no version older than v1"):
        store.rollback()
    assert store.current() == "v1"


@pytest.mark.parametrize("version", ["v4", "", ".", "../versions/v1", ".building-x"])
def test_an_unknown_version_is_refused_with_the_known_ones(store: VersionStore, version: str) -> None:
    with pytest.raises(VersionUnknown, match="there are: v1, v2, v3"):
        store.rollback(version)
    assert store.current() == "v3"


@pytest.mark.parametrize(
    ("in_use", "keep", "removed"),
    [
        pytest.param("v3", 1, ["v1", "v2"], id="the newest is in use"),
        pytest.param("v3", 2, ["v1"], id="two are kept"),
        pytest.param("v3", 5, [], id="more than there are"),
        pytest.param("v1", 1, ["v2"], id="the oldest is in use"),
        pytest.param("v1", 2, [], id="the oldest is in use, two are kept"),
    ],
)
def test_prune_never_removes_the_one_in_use(store: VersionStore, in_use: str, keep: int, removed: list[str]) -> None:
    store.rollback(in_use)
    assert store.prune(keep) == removed
    assert (store.current(), store.versions()) == (in_use, [v for v in ("v1", "v2", "v3") if v not in removed])
    assert sorted(entry.name for entry in (store.folder / "versions").iterdir()) == store.versions()


def test_an_empty_folder_has_no_version(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "index")
    assert store.versions() == []
    with pytest.raises(IndexMissing, match=r"there is no index in .*; build one with `chatbot index build`"):
        store.current()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"v9\n", VersionUnknown, id="a version that is gone"),
        pytest.param(b"", VersionUnknown, id="emptied"),
        pytest.param(b"../../etc\n", VersionUnknown, id="a path"),
        pytest.param(b"\xff\xfe\n", VersionUnknown, id="no text"),
        pytest.param(None, IndexMissing, id="removed"),
    ],
)
def test_a_damaged_current_is_refused(store: VersionStore, content: bytes | None, error: type[Exception]) -> None:
    file = store.folder / "CURRENT"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    with pytest.raises(error):
        store.current()


def test_a_damaged_current_is_mended_by_a_rollback_to_a_named_version(store: VersionStore) -> None:
    (store.folder / "CURRENT").write_text("v9\n")
    assert (store.rollback("v2"), store.current()) == ("v2", "v2")


def test_a_version_that_fails_while_it_is_written_leaves_nothing(store: VersionStore) -> None:
    with pytest.raises(RuntimeError, match="disk on fire"), store.lock(), store.staging() as folder:
        (folder / "file").write_text("half")
        raise RuntimeError("disk on fire")
    assert (store.versions(), store.current()) == (["v1", "v2", "v3"], "v3")
    assert sorted(entry.name for entry in (store.folder / "versions").iterdir()) == ["v1", "v2", "v3"]


def test_the_lock_is_held_against_other_processes_and_dies_with_its_owner(
    store: VersionStore, until: Callable[..., None]
) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, str(store.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    with owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "held\n"
        for change in (store.rollback, lambda: store.prune(1), lambda: publish(store, "v4")):
            with pytest.raises(IndexBusy, match="another build is at work in"):
                change()
        assert store.current() == "v3"  # reading needs no lock
        owner.kill()
    [leftover] = (store.folder / "versions").glob(".*")
    assert (leftover / "half").read_text() == "half a version"
    assert store.versions() == ["v1", "v2", "v3"]
    publish(store, "v4")
    assert sorted(entry.name for entry in (store.folder / "versions").iterdir()) == ["v1", "v2", "v3", "v4"]


@pytest.mark.parametrize("place", ["index", "index/versions"])
def test_a_folder_that_cannot_be_written_is_refused_by_name(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("a file in its place")
    with pytest.raises(IndexNotWritable, match=r"the index folder .*index cannot be written"):
        publish(VersionStore(tmp_path / "index"), "v1")


def test_a_file_in_place_of_the_folder_holds_no_index(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file in its place")
    with pytest.raises(IndexMissing):
        VersionStore(tmp_path / "index").current()
    assert VersionStore(tmp_path / "index").versions() == []
