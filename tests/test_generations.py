"""A server under load stops and starts anew, and no request is lost."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import re
import shutil
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest

from chatbot.errors import CannotServe
from chatbot.serving.addresses import addresses, check_kept, check_possible
from chatbot.serving.generations import Left, close_door, what_is_left
from chatbot.settings import ServerSettings

if TYPE_CHECKING:
    from conftest import Server

CLIENTS = 8
BODY = json.dumps({"question": "When did Scott Leiper die?"})
HEADERS = {"Content-Type": "application/json"}


class Load:
    """Eight clients that ask without a pause, every other one over a connection that it keeps.

    `seen` counts the statuses, "refused" for a port that was closed, and what went wrong after a connection stood.
    """

    def __init__(self, address: str) -> None:
        self.seen: Counter[object] = Counter()
        self._port = urlsplit(address).port
        self._done = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number % 2 == 0,)) for number in range(CLIENTS)]

    def __enter__(self) -> Counter[object]:
        for thread in self._threads:
            thread.start()
        return self.seen

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, keeps: bool) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = HEADERS if keeps else HEADERS | {"Connection": "close"}
        while not self._done.is_set():
            try:
                if connection.sock is None:
                    connection.connect()
            except ConnectionRefusedError:
                self.seen["refused"] += 1
                self._done.wait(0.05)
                continue
            try:
                connection.request("POST", "/api/chat", BODY, headers)
                response = connection.getresponse()
                response.read()
                self.seen[response.status] += 1
            except (OSError, http.client.HTTPException) as error:
                self.seen[repr(error)] += 1
                connection.close()
        connection.close()


def environment_of(server: Server) -> bytes:
    return Path(f"/proc/{server.process.pid}/environ").read_bytes()


def counted_by(process: int, folder: Path) -> set[str]:
    """The kinds of files that a process has in the metrics' folder."""
    ending = f"_{process}.db"
    return {file.name.removesuffix(ending) for file in folder.glob(f"*{ending}")}


@pytest.mark.slow
def test_a_server_under_load_starts_anew_with_new_settings_and_stops_and_no_request_is_lost(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server], run: Callable[..., Any], until: Callable[..., None], tmp_path: Path
) -> None:  # fmt: skip
    project = copy_of(seed_project)
    settings = (project / "config.yaml").read_text() + "server:\n  workers: 2\n  pid_file: run/pid\n"
    (project / "config.yaml").write_text(settings)
    (tmp_path / "tmp").mkdir()
    server = start_server(project, TMPDIR=str(tmp_path / "tmp"))
    until((project / "run" / "pid").exists, "two workers that answer")
    before = server.workers

    def status() -> str:
        return httpx.post(f"{server.address}/api/chat", content=BODY, headers=HEADERS).json()["status"]

    assert (status(), len(before)) == ("answered", 2)

    with Load(server.address) as seen:
        until(lambda: seen[200] > 50, "answers before the restart")
        (project / "config.yaml").write_text(f"{settings}  no_such_setting: 1\n")
        (project / "good.yaml").write_text(settings)
        refused = run("chatbot", "restart", "--config", "good.yaml", cwd=project)
        assert (refused.returncode, "goes on as it was" in refused.stderr) == (1, True), refused.stderr
        assert server.workers == before
        assert "no_such_setting" in server.log.read_text()

        (project / "config.yaml").write_text(f"{settings}chat:\n  answer_floor: 1.0\n")
        done = run("chatbot", "restart", cwd=project)
        assert done.returncode == 0, done.stderr + server.log.read_text()
        until(lambda: len(server.workers) == 2, "the end of the old workers")
        answered = seen[200]
        until(lambda: seen[200] > answered + 50, "answers after the restart")
    assert set(seen) == {200}
    assert not before & server.workers
    assert status() == "no_answer"
    counted = re.findall(
        r'chatbot_requests_total{route="/api/chat",status="200"} (\S+)', httpx.get(f"{server.address}/metrics").text
    )
    assert counted == [str(float(seen[200] + 2))]

    with Load(server.address) as seen:
        until(lambda: seen[200] > 50, "answers before the stop")
        assert server.stop() == 0
        until(lambda: seen["refused"], "a closed port")
    assert set(seen) == {200, "refused"}
    assert not (project / "run" / "pid").exists()
    assert list((tmp_path / "tmp").iterdir()) == []  # neither metrics nor what a library keeps to report home
    assert not re.search(r"Traceback|SIGABRT|terminate called", server.log.read_text())


