"""Versions: one is in use, a change is all or nothing, and one process changes at a time."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from index import IndexBusy, IndexDamaged, IndexMissing, IndexNotWritable, VersionUnknown
from index.manifest import FILES, FORMAT, VECTORS, Counts, Manifest, ModelRecord, record_files, write_manifest
from index.versions import Pruned, VersionStore

V1, V2, V3, V4 = (f"2026112{day}T060000Z-3f9a1c" for day in (1, 2, 3, 4))

HOLD_THE_LOCK = """
import sys, pathlib
from index.versions import VersionStore
store = VersionStore(pathlib.Path(sys.argv[1]))
with store.lock(), store.staging() as folder:
    (folder / "half").write_text("half a version")
    print("held", flush=True)
    sys.stdin.read()
"""

READ_A_VERSION = """
import sys, pathlib
from index.versions import VersionStore
pin = VersionStore(pathlib.Path(sys.argv[1])).pin(sys.argv[2])
print("read", flush=True)
sys.stdin.read()
"""


@contextmanager
def process(script: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, from its first line of output until the end of the block, where it is killed."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as started:
        assert started.stdout is not None
        assert started.stdout.readline()
        yield started
        started.kill()


def publish(store: VersionStore, version: str, in_use: bool = True) -> None:
    with store.lock(), store.staging() as folder:
        for name in FILES:
            (folder / name).write_text(f"{name} of {version}")
        manifest = Manifest(
            format=FORMAT,
            version=version,
            created="2026-11-24T06:00:00Z",
            language="english",
            model=ModelRecord(name="words", runtime="torch", fingerprint="words", dimension=4),
            counts=Counts(documents=1, passages=1, facts=0),
            sources=(),
            files=record_files(folder, "torch", False),
        )
        write_manifest(manifest, folder)
        store.publish(folder, version, in_use)


@pytest.fixture
def store(tmp_path: Path) -> VersionStore:
    """Three versions, the last in use."""
    made = VersionStore(tmp_path / "index")
    for version in (V1, V2, V3):
        publish(made, version)
    return made


def test_a_published_version_is_in_use_and_holds_what_was_written(store: VersionStore) -> None:
    assert (store.versions(), store.current()) == ([V1, V2, V3], V3)
    assert (store.folder / "CURRENT").read_text() == f"{V3}\n"
    assert (store.folder_of(V3) / VECTORS).read_text() == f"vectors.f16 of {V3}"
    assert {file.stat().st_mode & 0o777 for file in store.folder_of(V3).iterdir()} == {0o444}
    assert store.folder_of(V3).stat().st_mode & 0o777 == 0o755  # a server of another user opens it
    assert sorted(entry.name for entry in store.folder.iterdir()) == ["CURRENT", "lock", "versions"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([None], V2, id="to the one before"),
        pytest.param([None, None], V1, id="twice"),
        pytest.param([V1], V1, id="to a named one"),
        pytest.param([V1, V3], V3, id="and forward again"),
        pytest.param([V3], V3, id="to the one in use"),
    ],
)
def test_rollback(store: VersionStore, steps: list[str | None], expected: str) -> None:
    for step in steps:
        chosen = store.rollback(step)
    assert (chosen, store.current(), store.versions()) == (expected, expected, [V1, V2, V3])


def test_rollback_beyond_the_oldest_is_refused(store: VersionStore) -> None:
    store.rollback(V1)
    with pytest.raises(VersionUnknown, match=f"no sound version older than {V1}"):
        store.rollback()
    assert store.current() == V1


@pytest.mark.parametrize("version", [V4, "", ".", f"../versions/{V1}", ".building-x"])
def test_an_unknown_version_is_refused_with_the_known_ones(store: VersionStore, version: str) -> None:
    with pytest.raises(VersionUnknown, match=f"there are: {V1}, {V2}, {V3}"):
        store.rollback(version)
    assert store.current() == V3


@pytest.mark.parametrize(
    ("in_use", "keep", "removed"),
    [
        pytest.param(V3, 1, [V1, V2], id="the newest is in use"),
        pytest.param(V3, 2, [V1], id="two are kept"),
        pytest.param(V3, 5, [], id="more than there are"),
        pytest.param(V1, 1, [V2], id="the oldest is in use"),
        pytest.param(V1, 2, [], id="the oldest is in use, two are kept"),
    ],
)
def test_prune_never_removes_the_one_in_use(store: VersionStore, in_use: str, keep: int, removed: list[str]) -> None:
    store.rollback(in_use)
    assert store.prune(keep) == Pruned(removed, in_use=[])
    assert (store.current(), store.versions()) == (in_use, [v for v in (V1, V2, V3) if v not in removed])
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
def test_a_damaged_current_is_refused_with_the_versions_that_are_here(
    store: VersionStore, content: bytes | None, error: type[Exception]
) -> None:
    file = store.folder / "CURRENT"
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    with pytest.raises(error, match=rf"there are: {V1}, {V2}, {V3}\. .* `chatbot index rollback VERSION`"):
        store.current()


def test_a_version_that_is_named_and_not_there_is_told_with_those_that_are(store: VersionStore) -> None:
    """And no command that would change what is in use: it was asked to be looked at."""
    with pytest.raises(VersionUnknown) as error:
        store.known("v9")
    assert str(error.value) == f"there is no index version 'v9' in {store.folder}; there are: {V1}, {V2}, {V3}."


def test_a_folder_of_a_name_that_no_build_gives_is_no_version(store: VersionStore) -> None:
    for name in ("zz-backup", f"{V4}-old", "20261124T060000Z-3F9A1C"):
        (store.folder / "versions" / name).mkdir()
    assert store.prune(2) == Pruned([V1], in_use=[])
    assert (store.versions(), store.rollback()) == ([V2, V3], V2)
    assert (store.folder / "versions" / "zz-backup").is_dir()


def test_a_damaged_current_is_mended_by_a_rollback_to_a_named_version(store: VersionStore) -> None:
    (store.folder / "CURRENT").write_text("v9\n")
    assert (store.rollback(V2), store.current()) == (V2, V2)


def test_a_version_that_fails_while_it_is_written_leaves_nothing(store: VersionStore) -> None:
    with pytest.raises(RuntimeError, match="disk on fire"), store.lock(), store.staging() as folder:
        (folder / "file").write_text("half")
        raise RuntimeError("disk on fire")
    assert (store.versions(), store.current()) == ([V1, V2, V3], V3)
    assert sorted(entry.name for entry in (store.folder / "versions").iterdir()) == [V1, V2, V3]


def test_one_process_writes_at_a_time_and_its_lock_dies_with_it(store: VersionStore) -> None:
    with process(HOLD_THE_LOCK, store.folder) as owner:
        with pytest.raises(IndexBusy, match=rf"another build is at work in .*index \(process {owner.pid}\)"):
            publish(store, V4)
        assert store.current() == V3
    [leftover] = store.leftovers()
    assert (leftover / "half").read_text() == "half a version"
    assert store.versions() == [V1, V2, V3]
    publish(store, V4)
    assert sorted(entry.name for entry in (store.folder / "versions").iterdir()) == [V1, V2, V3, V4]


def test_a_rollback_and_a_prune_need_not_wait_for_a_build(store: VersionStore) -> None:
    with process(HOLD_THE_LOCK, store.folder):
        assert store.rollback() == V2
        assert store.prune(1) == Pruned([V1], in_use=[])
        [being_written] = store.leftovers()
        assert (being_written / "half").read_text() == "half a version"
    store.prune(1)
    assert store.leftovers() == []


@pytest.mark.parametrize("meanwhile", ["a rollback", "another prune"])
def test_a_prune_that_takes_long_keeps_nobody_waiting(
    store: VersionStore, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    other, remove, removals = VersionStore(store.folder), shutil.rmtree, []

    def slowly(folder: Path, **options: bool) -> None:
        removals.append(folder)
        if len(removals) == 1:
            if meanwhile == "a rollback":
                assert other.rollback(V3) == V3
            else:
                assert other.prune(1) == Pruned([], in_use=[])  # what it finds half removed it removes
        remove(folder, **options)

    monkeypatch.setattr("index.versions._PATIENCE", 0)
    monkeypatch.setattr("shutil.rmtree", slowly)
    assert store.prune(1) == Pruned([V1, V2], in_use=[])
    assert (store.versions(), store.leftovers()) == ([V3], [])


def test_a_version_that_a_process_reads_is_not_pruned_until_that_ends(store: VersionStore) -> None:
    with process(READ_A_VERSION, store.folder, V2):
        assert store.prune(1) == Pruned([V1], in_use=[V2])
        assert store.versions() == [V2, V3]
    assert store.prune(1) == Pruned([V2], in_use=[])


def test_a_pin_on_a_version_that_is_gone_is_refused(store: VersionStore) -> None:
    pin = store.pin(V1)
    assert store.prune(1) == Pruned([V2], in_use=[V1])
    pin.release()
    assert store.prune(1) == Pruned([V1], in_use=[])
    with pytest.raises(VersionUnknown, match=f"{V1} was removed just now"):
        store.pin(V1)


def test_a_version_whose_folder_cannot_be_read_is_told_by_its_folder(
    store: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("index.versions.Pin", refuse)  # root may read every folder
    with pytest.raises(IndexDamaged, match=rf"{V1} cannot be read \(Permission denied\); mend its permissions"):
        store.pin(V1)


def cut(folder: Path) -> None:
    (folder / VECTORS).chmod(0o644)
    (folder / VECTORS).write_text("")


def test_a_rollback_to_a_damaged_version_is_refused_by_its_file(store: VersionStore) -> None:
    cut(store.folder_of(V1))
    with pytest.raises(IndexDamaged, match=rf"{V1}: vectors\.f16 has 0 bytes"):
        store.rollback(V1)
    assert store.current() == V3


def test_a_rollback_passes_over_a_damaged_version(store: VersionStore) -> None:
    cut(store.folder_of(V2))
    assert store.rollback() == V1


@pytest.mark.parametrize("mend", ["a build", "a prune"])
def test_what_dead_builds_left_is_found_and_removed(store: VersionStore, mend: str) -> None:
    places = [".building-CURRENT", "models/.building-x/export/model.onnx", "versions/.building-y/passages.sqlite"]
    for place in places:
        (store.folder / place).parent.mkdir(parents=True, exist_ok=True)
        (store.folder / place).touch()
    assert [str(path.relative_to(store.folder)) for path in store.leftovers()] == [
        ".building-CURRENT",
        "models/.building-x",
        "versions/.building-y",
    ]
    if mend == "a build":
        publish(store, V4)
    else:
        store.prune(9)
    assert store.leftovers() == []
    assert store.versions()[:3] == [V1, V2, V3]


def test_a_version_that_is_held_back_is_taken_up_by_a_rollback(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "index")
    publish(store, V1, in_use=False)
    assert store.current() == V1  # the first is in use in any case
    publish(store, V2, in_use=False)
    assert (store.current(), store.versions()) == (V1, [V1, V2])
    assert store.rollback(V2) == store.current() == V2


@pytest.mark.parametrize("place", ["index", "index/versions"])
def test_a_folder_that_cannot_be_written_is_refused_by_name(tmp_path: Path, place: str) -> None:
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).write_text("a file in its place")
    with pytest.raises(IndexNotWritable, match=r"the index folder .*index cannot be written"):
        publish(VersionStore(tmp_path / "index"), V1)


def test_a_file_in_place_of_the_folder_holds_no_index(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file in its place")
    with pytest.raises(IndexMissing):
        VersionStore(tmp_path / "index").current()
    assert VersionStore(tmp_path / "index").versions() == []


def test_a_prune_removes_what_a_first_build_left_that_died(tmp_path: Path) -> None:
    store = VersionStore(tmp_path / "index")
    (store.folder / "versions" / ".building-x").mkdir(parents=True)
    assert store.prune(1) == Pruned([], in_use=[])
    assert store.leftovers() == []
