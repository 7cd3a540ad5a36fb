"""The HTTP contract, field by field and refusal by refusal, over the small world."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chatbot.answer import Answerer
from chatbot.decide import label
from chatbot.live import LiveAnswerer

if TYPE_CHECKING:
    from conftest import WordEncoder, World

PACKAGE = Path(__file__).parents[1] / "chatbot"
ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
STREAM = {"Accept": "text/event-stream"}


def ask(client: FlaskClient, question: str, **fields: Any) -> dict[str, Any]:
    response = client.post("/api/chat", json={"question": question, **fields})
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return response.get_json()


def problem(response: TestResponse) -> dict[str, Any]:
    """The body of a refusal, which is in RFC 9457's form and tells nothing of the machine."""
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    assert body.keys() - {"errors"} == {"type", "title", "status", "detail"}
    assert body["status"] == response.status_code
    assert body["title"] and body["detail"]
    for secret in (
        "Traceback",
        'File "',
        "/tmp",
        str(Path.home()),
        str(PACKAGE.parent),
        "site-packages",
    ):  # a name to look for, not a file to write
        assert secret not in response.text
    return body


# POST /api/chat


def test_an_answer_has_every_field_of_the_contract(client: FlaskClient, world: World) -> None:
    reply = ask(client, " When did  Sam Quill die?\n", top_k=2)
    confidence, second = reply["confidence"], reply["passages"][1]
    assert ULID.fullmatch(reply["id"])
    assert 0 < second["confidence"] <= confidence <= 1
    assert reply == {
        "id": reply["id"],
        "status": "answered",
        "reason": None,
        "message": "Sam Quill died in 1931.",
        "confidence": confidence,
        "confidence_label": label(confidence),
        "question": {
            "asked": "When did  Sam Quill die?",
            "understood": "When did Sam Quill die?",
            "context_terms": [],
        },
        "passages": [
            {
                "rank": 1,
                "text": "Sam Quill died in 1931.",
                "confidence": confidence,
                "highlights": [],
                "context": {"before": "She married Sam Quill in 1895.", "after": None},
                "citation": {
                    "id": "ada-quill:10",
                    "document": "ada-quill",
                    "title": "Ada Quill",
                    "section": [],
                    "source": "library/ada-quill.txt",
                    "start": 286,
                    "end": 309,
                    "offset_unit": "codepoint",
                    "url": "https://example.org/ada-quill#:~:text=Sam%20Quill%20died%20in%201931.",
                    "page": None,
                },
            },
            second,
        ],
        "related": [],
        "suggestions": reply["suggestions"],
        "choices": [],
        "index": {"version": world.in_use.name},
    }
    assert (second["rank"], second["text"]) == (2, "She married Sam Quill in 1895.")


def test_a_no_has_its_reason_and_related_passages_but_no_passages(client: FlaskClient) -> None:
    reply = ask(client, "Quantum chromodynamics lattice?")
    assert (reply["status"], reply["reason"], reply["passages"]) == ("no_answer", "out_of_scope", [])
    assert reply["message"] == "The documents do not say anything about that."
    assert [passage["rank"] for passage in reply["related"]] == [1, 2, 3, 4, 5]
    assert reply["related"][0].keys() == ask(client, "When did Sam Quill die?")["passages"][0].keys()
    assert reply["confidence"] == reply["related"][0]["confidence"]
    assert reply["confidence_label"] == "low"


def test_a_question_of_stop_words_is_empty(client: FlaskClient) -> None:
    reply = ask(client, "Who was it?")
    assert [reply[key] for key in ("status", "reason", "passages", "related", "confidence", "confidence_label")] == [
        "no_answer",
        "empty_question",
        [],
        [],
        0,
        "low",
    ]


