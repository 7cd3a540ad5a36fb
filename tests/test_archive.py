"""A version is carried to another machine in one file; what arrives is believed only after it was checked."""

from __future__ import annotations

import io
import json
import os
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zstandard

from index import IndexDamaged, open_index
from index.archive import export_version, import_version
from index.errors import ArchiveRefused, SearchIndexError
from index.manifest import MANIFEST, VECTORS, sha256_of
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import World

Members = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture
def archive(world: World, tmp_path: Path) -> Path:
    """The small world's version as a file."""
    file = tmp_path / "index.tar.zst"
    export_version(VersionStore(world.index_dir), world.in_use.name, file)
    return file


@pytest.fixture
def elsewhere(tmp_path: Path) -> VersionStore:
    """An index folder of another machine, with nothing in it."""
    return VersionStore(tmp_path / "elsewhere")


def members(file: Path) -> Members:
    with zstandard.open(file, "rb") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        return [(entry, content.read() if (content := tar.extractfile(entry)) else b"") for entry in tar]


def write(file: Path, entries: Members) -> None:
    with zstandard.open(file, "wb") as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
        for entry, content in entries:
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def test_a_version_arrives_as_it_left(world: World, archive: Path, elsewhere: VersionStore) -> None:
    name = world.in_use.name
    assert import_version(elsewhere, archive) == elsewhere.current() == name
    sent, came = (
        {f.name: f.read_bytes() for f in folder.iterdir()} for folder in (world.in_use, elsewhere.folder_of(name))
    )
    assert sent == came
    assert {file.stat().st_mode & 0o777 for file in elsewhere.folder_of(name).iterdir()} == {0o444}
    assert open_index(elsewhere.folder).count == 20


