"""Bytes under names at a URL, whatever lies behind it; no URL and no message holds a secret."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from index.errors import StoreAway, StoreRefused
from index.remote.object_store import ObjectStore

CONTENT = bytes(range(256)) * 40


@pytest.fixture(params=["folder", "file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """An empty store of each kind that can be written and needs no server."""
    url = {"folder": str(tmp_path / "store"), "file": f"file://{tmp_path}/store", "memory": f"memory://{tmp_path.name}"}
    return ObjectStore(url[request.param])


def test_what_was_written_is_read_in_whole_and_in_part(store: ObjectStore, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(CONTENT)
    store.put("blobs/a", tmp_path / "sent")
    store.write("CURRENT", b"one")
    store.write("CURRENT", b"another")
    assert store.read("CURRENT", 100) == b"another"
    assert store.read("blobs/a", len(CONTENT)) == CONTENT
    assert b"".join(store.pieces("blobs/a", 1000, 3000)) == CONTENT[1000:3000]
    assert b"".join(store.pieces("blobs/a", 10_000, 99_000)) == CONTENT[10_000:]
    assert (store.size("blobs/a"), store.names("blobs"), store.names("none")) == (len(CONTENT), ["a"], [])
    assert store.modified("CURRENT") >= store.modified("blobs/a")


def test_what_is_not_there_is_none_and_can_be_removed(store: ObjectStore) -> None:
    store.write("here/file", b"")
    store.remove("here/file")
    store.remove("here/file")
    assert (store.read("here/file", 10), store.size("here/file"), store.names("here")) == (None, None, [])
    with pytest.raises(FileNotFoundError):
        list(store.pieces("here/file", 0, 10))


def test_a_file_that_is_larger_than_expected_is_refused(store: ObjectStore) -> None:
    store.write("CURRENT", CONTENT)
    with pytest.raises(StoreRefused, match="CURRENT is larger than 1,000 bytes"):
        store.read("CURRENT", 1000)


def test_a_folder_is_read_through_pieces_of_any_size(
    store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write("file", CONTENT)
    for size in (1, 7, 256, len(CONTENT) // 2, len(CONTENT), len(CONTENT) + 1):
        monkeypatch.setattr("index.remote.object_store.PIECE", size)
        assert b"".join(store.pieces("file", 0, len(CONTENT))) == CONTENT
        assert b"".join(store.pieces("file", 77, len(CONTENT))) == CONTENT[77:]


class _Ranges(SimpleHTTPRequestHandler):
    """A web server that knows ranges, or one that does not, as Python's own."""

    knows_ranges = True

    def do_GET(self) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not (asked and self.knows_ranges):
            super().do_GET()
            return
        content = Path(self.translate_path(self.path)).read_bytes()[int(asked[1]) : int(asked[2]) + 1]
        if not content:
            self.send_error(416)
            return
        self.send_response(206)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class _Broken(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(500)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """The folder over HTTP; its address."""
    servers = []

    def start(handler: type[BaseHTTPRequestHandler], **attributes: object) -> str:
        served = {"__init__": lambda self, *a: handler.__init__(self, *a, directory=str(tmp_path))}
        attributes |= served if issubclass(handler, SimpleHTTPRequestHandler) else {}
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (handler,), attributes))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("knows_ranges", [True, False], ids=["with ranges", "without ranges"])
def test_a_web_server_is_read_from_where_a_transfer_ended(
    web: Callable[..., str], tmp_path: Path, knows_ranges: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(CONTENT)
    store = ObjectStore(web(_Ranges, knows_ranges=knows_ranges))
    monkeypatch.setattr("index.remote.object_store.PIECE", 1000)
    assert store.read("file", len(CONTENT)) == CONTENT
    assert b"".join(store.pieces("file", 3333, len(CONTENT))) == CONTENT[3333:]
    assert b"".join(store.pieces("file", 0, 50)) == CONTENT[:50]
    assert b"".join(store.pieces("file", len(CONTENT), 1 << 20)) == b""
    assert store.read("none", 10) is None
    with pytest.raises(StoreRefused, match="larger"):
        store.read("file", 50)


def test_a_web_server_that_fails_is_away_and_no_empty_store(web: Callable[..., str]) -> None:
    with pytest.raises(StoreAway, match=r"cannot be used now .*500"):
        ObjectStore(web(_Broken)).read("CURRENT", 10)
    with pytest.raises(StoreAway, match="cannot be used now"):
        ObjectStore("http://127.0.0.1:9").read("CURRENT", 10)


def test_a_store_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("no folder")
    with pytest.raises(StoreAway, match=r"store cannot be used now \(.*exists.*\)"):
        ObjectStore(str(tmp_path / "store")).write("CURRENT", b"")


@pytest.mark.parametrize("way", ["write", "put"])
def test_a_bucket_that_does_not_exist_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    def refuse(*_: object) -> None:  # as s3fs does
        raise FileNotFoundError("The specified bucket does not exist")

    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.pipe_file", refuse)
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.put_file", refuse)
    store = ObjectStore("memory://none/index")
    (tmp_path / "sent").write_bytes(CONTENT)
    with pytest.raises(StoreAway, match=r"none/index is not there \(The specified bucket does not exist\); create"):
        store.write("CURRENT", b"one") if way == "write" else store.put("blobs/a", tmp_path / "sent")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        pytest.param("https://user:hunter2@host/index", "holds a user, a key or a query", id="a password"),
        pytest.param("s3://AKIA0:hunter2@bucket/index", "holds a user, a key or a query", id="a key"),
        pytest.param("https://host/index?X-Amz-Signature=hunter2", "holds a user, a key or a query", id="a signature"),
        pytest.param("simplecache::https://user:hunter2@host/", "is not known", id="a chain"),
        pytest.param("ftp://user:hunter2@host/index", "'ftp' is not known", id="another kind"),
        pytest.param("hunter2::memory", "an address is", id="a chain without a URL"),
        pytest.param("", "an address is", id="nothing"),
    ],
)
def test_an_address_with_a_secret_or_of_no_known_kind_is_refused_without_repeating_it(url: str, told: str) -> None:
    with pytest.raises(StoreRefused) as refused:
        ObjectStore(url)
    assert told in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_no_secret_of_the_environment_gets_into_a_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    store = ObjectStore(f"memory://{tmp_path.name}")

    def fail(*_: object, **__: object) -> bytes:
        raise OSError("PUT https://user:pass@host/a?X-Amz-Signature=abcdef with hunter2 failed")

    monkeypatch.setattr(store._system, "cat_file", fail)
    with pytest.raises(StoreAway) as away:
        store.read("CURRENT", 10)
    assert "(PUT https://***@host/a?*** with *** failed)" in str(away.value)


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    with pytest.raises(StoreRefused, match=r"install the extra `store` \(README, Extras\)"):
        ObjectStore("s3://bucket/index")