@pytest.mark.slow
def test_a_metrics_folder_is_locked_against_what_clears_tmp_and_made_anew_where_it_is_gone(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server], run: Callable[..., Any], until: Callable[..., None], tmp_path: Path
) -> None:  # fmt: skip
    project = copy_of(seed_project)
    with (project / "config.yaml").open("a") as config:
        config.write("server: {pid_file: run/pid, workers: 2}\n")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    server = start_server(project, TMPDIR=str(temporary))
    until((project / "run" / "pid").exists, "a worker that answers")
    [folder] = temporary.glob("chatbot-metrics-*")

    def counts_of_both() -> bool:
        one, *others = [counted_by(worker, folder) for worker in server.workers]
        return others == [one]

    until(counts_of_both, "the files of both")
    cleaner = os.open(folder, os.O_RDONLY)
    with pytest.raises(BlockingIOError):
        fcntl.flock(cleaner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(cleaner)

    before = server.workers
    kept = counted_by(min(before), folder)
    folder.rename(tmp_path / "cleared")  # at once: a worker may be making a file in it
    os.kill(min(before), signal.SIGKILL)
    until(lambda: len(server.workers - before) == 1, "another worker")
    [another] = server.workers - before
    until(lambda: counted_by(another, folder) >= kept > set(), "all of its files")
    folder.rename(tmp_path / "cleared again")
    done = run("chatbot", "restart", cwd=project)
    assert done.returncode == 0, done.stderr + server.log.read_text()
    httpx.post(f"{server.address}/api/chat", content=BODY, headers=HEADERS).raise_for_status()
    assert "chatbot_requests_total" in httpx.get(f"{server.address}/metrics").raise_for_status().text
    assert server.stop() == 0


@pytest.mark.slow
def test_a_restart_that_cannot_write_its_file_says_so_and_goes_on(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server], until: Callable[..., None]
) -> None:
    project = copy_of(seed_project)
    (project / "config.yaml").write_text(
        (project / "config.yaml").read_text() + "server: {pid_file: run/pid, workers: 1}\n"
    )
    server = start_server(project)
    until((project / "run" / "pid").exists, "a worker that answers")
    [before] = server.workers
    shutil.rmtree(project / "run")
    (project / "run").write_text("")
    server.process.send_signal(signal.SIGUSR2)
    until(lambda: "server.pid_file cannot be written" in server.log.read_text(), "the reason", seconds=120)
    until(
        lambda: len(server.workers - {before}) == 1 and before not in server.workers,
        "the end of the old worker",
    )
    assert httpx.get(f"{server.address}/healthz").status_code == 200
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()


@pytest.mark.slow
def test_a_restart_behind_another_waits_for_the_workers_of_before(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server], run: Callable[..., Any], until: Callable[..., None]
) -> None:  # fmt: skip
    project = copy_of(seed_project)
    settings = (project / "config.yaml").read_text() + "server: {pid_file: run/pid, workers: 1}\n"
    (project / "config.yaml").write_text(settings)
    server = start_server(project)
    until((project / "run" / "pid").exists, "a worker that answers")
    [first] = server.workers
    told = (project / "run" / "pid").stat().st_mtime_ns
    server.process.send_signal(signal.SIGUSR2)
    until(lambda: b"CITED_CHATBOT_LEFT" in environment_of(server), "the new program", seconds=120)
    os.kill(first, signal.SIGSTOP)  # as one that is long at its last requests
    until(lambda: (project / "run" / "pid").stat().st_mtime_ns > told, "a restart that is told as done", seconds=120)
    assert first in server.workers
    (project / "config.yaml").write_text(f"{settings}chat:\n  answer_floor: 1.0\n")
    end = threading.Timer(2, os.kill, (first, signal.SIGCONT))
    end.start()
    again = run("chatbot", "restart", "--wait", "60", cwd=project)
    end.join()
    assert again.returncode == 0, again.stderr
    asked = httpx.post(f"{server.address}/api/chat", content=BODY, headers=HEADERS).json()
    assert asked["status"] == "no_answer"  # by the settings of the second one
    assert server.stop() == 0


@pytest.mark.slow
def test_whether_a_server_could_start_is_told_without_starting_it(
    seed_project: Path, copy_of: Callable[[Path], Path], run: Callable[..., Any]
) -> None:
    project = copy_of(seed_project)
    [version] = [path.name for path in (project / "var" / "index" / "versions").iterdir()]
    could = run("chatbot", "serve", "--check", cwd=project)
    assert (could.returncode, could.stdout) == (0, f"The server can start, with index version {version}.\n")
    nowhere = run("chatbot", "serve", "--check", "--host", "300.1.1.1", cwd=project)
    assert (nowhere.returncode, nowhere.stdout) == (1, "") and "cannot listen on 300.1.1.1:8080" in nowhere.stderr
    shutil.rmtree(project / "var")
    could_not = run("chatbot", "serve", "--check", cwd=project)
    assert (could_not.returncode, could_not.stdout, "Error: " in could_not.stderr) == (1, "", True)