def test_small_talk_says_what_can_be_asked(client: FlaskClient) -> None:
    reply = ask(client, "Hello!")
    assert [reply[key] for key in ("status", "reason", "message", "passages", "related")] == [
        "small_talk",
        None,
        "Hello! You can ask me about Ada Quill, Grey Heron, granite.",
        [],
        [],
    ]


def test_a_passage_is_verbatim_in_its_source(client: FlaskClient, world: World) -> None:
    for passage in ask(client, "Who was Ada Quill?", top_k=20)["passages"]:
        cited = passage["citation"]
        with (world.base / cited["source"]).open(encoding="utf-8", newline="") as file:
            assert file.read()[cited["start"] : cited["end"]] == passage["text"]


def test_the_search_stays_in_the_document(client: FlaskClient) -> None:
    reply = ask(client, "What lies in Gull Bay?", document="granite")
    assert reply["message"] == "The oldest quarry lies in Gull Bay."
    assert {passage["citation"]["document"] for passage in reply["passages"]} == {"granite"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"question": f"  {'a ' * 999}aa  "}, id="2,000 characters after trimming"),
        pytest.param({"question": "a"}, id="one character"),
        pytest.param({"question": "🦆" * 2000}, id="characters are code points"),
        pytest.param({"question": "Ada\0Quill?"}, id="a NUL character"),
        pytest.param({"question": "Ada?", "top_k": 1}, id="fewest passages"),
        pytest.param({"question": "Ada?", "top_k": 20}, id="most passages"),
        pytest.param({"question": "Ada?", "top_k": None, "document": None, "history": []}, id="null where it is optional"),
        pytest.param({"question": "Ada?", "history": [{"question": "Who?", "answer": None}] * 50}, id="fifty turns"),
        pytest.param({"question": "Ada?", "history": [{"question": "Who?"}]}, id="a turn without an answer"),
        pytest.param({"question": "Ada?", "history": [{"question": "Who?", "answer": "Ada Quill. " * 100}]}, id="a long answer"),
    ],
)  # fmt: skip
def test_the_limits_themselves_are_allowed(client: FlaskClient, body: dict[str, Any]) -> None:
    assert client.post("/api/chat", json=body).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({}, "question", id="no question"),
        pytest.param({"question": None}, "question", id="null for a question"),
        pytest.param({"question": ""}, "question", id="an empty question"),
        pytest.param({"question": " \n\t "}, "question", id="only white space"),
        pytest.param({"question": "a" * 2001}, "question", id="2,001 characters"),
        pytest.param({"question": 5}, "question", id="a number for a question"),
        pytest.param({"question": ["Ada?"]}, "question", id="a list for a question"),
        pytest.param({"question": "Ada?", "top_k": 0}, "top_k", id="no passages"),
        pytest.param({"question": "Ada?", "top_k": 21}, "top_k", id="too many passages"),
        pytest.param({"question": "Ada?", "top_k": 2.5}, "top_k", id="half a passage"),
        pytest.param({"question": "Ada?", "top_k": "5"}, "top_k", id="a word for a number"),
        pytest.param({"question": "Ada?", "top_k": True}, "top_k", id="true for a number"),
        pytest.param({"question": "Ada?", "document": 3}, "document", id="a number for a document"),
        pytest.param({"question": "Ada?", "history": "x"}, "history", id="a word for a history"),
        pytest.param({"question": "Ada?", "history": [{"question": "Who?"}] * 51}, "history", id="fifty-one turns"),
        pytest.param({"question": "Ada?", "history": [{}]}, "history.0.question", id="a turn without a question"),
        pytest.param({"question": "Ada?", "history": [{"question": "Who?", "answer": 1}]}, "history.0.answer", id="a number for an answer"),
        pytest.param({"question": "Ada?", "history": [{"question": "Who?", "who": "me"}]}, "history.0.who", id="an unknown field of a turn"),
        pytest.param({"question": "Ada?", "topk": 5}, "topk", id="an unknown field"),
        pytest.param([], "body", id="a list"),
        pytest.param("Ada?", "body", id="a word"),
        pytest.param(None, "body", id="null"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(client: FlaskClient, body: Any, field: str) -> None:
    response = client.post("/api/chat", data=json.dumps(body), content_type="application/json")
    assert response.status_code == 422
    [error] = problem(response)["errors"]
    assert (error["field"], error.keys()) == (field, {"field", "message"})
    assert error["message"]


def test_every_wrong_field_is_named(client: FlaskClient) -> None:
    response = client.post("/api/chat", json={"question": "", "top_k": 99, "extra": 1})
    assert {error["field"] for error in problem(response)["errors"]} == {"question", "top_k", "extra"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b'{"question": "Ada?"', id="cut"),
        pytest.param(b"question=Ada", id="a form"),
        pytest.param(b"{'question': 'Ada?'}", id="single quotes"),
        pytest.param(b'{"question": "\xff"}', id="not UTF-8"),
        pytest.param(b'{"question": "\\ud800"}', id="half a surrogate pair"),
        pytest.param(b"[" * 100_000, id="very deep"),
    ],
)
@pytest.mark.parametrize("path", ["/api/chat", "/api/feedback"])
def test_what_is_not_json_is_a_bad_request(client: FlaskClient, path: str, body: bytes) -> None:
    response = client.post(path, data=body, content_type="application/json")
    assert (response.status_code, problem(response)["title"]) == (400, "Invalid JSON")