def test_the_same_version_gives_the_same_archive(world: World, archive: Path, tmp_path: Path) -> None:
    size = export_version(VersionStore(world.index_dir), world.in_use.name, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == archive.read_bytes()
    assert size == archive.stat().st_size
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again", "index.tar.zst"]


def test_an_archive_of_a_version_that_is_here_is_refused(world: World, archive: Path) -> None:
    name = world.in_use.name
    with pytest.raises(
        ArchiveRefused, match=rf"{name}, which is here already; `.* rollback {name}` takes it into use\.$"
    ):
        import_version(VersionStore(world.index_dir), archive)


def test_a_version_can_be_imported_and_held_back(own_world: World, archive: Path, elsewhere: VersionStore) -> None:
    import_version(elsewhere, archive)
    (own_world.library / "news.txt").write_text("A storm broke the North Light.\n")
    newer = own_world.build().version
    export_version(VersionStore(own_world.index_dir), newer, archive)
    assert import_version(elsewhere, archive, in_use=False) == newer
    assert elsewhere.current() != newer
    assert elsewhere.rollback(newer) == newer


def test_a_damaged_version_is_not_exported(own_world: World, tmp_path: Path) -> None:
    file = own_world.in_use / VECTORS
    file.chmod(0o644)
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(IndexDamaged, match=r"vectors\.f16 has other bytes"):
        export_version(VersionStore(own_world.index_dir), own_world.in_use.name, tmp_path / "file")
    assert not (tmp_path / "file").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(world: World, tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused, match="cannot be written"):
        export_version(VersionStore(world.index_dir), world.in_use.name, tmp_path / "none" / "file")


def test_a_link_stays_and_what_it_leads_to_is_replaced(world: World, archive: Path, tmp_path: Path) -> None:
    (tmp_path / "published").write_bytes(b"before")
    (tmp_path / "link").symlink_to("published")
    export_version(VersionStore(world.index_dir), world.in_use.name, tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "published").read_bytes() == archive.read_bytes()


def test_a_pipe_is_written_into_also_through_a_link(world: World, archive: Path, tmp_path: Path) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("pipe")
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    size = export_version(VersionStore(world.index_dir), world.in_use.name, link)
    reader.join(10)
    assert read == [archive.read_bytes()]
    assert size == archive.stat().st_size
    assert link.is_symlink() and pipe.is_fifo()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["index.tar.zst", "link", "pipe"]


def renamed(name: str) -> Callable[[Members], Members]:
    def change(entries: Members) -> Members:
        entries[1][0].name = name
        return entries

    return change


def linked(kind: bytes) -> Callable[[Members], Members]:
    def change(entries: Members) -> Members:
        entries[1][0].type, entries[1][0].linkname = kind, "/etc/passwd"
        return [entries[0], (entries[1][0], b""), *entries[2:]]

    return change


def one_more(name: str) -> Callable[[Members], Members]:
    return lambda entries: [*entries, (tarfile.TarInfo(name), b"more")]


def of_version(name: str) -> Callable[[Members], Members]:
    """The manifest and every member in the name of another version, signed."""

    def change(entries: Members) -> Members:
        manifest = json.loads(entries[0][1])
        manifest["version"] = name
        rest = {key: value for key, value in manifest.items() if key != "checksum"}
        manifest["checksum"] = sha256_of(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode())
        entries[0] = (entries[0][0], json.dumps(manifest).encode())
        for entry, _ in entries:
            entry.name = f"{name}/{Path(entry.name).name}"
        return entries

    return change


def said_to_hold(size: int) -> Callable[[Members], Members]:
    def change(entries: Members) -> Members:
        manifest = json.loads(entries[0][1])
        manifest["files"][VECTORS]["bytes"] = size
        rest = {key: value for key, value in manifest.items() if key != "checksum"}
        manifest["checksum"] = sha256_of(json.dumps(rest, sort_keys=True, ensure_ascii=False).encode())
        return [(entries[0][0], json.dumps(manifest).encode()), *entries[1:]]

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(renamed("../../escaped"), "not one of its version's files", id="a path that climbs"),
        pytest.param(renamed("/tmp/escaped"), "not one of its version's files", id="an absolute path"),
        pytest.param(linked(tarfile.SYMTYPE), "not one of its version's files", id="a symbolic link"),
        pytest.param(linked(tarfile.LNKTYPE), "not one of its version's files", id="a hard link"),
        pytest.param(linked(tarfile.CHRTYPE), "not one of its version's files", id="a device"),
        pytest.param(linked(tarfile.DIRTYPE), "not one of its version's files", id="a folder"),
        pytest.param(one_more("more"), "not one of its version's files", id="a file too many"),
        pytest.param(lambda entries: [*entries, entries[1]], "not one of its version's files", id="a file twice"),
        pytest.param(lambda entries: entries[:-1], "lacks posting_scores.npy", id="a file too few"),
        pytest.param(lambda entries: entries[1:], "does not begin with a manifest", id="no manifest"),
        pytest.param(lambda entries: [], "does not begin with a manifest", id="nothing"),
        pytest.param(lambda entries: [entries[0], (entries[1][0], entries[1][1][:-1]), *entries[2:]], "bytes as passages.sqlite", id="a file cut"),
        pytest.param(lambda entries: [entries[0], (entries[1][0], bytes(len(entries[1][1]))), *entries[2:]], "passages.sqlite has other bytes", id="a file of other bytes"),
        pytest.param(lambda entries: [(entries[0][0], b"{}"), *entries[1:]], "does not have the expected fields", id="an empty manifest"),
        pytest.param(lambda entries: [(entries[0][0], b"[" * 100_000), *entries[1:]], "not valid JSON", id="a manifest that nests for ever"),
        pytest.param(of_version("../../../escaped"), "which no build does", id="a version that climbs"),
        pytest.param(of_version(".building-x"), "which no build does", id="a hidden version"),
        pytest.param(said_to_hold(1 << 60), "MB and the disk has", id="more than the disk holds"),
        pytest.param(said_to_hold(7), "its manifest says 7", id="more than the manifest says"),
    ],
)  # fmt: skip
def test_what_no_export_wrote_is_refused_and_leaves_nothing(
    archive: Path, elsewhere: VersionStore, change: Callable[[Members], Members], told: str
) -> None:
    write(archive, change(members(archive)))
    before = set(archive.parent.rglob("*"))
    with pytest.raises(SearchIndexError) as refused:
        import_version(elsewhere, archive)
    assert told in str(refused.value)
    left = {path for path in set(archive.parent.rglob("*")) - before if path.is_file()}
    assert left == {elsewhere.folder / "lock"}
    assert (elsewhere.versions(), elsewhere.leftovers()) == ([], [])


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[: len(data) // 2], id="cut in the middle"),
        pytest.param(lambda data: data[:-30], id="cut at the end"),
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: b"PK" + data[2:], id="no zstd"),
        pytest.param(lambda data: data[:2000] + bytes([data[2000] ^ 1]) + data[2001:], id="a bit flipped"),
        pytest.param(lambda data: zstandard.compress(b"no tar" * 1000), id="no tar"),
        pytest.param(lambda data: zstandard.compress(bytes(1 << 20)), id="zeros"),
    ],
)
def test_a_file_that_is_no_whole_archive_is_one_sentence(
    archive: Path, elsewhere: VersionStore, damage: Callable[[bytes], bytes]
) -> None:
    archive.write_bytes(damage(archive.read_bytes()))
    with pytest.raises(ArchiveRefused, match=r"index\.tar\.zst .*; make it again with `chatbot index export`"):
        import_version(elsewhere, archive)
    assert (elsewhere.versions(), elsewhere.leftovers()) == ([], [])


def test_a_few_bytes_do_not_become_many(
    archive: Path, elsewhere: VersionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A header may announce a manifest of any size, and zeros compress to nothing."""
    monkeypatch.setattr("index.archive.LARGEST_MANIFEST", 1 << 20)
    entry = tarfile.TarInfo(f"20261124T060000Z-3f9a1c/{MANIFEST}")
    write(archive, [(entry, bytes(20 << 20))])
    assert archive.stat().st_size < 10_000
    with pytest.raises(ArchiveRefused, match="holds more than a version"):
        import_version(elsewhere, archive)


def test_a_file_that_is_not_there_is_one_sentence(elsewhere: VersionStore, tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused, match=r"none cannot be read \(No such file"):
        import_version(elsewhere, tmp_path / "none")
