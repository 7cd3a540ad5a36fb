"""Cleaning up a store: what no kept version needs goes, a day later, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from handover import Store, age, news

from index.errors import StoreRefused
from index.manifest import read_manifest
from index.remote.layout import RemoteVersions, blob_name, manifest_name
from index.remote.object_store import ObjectStore
from index.remote.pull import pull_version
from index.remote.push import push_version
from index.remote.sweep import sweep
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World


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