@pytest.mark.parametrize("path", ["/api/chat", "/api/feedback"])
@pytest.mark.parametrize("media_type", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_another_media_type_is_refused(client: FlaskClient, path: str, media_type: str | None) -> None:
    response = client.post(path, data=b'{"question": "Ada?"}', content_type=media_type)
    assert (response.status_code, problem(response)["title"]) == (415, "Unsupported Media Type")


def test_a_media_type_may_have_parameters(client: FlaskClient) -> None:
    body = b'{"question": "Ada?"}'
    assert client.post("/api/chat", data=body, content_type="Application/JSON; charset=utf-8").status_code == 200


def test_a_body_that_is_too_large_is_refused(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir, max_body_bytes=1024).test_client()
    body = {"question": "Ada?", "history": [{"question": "Who?", "answer": "x" * 1024}]}
    response = client.post("/api/chat", json=body)
    assert problem(response)["status"] == 413
    assert client.post("/api/chat", json={"question": "Ada?"}).status_code == 200


@pytest.mark.parametrize("headers", [pytest.param({}, id="JSON"), pytest.param(STREAM, id="event stream")])
def test_an_unknown_document_is_not_found(client: FlaskClient, headers: dict[str, str]) -> None:
    response = client.post("/api/chat", json={"question": "Ada?", "document": "unicorn"}, headers=headers)
    assert problem(response) == {
        "type": "/docs#unknown-document",
        "title": "Unknown document",
        "status": 404,
        "detail": "There is no document 'unicorn' here; GET /api/documents lists the documents.",
    }


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        pytest.param("GET", "/api/chat", {"OPTIONS", "POST"}, id="a question by GET"),
        pytest.param("DELETE", "/api/documents", {"GET", "HEAD", "OPTIONS"}, id="deleting"),
        pytest.param("POST", "/docs", {"GET", "HEAD", "OPTIONS"}, id="posting to a page"),
    ],
)
def test_another_method_is_refused_with_the_allowed_ones(
    client: FlaskClient, method: str, path: str, allowed: set[str]
) -> None:
    response = client.open(path, method=method)
    assert problem(response)["status"] == 405
    assert {name.strip() for name in response.headers["Allow"].split(",")} == allowed


@pytest.mark.parametrize("path", ["/nothing", "/api", "/api/", "/api/chat/", "/static/none.js", "/static/../cli.py"])
def test_an_unknown_path_is_not_found(client: FlaskClient, path: str) -> None:
    assert problem(client.get(path))["status"] == 404


