"""A version is pushed to a store and pulled from it: only what changed travels."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from handover import Store, age, news, total

from chatbot.weighing.calibration import CALIBRATION_FILE
from index import IndexDamaged, open_index
from index.errors import IndexNotWritable, StoreAway, StoreEmpty
from index.manifest import ENCODER_FILES, MANIFEST, VECTORS, damages, read_manifest
from index.remote.layout import RemoteVersions
from index.remote.pull import PARTIAL, Pulled, pull_version
from index.remote.push import push_version
from index.remote.sweep import sweep
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World


def test_a_version_arrives_as_it_left(publisher: VersionStore, follower: VersionStore, remote: RemoteVersions) -> None:
    version = publisher.current()
    pushed = push_version(publisher, remote)
    pulled = pull_version(follower, remote)
    assert follower.current() == version
    sent, came = ({f.name: f.read_bytes() for f in at.folder_of(version).iterdir()} for at in (publisher, follower))
    assert sent == came
    assert {file.stat().st_mode & 0o777 for file in follower.folder_of(version).iterdir()} == {0o444}
    assert open_index(follower.folder).count == 20
    size = total(publisher, version)
    assert (pushed.version, pushed.before, pushed.sent, pushed.sent_bytes) == (version, None, 8, size)
    assert (pulled.version, pulled.switched, pulled.fetched, pulled.fetched_bytes) == (version, True, 8, size)
    assert sorted(path.name for path in follower.folder.iterdir()) == ["CURRENT", "lock", "versions"]


def test_only_what_changed_is_sent_and_fetched(
    own_world: World,
    publisher: VersionStore,
    follower: VersionStore,
    store: Store,
    remote: RemoteVersions,
    tmp_path: Path,
) -> None:
    model = tuple(tmp_path / name for name in ENCODER_FILES)  # as the real one: the same in every version
    for file in model:
        file.write_bytes(file.name.encode() * 5000)
    world = replace(own_world, encoder_files=model)
    before = world.build().version
    push_version(publisher, remote)
    pull_version(follower, remote)
    store.sent = 0
    version = news(world)
    known, new = (read_manifest(publisher.folder_of(name)).files for name in (before, version))
    changed = {name: record for name, record in new.items() if known[name] != record}
    size = sum(record.bytes for record in changed.values())
    assert new.keys() - changed.keys() == set(ENCODER_FILES)
    pushed, pulled = push_version(publisher, remote), pull_version(follower, remote)
    assert (pushed.sent, pushed.sent_bytes, pushed.before) == (len(changed), size, before)
    assert (pulled.fetched, pulled.fetched_bytes, store.sent) == (len(changed), size, size)
    for name in new.keys() - changed.keys():
        files = [follower.folder_of(of) / name for of in (before, version)]
        assert files[0].samefile(files[1]), name
    assert damages(follower.folder_of(version), read_manifest(follower.folder_of(version))) == []


def test_two_equal_files_are_fetched_once(
    own_world: World, publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    model = tuple(tmp_path / name for name in ENCODER_FILES)
    for file in model:
        file.write_bytes(b"the same" * 5000)
    version = replace(own_world, encoder_files=model).build().version
    push_version(publisher, remote)
    asked, pieces = Counter[str](), store.pieces

    def counted(name: str, begin: int, end: int) -> Iterator[bytes]:
        asked[name] += 1
        return pieces(name, begin, end)

    monkeypatch.setattr(store, "pieces", counted)
    pull_version(follower, remote)
    assert set(asked.values()) == {1}
    assert follower.damages(version) == []


def test_what_is_the_same_is_neither_sent_nor_fetched(
    publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions
) -> None:
    version = push_version(publisher, remote).version
    pull_version(follower, remote)
    store.sent = 0
    assert push_version(publisher, remote).sent == 0
    assert pull_version(follower, remote) == Pulled(version, False, 0, 0, 0, pytest.approx(0, abs=5))
    assert store.sent == 0


def test_a_rollback_that_is_pushed_moves_the_followers_back(
    own_world: World, publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions
) -> None:
    first = publisher.current()
    for _ in range(2):
        push_version(publisher, remote)
        pull_version(follower, remote)
        news(own_world)
    store.sent = 0
    publisher.rollback(first)
    assert push_version(publisher, remote).sent == 0
    assert pull_version(follower, remote).switched
    assert (follower.current(), store.sent) == (first, 0)


def test_a_follower_that_pruned_the_version_fetches_it_again(
    own_world: World, publisher: VersionStore, follower: VersionStore, remote: RemoteVersions
) -> None:
    first = push_version(publisher, remote).version
    pull_version(follower, remote)
    news(own_world)
    push_version(publisher, remote)
    pull_version(follower, remote)
    follower.prune(1)
    publisher.rollback(first)
    push_version(publisher, remote)
    assert pull_version(follower, remote).fetched > 0
    assert follower.current() == first


@pytest.mark.parametrize("lost", ["CURRENT", "versions"], ids=["CURRENT", "every version"])
def test_a_pull_mends_a_follower_that_has_lost_its(
    publisher: VersionStore, follower: VersionStore, remote: RemoteVersions, lost: str
) -> None:
    version = push_version(publisher, remote).version
    pull_version(follower, remote)
    path = follower.folder / lost
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.write_text("gone")
    assert pull_version(follower, remote).switched
    assert open_index(follower.folder).version == version


@pytest.mark.parametrize("of", ["the version in use", "an older version"])
@pytest.mark.parametrize("name", ["passages.sqlite", "manifest.json"])
def test_a_pull_mends_a_version_whose_file_is_cut(
    own_world: World, publisher: VersionStore, follower: VersionStore, remote: RemoteVersions, of: str, name: str
) -> None:
    version = push_version(publisher, remote).version
    pull_version(follower, remote)
    if of == "an older version":
        news(own_world)
        push_version(publisher, remote)
        pull_version(follower, remote)
        publisher.rollback(version)
        push_version(publisher, remote)
    damaged = follower.folder_of(version) / name
    content = damaged.read_bytes()
    damaged.unlink()
    damaged.write_bytes(content[:-20])
    reader = follower.pin(version)
    pulled = pull_version(follower, remote)
    reader.release()
    assert (pulled.version, pulled.fetched > 0) == (version, True)
    assert open_index(follower.folder).version == version
    assert damages(follower.folder_of(version), read_manifest(follower.folder_of(version))) == []
    assert follower.leftovers() == []
    assert pull_version(follower, remote).fetched == 0


def test_a_damaged_version_that_cannot_be_replaced_stays(
    publisher: VersionStore, follower: VersionStore, remote: RemoteVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = push_version(publisher, remote).version
    pull_version(follower, remote)
    (follower.folder_of(version) / "passages.sqlite").unlink()
    left = sorted(file.name for file in follower.folder_of(version).iterdir())
    move = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == follower.folder_of(version) and "former" not in path.name:
            raise OSError(5, "Input/output error")
        return move(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(IndexNotWritable):
        pull_version(follower, remote)
    assert follower.current() == version
    assert sorted(file.name for file in follower.folder_of(version).iterdir()) == left


@pytest.mark.parametrize("after", [0, 1000, 100_000])
def test_a_cut_connection_is_taken_up_where_it_ended(
    publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions, after: int
) -> None:
    version = push_version(publisher, remote).version
    store.cut_after = iter([after, after + 500, 2000])
    pull_version(follower, remote)
    assert store.sent == total(publisher, version)


def test_a_pull_that_was_given_up_goes_on_later(
    own_world: World, publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions
) -> None:
    first = push_version(publisher, remote).version
    pull_version(follower, remote)
    version = news(own_world)
    push_version(publisher, remote)
    store.sent = 0
    # Whichever file goes first: six are smaller, two need eight such pieces.
    store.cut_after = iter([40_000] * 8 + [0] * 100)
    with pytest.raises(StoreAway, match="cut"):
        pull_version(follower, remote)
    came = store.sent
    assert came > 40_000
    assert (follower.current(), follower.versions(), follower.leftovers()) == (first, [first], [])
    store.cut_after = iter(())
    pulled = pull_version(follower, remote)
    assert pulled.fetched_bytes == store.sent - came
    changed = {record.sha256: record.bytes for record in read_manifest(publisher.folder_of(version)).files.values()}
    for record in read_manifest(publisher.folder_of(first)).files.values():
        changed.pop(record.sha256, None)
    assert store.sent == sum(changed.values())
    assert not (follower.folder / PARTIAL).exists()


@pytest.mark.parametrize(
    "harm", [lambda data: data[:-9] + bytes(9), lambda data: data + b"more"], ids=["zeros", "more"]
)
def test_what_was_kept_of_a_cut_transfer_and_harmed_here_is_fetched_again(
    publisher: VersionStore,
    follower: VersionStore,
    store: Store,
    remote: RemoteVersions,
    harm: Callable[[bytes], bytes],
) -> None:
    push_version(publisher, remote)
    store.cut_after = iter([3000] * 8 + [0] * 100)
    with pytest.raises(StoreAway):
        pull_version(follower, remote)
    kept = list((follower.folder / PARTIAL).iterdir())
    assert kept
    for file in kept:
        file.write_bytes(harm(file.read_bytes()))
    store.cut_after = iter(())
    pull_version(follower, remote)
    assert open_index(follower.folder).count == 20


def test_the_calibration_of_the_publisher_goes_with_it(
    own_world: World, publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions
) -> None:
    """Without it a follower would answer with another confidence."""
    push_version(publisher, remote)
    pull_version(follower, remote)
    ours, theirs = (versions.folder / CALIBRATION_FILE for versions in (publisher, follower))
    assert not theirs.exists()
    for content in (b'{"slope": 1}', b'{"slope": 2}'):  # of the version that is there already, then with a new one
        ours.write_bytes(content)
        push_version(publisher, remote)
        pull_version(follower, remote)
        assert theirs.read_bytes() == content
        news(own_world)
    age(store, 100)
    push_version(publisher, remote)
    sweep(remote, 1)
    theirs.unlink()
    pull_version(follower, remote)
    assert theirs.read_bytes() == content
    ours.unlink()
    push_version(publisher, remote)
    pull_version(follower, remote)
    assert theirs.read_bytes() == content


def test_a_calibration_that_cannot_be_read_is_told_before_anything_is_followed(
    own_world: World, publisher: VersionStore, remote: RemoteVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = push_version(publisher, remote).version
    news(own_world)
    (publisher.folder / CALIBRATION_FILE).touch()
    read = Path.read_bytes

    def refuse(file: Path) -> bytes:
        if file.name == CALIBRATION_FILE:
            raise PermissionError(13, "Permission denied")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(IndexDamaged, match=r"calibration\.json cannot be read \(Permission denied\)"):
        push_version(publisher, remote)
    assert remote.current() == before


@pytest.mark.parametrize("line", ["../escaped " + "a" * 64, "calibration.json ../../x", "calibration.json", "a b c"])
def test_a_line_of_current_that_names_no_known_file_is_passed_over(
    publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions, line: str
) -> None:
    version = push_version(publisher, remote).version
    store.write("CURRENT", f"{version}\npushed\n{line}\n".encode())
    pull_version(follower, remote)
    assert sorted(path.name for path in follower.folder.iterdir()) == ["CURRENT", "lock", "versions"]


def test_a_store_with_nothing_in_it_says_so(follower: VersionStore, remote: RemoteVersions) -> None:
    with pytest.raises(StoreEmpty, match=r"there is no index at file://.* yet; push one"):
        pull_version(follower, remote)


def test_everything_is_there_before_followers_are_told(
    publisher: VersionStore, store: Store, remote: RemoteVersions
) -> None:
    version = push_version(publisher, remote).version
    assert {name.partition("/")[0] for name in store.written[:-2]} == {"blobs"}
    assert store.written[-2:] == [f"versions/{version}/{MANIFEST}", "CURRENT"]


def test_a_push_that_dies_leaves_the_followers_where_they_are(
    own_world: World, publisher: VersionStore, store: Store, remote: RemoteVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = push_version(publisher, remote).version
    version = news(own_world)
    put, calls = store.put, iter(range(100))

    def dies(name: str, file: Path) -> None:
        if next(calls) == 3:
            raise StoreAway("gone")
        put(name, file)

    monkeypatch.setattr(store, "put", dies)
    with pytest.raises(StoreAway, match="gone"):
        push_version(publisher, remote)
    assert remote.current() == first
    monkeypatch.setattr(store, "put", put)
    already = len(store.written)
    push_version(publisher, remote)
    assert remote.current() == version
    sent_twice = set(store.written[:already]) & {name for name in store.written[already:] if name.startswith("blobs/")}
    assert sent_twice == set()


def test_a_damaged_version_is_not_pushed(publisher: VersionStore, remote: RemoteVersions) -> None:
    file = publisher.folder_of(publisher.current()) / VECTORS
    file.chmod(0o644)
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(IndexDamaged, match=r"vectors\.f16 is not as it was written, so nothing is pushed"):
        push_version(publisher, remote)
    with pytest.raises(StoreEmpty):
        remote.current()


def test_a_store_that_loses_what_is_sent_is_not_followed(
    publisher: VersionStore, store: Store, remote: RemoteVersions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "put", lambda *_: None)
    with pytest.raises(StoreAway, match=r"has 0 bytes of .* where .* were sent"):
        push_version(publisher, remote)
    with pytest.raises(StoreEmpty):
        remote.current()