@pytest.mark.slow
def test_a_restart_that_would_need_another_port_is_refused_and_the_metrics_stay_where_they_are(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server], run: Callable[..., Any], until: Callable[..., None]
) -> None:  # fmt: skip
    project = copy_of(seed_project)
    settings = (project / "config.yaml").read_text() + "server:\n  workers: 1\n  pid_file: run/pid\n"
    (project / "config.yaml").write_text(settings)
    server = start_server(project)
    until((project / "run" / "pid").exists, "a worker that answers")
    before = server.workers
    (project / "config.yaml").write_text(f"{settings}  metrics_port: 0\n")
    refused = run("chatbot", "restart", cwd=project)
    assert (refused.returncode, "goes on as it was" in refused.stderr) == (1, True), refused.stderr
    [reason] = [
        event
        for event in (json.loads(line)["event"] for line in server.log.read_text().splitlines())
        if "restart was refused" in event
    ]
    assert "Error: server.metrics_port is 0 and was not set when the server started" in reason
    assert server.workers == before
    assert "chatbot_requests_total" in httpx.get(f"{server.address}/metrics").raise_for_status().text
    assert server.stop() == 0


@pytest.mark.parametrize(
    "change", [{"host": "::1"}, {"port": 8081}, {"metrics_port": 0}, {"metrics_port": None}], ids=str
)
def test_each_setting_that_only_a_start_can_follow_is_named(change: dict[str, object]) -> None:
    before = ServerSettings(metrics_port=9100)
    check_kept(before, addresses(before.model_copy(update={"workers": 3})))
    check_kept(before, None)
    with pytest.raises(
        CannotServe, match=rf"server\.{next(iter(change))} is .* when the server started; .* stop it and start it"
    ):
        check_kept(before.model_copy(update=change), addresses(before))


LOCALHOST = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)[0][4][0]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param({"host": "localhost"}, {"host": LOCALHOST}, id="a name and its address"),
        pytest.param({"host": LOCALHOST}, {"host": "localhost"}, id="an address and its name"),
        pytest.param({"host": "127.1"}, {}, id="the default, which was written otherwise"),
    ],
)
def test_another_name_of_the_same_host_is_kept(before: dict[str, object], now: dict[str, object]) -> None:
    check_kept(ServerSettings.model_validate(now), addresses(ServerSettings.model_validate(before)))


def test_a_host_that_nobody_knows_is_another() -> None:
    with pytest.raises(CannotServe, match=r"server\.host is 300\.1\.1\.1 and was 127\.0\.0\.1"):
        check_kept(ServerSettings(host="300.1.1.1"), addresses(ServerSettings()))


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        pytest.param({"host": "300.1.1.1"}, "cannot listen on 300.1.1.1:8080 (", id="no address"),
        pytest.param({"host": ""}, "cannot listen on :8080 (", id="nothing"),
        pytest.param({"host": "192.0.2.1"}, "cannot listen on 192.0.2.1:8080 (", id="an address of no machine"),
        pytest.param({"port": 9100, "metrics_port": 9100}, "server.metrics_port is 9100, as server.port is", id="equal ports"),
    ],
)  # fmt: skip
def test_addresses_that_no_start_could_open_are_told(settings: dict[str, object], told: str) -> None:
    with pytest.raises(CannotServe) as refused:
        check_possible(ServerSettings.model_validate(settings))
    assert told in str(refused.value)


def test_a_port_that_the_running_server_has_is_no_fault_of_its_restart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        check_possible(ServerSettings(port=taken.getsockname()[1], metrics_port=0))
        check_possible(ServerSettings(port=0, metrics_port=0))


def test_a_closed_door_keeps_who_is_connected_and_lets_nobody_else_in() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        with socket.create_connection(address) as waits:
            close_door(listener)
            with socket.socket() as late:
                late.settimeout(0.3)
                with pytest.raises(TimeoutError):
                    late.connect(address)
            accepted, _ = listener.accept()
            with accepted:
                waits.sendall(b"a question")
                assert accepted.recv(100) == b"a question"
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_what_a_program_left_is_for_the_same_process_only(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {"process": os.getpid(), "listeners": [5, 6], "workers": [7, 8], "metrics": True}
    monkeypatch.setenv("CITED_CHATBOT_LEFT", json.dumps(left))
    assert what_is_left() == Left(os.getpid(), (5, 6), (7, 8), True)
    assert what_is_left() is None
    monkeypatch.setenv("CITED_CHATBOT_LEFT", json.dumps(left | {"process": 1}))
    assert what_is_left() is None
