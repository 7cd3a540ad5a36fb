"""What is told of each request: its id, its log line, its counts; over the small world."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import FLOOR, WordEncoder
from flask.testing import FlaskClient

from chatbot.admission.keys import new_key
from chatbot.app import create_app
from chatbot.monitoring.log import Log
from chatbot.settings import ChatSettings, ServerSettings

if TYPE_CHECKING:
    from conftest import SlowEncoder, World

ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
QUESTION = "When did Sam Quill die?"


class Watched:
    """An application with a log of its own."""

    def __init__(self, world: World, folder: Path, encoder: object = None, **server: Any) -> None:
        folder.mkdir()
        self.stream = (folder / "log").open("w")
        chat, settings = ChatSettings(answer_floor=FLOOR), ServerSettings(**server)
        log = Log("json", self.stream)
        app = create_app(world.index_dir, folder, chat, settings, lambda _: encoder or WordEncoder(), log=log)
        self.client: FlaskClient = app.test_client()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in Path(self.stream.name).read_text(encoding="utf-8").splitlines()]

    def line(self) -> dict[str, Any]:
        return self.lines()[-1]

    def count(self, series: str) -> float:
        """A sample of the metrics, 0 where there is none."""
        found = re.findall(rf"(?m)^{re.escape(series)} (\S+)$", self.client.get("/metrics").text)
        return float(found[0]) if found else 0.0


@pytest.fixture
def watch(world: World, tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def make(encoder: object = None, **server: Any) -> Watched:
        made.append(Watched(world, tmp_path / str(len(made)), encoder, **server))
        return made[-1]

    yield make
    for watched in made:
        watched.stream.close()


# The line


def test_a_chat_request_has_one_line_with_everything_but_the_question(
    watch: Callable[..., Watched], world: World
) -> None:
    watched = watch()
    headers, peer = {"X-Request-ID": "a-1"}, {"REMOTE_ADDR": "198.51.100.77"}
    reply = watched.client.post("/api/chat", json={"question": QUESTION}, headers=headers, environ_base=peer).get_json()
    [line] = watched.lines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("time"))
    assert 0 < line.pop("ms") < 60_000
    assert line == {
        "level": "info",
        "event": "request",
        "id": "a-1",
        "method": "POST",
        "route": "/api/chat",
        "status": 200,
        "client": "198.51.100.0/24",
        "index": world.in_use.name,
        "reply": reply["id"],
        "reply_status": "answered",
        "confidence": reply["confidence"],
        "reason": None,
    }


def test_a_no_has_its_reason(watch: Callable[..., Watched]) -> None:
    watched = watch()
    watched.client.post("/api/chat", json={"question": "Quantum chromodynamics lattice?"})
    line = watched.line()
    assert (line["reply_status"], line["reason"]) == ("no_answer", "out_of_scope")


def test_the_question_stands_there_only_where_it_is_asked_for(watch: Callable[..., Watched]) -> None:
    quiet, telling = watch(), watch(log_questions=True)
    for watched in (quiet, telling):
        watched.client.post("/api/chat", json={"question": QUESTION})
        watched.client.post("/", data={"question": QUESTION})
    assert [line.get("question") for line in telling.lines()] == [QUESTION] * 2
    quiet.client.post("/api/chat", json={"question": "x" * 2001})
    quiet.client.get(f"/sources/{QUESTION}?q={QUESTION}")
    assert len(quiet.lines()) == 4
    assert "Quill" not in str(quiet.lines()) and "xxx" not in str(quiet.lines())


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", "unknown"),
    ],
)
def test_no_address_is_logged_in_full(watch: Callable[..., Watched], address: str, network: str) -> None:
    watched = watch()
    watched.client.get("/healthz", environ_base={"REMOTE_ADDR": address})
    assert watched.line()["client"] == network


@pytest.mark.parametrize(
    ("method", "path", "status", "level", "route"),
    [
        ("GET", "/healthz", 200, "info", "/healthz"),
        ("GET", "/nothing", 404, "info", "unknown"),
        ("GET", "/sources/unicorn", 404, "info", "/sources/<document>"),
        ("POST", "/api/chat", 415, "info", "/api/chat"),
        ("GET", "/api/documents", 429, "warning", "/api/documents"),
        ("GET", "/widget.js", 200, "info", "/widget.js"),
        ("HEAD", "/healthz", 200, "info", "/healthz"),
    ],
)
def test_every_request_has_a_line_by_its_route(
    watch: Callable[..., Watched], method: str, path: str, status: int, level: str, route: str
) -> None:
    watched = watch(rate_limit=1)
    if status == 429:
        watched.client.get(path)
    with watched.client.open(path, method=method) as response:
        assert response.status_code == status
    line = watched.line()
    assert len(watched.lines()) == (2 if status == 429 else 1)
    assert [line[key] for key in ("method", "route", "status", "level")] == [method, route, status, level]


def test_a_stream_has_its_line_when_it_ends(watch: Callable[..., Watched]) -> None:
    watched = watch()
    with watched.client.post(
        "/api/chat", json={"question": QUESTION}, headers={"Accept": "text/event-stream"}, buffered=False
    ) as response:
        assert watched.lines() == []
        assert b"event: end" in response.data
    [line] = watched.lines()
    assert (line["status"], line["reply_status"]) == (200, "answered")


def test_a_failure_is_an_error_and_its_traceback_has_the_requests_id(
    watch: Callable[..., Watched], caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(WordEncoder):
        def encode_question(self, question: str) -> Any:
            raise RuntimeError("the encoder broke")

    watched = watch(Broken())
    response = watched.client.post("/api/chat", json={"question": QUESTION})
    line = watched.line()
    assert (line["level"], line["status"], line["id"]) == ("error", 500, response.headers["X-Request-ID"])
    [record] = [record for record in caplog.records if record.name == "chatbot.problem"]
    assert record.__dict__["id"] == line["id"]


def test_a_stream_that_fails_late_is_an_error(watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatbot.routes.event_stream.HEARTBEAT_SECONDS", 0.01)
    gate = threading.Event()

    class Late(WordEncoder):
        def encode_question(self, question: str) -> Any:
            assert gate.wait(20)
            raise RuntimeError("the encoder broke")

    watched = watch(Late())
    headers = {"Accept": "text/event-stream"}
    with watched.client.post("/api/chat", json={"question": QUESTION}, headers=headers) as response:
        gate.set()
        assert b"event: error" in response.data
    assert (watched.line()["status"], watched.line()["level"]) == (200, "error")


def test_a_key_is_logged_by_its_id(watch: Callable[..., Watched]) -> None:
    made = new_key()
    watched = watch(keys=[made.hash])
    watched.client.get("/api/documents", headers={"Authorization": f"Bearer {made.key}"})
    assert watched.line()["key"] == made.id
    assert made.key not in str(watched.lines())


def test_a_line_that_is_lost_fails_nothing_and_is_counted(world: World, tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        app = create_app(
            world.index_dir, tmp_path, ChatSettings(), ServerSettings(), lambda _: WordEncoder(), log=Log("json", full)
        )
        assert app.test_client().post("/api/chat", json={"question": QUESTION}).status_code == 200
        assert "chatbot_log_lines_lost_total 1.0" in app.test_client().get("/metrics").text


# The id


@pytest.mark.parametrize(
    "given", ["a", "01JD", "3f9a1c2b-0000-4000-8000-000000000000", "Root=1-67891233-abc", "a+b/c="]
)
def test_a_sane_id_is_echoed(client: FlaskClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given


@pytest.mark.parametrize(
    "given", ["", " ", "a b", "a" * 129, "a,b", "<script>", "a\tb", "é", '"', "\x1b[31m", "$(x)", "a;b"]
)
def test_another_id_is_replaced(client: FlaskClient, given: str) -> None:
    response = client.get("/healthz", headers={"X-Request-ID": given})
    assert ULID.fullmatch(response.headers["X-Request-ID"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("POST", "/api/chat", 415), ("DELETE", "/api/chat", 405), ("GET", "/", 200)],
)
def test_errors_have_an_id_too(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)
    assert (response.status_code, bool(ULID.fullmatch(response.headers["X-Request-ID"]))) == (status, True)


# The counts


def test_the_stages_of_a_reply_are_timed_and_what_was_remembered_is_counted(watch: Callable[..., Watched]) -> None:
    watched = watch()

    def stages() -> dict[str, float]:
        names = ("understand", "encode", "retrieve", "rank", "decide", "highlight", "cite", "suggest", "serialise")
        return {name: watched.count(f'chatbot_stage_seconds_count{{stage="{name}"}}') for name in names}

    def remembered() -> tuple[float, float]:
        hit, miss = (watched.count(f'chatbot_remembered_total{{outcome="{outcome}"}}') for outcome in ("hit", "miss"))
        return hit, miss

    assert (set(stages().values()), remembered()) == ({0.0}, (0.0, 0.0))
    watched.client.post("/api/chat", json={"question": QUESTION})
    assert (set(stages().values()), remembered()) == ({1.0}, (0.0, 1.0))
    for _ in range(2):
        watched.client.post("/api/chat", json={"question": QUESTION})
    again = {name for name, count in stages().items() if count == 3.0}
    assert (again, remembered()) == ({"understand", "suggest", "serialise"}, (2.0, 1.0))
    watched.client.post("/api/chat", json={"question": "When did Sam Quill die and where was Ada Quill born?"})
    assert remembered() == (3.0, 2.0)  # the first part is known, the second is not
    taken = watched.count('chatbot_stage_seconds_sum{stage="encode"}')
    assert 0 < taken < watched.count('chatbot_request_seconds_sum{route="/api/chat"}')


def test_suggestions_that_are_tried_out_meanwhile_are_no_stages(watch: Callable[..., Watched]) -> None:
    watched = watch()
    watched.client.post("/api/chat", json={"question": "Hello"})  # finds suggestions out at once, by asking them
    assert watched.count('chatbot_stage_seconds_count{stage="suggest"}') == 1
    assert watched.count('chatbot_stage_seconds_count{stage="encode"}') == 0
    assert watched.count('chatbot_remembered_total{outcome="miss"}') == 1


def test_the_version_in_use_is_named(watch: Callable[..., Watched], world: World) -> None:
    assert watch().count(f'chatbot_index_info{{version="{world.in_use.name}"}}') == 1


def test_refusals_are_counted_by_reason_and_who_waits_is_seen(
    watch: Callable[..., Watched], until: Callable[..., None], slow_encoder: SlowEncoder
) -> None:
    def refused() -> list[float]:
        return [watched.count(f'chatbot_refused_total{{reason="{reason}"}}') for reason in ("queue", "deadline", "rate")]  # fmt: skip

    watched = watch(slow_encoder, threads=1, queue=1, deadline=1, rate_limit=4)
    assert refused() == [0, 0, 0]

    def post(number: int) -> int:
        return watched.client.application.test_client().post("/api/chat", json={"question": f"Who {number}?"}).status_code  # fmt: skip

    with ThreadPoolExecutor(3) as threads:
        threads.submit(post, 1)
        assert slow_encoder.begun.wait(20)
        second = threads.submit(post, 2)
        until(lambda: watched.count("chatbot_queue_waiting") == 1, "one that waits")
        assert post(3) == 503
        assert refused() == [1, 0, 0]
        until(second.done, "the end of the wait")
        assert (second.result(), refused(), watched.count("chatbot_queue_waiting")) == (503, [1, 1, 0], 0)
        slow_encoder.gate.set()
    assert [post(4), post(5)] == [200, 429]
    assert refused() == [1, 1, 1]


# A proxy that the settings do not name


@pytest.mark.parametrize(
    ("peer", "trusted", "warned"),
    [
        pytest.param("127.0.0.1", [], 1, id="on this machine, not named"),
        pytest.param("::1", ["127.0.0.1"], 1, id="the other loopback address is named"),
        pytest.param("127.0.0.1", ["127.0.0.0/8"], 0, id="named"),
        pytest.param("192.0.2.1", [], 0, id="a stranger who writes the header"),
    ],
)
def test_an_unnamed_proxy_is_told_once(
    watch: Callable[..., Watched], caplog: pytest.LogCaptureFixture, peer: str, trusted: list[str], warned: int
) -> None:
    watched = watch(trusted_proxies=trusted)
    for _ in range(3):
        watched.client.get("/healthz", headers={"X-Forwarded-For": "127.0.0.1"}, environ_base={"REMOTE_ADDR": peer})
        watched.client.get("/healthz", environ_base={"REMOTE_ADDR": peer})
    assert len([record for record in caplog.records if "server.trusted_proxies" in record.message]) == warned


# A port for the metrics


def test_a_port_of_their_own_is_the_only_one_for_metrics(watch: Callable[..., Watched]) -> None:
    watched = watch(metrics_port=9100)

    def status(path: str, port: str) -> int:
        return watched.client.get(path, environ_overrides={"SERVER_PORT": port}).status_code

    assert [status(path, "8080") for path in ("/metrics", "/healthz", "/")] == [404, 200, 200]
    assert [status(path, "9100") for path in ("/metrics", "/healthz", "/", "/api/documents")] == [200, 404, 404, 404]
