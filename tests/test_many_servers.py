"""Many servers on one index, through a real S3 server: they follow what is pushed, and wait out what goes wrong."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from index.manifest import ENCODER_MODEL, ENCODER_READER, read_manifest
from index.remote.object_store import PIECE
from index.versions import VersionStore

if TYPE_CHECKING:
    from conftest import Server

pytestmark = pytest.mark.slow

SECRETS = {
    "AWS_ACCESS_KEY_ID": "AKIAHUNTER1",
    "AWS_SECRET_ACCESS_KEY": "hunter2secret",
    "AWS_SESSION_TOKEN": "hunter3token",
}
SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=a/20261124/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=a"
}
URL, FIRST, SECOND = "s3://indexes/prod", "s3://indexes/first", "s3://indexes/second"
FIVE_SECONDS = 5.0  # from the end of a push until every server answers from what was pushed

Run = Callable[..., "subprocess.CompletedProcess[str]"]


class Wire:
    """The way to a server: it counts bytes, and can be broken, cut once or held up after so many more bytes."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self.came = self.cuts = 0
        self._left = 1 << 60
        self._then = "cut"
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def after(self, left: int, then: str) -> None:
        self._left, self._then = left, then

    def break_down(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._shut()
        for end in self._open:
            end.close()

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _shut(self) -> None:
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self._server_port))
                self._open += [near, far]
                for way in ((near, far, False), (far, near, True)):
                    threading.Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                if counts and self._left < len(data):
                    if self._then == "hold":
                        return
                    self._left = 1 << 60
                    self.cuts += 1
                    self._shut()
                    return
                target.sendall(data)
                if counts:
                    self.came += len(data)
                    self._left -= len(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory, until: Callable[..., None]) -> Iterator[int]:
    """The port of an S3 server with an empty bucket."""
    log = tmp_path_factory.mktemp("s3") / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen([sys.executable, "-m", "moto.server", "-p", "0"], stdout=stream, stderr=stream)
    try:
        until(lambda: b"Running on" in log.read_bytes(), "the S3 server", seconds=60)
        [port] = map(int, re.findall(r"Running on http://127\.0\.0\.1:(\d+)", log.read_text()))
        assert httpx.put(f"http://127.0.0.1:{port}/indexes").status_code == 200
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def wire(s3: int) -> Iterator[Wire]:
    """The followers' way to the S3 server."""
    wire = Wire(s3)
    yield wire
    wire.break_down()


def way(port: int) -> dict[str, str]:
    """The environment of a process that comes to the store by this port."""
    return SECRETS | {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
    }


class Publisher:
    """A project whose index goes to the store."""

    def __init__(self, folder: Path, run: Run, port: int) -> None:
        self.folder = folder
        self.versions = VersionStore(folder / "var" / "index")
        self._run = run
        self._way = way(port)

    def chatbot(self, *arguments: str) -> str:
        done = self._run("chatbot", "index", *arguments, cwd=self.folder, **self._way)
        assert done.returncode == 0, done.stderr
        assert not any(secret in done.stdout + done.stderr for secret in SECRETS.values())
        return done.stdout


@pytest.fixture(scope="module")
def publisher(
    seed_project: Path, tmp_path_factory: pytest.TempPathFactory, run: Run, s3: int
) -> tuple[Publisher, str, str]:
    """A publisher and two versions of its, each in a store of its own; the second has one more sentence."""
    folder = tmp_path_factory.mktemp("publisher") / "project"
    shutil.copytree(seed_project, folder)
    publisher = Publisher(folder, run, s3)
    first = publisher.versions.current()
    publisher.chatbot("push", FIRST)
    [article] = (folder / "seeds").iterdir()
    with article.open("a", encoding="utf-8") as stream:
        stream.write("\nA bridge over the Tonle Sap was named after her in 2031.\n")
    publisher.chatbot("build")
    publisher.chatbot("push", SECOND)
    return publisher, first, publisher.versions.current()


def size(versions: VersionStore, *names: str) -> int:
    """The bytes of a version's files, of those alone that an earlier version does not have."""
    *before, last = (read_manifest(versions.folder_of(name)).files for name in names)
    known = {record.sha256 for files in before for record in files.values()}
    return sum(record.bytes for record in last.values() if record.sha256 not in known)


