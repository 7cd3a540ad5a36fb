"""Who is asked to come again: before there is an index, too often, more than there is room for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from http_replies import STREAM, problem
from werkzeug.test import TestResponse

if TYPE_CHECKING:
    from conftest import SlowEncoder, World


@pytest.fixture(scope="module")
def early_client(tmp_path_factory: pytest.TempPathFactory, make_app: Callable[..., Flask]) -> FlaskClient:
    """A client of an application that has no index yet."""
    return make_app(tmp_path_factory.mktemp("none") / "index").test_client()


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/chat"), ("GET", "/api/documents"), ("GET", "/readyz"), ("GET", "/"), ("GET", "/sources/ada-quill")],
)
def test_before_there_is_an_index_a_client_is_asked_to_come_again(
    early_client: FlaskClient, method: str, path: str
) -> None:
    response = early_client.open(path, method=method, json={"question": "Ada?"} if method == "POST" else None)
    assert problem(response)["status"] == 503
    assert int(response.headers["Retry-After"]) > 0


def test_a_stream_before_there_is_an_index_is_refused_too(early_client: FlaskClient) -> None:
    response = early_client.post("/api/chat", json={"question": "Ada?"}, headers=STREAM)
    assert problem(response)["status"] == 503


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/openapi.json", "/docs", "/widget.js"])
def test_what_needs_no_index_works_without(early_client: FlaskClient, path: str) -> None:
    with early_client.get(path) as response:
        assert response.status_code == 200


def test_hasty_clients_are_asked_to_wait(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir, rate_limit=2).test_client()
    statuses = [client.post("/api/chat", json={"question": "Ada?"}).status_code for _ in range(2)]
    response = client.get("/api/documents")
    assert (statuses, problem(response)["status"]) == ([200, 200], 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert response.headers["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert response.headers["RateLimit"] == f'"minute";r=0;t={response.headers["Retry-After"]}'
    assert client.get("/api/documents", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200
    assert [client.get(path).status_code for path in ("/healthz", "/", "/sources/granite")] == [200, 200, 200]


def test_by_default_strangers_have_a_limit_and_the_machine_itself_has_none(
    world: World, make_app: Callable[..., Flask]
) -> None:
    client = make_app(world.index_dir).test_client()

    def refused(address: str) -> int:
        got = [client.get("/api/documents", environ_base={"REMOTE_ADDR": address}) for _ in range(125)]
        return sum(response.status_code == 429 for response in got)

    assert [refused(address) for address in ("127.0.0.1", "::1", "192.0.2.7", "2001:db8::7")] == [0, 0, 5, 5]


def test_zero_is_no_limit(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir, rate_limit=0).test_client()
    got = [client.get("/api/documents", environ_base={"REMOTE_ADDR": "192.0.2.7"}) for _ in range(125)]
    assert {response.status_code for response in got} == {200}
    assert "RateLimit" not in got[0].headers


def test_only_a_trusted_proxy_names_the_client(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir, rate_limit=1, trusted_proxies=["127.0.0.0/8"]).test_client()

    def status(peer: str, forwarded: str) -> int:
        headers, peer_of = {"X-Forwarded-For": forwarded}, {"REMOTE_ADDR": peer}
        return client.get("/api/documents", headers=headers, environ_base=peer_of).status_code

    assert [status("127.0.0.1", f"192.0.2.{number}") for number in (1, 2, 1)] == [200, 200, 429]
    assert [status("198.51.100.9", f"192.0.2.{number}") for number in (3, 4)] == [200, 429]


def test_more_than_may_wait_are_refused_at_once_and_the_others_are_answered(
    world: World, slow_encoder: SlowEncoder, make_app: Callable[..., Flask], until: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("chatbot.admission.gate.BURST_SECONDS", 20.0)  # however slow the machine
    app = make_app(world.index_dir, slow_encoder, threads=1, queue=1)

    def post(number: int) -> TestResponse:
        return app.test_client().post("/api/chat", json={"question": f"Who was Ada Quill {number}?"})

    with ThreadPoolExecutor(8) as threads:
        pending = [threads.submit(post, number) for number in range(8)]
        until(lambda: sum(future.done() for future in pending) == 6, "six that are refused")
        refused = [future.result() for future in pending if future.done()]
        assert {(problem(response)["status"], response.headers["Retry-After"]) for response in refused} == {(503, "1")}
        assert app.test_client().get("/healthz").status_code == 200
        slow_encoder.gate.set()
    assert sorted(future.result().status_code for future in pending) == [200] * 2 + [503] * 6
    assert post(9).status_code == 200


def test_a_request_that_waits_too_long_is_refused(
    world: World, slow_encoder: SlowEncoder, make_app: Callable[..., Flask]
) -> None:
    app = make_app(world.index_dir, slow_encoder, threads=1, deadline=0.01)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(lambda: app.test_client().post("/api/chat", json={"question": "Who was Ada?"}))
        assert slow_encoder.begun.wait(20)
        assert problem(app.test_client().get("/api/documents"))["status"] == 503
        models = app.test_client().get("/v1/models")
        assert (models.status_code, models.get_json()["error"]["type"]) == (503, "server_error")
        slow_encoder.gate.set()
    assert first.result().status_code == 200
