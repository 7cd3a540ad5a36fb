"""A version is pushed to a store and pulled from it: only what changed travels, and nothing that arrives is believed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from chatbot.weighing.calibration import CALIBRATION_FILE
from index import IndexDamaged, IndexMismatch, IndexNotWritable, open_index
from index.errors import SearchIndexError, StoreAway, StoreEmpty, StoreRefused
from index.manifest import ENCODER_FILES, MANIFEST, VECTORS, VOCABULARY, damages, read_manifest, sha256_of
from index.object_store import ObjectStore
from index.pull import PARTIAL, Pulled, pull_version
from index.push import push_version
from index.remote_versions import RemoteVersions, blob_name, manifest_name
from index.sweep import sweep
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World


class Store(ObjectStore):
    """A store that counts what it sends, and whose connections are cut after so many bytes."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.sent = 0
        self.written: list[str] = []
        self.cut_after: Iterator[int] = iter(())

    def pieces(self, name: str, begin: int, end: int) -> Iterator[bytes]:
        if not name.startswith("blobs/"):
            yield from super().pieces(name, begin, end)
            return
        left = next(self.cut_after, 1 << 60)
        for piece in super().pieces(name, begin, end):
            for start in range(0, len(piece), 500):
                if left <= 0:
                    raise StoreAway("the connection was cut")
                self.sent += len(piece[start : start + 500])
                left -= 500
                yield piece[start : start + 500]

    def put(self, name: str, file: Path) -> None:
        super().put(name, file)
        self.written.append(name)

    def write(self, name: str, content: bytes) -> None:
        super().write(name, content)
        self.written.append(name)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a folder, with nothing in it."""
    return Store(f"file://{tmp_path}/store")


@pytest.fixture
def remote(store: Store) -> RemoteVersions:
    return RemoteVersions(store)


@pytest.fixture
def publisher(own_world: World) -> VersionStore:
    return VersionStore(own_world.index_dir)


@pytest.fixture
def follower(tmp_path: Path) -> VersionStore:
    """An index folder of another machine, with nothing in it."""
    return VersionStore(tmp_path / "follower")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.pull._PAUSE", 0.0)


def news(world: World, text: str = "A storm broke the North Light.") -> str:
    """A version with one more sentence; its name."""
    (world.library / "news.txt").write_text(f"{text}\n", encoding="utf-8")
    return world.build().version


def on_disk(store: Store, name: str) -> Path:
    return Path(store._root) / name


def total(versions: VersionStore, version: str) -> int:
    return sum(record.bytes for record in read_manifest(versions.folder_of(version)).files.values())


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
    store.cut_after = iter([40_000] * 4 + [0] * 100)
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


def flipped(data: bytes) -> bytes:
    return data[:100] + bytes([data[100] ^ 1]) + data[101:]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        pytest.param(flipped, f"{VECTORS} of version .* has other bytes than were pushed", id="a bit flipped"),
        pytest.param(lambda data: data[:-10], f"{VECTORS} of version .* has 172,022 bytes where", id="cut"),
        pytest.param(lambda data: b"", f"{VECTORS} of version .* has 0 bytes where", id="emptied"),
        pytest.param(None, f"lacks {VECTORS} of version", id="removed"),
    ],
)
def test_a_wrong_byte_is_refused_by_name_and_mended_by_a_full_push(
    own_world: World,
    publisher: VersionStore,
    follower: VersionStore,
    store: Store,
    remote: RemoteVersions,
    harm: Callable[[bytes], bytes] | None,
    told: str,
) -> None:
    first = push_version(publisher, remote).version
    pull_version(follower, remote)
    version = news(own_world)
    push_version(publisher, remote)
    blob = on_disk(store, blob_name(read_manifest(publisher.folder_of(version)).files[VECTORS].sha256))
    if harm:
        blob.write_bytes(harm(blob.read_bytes()))
    else:
        blob.unlink()
    for _ in range(2):
        with pytest.raises(StoreRefused, match=told) as refused:
            pull_version(follower, remote)
        assert "chatbot index push --full" in str(refused.value)
        assert (follower.current(), follower.versions(), follower.leftovers()) == (first, [first], [])
    assert open_index(follower.folder).version == first
    assert push_version(publisher, remote, full=True).sent == 8
    pull_version(follower, remote)
    assert open_index(follower.folder).version == version


def test_more_bytes_than_the_manifest_says_are_not_even_read(
    publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions
) -> None:
    version = push_version(publisher, remote).version
    with on_disk(store, blob_name(read_manifest(publisher.folder_of(version)).files[VECTORS].sha256)).open(
        "ab"
    ) as blob:
        blob.write(bytes(1 << 20))
    pull_version(follower, remote)
    assert store.sent == total(publisher, version)


def signed(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """A manifest that was altered and signed again."""

    def altered(content: bytes) -> bytes:
        manifest = json.loads(content)
        change(manifest)
        rest = {key: value for key, value in manifest.items() if key != "checksum"}
        manifest["checksum"] = sha256_of(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode())
        return json.dumps(manifest).encode()

    return altered


def renamed(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda manifest: manifest["files"].update({name: manifest["files"].pop(VOCABULARY)})


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        pytest.param(signed(renamed("../../escaped")), IndexDamaged, "belongs to another version", id="a path that climbs"),
        pytest.param(signed(renamed("/tmp/escaped")), IndexDamaged, "belongs to another version", id="an absolute path"),
        pytest.param(signed(lambda m: m["files"][VECTORS].update(sha256="../../CURRENT")), IndexDamaged, "expected fields", id="a checksum that climbs"),
        pytest.param(signed(lambda m: m["files"][VECTORS].update(sha256="A" * 64)), IndexDamaged, "expected fields", id="no checksum"),
        pytest.param(signed(lambda m: m["files"][VECTORS].update(bytes=-1)), IndexDamaged, "expected fields", id="less than nothing"),
        pytest.param(signed(lambda m: m["files"][VECTORS].update(bytes=1 << 60)), IndexNotWritable, "MB more and the disk", id="more than the disk holds"),
        pytest.param(signed(lambda m: m["files"][VECTORS].update(bytes=7)), StoreRefused, "other bytes", id="less than was pushed"),
        pytest.param(signed(lambda m: m.update(format=1)), IndexMismatch, r"at file:.* has format 1 and this program reads up to 2", id="another format"),
        pytest.param(signed(lambda m: m.update(version="20261124T060000Z-3f9a1c")), StoreRefused, "belongs to another version", id="another version's"),
        pytest.param(lambda content: content.replace(b"words", b"wards"), IndexDamaged, "was altered", id="altered"),
        pytest.param(lambda content: content[:100], IndexDamaged, "not valid JSON", id="cut"),
        pytest.param(lambda content: b"", IndexDamaged, "not valid JSON", id="empty"),
        pytest.param(None, StoreRefused, r"lacks versions/.*/manifest\.json", id="removed"),
    ],
)  # fmt: skip
def test_a_manifest_that_no_push_wrote_is_refused_and_leaves_nothing(
    publisher: VersionStore,
    follower: VersionStore,
    store: Store,
    remote: RemoteVersions,
    tmp_path: Path,
    change: Callable[[bytes], bytes] | None,
    error: type[SearchIndexError],
    told: str,
) -> None:
    file = on_disk(store, manifest_name(push_version(publisher, remote).version))
    if change:
        file.write_bytes(change(file.read_bytes()))
    else:
        file.unlink()
    before = set(tmp_path.rglob("*"))
    with pytest.raises(error, match=told):
        pull_version(follower, remote)
    left = {path.name for path in set(tmp_path.rglob("*")) - before if path.is_file()}
    assert left <= {"lock", *(f"{blob.name}.partial" for blob in on_disk(store, "blobs").iterdir())}
    assert (follower.versions(), follower.leftovers()) == ([], [])


@pytest.mark.parametrize("named", ["../../escaped", ".building-x", "", "x" * 900, "20261124T060000Z-3f9a1c/../x"])
def test_what_names_no_version_is_refused_and_mended_by_a_push(
    publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions, named: str
) -> None:
    store.write("CURRENT", named.encode())
    with pytest.raises(StoreRefused, match=r"CURRENT names .*, which is no version"):
        pull_version(follower, remote)
    push_version(publisher, remote)
    assert pull_version(follower, remote).version == publisher.current()


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


def test_a_calibration_of_other_bytes_is_refused(
    publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions
) -> None:
    (publisher.folder / CALIBRATION_FILE).write_bytes(b"{}")
    push_version(publisher, remote)
    store.write(blob_name(sha256_of(b"{}")), b"[]")
    with pytest.raises(StoreRefused, match=r"calibration\.json has other bytes"):
        pull_version(follower, remote)
    assert (follower.versions(), follower.leftovers()) == ([], [])
    on_disk(store, blob_name(sha256_of(b"{}"))).unlink()
    with pytest.raises(StoreRefused, match=r"calibration\.json is not there"):
        pull_version(follower, remote)


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


# Cleaning up a store.


def age(store: Store, hours: float, folder: str = ".") -> None:
    """As if everything in a folder of the store had been written so much earlier."""
    for path in on_disk(store, folder).rglob("*"):
        if path.is_file():
            os.utime(path, times=(earlier := path.stat().st_mtime - hours * 3600, earlier))


def blobs(store: Store) -> set[str]:
    return set(store.names("blobs"))


def needed_by(versions: VersionStore, *names: str) -> set[str]:
    return {record.sha256 for name in names for record in read_manifest(versions.folder_of(name)).files.values()}


@pytest.fixture
def three(own_world: World, publisher: VersionStore, remote: RemoteVersions) -> list[str]:
    """Three versions in the store, the newest to follow."""
    pushed = [push_version(publisher, remote).version]
    for text in ("A storm broke the North Light.", "The harbour was closed for a week."):
        news(own_world, text)
        pushed.append(push_version(publisher, remote).version)
    return pushed


def test_old_versions_go_at_once_and_their_files_a_day_later(
    publisher: VersionStore, store: Store, remote: RemoteVersions, three: list[str]
) -> None:
    everything = blobs(store)
    age(store, 100)
    push_version(publisher, remote)
    assert sweep(remote, 2).versions == three[:1]
    assert store.names("versions") == three[1:]
    assert blobs(store) == everything
    age(store, 23)
    push_version(publisher, remote)
    assert (sweep(remote, 2).files, blobs(store)) == (0, everything)
    age(store, 1.1)
    push_version(publisher, remote)
    swept = sweep(remote, 2)
    assert (swept.versions, swept.files) == ([], len(everything - needed_by(publisher, *three[1:])))
    assert blobs(store) == needed_by(publisher, *three[1:])
    assert store.names("removed") == []


def test_the_version_to_follow_is_never_cleaned_up(
    publisher: VersionStore, follower: VersionStore, store: Store, remote: RemoteVersions, three: list[str]
) -> None:
    publisher.rollback(three[0])
    for _ in range(2):
        push_version(publisher, remote)
        sweep(remote, 1)
        age(store, 25)
    assert store.names("versions") == [three[0], three[2]]
    assert pull_version(follower, remote).version == three[0]


def test_a_push_under_way_keeps_its_files(
    store: Store, publisher: VersionStore, remote: RemoteVersions, three: list[str]
) -> None:
    store.write(blob_name("a" * 64), b"sent by a push that has not written its manifest yet")
    store.write("blobs/.unfinished-x", b"being written")
    sweep(remote, 1)
    assert {"a" * 64, ".unfinished-x"} <= blobs(store)
    age(store, 25)
    push_version(publisher, remote)
    sweep(remote, 1)
    assert blobs(store) & {"a" * 64, ".unfinished-x"} == set()


def test_a_push_sends_again_what_a_clean_up_may_be_about_to_remove(
    own_world: World,
    publisher: VersionStore,
    follower: VersionStore,
    store: Store,
    remote: RemoteVersions,
    three: list[str],
) -> None:
    """The first version has lost its manifest long ago; its files are there still, and old."""
    sweep(remote, 1)
    age(store, 25)
    publisher.rollback(three[0])
    push_version(publisher, remote)
    sweep(remote, 1)
    assert needed_by(publisher, three[0]) <= blobs(store)
    assert pull_version(follower, remote).version == three[0]


@pytest.mark.parametrize("content", [b"{", b"{}", b'{"files": {"a": {"sha256": "../CURRENT"}}}', b'{"files": []}'])
def test_nothing_is_cleaned_up_where_a_manifest_cannot_be_read(
    store: Store, remote: RemoteVersions, three: list[str], content: bytes
) -> None:
    store.write(manifest_name(three[1]), content)
    age(store, 100)
    everything = blobs(store)
    with pytest.raises(StoreRefused, match=rf"{three[1]}/manifest\.json cannot be read, so nothing was cleaned up"):
        sweep(remote, 1)
    assert (blobs(store), store.names("versions")) == (everything, three)


def test_strangers_in_the_store_are_left_alone(store: Store, publisher: VersionStore, remote: RemoteVersions) -> None:
    push_version(publisher, remote)
    for name in ("blobs/README", "versions/notes/README", "README"):
        store.write(name, b"mine")
    age(store, 100)
    push_version(publisher, remote)
    sweep(remote, 1)
    assert all(store.read(name, 10) == b"mine" for name in ("blobs/README", "versions/notes/README", "README"))


def test_ages_are_told_by_the_clock_of_the_store(tmp_path: Path) -> None:
    store = ObjectStore(f"memory://{tmp_path.name}")
    store.write("CURRENT", b"")
    assert abs(store.modified("CURRENT") - datetime.now(UTC)) < timedelta(minutes=1)