def test_two_servers_follow_what_is_pushed_and_wait_out_an_outage(
    publisher: tuple[Publisher, str, str],
    wire: Wire,
    tmp_path: Path,
    environment: dict[str, str],
    start_server: Callable[..., Server],
    run: Run,
    until: Callable[..., None],
) -> None:
    source, first, second = publisher
    source.versions.rollback(first)
    source.chatbot("push", URL)
    extra = environment | way(wire.port)
    followers = [tmp_path / "one", tmp_path / "two"]
    servers, watches, logs = [], [], []
    for folder in followers:
        folder.mkdir()
        (folder / "config.yaml").write_text("index:\n  sources: [none]\n")
        done = run("chatbot", "index", "pull", URL, "--json", cwd=folder, **way(wire.port))
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["fetched_bytes"] == size(source.versions, first)
        servers.append(start_server(folder, "--workers", "1"))
        logs.append(folder / "log")
        with logs[-1].open("wb") as stream:
            command = [sys.executable, "-m", "index", "pull", URL, "--watch"]
            watches.append(subprocess.Popen(command, cwd=folder, env=extra, stdout=stream, stderr=stream))

    def all_answer_from(version: str) -> bool:
        return all(httpx.get(f"{server.address}/readyz").json()["index"]["version"] == version for server in servers)

    def push(version: str, within: float) -> None:
        source.versions.rollback(version)
        source.chatbot("push", URL)
        until(lambda: all_answer_from(version), f"both servers on {version}", seconds=within)

    try:
        until(lambda: all(b"already" in log.read_bytes() for log in logs), "two followers", seconds=30)
        wire.came = 0
        push(second, FIVE_SECONDS)
        changed = size(source.versions, first, second)
        assert 2 * changed < wire.came < 2 * changed + 100_000  # with headers, manifests and looks at CURRENT
        for server in servers:
            asked = {"question": "What was named after her in 2031?", "document": "mu-sochua"}
            assert "A bridge over the Tonle Sap" in httpx.post(f"{server.address}/api/chat", json=asked).text
        push(first, FIVE_SECONDS)

        wire.break_down()
        until(lambda: all(b"cannot be used now" in log.read_bytes() for log in logs), "word of the outage")
        source.versions.rollback(second)
        source.chatbot("push", URL)
        time.sleep(2)  # several looks
        assert all_answer_from(first)
        wire.mend()
        until(lambda: all_answer_from(second), "both servers after the outage")
        for watch, log in zip(watches, logs, strict=True):
            until(lambda log=log: b"is there again after" in log.read_bytes(), "word of its end")
            began = time.monotonic()
            watch.send_signal(signal.SIGTERM)
            assert watch.wait(timeout=20) == 0
            assert time.monotonic() - began < 3
            assert log.read_text().count("cannot be used now") == 1
            assert log.read_text().count("is there again after") == 1
            assert "Traceback" not in log.read_text()
    finally:
        for watch in watches:
            watch.kill()
            watch.wait()
    for folder in followers:
        texts = [
            path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name not in (ENCODER_MODEL, ENCODER_READER)
        ]
        assert not any(secret.encode() in text for secret in SECRETS.values() for text in texts)


def test_a_connection_that_is_cut_is_taken_up_again(
    publisher: tuple[Publisher, str, str], wire: Wire, tmp_path: Path, run: Run
) -> None:
    source, first, _ = publisher
    whole = size(source.versions, first)
    wire.after(13_000_000, "cut")
    done = run("index", "pull", FIRST, "--index-dir", "pulled", "--json", cwd=tmp_path, **way(wire.port))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["fetched_bytes"] == whole
    assert wire.cuts >= 1
    assert whole < wire.came < whole + 4 * PIECE  # what four transfers had of their last pieces came twice


def test_a_pull_that_was_killed_in_the_middle_goes_on_where_it_was(
    publisher: tuple[Publisher, str, str],
    wire: Wire,
    tmp_path: Path,
    environment: dict[str, str],
    until: Callable[..., None],
    run: Run,
) -> None:
    source, first, _ = publisher
    kept = tmp_path / "pulled" / "partial"
    wire.after(30_000_000, "hold")  # the model and its reader come beside each other
    command = [sys.executable, "-m", "index", "pull", FIRST, "--index-dir", "pulled"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment | way(wire.port))
    until(lambda: wire.came > 28_000_000, "half of the transfer", seconds=60)
    process.kill()
    process.wait()
    assert VersionStore(tmp_path / "pulled").versions() == []
    had = sum(file.stat().st_size for file in kept.iterdir())
    assert had > PIECE
    wire.came = 0
    wire.after(1 << 60, "cut")
    done = run("index", "pull", FIRST, "--index-dir", "pulled", "--json", cwd=tmp_path, **way(wire.port))
    assert (done.returncode, done.stderr) == (0, "")
    rest = size(source.versions, first) - had
    assert json.loads(done.stdout)["fetched_bytes"] == rest
    assert wire.came < rest + 50_000  # with headers and the manifest
    assert not kept.exists()


def test_a_byte_that_was_altered_in_the_store_is_refused_by_name_and_the_old_version_stays(
    publisher: tuple[Publisher, str, str], s3: int, tmp_path: Path, run: Run
) -> None:
    source, first, second = publisher
    source.versions.rollback(second)

    def pull(url: str) -> tuple[int, str]:
        done = run("index", "pull", url, "--index-dir", "pulled", cwd=tmp_path, **way(s3))
        return done.returncode, done.stderr

    assert pull(FIRST) == (0, "")
    record = read_manifest(source.versions.folder_of(second)).files["tokens.i8"]
    blob = f"http://127.0.0.1:{s3}/{SECOND.removeprefix('s3://')}/blobs/{record.sha256}"
    content = (source.versions.folder_of(second) / "tokens.i8").read_bytes()
    httpx.put(blob, content=content[:-1] + bytes([content[-1] ^ 1]), headers=SIGNED).raise_for_status()
    code, said = pull(SECOND)
    assert code == 1
    assert f"tokens.i8 of version {second} has other bytes than were pushed" in said
    assert VersionStore(tmp_path / "pulled").current() == first
    source.chatbot("push", SECOND, "--full")
    assert pull(SECOND) == (0, "")
    assert VersionStore(tmp_path / "pulled").current() == second
