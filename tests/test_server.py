"""A real server process over real HTTP."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from conftest import Server

pytestmark = pytest.mark.slow

QUESTION = "Who succeeded her as Minister of Women's and Veterans' Affairs?"


def ask(server: Server, question: str = QUESTION, **fields: Any) -> httpx.Response:
    return httpx.post(f"{server.address}/api/chat", json={"question": question, **fields}, timeout=30)


def test_a_question_is_answered_with_its_sentence(real_server: Server, seed_project: Path) -> None:
    reply = ask(real_server).raise_for_status().json()
    passage = reply["passages"][0]
    cited = passage["citation"]
    assert (reply["status"], reply["message"]) == ("answered", "- Successor4: Ing Kuntha Phavi")
    with (seed_project / cited["source"]).open(encoding="utf-8", newline="") as file:
        assert file.read()[cited["start"] : cited["end"]] == passage["text"] == reply["message"]
    page = httpx.get(f"{real_server.address}/sources/{cited['document']}").raise_for_status().text
    assert f'id="{cited["id"]}"' in page


def test_a_request_with_everything_in_it_gets_a_whole_reply(real_server: Server) -> None:
    request = {
        "question": "When did he die?",
        "history": [{"question": "Who was her husband?", "answer": "Sochua was married in 1984 …"}],
        "top_k": 5,
        "document": "mu-sochua",
    }
    response = httpx.post(f"{real_server.address}/api/chat", json=request)
    reply = response.json()
    assert response.status_code == 200
    assert reply["question"]["asked"] == "When did he die?"
    best = (reply["passages"] or reply["related"])[0]
    assert best["text"] == "Scott Leiper died in 2016."
    assert best["citation"]["url"].endswith("#:~:text=Scott%20Leiper%20died%20in%202016.")
    assert [best["text"][mark["start"] : mark["end"]] for mark in best["highlights"]] == ["2016"]


def test_a_question_is_answered_as_a_stream(real_server: Server) -> None:
    body = {"question": QUESTION}
    headers = {"Accept": "text/event-stream"}
    with httpx.stream("POST", f"{real_server.address}/api/chat", json=body, headers=headers, timeout=30) as response:
        assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-cache")
        lines = [line for line in response.iter_lines() if line and not line.startswith(":")]
    assert [line for line in lines if line.startswith("event: ")] == [
        "event: citations",
        "event: message",
        "event: end",
    ]
    assert json.loads(lines[3].removeprefix("data: ")) == {"message": "- Successor4: Ing Kuntha Phavi"}


def test_a_wrong_question_is_refused(real_server: Server) -> None:
    response = ask(real_server, "")
    assert (response.status_code, response.headers["Content-Type"]) == (422, "application/problem+json")


def test_many_at_once_get_the_same_answer(real_server: Server) -> None:
    with ThreadPoolExecutor(8) as threads:
        replies = list(threads.map(lambda _: ask(real_server).json(), range(24)))
    assert {reply["message"] for reply in replies} == {"- Successor4: Ing Kuntha Phavi"}
    assert len({reply["id"] for reply in replies}) == 24


def test_a_port_that_is_taken_is_one_sentence(seed_project: Path, run: Callable[..., Any], real_server: Server) -> None:
    port = real_server.address.rpartition(":")[2]
    done = run("chatbot", "serve", "--port", port, cwd=seed_project)
    [line] = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"Error: cannot listen on 127\.0\.0\.1:{port} \(Address already in use\); .*\.", line)


def test_an_address_that_is_not_ours_is_one_sentence(seed_project: Path, run: Callable[..., Any]) -> None:
    done = run("chatbot", "serve", "--host", "192.0.2.1", "--port", "0", cwd=seed_project)
    [line] = done.stderr.splitlines()
    assert (done.returncode, line.startswith("Error: cannot listen on 192.0.2.1:0")) == (1, True)


def test_a_damaged_index_is_told_and_the_server_ends(
    seed_project: Path, copy_of: Callable[[Path], Path], run: Callable[..., Any]
) -> None:
    project = copy_of(seed_project)
    [vectors] = project.glob("var/index/versions/*/vectors.faiss")
    vectors.unlink()
    done = run("chatbot", "serve", "--port", "0", cwd=project, timeout=60)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"Error: index version {vectors.parent.name}: vectors.faiss is missing" in done.stderr
    [told] = [json.loads(line) for line in done.stderr.splitlines() if "vectors.faiss" in line]
    assert told["level"] == "error"


def test_a_server_answers_on_when_its_index_is_removed_before_the_first_question(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server]
) -> None:
    project = copy_of(seed_project)
    server = start_server(project)
    shutil.rmtree(project / "var" / "index")
    assert ask(server).raise_for_status().json()["status"] == "answered"
    assert server.stop() == 0


def test_the_first_start_builds_the_index_then_follows_new_ones_and_ends_in_peace(
    seed_project: Path, copy_of: Callable[[Path], Path], export_of: Callable[[Path], Path], start_server: Callable[..., Server], run: Callable[..., Any], until: Callable[..., None]
) -> None:  # fmt: skip
    project = copy_of(seed_project)
    shutil.rmtree(project / "var")
    export_of(project / "var" / "index")
    server = start_server(project)
    log = server.log.read_text()
    assert log.startswith("There is no index yet; building one.\n")
    assert f'"event": "Serving on {server.address} (Ctrl+C to stop)"' in log
    before = ask(server, "When did Scott Leiper die?").json()
    assert before["message"] == "Scott Leiper died in 2016."

    [seed] = (project / "seeds").iterdir()
    seed.write_bytes(seed.read_bytes().replace(b"Scott Leiper died in 2016.", b"Scott Leiper died in May 2016."))
    built = json.loads(run("index", "build", "--json", cwd=project).stdout)

    def versions() -> set[str]:
        """What the workers say; connections fall to them by chance."""
        return {httpx.get(f"{server.address}/readyz").json()["index"]["version"] for _ in range(20)}

    until(lambda: versions() == {built["version"]}, "the new version in the running server", seconds=10)
    after = ask(server, "When did Scott Leiper die?").json()
    assert (after["message"], after["index"]) == ("Scott Leiper died in May 2016.", {"version": built["version"]})
    rolled = json.loads(run("index", "rollback", "--json", cwd=project).stdout)
    assert rolled["version"] == before["index"]["version"]
    until(lambda: versions() == {rolled["version"]}, "the earlier version", seconds=10)
    assert server.stop() == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{server.address}/healthz")
    assert "Traceback" not in server.log.read_text()


def test_two_workers_answer_as_one_and_a_request_in_flight_is_not_dropped(
    seed_project: Path, start_server: Callable[..., Server], until: Callable[..., None]
) -> None:
    """Requests are counted in each worker; `/metrics` adds them up, whichever worker gives it."""
    server = start_server(seed_project, "--workers", "2", "--threads", "2")
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda _: ask(server).status_code, range(20)))
    assert replies == [200] * 20

    def counted() -> set[str]:
        pages = [httpx.get(f"{server.address}/metrics").text for _ in range(6)]
        return {line for page in pages for line in page.splitlines() if 'replies_total{status="answered"}' in line}

    assert counted() == {'chatbot_replies_total{status="answered"} 20.0'}
    made = re.findall(r"(?m)^chatbot_index_made_seconds (\S+)$", httpx.get(f"{server.address}/metrics").text)
    assert time.time() - 86_400 < float(made[0]) <= time.time()

    with socket.create_connection(("127.0.0.1", int(server.address.rpartition(":")[2]))) as half_sent:
        body = json.dumps({"question": QUESTION}).encode()
        head = f"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        half_sent.sendall(head.encode() + body[:10])
        until(lambda: ask(server).status_code == 200, "another answer meanwhile")
        server.process.send_signal(signal.SIGTERM)
        half_sent.sendall(body[10:])
        answer = half_sent.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Ing Kuntha Phavi" in answer
    assert server.process.wait(timeout=60) == 0


def test_settings_of_the_environment_reach_the_server(seed_project: Path, start_server: Callable[..., Server]) -> None:
    server = start_server(
        seed_project,
        "--workers",
        "1",
        CHATBOT_SERVER__RATE_LIMIT="1",
        CHATBOT_SERVER__CORS_ORIGINS='["https://a.example"]',
    )
    first, second = (
        httpx.get(f"{server.address}/api/documents", headers={"Origin": "https://a.example"}) for _ in "12"
    )
    assert (first.status_code, first.headers["Access-Control-Allow-Origin"]) == (200, "https://a.example")
    assert (second.status_code, int(second.headers["Retry-After"]) > 0) == (429, True)
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=60) == 0


def private_megabytes(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kilobytes) for kilobytes in re.findall(r"^Private_\w+: +(\d+) kB", rollup, re.MULTILINE)) / 1024


def test_workers_share_what_was_loaded_and_one_that_dies_is_replaced_by_one_of_the_current_version(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server], run: Callable[..., Any], until: Callable[..., None]
) -> None:  # fmt: skip
    project = copy_of(seed_project)
    server = start_server(project, "--workers", "2")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: ask(server, f"Who was minister number {number}?"), range(40)))
    first, second = server.workers
    assert max(private_megabytes(first), private_megabytes(second)) < 100

    [seed] = (project / "seeds").iterdir()
    seed.write_bytes(seed.read_bytes() + b"\nThe archive opened in 2024.\n")
    built = json.loads(run("index", "build", "--json", cwd=project).stdout)["version"]
    run("index", "prune", "--keep", "1", cwd=project)  # what the workers were forked from may be gone
    for worker in (first, second):
        os.kill(worker, signal.SIGKILL)
    until(lambda: len(server.workers) == 2 and not {first, second} & server.workers, "two new workers")
    replies = [ask(server, "When did the archive open?").json() for _ in range(8)]
    assert {reply["index"]["version"] for reply in replies} == {built}
    assert {reply["message"] for reply in replies} == {"The archive opened in 2024."}


def test_the_folder_of_the_metrics_ends_with_the_server_and_a_dead_worker_says_nothing_of_the_present(
    seed_project: Path, start_server: Callable[..., Server], tmp_path: Path, until: Callable[..., None]
) -> None:
    server = start_server(seed_project, "--workers", "2", TMPDIR=str(tmp_path))
    [folder] = tmp_path.glob("chatbot-metrics-*")
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: ask(server), range(12)))
    for worker in server.workers:
        os.kill(worker, signal.SIGKILL)
        until(lambda gone=worker: not list(folder.glob(f"gauge_live*_{gone}.db")), "the gauges of a dead worker gone")
    assert server.stop() == 0
    assert list(tmp_path.glob("chatbot-metrics-*")) == []


def test_totals_are_right_across_workers_and_a_killed_one_and_each_request_has_its_line(
    seed_project: Path, start_server: Callable[..., Server], tmp_path: Path, until: Callable[..., None]
) -> None:
    server = start_server(seed_project, "--workers", "2", TMPDIR=str(tmp_path), CHATBOT_SERVER__METRICS_PORT="0")
    [folder] = tmp_path.glob("chatbot-metrics-*")
    [metrics] = re.findall(r"Metrics on (http://[^\s\"]+)", server.log.read_text())

    def chat(number: int) -> httpx.Response:
        body, headers = {"question": f"Who was minister number {number}?"}, {"X-Request-ID": f"r-{number}"}
        return httpx.post(f"{server.address}/api/chat", json=body, headers=headers, timeout=30)

    def count(pattern: str) -> list[float]:
        return [float(value) for value in re.findall(rf"(?m)^{pattern} (\S+)$", httpx.get(metrics).text)]

    def lines() -> list[dict[str, Any]]:
        return [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines()]

    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(chat, range(30)))
    killed = min(server.workers)
    os.kill(killed, signal.SIGKILL)
    until(lambda: killed not in server.workers and len(server.workers) == 2, "a new worker")
    until(lambda: not list(folder.glob(f"gauge_live*_{killed}.db")), "the gauges of the dead worker gone")
    replies += [chat(number) for number in range(30, 40)]

    assert {reply.status_code for reply in replies} == {200}
    assert [reply.headers["X-Request-ID"] for reply in replies] == [f"r-{number}" for number in range(40)]
    assert count(r'chatbot_requests_total{route="/api/chat",status="200"}') == [40]
    assert count(r'chatbot_stage_seconds_count{stage="understand"}') == [40]
    assert sum(count(r'chatbot_remembered_total{outcome="\w+"}')) == 40
    assert sum(count(r'chatbot_replies_total{status="\w+"}')) == 40
    [version] = {reply.json()["index"]["version"] for reply in replies}
    assert count(rf'chatbot_index_info{{version="{version}"}}') == [1]
    assert count("chatbot_queue_waiting") == [0]
    assert len(list(folder.glob("index_version_*"))) == 2
    assert httpx.get(f"{server.address}/metrics").status_code == 404

    asked = {line["id"]: line for line in lines() if line.get("route") == "/api/chat"}
    assert sorted(asked) == sorted(f"r-{number}" for number in range(40))
    assert {(line["status"], line["client"], line["index"]) for line in asked.values()} == {(200, "127.0.0.0/24", version)}  # fmt: skip
    assert [line["level"] for line in lines() if line.get("logger") == "gunicorn.error"] == ["error"]  # the killed one

    with socket.create_connection(("127.0.0.1", int(server.address.rpartition(":")[2]))) as garbled:
        garbled.sendall(b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n")
        answer = garbled.makefile("rb").read().decode()
    [given] = re.findall(r"(?m)^X-Request-ID: (\w{26})\r$", answer)
    until(lambda: given in [line.get("id") for line in lines()], "the line of what could not be read")
    assert [line["status"] for line in lines() if line.get("id") == given] == [414]
    assert server.stop() == 0
    assert list(tmp_path.glob("chatbot-metrics-*")) == []


def test_workers_count_a_client_together(seed_project: Path, start_server: Callable[..., Server]) -> None:
    server = start_server(seed_project, "--workers", "2", "--threads", "4", CHATBOT_SERVER__RATE_LIMIT="30")
    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda _: httpx.get(f"{server.address}/api/documents").status_code, range(80)))
    assert (statuses.count(200), statuses.count(429)) == (30, 50)
    assert server.stop() == 0


def test_workers_that_run_pytorch_load_it_each_and_count_together(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server], run: Callable[..., Any]
) -> None:
    project = copy_of(seed_project)
    run("index", "build", cwd=project, CHATBOT_INDEX__ENCODER="torch")
    server = start_server(project, "--workers", "2", CHATBOT_SERVER__RATE_LIMIT="8")
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda _: ask(server, "When did Scott Leiper die?"), range(12)))
    assert sorted(reply.status_code for reply in replies) == [200] * 8 + [429] * 4
    assert {reply.json().get("message") for reply in replies if reply.is_success} == {"Scott Leiper died in 2016."}
    assert server.stop() == 0


def test_every_worker_follows_a_new_version_and_refuses_a_damaged_one(
    seed_project: Path, copy_of: Callable[[Path], Path], start_server: Callable[..., Server], run: Callable[..., Any], until: Callable[..., None]
) -> None:  # fmt: skip
    project = copy_of(seed_project)
    versions = project / "var" / "index" / "versions"
    [first] = [folder.name for folder in versions.iterdir()]
    server = start_server(project, "--workers", "2", "--threads", "2")
    until(lambda: len(server.workers) == 2, "two workers")
    before = server.workers

    def ready(looks: int = 20) -> list[tuple[str, str | None]]:
        """What either worker says; connections fall to them by chance."""
        replies = [httpx.get(f"{server.address}/readyz").json() for _ in range(looks)]
        return sorted({(reply["index"]["version"], reply["refused"]) for reply in replies}, key=str)

    second = json.loads(run("index", "build", "--json", cwd=project).stdout)["version"]
    until(lambda: ready() == [(second, None)], "the new version in both workers", seconds=4)
    made = datetime.strptime(second[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC).timestamp()
    of_index = re.findall(r"(?m)^chatbot_index_(?:info|made).* (\S+)$", httpx.get(f"{server.address}/metrics").text)
    assert sorted(map(float, of_index)) == [1, made]  # neither the master nor a version that is gone is counted

    vectors = versions / first / "vectors.faiss"
    vectors.rename(project / "away")
    (project / "next").write_text(f"{first}\n")
    (project / "next").replace(project / "var" / "index" / "CURRENT")
    until(lambda: ready() == [(second, first)], "a refusal by both workers", seconds=4)
    assert ask(server).json()["index"] == {"version": second}
    assert 'chatbot_index_reloads_total{outcome="refused"} 2.0' in httpx.get(f"{server.address}/metrics").text
    assert (
        f"index version {first} was refused: index version {first}: vectors.faiss is missing" in server.log.read_text()
    )

    (project / "away").rename(vectors)
    server.process.send_signal(signal.SIGHUP)
    until(lambda: ready() == [(first, None)], "the mended version in both workers", seconds=4)
    assert server.workers == before  # none was started anew
    assert server.stop() == 0
    assert "Traceback" not in server.log.read_text()
