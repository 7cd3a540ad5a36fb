"""A `milvus-lite server` of the tests' own, which can be killed and started again where it was."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.place import MilvusPlace


@dataclass
class MilvusServer:
    """One server process over a folder. Every test takes a prefix of its own, so that they share it."""

    folder: Path
    port: int
    until: Callable[..., None]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def place(self, collection: str, index_dir: Path, **options: object) -> MilvusPlace:
        options.setdefault("seconds", 5.0)
        return MilvusPlace(uri=self.uri, collection=collection, folder=index_dir, **options)  # type: ignore[arg-type]

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "milvus_lite.cmdline", "server", "--data-dir", str(self.folder / "data")),
                    *("--host", "127.0.0.1", "--port", str(self.port)),
                ],
                stdout=log,
                stderr=log,
                env=os.environ | {"PYTHONWARNINGS": "ignore"},
            )
        self.until(self.is_open, "the Milvus server", seconds=60)

    def is_open(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def hold(self) -> None:
        """Let it accept calls and answer none."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="session")
def new_milvus(
    tmp_path_factory: pytest.TempPathFactory, until: Callable[..., None]
) -> Iterator[Callable[[], MilvusServer]]:
    """Start a server on a free port; what still runs at the end is ended."""
    started: list[MilvusServer] = []

    def start() -> MilvusServer:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            server = MilvusServer(tmp_path_factory.mktemp("milvus"), free.getsockname()[1], until)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        if server.process and server.process.poll() is None:
            server.go_on()
            server.kill()


@pytest.fixture(scope="session")
def milvus(new_milvus: Callable[[], MilvusServer]) -> MilvusServer:
    """The server that tests share which leave it running."""
    return new_milvus()


def wait_for(condition: Callable[[], bool], seconds: float) -> float:
    """The seconds until it holds; fails after so many."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() < begin + seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - begin