def test_a_failure_of_ours_tells_nothing_of_the_machine(world: World, make_app: Callable[..., Flask]) -> None:
    class Broken:
        name, fingerprint, dimension = "words", "words-4096", 4096

        def encode_question(self, question: str) -> object:
            raise RuntimeError(f"weights are gone from {PACKAGE}")

    client = make_app(world.index_dir, Broken()).test_client()
    for headers in ({}, STREAM):
        response = client.post("/api/chat", json={"question": "Who was Ada?"}, headers=headers)
        assert problem(response) == {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "Something went wrong on our side. Please try again.",
        }


# What a browser is told


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
        ("/api/documents", "default-src 'none'; frame-ancestors 'none'"),
        ("/nothing", "default-src 'none'; frame-ancestors 'none'"),
    ],
)  # fmt: skip
def test_every_response_says_what_it_may_not_be_used_for(client: FlaskClient, path: str, policy: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    assert ("Origin" in headers.get("Vary", "")) == path.startswith("/api/")
    assert "Set-Cookie" not in headers


# Server-sent events


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
    ("accept", "media_type"),
    [
        pytest.param("*/*", "application/json", id="anything"),
        pytest.param("application/json, text/event-stream;q=0.5", "application/json", id="rather JSON"),
        pytest.param("application/json;q=0.5, text/event-stream", "text/event-stream", id="rather a stream"),
    ],
)
def test_the_client_chooses_the_form(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.post("/api/chat", json={"question": "Hello"}, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)


@pytest.mark.parametrize(
    ("body", "status"), [pytest.param({"question": ""}, 422, id="wrong"), pytest.param({"question": "a" * 2001}, 422, id="too long")]
)  # fmt: skip
def test_a_refused_stream_has_its_own_status(client: FlaskClient, body: dict[str, str], status: int) -> None:
    assert problem(client.post("/api/chat", json=body, headers=STREAM))["status"] == status


def test_a_stream_that_waits_sends_a_heartbeat(
    world: World, encoder: WordEncoder, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    class Slow:
        fingerprint, dimension = encoder.fingerprint, encoder.dimension

        def encode_question(self, question: str) -> object:
            assert gate.wait(20)
            return encoder.encode_question(question)

    monkeypatch.setattr("chatbot.routes.event_stream.HEARTBEAT_SECONDS", 0.01)
    client = make_app(world.index_dir, Slow()).test_client()
    response = client.post("/api/chat", json={"question": "Who was Ada Quill?"}, headers=STREAM)
    parts: Iterator[bytes] = response.iter_encoded()
    assert [next(parts), next(parts)] == [b": waiting\n\n", b": waiting\n\n"]
    gate.set()
    rest = [part for part in parts if part != b": waiting\n\n"]
    assert [part.split(b"\n")[0] for part in rest] == [b"event: citations", b"event: message", b"event: end"]


def test_a_stream_that_fails_after_a_heartbeat_ends_with_an_error(
    world: World, encoder: WordEncoder, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    class Broken:
        fingerprint, dimension = encoder.fingerprint, encoder.dimension

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


# Before there is an index, and too many requests


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


# Origins


@pytest.fixture(scope="module")
def open_client(world: World, make_app: Callable[..., Flask]) -> FlaskClient:
    """A client of an application that two origins may use."""
    origins = ("https://a.example", "https://b.example")
    return make_app(world.index_dir, cors_origins=origins, rate_limit=0).test_client()


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        pytest.param("https://a.example", "https://a.example", id="the first"),
        pytest.param("https://b.example", "https://b.example", id="the second"),
        pytest.param("https://c.example", None, id="another"),
        pytest.param("https://a.example.evil.example", None, id="one that begins like an allowed one"),
        pytest.param("http://a.example", None, id="the same without TLS"),
        pytest.param("https://xa.example", None, id="one that ends like an allowed one"),
        pytest.param("null", None, id="a file"),
    ],
)
def test_only_configured_origins_may_use_the_api(open_client: FlaskClient, origin: str, allowed: str | None) -> None:
    asked = open_client.post("/api/chat", json={"question": "Ada?"}, headers={"Origin": origin})
    refused = open_client.post("/api/chat", json={}, headers={"Origin": origin})
    preflight = open_client.options(
        "/api/chat",
        headers={"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"},
    )  # fmt: skip
    assert [r.headers.get("Access-Control-Allow-Origin") for r in (asked, refused, preflight)] == [allowed] * 3
    if allowed:
        assert "content-type" in preflight.headers["Access-Control-Allow-Headers"].lower()
        assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
        assert (
            asked.headers["Access-Control-Expose-Headers"] == "RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
        )


def test_without_configured_origins_no_other_page_may_use_the_api(client: FlaskClient) -> None:
    response = client.post("/api/chat", json={"question": "Ada?"}, headers={"Origin": "https://a.example"})
    assert [name for name in response.headers.keys() if name.startswith("Access-Control")] == []


def test_any_page_may_load_the_widget(client: FlaskClient) -> None:
    with client.get("/widget.js", headers={"Origin": "https://a.example"}) as response:
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert response.mimetype == "text/javascript"
        assert response.data == (PACKAGE / "static" / "widget.js").read_bytes()


# The other endpoints


def test_the_documents_are_listed(client: FlaskClient, world: World) -> None:
    assert client.get("/api/documents").get_json() == {
        "documents": [
            {"id": "ada-quill", "title": "Ada Quill", "url": "https://example.org/ada-quill", "passages": 13},
            {"id": "grey-heron", "title": "Grey Heron", "url": "https://example.org/grey-heron", "passages": 4},
            {"id": "granite", "title": "granite", "url": "https://example.org/rocks/granite", "passages": 3},
        ],
        "index": {"version": world.in_use.name},
    }


def test_alive_and_ready(client: FlaskClient, world: World) -> None:
    assert client.get("/healthz").get_json() == {"status": "alive"}
    assert client.get("/readyz").get_json() == {
        "status": "ready",
        "index": {"version": world.in_use.name},
        "refused": None,
    }


def test_requests_and_replies_are_counted(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir).test_client()
    ask(client, "When did Sam Quill die?")
    ask(client, "Hello")
    ask(client, "Who was it?")
    client.post("/api/chat", json={})
    client.get("/nothing")
    response = client.get("/metrics")
    assert response.mimetype == "text/plain"
    lines = response.text.splitlines()
    assert [
        line
        for line in lines
        if re.match(r"chatbot_(requests|replies|abstentions)_total|chatbot_confidence_count", line)
    ] == [
        'chatbot_requests_total{route="/api/chat",status="200"} 3.0',
        'chatbot_requests_total{route="/api/chat",status="422"} 1.0',
        'chatbot_requests_total{route="unknown",status="404"} 1.0',
        'chatbot_replies_total{status="answered"} 1.0',
        'chatbot_replies_total{status="small_talk"} 1.0',
        'chatbot_replies_total{status="no_answer"} 1.0',
        'chatbot_abstentions_total{reason="empty_question"} 1.0',
        "chatbot_confidence_count 2.0",
    ]
    assert 'chatbot_request_seconds_count{route="/api/chat"} 4.0' in lines
    [made] = [float(line.split()[1]) for line in lines if line.startswith("chatbot_index_made_seconds ")]
    named = datetime.strptime(world.in_use.name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    assert made == named.timestamp()


@pytest.mark.parametrize("path", ["/", "/docs", "/sources/ada-quill"])
def test_pages_are_html_and_load_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert re.findall(r'(?:src|<link[^>]* href)="((?:https?:)?//[^"]*)', response.text) == []
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_demo_page_holds_the_widget_and_the_documents(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<script src="/widget.js" defer></script>' in page
    assert "<chat-widget" in page
    assert [path for path in ("ada-quill", "grey-heron", "granite") if f'href="/sources/{path}"' not in page] == []


def test_every_citation_has_its_anchor_on_the_source_page(client: FlaskClient) -> None:
    for document in client.get("/api/documents").get_json()["documents"]:
        page = client.get(f"/sources/{document['id']}").text
        ids = re.findall(rf'id="({document["id"]}:\d+)"', page)
        assert ids == [f"{document['id']}:{number}" for number in range(1, document["passages"] + 1)]


def test_an_anchor_holds_the_passage(client: FlaskClient) -> None:
    page = client.get("/sources/ada-quill").text
    assert '<span class="passage" id="ada-quill:10">Sam Quill died in 1931.</span>' in page


def test_an_unknown_source_is_not_found(client: FlaskClient) -> None:
    assert client.get("/sources/unicorn").status_code == 404
    assert problem(client.get("/sources/unicorn", headers={"Accept": "application/json"}))["status"] == 404


def test_a_document_in_another_script_has_its_page_and_markup_is_text(
    new_world: World, make_app: Callable[..., Flask]
) -> None:
    text = '= មូរ <script>alert(1)</script> =\n\nShe wrote <img src=x onerror=alert(2)> & more "words" here.\n'
    (new_world.library / "odd.txt").write_text(text, encoding="utf-8")
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    [odd] = [d for d in client.get("/api/documents").get_json()["documents"] if "script" in d["id"]]
    assert odd["title"] == "មូរ <script>alert(1)</script>"
    for page in (client.get(f"/sources/{quote(odd['id'])}"), client.get("/")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text and "<img" not in page.text
    reply = ask(client, "Who wrote more words here?", document=odd["id"])
    assert reply["message"] == 'She wrote <img src=x onerror=alert(2)> & more "words" here.'


def write(client: FlaskClient) -> None:
    """What the process's writer does, at once."""
    writer = client.application.extensions["chatbot.writer"]
    writer.start()
    writer.stop()


def test_feedback_is_kept(world: World, make_app: Callable[..., Flask], tmp_path: Path) -> None:
    client = make_app(world.index_dir, feedback=str(tmp_path / "feedback.sqlite")).test_client()
    first = client.post("/api/feedback", json={"reply_id": "01JD", "helpful": True, "comment": "Yes 🦆"})
    second = client.post("/api/feedback", json={"reply_id": "01JE", "helpful": False})
    assert [(r.status_code, r.get_json()) for r in (first, second)] == [(201, {"status": "kept"})] * 2
    write(client)
    connection = sqlite3.connect(tmp_path / "feedback.sqlite")
    rows = connection.execute("SELECT reply_id, helpful, comment FROM feedback").fetchall()
    connection.close()
    assert rows == [("01JD", 1, "Yes 🦆"), ("01JE", 0, None)]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        pytest.param({"helpful": True}, "reply_id", id="no reply"),
        pytest.param({"reply_id": "", "helpful": True}, "reply_id", id="an empty reply"),
        pytest.param({"reply_id": "01JD"}, "helpful", id="no verdict"),
        pytest.param({"reply_id": "01JD", "helpful": "yes"}, "helpful", id="a word for a verdict"),
        pytest.param({"reply_id": "01JD", "helpful": 1}, "helpful", id="a number for a verdict"),
        pytest.param({"reply_id": "01JD", "helpful": True, "comment": "x" * 2001}, "comment", id="too long a comment"),
        pytest.param({"reply_id": "01JD", "helpful": True, "name": "me"}, "name", id="an unknown field"),
    ],
)
def test_wrong_feedback_is_refused(client: FlaskClient, body: dict[str, Any], field: str) -> None:
    response = client.post("/api/feedback", json=body)
    assert response.status_code == 422
    assert [error["field"] for error in problem(response)["errors"]] == [field]


# Questions that are kept


def test_no_question_is_kept_unless_the_settings_say_so(
    world: World, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    client = make_app(world.index_dir, questions=str(tmp_path / "questions.sqlite")).test_client()
    ask(client, "When did Sam Quill die?")
    write(client)
    assert list(tmp_path.iterdir()) == []


def test_a_question_is_kept_with_what_came_of_it_and_nothing_of_its_client(
    world: World, make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    file = tmp_path / "var" / "questions.sqlite"
    client = make_app(world.index_dir, store_questions=True, questions=str(file)).test_client()
    answered = ask(client, "When did Sam Quill die?", document="ada-quill")
    refused = ask(client, "Which unicorn sang?")
    client.post("/", data={"question": "When did Sam Quill die?"})
    asked = [{"role": "user", "content": "When did Sam Quill die?"}]
    client.post("/v1/chat/completions", json={"model": "cited-chatbot", "messages": asked})
    client.post("/api/chat", json={"question": "When?", "document": "unicorn"})
    client.post("/api/chat", json={"question": ""})
    write(client)
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM questions ORDER BY rowid")]
    connection.close()
    for row in rows:
        assert datetime.now(UTC) - datetime.fromisoformat(row.pop("asked_at")) < timedelta(minutes=5)
    assert rows[:2] == [
        {
            "reply_id": reply["id"],
            "question": reply["question"]["asked"],
            "understood": reply["question"]["understood"],
            "document": document,
            "status": reply["status"],
            "reason": reply["reason"],
            "confidence": reply["confidence"],
            "version": reply["index"]["version"],
        }
        for reply, document in ((answered, "ada-quill"), (refused, None))
    ]
    assert [(row["question"], row["status"]) for row in rows[2:]] == [("When did Sam Quill die?", "answered")] * 2


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_what_cannot_be_kept_fails_no_answer_and_refuses_a_verdict(
    world: World, make_app: Callable[..., Flask], tmp_path: Path, accept: str
) -> None:
    for name in ("questions.sqlite", "feedback.sqlite"):
        (tmp_path / name).mkdir()
    files = {name: str(tmp_path / f"{name}.sqlite") for name in ("questions", "feedback")}
    client = make_app(world.index_dir, store_questions=True, **files).test_client()
    verdict = {"reply_id": "01JD", "helpful": True}
    assert client.post("/api/feedback", json=verdict).status_code == 201
    writer = client.application.extensions["chatbot.writer"]
    for journal in writer._journals:
        journal.flush()
    body = {"question": "When did Sam Quill die?"}
    for _ in range(3):
        reply = client.post("/api/chat", json=body, headers={"Accept": accept})
        assert (reply.status_code, "Sam Quill died in 1931." in reply.text) == (200, True)
    refused = client.post("/api/feedback", json=verdict)
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    assert int(refused.headers["Retry-After"]) > 0
    writer.start()
    writer.stop()
    page = client.get("/metrics").text
    assert 'chatbot_dropped_rows_total{table="questions"} 3.0' in page
    assert 'chatbot_dropped_rows_total{table="feedback"} 1.0' in page


# More requests than there is room for


def test_more_than_may_wait_are_refused_at_once_and_the_others_are_answered(
    world: World, encoder: WordEncoder, make_app: Callable[..., Flask], until: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("chatbot.admission.gate.BURST_SECONDS", 20.0)  # however slow the machine
    gate = threading.Event()

    class Slow:
        fingerprint, dimension = encoder.fingerprint, encoder.dimension

        def encode_question(self, question: str) -> object:
            assert gate.wait(20)
            return encoder.encode_question(question)

    app = make_app(world.index_dir, Slow(), threads=1, queue=1)

    def post(number: int) -> TestResponse:
        return app.test_client().post("/api/chat", json={"question": f"Who was Ada Quill {number}?"})

    with ThreadPoolExecutor(8) as threads:
        pending = [threads.submit(post, number) for number in range(8)]
        until(lambda: sum(future.done() for future in pending) == 6, "six that are refused")
        refused = [future.result() for future in pending if future.done()]
        assert {(problem(response)["status"], response.headers["Retry-After"]) for response in refused} == {(503, "1")}
        assert app.test_client().get("/healthz").status_code == 200
        gate.set()
    assert sorted(future.result().status_code for future in pending) == [200] * 2 + [503] * 6
    assert post(9).status_code == 200


def test_a_request_that_waits_too_long_is_refused(
    world: World, encoder: WordEncoder, make_app: Callable[..., Flask], until: Callable[..., None]
) -> None:
    gate, begun = threading.Event(), threading.Event()

    class Slow:
        fingerprint, dimension = encoder.fingerprint, encoder.dimension

        def encode_question(self, question: str) -> object:
            begun.set()
            assert gate.wait(20)
            return encoder.encode_question(question)

    app = make_app(world.index_dir, Slow(), threads=1, deadline=0.01)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(lambda: app.test_client().post("/api/chat", json={"question": "Who was Ada?"}))
        assert begun.wait(20)
        assert problem(app.test_client().get("/api/documents"))["status"] == 503
        models = app.test_client().get("/v1/models")
        assert (models.status_code, models.get_json()["error"]["type"]) == (503, "server_error")
        gate.set()
    assert first.result().status_code == 200


def test_history_is_understood_and_shown(client: FlaskClient) -> None:
    history = [{"question": "Who did Ada Quill marry?", "answer": "She married Sam Quill in 1895."}]
    reply = client.post("/api/chat", json={"question": "When did he die?", "history": history}).get_json()
    assert reply["question"] == {
        "asked": "When did he die?",
        "understood": "When did Sam Quill die?",
        "context_terms": ["Sam Quill"],
    }
    assert reply["message"] == "Sam Quill died in 1931."


def test_opening_suggestions_are_about_a_document(client: FlaskClient) -> None:
    assert client.get("/api/suggestions?document=ada-quill").status_code == 200
    assert client.get("/api/suggestions?document=unicorn").status_code == 404


def test_a_question_of_the_plain_form_is_counted_as_one(client: FlaskClient) -> None:
    def answered() -> float:
        counted = re.findall(r'chatbot_replies_total{status="answered"} (\S+)', client.get("/metrics").text)
        return float(counted[0]) if counted else 0.0

    before = answered()
    assert client.post("/", data={"question": "When did Sam Quill die?"}).status_code == 200
    assert answered() == before + 1


def test_a_version_stays_open_while_its_suggestions_are_looked_for(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    live: LiveAnswerer = client.application.extensions["chatbot.live"]
    used: list[str] = []

    @contextmanager
    def use() -> Iterator[Answerer]:
        used.append("begin")
        yield live.current()
        used.append("end")

    monkeypatch.setattr(live, "use", use)
    assert client.get("/api/suggestions").status_code == 200
    assert used == ["begin", "end"]


def test_where_two_documents_fit_the_reply_says_so_and_offers_both(client: FlaskClient) -> None:
    reply = ask(client, "Gull Bay?")
    assert reply["status"] == "answered"
    first, second = reply["passages"][:2]
    assert reply["message"] == (
        f"This may be about {first['citation']['title']} or {second['citation']['title']}.\n"
        f"{first['citation']['title']}: {first['text']}\n{second['citation']['title']}: {second['text']}"
    )
    assert reply["choices"] == [
        {"question": "Gull Bay?", "document": shown["citation"]["document"], "title": shown["citation"]["title"]}
        for shown in (first, second)
    ]
    for choice in reply["choices"]:
        meant = ask(client, choice["question"], document=choice["document"])
        assert (meant["choices"], meant["passages"][0]["citation"]["document"]) == ([], choice["document"])
