"""Nothing that arrives from a store is believed: wrong bytes, sizes, names and manifests are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from handover import Store, news, on_disk, total

from chatbot.weighing.calibration import CALIBRATION_FILE
from index import IndexDamaged, IndexMismatch, IndexNotWritable, open_index
from index.errors import SearchIndexError, StoreRefused
from index.manifest import FORMAT, VECTORS, VOCABULARY, read_manifest, sha256_of
from index.remote.layout import RemoteVersions, blob_name, manifest_name
from index.remote.pull import pull_version
from index.remote.push import push_version
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World


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
        pytest.param(signed(lambda m: m.update(format=1)), IndexMismatch, rf"at file:.* has format 1 and this program reads {FORMAT}; build again", id="an older format"),
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
