"""POST /api/chat, field by field and refusal by refusal, over the small world."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from http_replies import PACKAGE, STREAM, ask, problem

from chatbot.decide import label
from chatbot.schemas import ChatReply

if TYPE_CHECKING:
    from conftest import World

ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


def test_an_answer_has_every_field_of_the_contract(client: FlaskClient, world: World) -> None:
    reply = ask(client, " Where did  Sam Quill die?\n", top_k=2)
    confidence, second = reply["confidence"], reply["passages"][1]
    assert ULID.fullmatch(reply["id"])
    assert 0 < second["confidence"] <= confidence <= 1
    assert reply == {
        "id": reply["id"],
        "status": "answered",
        "reason": None,
        "message": "Sam Quill died in 1931.",
        "notice": None,
        "answers": 1,
        "confidence": confidence,
        "confidence_label": label(confidence),
        "question": {
            "asked": "Where did  Sam Quill die?",
            "understood": "Where did Sam Quill die?",
            "context_terms": [],
        },
        "passages": [
            {
                "rank": 1,
                "kind": "paragraph",
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
    passages = ask(client, "Who was Ada Quill?", top_k=20)["passages"]
    assert len(passages) == 20
    for passage in passages:
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
        pytest.param({"question": "Ada?", "top_k": None, "document": None, "history": None}, id="null where it is optional"),
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


@pytest.mark.parametrize("path", ["/api/chat", "/api/feedback", "/v1/chat/completions", "/"])
@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", "x"])
def test_a_compressed_body_is_refused_and_told_what_is_taken(client: FlaskClient, path: str, coding: str) -> None:
    response = client.post(path, json={"question": "Ada?"}, headers={"Content-Encoding": coding})
    assert (response.status_code, response.headers["Accept-Encoding"]) == (415, "identity")


def test_a_body_that_says_that_it_is_not_compressed_is_read(client: FlaskClient) -> None:
    headers = {"Content-Encoding": "Identity"}
    assert client.post("/api/chat", json={"question": "Ada?"}, headers=headers).status_code == 200


def test_a_wrong_field_is_told_in_words_of_json(client: FlaskClient) -> None:
    many = [{"question": "Who?"}] * 51
    for body, told in (
        ({"question": "Ada?", "history": many}, "history: Array should have at most 50 items."),
        ({"question": "Ada?", "history": "Who?"}, "history: Input should be an array."),
        ({"question": "Ada?", "history": [1]}, "history.0: Input should be an object."),
        ([], "body: Input should be an object."),
    ):
        assert problem(client.post("/api/chat", json=body))["detail"] == told


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
        name, fingerprint, dimension, reader = "words", "words-4096", 4096, None

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


def test_a_reply_that_does_not_fit_its_form_is_no_fault_of_the_client(
    world: World, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make_app(world.index_dir).test_client()
    monkeypatch.setattr("chatbot.routes.reply.chat_reply", lambda *_, **__: ChatReply.model_validate({}))
    assert problem(client.post("/api/chat", json={"question": "Who was Ada?"}))["status"] == 500


def test_history_is_understood_and_shown(client: FlaskClient) -> None:
    history = [{"question": "Who did Ada Quill marry?", "answer": "She married Sam Quill in 1895."}]
    reply = client.post("/api/chat", json={"question": "When did he die?", "history": history}).get_json()
    assert reply["question"] == {
        "asked": "When did he die?",
        "understood": "When did Sam Quill die?",
        "context_terms": ["Sam Quill"],
    }
    assert reply["message"] == "Sam Quill died in 1931."


def test_a_part_that_there_is_no_room_for_is_named(client: FlaskClient) -> None:
    question = "When did Sam Quill die and what does the grey heron eat?"
    reply, whole = ask(client, question, top_k=1), ask(client, question, top_k=2)
    assert (whole["answers"], whole["notice"]) == (2, None)
    assert (len(reply["passages"]), reply["answers"]) == (1, 1)
    assert reply["notice"] == "Please ask this by itself: What does the grey heron eat?"
    assert reply["message"] == f"Sam Quill died in 1931.\n{reply['notice']}"


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
    only = ask(client, "Gull Bay?", top_k=1)
    assert (only["passages"], only["answers"]) == ([first], 1)
    assert (only["notice"], only["choices"]) == (reply["notice"], reply["choices"])
    assert only["message"] == reply["message"].rpartition("\n")[0]
    for choice in reply["choices"]:
        meant = ask(client, choice["question"], document=choice["document"])
        assert (meant["choices"], meant["passages"][0]["citation"]["document"]) == ([], choice["document"])
