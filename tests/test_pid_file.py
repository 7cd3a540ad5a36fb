"""The file that names the server's process, and what `chatbot restart` makes of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from chatbot.errors import CannotServe, RestartFailed
from chatbot.serve import serve
from chatbot.serving.pid_file import PidFile, restart
from chatbot.settings import ServerSettings


@pytest.fixture
def pid_file(tmp_path: Path) -> PidFile:
    return PidFile(tmp_path / "run" / "chatbot.pid")


@pytest.fixture
def this_server(pid_file: PidFile) -> Iterator[Callable[[Callable[[], object]], None]]:
    """This process as the server that is asked, with what it does a moment later."""
    before = signal.getsignal(signal.SIGUSR2)

    def does(act: Callable[[], object]) -> None:
        pid_file.write()
        signal.signal(signal.SIGUSR2, lambda *_: threading.Timer(0.05, act).start())

    yield does
    signal.signal(signal.SIGUSR2, before)


def test_a_server_that_starts_anew_is_told_by_its_process(
    pid_file: PidFile, this_server: Callable[[Callable[[], object]], None]
) -> None:
    this_server(pid_file.write)
    assert restart(pid_file.path, 10) == os.getpid()
    assert [path.name for path in pid_file.path.parent.iterdir()] == ["chatbot.pid"]
    pid_file.remove()
    assert not pid_file.path.exists()


@pytest.mark.parametrize(
    ("act", "seconds", "said"),
    [
        pytest.param(PidFile.touch, 10, "goes on as it was", id="refuses"),
        pytest.param(PidFile.remove, 10, "the server ended", id="ends"),
        pytest.param(lambda _: None, 0.3, "not started anew within 0.3 seconds", id="says nothing"),
    ],
)
def test_a_server_that_does_not_start_anew_is_told(
    pid_file: PidFile,
    this_server: Callable[[Callable[[], object]], None],
    act: Callable[[PidFile], object],
    seconds: float,
    said: str,
) -> None:
    this_server(lambda: act(pid_file))
    with pytest.raises(RestartFailed, match=re.escape(said)):
        restart(pid_file.path, seconds)


def test_no_server_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    with pytest.raises(RestartFailed, match=r"no server runs: .*pid is not there"):
        restart(path, 1)
    path.write_text("it")
    with pytest.raises(RestartFailed, match=r"does not name a process"):
        restart(path, 1)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    path.write_text(f"{gone.pid}\n")
    with pytest.raises(RestartFailed, match=r"names a process that is gone"):
        restart(path, 1)


def test_another_servers_file_is_left_alone(pid_file: PidFile) -> None:
    pid_file.write()
    pid_file.path.write_text("1\n")
    pid_file.remove()
    assert pid_file.path.read_text() == "1\n"


@pytest.mark.parametrize("path", ["file/pid", "folder"])
@pytest.mark.parametrize("act", [PidFile.write, PidFile.check], ids=["written", "checked"])
def test_a_file_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, path: str, act: Callable[[PidFile], None]
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotServe, match=r"server\.pid_file cannot be written"):
        act(PidFile(tmp_path / path))


def test_a_check_leaves_all_as_it_is(pid_file: PidFile) -> None:
    pid_file.check()
    assert list(pid_file.path.parent.iterdir()) == []
    pid_file.write()
    before = pid_file.path.stat()
    pid_file.check()
    assert pid_file.path.stat() == before


def test_a_server_whose_file_cannot_be_written_is_told_so_before_it_loads_anything(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    def load() -> Flask:
        raise AssertionError

    with pytest.raises(CannotServe, match=r"server\.pid_file cannot be written"):
        serve(load, print, ServerSettings(port=0), print, before_fork=True, pid_file=PidFile(tmp_path / "file" / "pid"))


@pytest.mark.parametrize("host", ["a..b", "a" * 70])
def test_what_is_no_name_of_a_host_is_one_sentence(host: str) -> None:
    def load() -> Flask:
        raise AssertionError

    with pytest.raises(CannotServe, match=re.escape(f"cannot listen on {host}:0 (no name of a host)")):
        serve(load, print, ServerSettings(host=host, port=0), print, before_fork=True)
