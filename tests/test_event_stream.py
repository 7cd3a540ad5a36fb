"""A reply as server-sent events: the same one, citations first, with signs of life while it waits."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from http_replies import PACKAGE, STREAM, ask, problem
from werkzeug.test import TestResponse

from chatbot.routes.event_stream import event_stream

if TYPE_CHECKING:
    from conftest import SlowEncoder, WordEncoder, World


SEPARATED = "Granite is\u2028hard,\u2029grey\u0085and old"


def events(response: TestResponse) -> list[tuple[str, Any]]:
    """Every event's name and data."""
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", response.text)
    return [(name, json.loads(data)) for name, data in found]


def test_a_stream_gives_the_same_reply_citations_first(client: FlaskClient) -> None:
    question = {"question": "When did Sam Quill die?", "top_k": 2}
    response = client.post("/api/chat", json=question, headers=STREAM)
    assert (response.status_code, response.content_type) == (200, "text/event-stream; charset=utf-8")
    assert (response.headers["Cache-Control"], response.headers["X-Accel-Buffering"]) == ("no-cache", "no")
    names, data = zip(*events(response), strict=True)
    assert names == ("citations", "message", "end")
    assert [part.keys() for part in data[:2]] == [{"passages", "related"}, {"message"}]
    streamed, plain = data[0] | data[1] | data[2], ask(client, **question)
    assert streamed | {"id": ""} == plain | {"id": ""}


@pytest.mark.parametrize(
    ("question", "status"), [("Hello", "small_talk"), ("Quantum chromodynamics lattice?", "no_answer")]
)
def test_every_status_can_be_streamed(client: FlaskClient, question: str, status: str) -> None:
    response = client.post("/api/chat", json={"question": question}, headers=STREAM)
    assert [name for name, _ in events(response)] == ["citations", "message", "end"]
    assert events(response)[2][1]["status"] == status


@pytest.mark.parametrize(
    ("path", "asked", "data_lines"),
    [
        pytest.param("/api/chat", {"question": SEPARATED}, 3, id="a reply"),
        pytest.param("/v1/chat/completions", {"model": "cited-chatbot", "stream": True, "messages": [{"role": "user", "content": SEPARATED}], "stream_options": {"include_usage": True}}, 6, id="a completion"),
    ],
)  # fmt: skip
def test_a_client_that_splits_by_every_line_end_of_unicode_reads_a_stream(
    new_world: World, make_app: Callable[..., Flask], path: str, asked: dict[str, Any], data_lines: int
) -> None:
    (new_world.library / "rocks" / "granite.txt").write_text(f"= Granite =\n\n{SEPARATED} of the north.\n", "utf-8")
    new_world.build()
    response = make_app(new_world.index_dir).test_client().post(path, json=asked, headers=STREAM)
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    read = [json.loads(line) for line in lines if line != "[DONE]"]
    assert len(lines) == data_lines
    assert SEPARATED in json.dumps(read, ensure_ascii=False)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        pytest.param("*/*", "application/json", id="anything"),
        pytest.param("application/json, text/event-stream;q=0.5", "application/json", id="rather JSON"),
        pytest.param("application/json;q=0.5, text/event-stream", "text/event-stream", id="rather a stream"),
        pytest.param("text/event-stream; charset=utf-8", "text/event-stream", id="a stream in UTF-8"),
        pytest.param(
            "application/json; charset=UTF-8, text/event-stream;q=0.5", "application/json", id="rather JSON in UTF-8"
        ),
    ],
)
def test_the_client_chooses_the_form(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.post("/api/chat", json={"question": "Hello"}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    ("body", "status"), [pytest.param({"question": ""}, 422, id="wrong"), pytest.param({"question": "a" * 2001}, 422, id="too long")]
)  # fmt: skip
def test_a_refused_stream_has_its_own_status(client: FlaskClient, body: dict[str, str], status: int) -> None:
    assert problem(client.post("/api/chat", json=body, headers=STREAM))["status"] == status


def test_a_stream_that_waits_sends_a_heartbeat(
    world: World, slow_encoder: SlowEncoder, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.routes.event_stream.HEARTBEAT_SECONDS", 0.01)
    client = make_app(world.index_dir, slow_encoder).test_client()
    response = client.post("/api/chat", json={"question": "Who was Ada Quill?"}, headers=STREAM)
    parts: Iterator[bytes] = response.iter_encoded()
    assert [next(parts), next(parts)] == [b": waiting\n\n", b": waiting\n\n"]
    slow_encoder.gate.set()
    rest = [part for part in parts if part != b": waiting\n\n"]
    assert [part.split(b"\n")[0] for part in rest] == [b"event: citations", b"event: message", b"event: end"]


def test_a_stream_whose_reply_fails_by_a_time_out_of_its_own_ends() -> None:
    pending: Future[str] = Future()
    pending.set_exception(TimeoutError("the disk"))
    with pytest.raises(TimeoutError, match="the disk"):
        event_stream(pending, lambda reply: [reply], str)


def test_a_stream_that_fails_after_a_heartbeat_ends_with_an_error(
    world: World, encoder: WordEncoder, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    class Broken:
        fingerprint, dimension, reader = encoder.fingerprint, encoder.dimension, None

        def encode_question(self, question: str) -> object:
            assert gate.wait(20)
            raise RuntimeError(f"weights are gone from {PACKAGE}")

    monkeypatch.setattr("chatbot.routes.event_stream.HEARTBEAT_SECONDS", 0.01)
    client = make_app(world.index_dir, Broken()).test_client()
    response = client.post("/api/chat", json={"question": "Who was Ada Quill?"}, headers=STREAM)
    parts: Iterator[bytes] = response.iter_encoded()
    assert next(parts) == b": waiting\n\n"
    gate.set()
    [last] = [part for part in parts if part != b": waiting\n\n"]
    name, data = last.decode().strip().split("\n")
    assert (name, json.loads(data.removeprefix("data: "))) == (
        "event: error",
        {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "Something went wrong on our side. Please try again.",
        },
    )


def test_a_stream_keeps_its_place_until_its_reply_is_made(
    world: World, slow_encoder: SlowEncoder, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.routes.event_stream.HEARTBEAT_SECONDS", 0.01)
    client = make_app(world.index_dir, slow_encoder, threads=1, queue=0).test_client()
    response = client.post("/api/chat", json={"question": "Who was Ada Quill?"}, headers=STREAM)
    for headers in (STREAM, {}):
        assert problem(client.post("/api/chat", json={"question": "Hello"}, headers=headers))["status"] == 503
    slow_encoder.gate.set()
    assert [name for name, _ in events(response)] == ["citations", "message", "end"]
    assert client.post("/api/chat", json={"question": "Hello"}, headers=STREAM).status_code == 200


def test_a_refusal_after_a_heartbeat_is_told_as_what_it_is(
    world: World, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def never_yet(pending: Future[object]) -> bool:
        return pending.done() and bool(pending.result())

    monkeypatch.setattr("chatbot.routes.event_stream._settled", lambda _: False)
    client = make_app(world.index_dir).test_client()
    response = client.post("/api/chat", json={"question": "Who?", "document": "nope"}, headers=STREAM)
    parts: Iterator[bytes] = response.iter_encoded()
    assert next(parts) == b": waiting\n\n"
    monkeypatch.setattr("chatbot.routes.event_stream._settled", never_yet)
    [last] = [part for part in parts if part != b": waiting\n\n"]
    name, data = last.decode().strip().split("\n")
    told = json.loads(data.removeprefix("data: "))
    assert (name, told["status"], told["title"]) == ("event: error", 404, "Unknown document")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
