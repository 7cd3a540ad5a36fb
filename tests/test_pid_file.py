"""The file that names the server's process, and what `chatbot restart` makes of it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
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


SERVER = """
import os, signal, sys, threading, time
from pathlib import Path
from chatbot.serving.pid_file import PidFile

pid_file = PidFile(Path(sys.argv[1]))
signal.signal(signal.SIGUSR2, lambda *_: threading.Timer(0.05, getattr(pid_file, sys.argv[2])).start())
pid_file.write()
print("runs", flush=True)
while True:
    time.sleep(0.05)  # pause() would not see a signal that came right before it
"""


@pytest.fixture
def start(pid_file: PidFile) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A process as the server that is asked, with what it does a moment later: a method of its pid file."""
    with ExitStack() as ends:

        def run(act: str, program: str = SERVER) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", program, str(pid_file.path), act]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            ends.enter_context(process)
            ends.callback(process.kill)
            assert process.stdout
            assert process.stdout.readline() == "runs\n"
            return process

        yield run


def test_a_server_that_starts_anew_is_told_by_its_process(
    pid_file: PidFile, start: Callable[..., subprocess.Popen[str]]
) -> None:
    server = start("write")
    for _ in range(2):
        assert restart(pid_file.path, 10) == server.pid
    assert [path.name for path in pid_file.path.parent.iterdir()] == ["chatbot.pid"]


def test_a_server_takes_its_file_away(pid_file: PidFile) -> None:
    pid_file.write()
    pid_file.release()
    pid_file.remove()
    assert not pid_file.path.exists()


@pytest.mark.parametrize(
    ("act", "seconds", "said"),
    [
        pytest.param("touch", 10, "goes on as it was", id="refuses"),
        pytest.param("remove", 10, "the server ended", id="ends"),
        pytest.param("__repr__", 0.3, "not started anew within 0.3 seconds", id="says nothing"),
    ],
)
def test_a_server_that_does_not_start_anew_is_told(
    pid_file: PidFile, start: Callable[..., subprocess.Popen[str]], act: str, seconds: float, said: str
) -> None:
    start(act)
    with pytest.raises(RestartFailed, match=re.escape(said)):
        restart(pid_file.path, seconds)


def test_a_process_that_has_the_number_of_a_server_that_is_gone_is_left_alone(
    pid_file: PidFile, start: Callable[..., subprocess.Popen[str]]
) -> None:
    server = start("write")
    server.kill()
    server.wait()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file.path.write_text(f"{stranger.pid}\n")
        with pytest.raises(RestartFailed, match=r"no server runs: .* names a process that is gone"):
            restart(pid_file.path, 1)
        assert stranger.poll() is None
        stranger.terminate()
    assert stranger.returncode == -signal.SIGTERM


def test_the_file_of_a_server_that_runs_is_not_taken(
    pid_file: PidFile, start: Callable[..., subprocess.Popen[str]]
) -> None:
    server = start("release")
    for act in (pid_file.check, pid_file.write):
        with pytest.raises(
            CannotServe, match=rf"server\.pid_file is that of a server that runs: .*\(process {server.pid}\)"
        ):
            act()
    assert [path.name for path in pid_file.path.parent.iterdir()] == ["chatbot.pid"]
    with pytest.raises(RestartFailed, match="not started anew"):  # it does what it does at the begin of its stop
        restart(pid_file.path, 0.3)
    pid_file.check()
    pid_file.write()
    assert pid_file.path.read_text() == f"{os.getpid()}\n"


def test_a_server_has_its_file_when_it_has_replaced_its_program_and_its_workers_do_not(
    pid_file: PidFile, start: Callable[..., subprocess.Popen[str]], until: Callable[..., None]
) -> None:
    program = """
import os, subprocess, sys
from pathlib import Path
from chatbot.serving.pid_file import PidFile

pid_file = PidFile(Path(sys.argv[1]))
pid_file.write()
if os.fork() == 0:
    print("runs", flush=True)
    sys.stdin.read()
else:
    os.set_inheritable(pid_file.lock, True)
    os.execvp("sleep", ["sleep", "60"])
"""
    server = start("", program)
    until(lambda: Path(f"/proc/{server.pid}/comm").read_text() == "sleep\n", "the other program")
    with pytest.raises(CannotServe, match=rf"\(process {server.pid}\)"):
        pid_file.check()
    server.kill()
    server.wait()
    pid_file.check()


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


AT_REST = """
import os, sys
from pathlib import Path

from flask import Flask
from gunicorn.arbiter import Arbiter

from chatbot.serve import serve
from chatbot.serving.pid_file import PidFile
from chatbot.settings import ServerSettings

rests, tell = os.pipe()
wait = Arbiter.wait_for_signals


def wait_long(self, timeout):
    os.write(tell, b".")
    return wait(self, 600)


Arbiter.wait_for_signals = wait_long  # the worker below begins once the first process rests
settings = ServerSettings(port=0, workers=1)
serve(lambda: Flask("app"), lambda _: os.read(rests, 1), settings, print, before_fork=True, pid_file=PidFile(Path(sys.argv[1])))
"""


def test_the_file_is_there_once_a_worker_answers_and_not_at_the_first_process_next_look(
    pid_file: PidFile, until: Callable[..., None]
) -> None:
    with subprocess.Popen([sys.executable, "-c", AT_REST, str(pid_file.path)], stdout=subprocess.DEVNULL) as process:
        try:
            until(pid_file.path.exists, "the file")
            assert int(pid_file.path.read_text()) == process.pid
        finally:
            process.terminate()


@pytest.mark.parametrize("host", ["a..b", "a" * 70])
def test_what_is_no_name_of_a_host_is_one_sentence(host: str) -> None:
    def load() -> Flask:
        raise AssertionError

    with pytest.raises(CannotServe, match=re.escape(f"cannot listen on {host}:0 (no name of a host)")):
        serve(load, print, ServerSettings(host=host, port=0), print, before_fork=True)
