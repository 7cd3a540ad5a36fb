"""Conversations and answers in OpenAI's form, and what is refused in it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chatbot.clients.completion_schemas import CompletionRequest
from chatbot.clients.completions import LISTED, chat_request, count_tokens, models
from chatbot.commands.terminal import print_reply
from chatbot.conversation.recall import Turn
from chatbot.schemas import ChatReply, turns
from index import Document
from index.settings import SourceSettings

if TYPE_CHECKING:
    from conftest import WordEncoder, World

PATH = "/v1/chat/completions"
ASKED = "When did Sam Quill die?"


def complete(client: FlaskClient, *said: str, **fields: Any) -> TestResponse:
    """Ask with messages of the user and the assistant in turn."""
    roles = ("user", "assistant")
    messages = [{"role": roles[place % 2], "content": text} for place, text in enumerate(said)]
    return client.post(PATH, json={"model": "cited-chatbot", "messages": messages} | fields)


def error(response: TestResponse) -> dict[str, Any]:
    assert response.mimetype == "application/json"
    body = response.get_json()
    assert body.keys() == {"error"}
    return body["error"]


# An answer


def test_an_answer_is_a_completion_with_its_citation(client: FlaskClient) -> None:
    reply = complete(client, ASKED).get_json()
    [choice] = reply["choices"]
    assert (reply["object"], reply["model"], choice["finish_reason"]) == ("chat.completion", "cited-chatbot", "stop")
    assert choice["message"] == {
        "role": "assistant",
        "content": "Sam Quill died in 1931.",
        "refusal": None,
        "annotations": [
            {
                "type": "url_citation",
                "url_citation": {
                    "start_index": 0,
                    "end_index": 23,
                    "title": "Ada Quill",
                    "url": "https://example.org/ada-quill#:~:text=Sam%20Quill%20died%20in%201931.",
                },
            }
        ],
    }
    assert reply["id"] == f"chatcmpl-{reply['chatbot']['id']}"
    assert reply["system_fingerprint"] == reply["chatbot"]["index"]["version"]


def test_the_reply_of_the_contract_comes_with_it(client: FlaskClient) -> None:
    plain = client.post("/api/chat", json={"question": ASKED}).get_json()
    of_this_reply = {"id": "", "suggestions": []}
    assert complete(client, ASKED).get_json()["chatbot"] | of_this_reply == plain | of_this_reply


def test_each_part_of_a_question_has_its_own_citation(client: FlaskClient) -> None:
    message = complete(client, "When did Sam Quill die and what does the grey heron eat?").get_json()["choices"][0]["message"]  # fmt: skip
    cited = [annotation["url_citation"] for annotation in message["annotations"]]
    assert [message["content"][place["start_index"] : place["end_index"]] for place in cited] == [
        "Sam Quill died in 1931.",
        "The grey heron eats fish and frogs.",
    ]
    assert [place["title"] for place in cited] == ["Ada Quill", "Grey Heron"]


CODE = "make tern\n\n  ./tern ``now``"


@pytest.mark.parametrize(
    ("question", "content"),
    [
        ("make tern now", f"```\n{CODE}\n```"),
        ("How do I make tern now and what does the grey heron eat?", f"```\n{CODE}\n```\nThe grey heron eats fish and frogs."),
        ("What does the grey heron eat and how do I make tern now?", f"The grey heron eats fish and frogs.\n```\n{CODE}\n```"),
    ],
    ids=["alone", "before a sentence", "behind a sentence"],
)  # fmt: skip
def test_code_is_fenced_and_its_citation_is_of_what_is_inside(
    new_world: World, make_app: Callable[..., Flask], question: str, content: str
) -> None:
    (new_world.library / "tern.md").write_text(f"# Tern\n\n~~~\n{CODE}\n~~~\n", encoding="utf-8")
    new_world.build()
    message = complete(make_app(new_world.index_dir).test_client(), question).get_json()["choices"][0]["message"]
    assert message["content"] == content
    cited = {note["url_citation"]["title"]: note["url_citation"] for note in message["annotations"]}
    assert message["content"][cited["Tern"]["start_index"] : cited["Tern"]["end_index"]] == CODE


def test_an_item_stands_behind_what_announces_it_and_is_cited_alone(
    new_world: World, make_app: Callable[..., Flask], capsys: pytest.CaptureFixture[str]
) -> None:
    text = "# Store\n\nNo person may store:\n\n- tyres of a car in the cellar\n- paint\n"
    (new_world.library / "store.md").write_text(text, encoding="utf-8")
    new_world.build()
    asked = "May I store tyres of a car in the cellar and what does the grey heron eat?"
    reply = complete(make_app(new_world.index_dir).test_client(), asked).get_json()
    message = reply["choices"][0]["message"]
    item, heron = "tyres of a car in the cellar", "The grey heron eats fish and frogs."
    assert message["content"] == reply["chatbot"]["message"] == f"No person may store:\n{item}\n{heron}"
    cited = [annotation["url_citation"] for annotation in message["annotations"]]
    assert [message["content"][place["start_index"] : place["end_index"]] for place in cited] == [item, heron]
    print_reply(ChatReply.model_validate_json(json.dumps(reply["chatbot"])))
    assert f"\n[1] No person may store:\n    {item}\n" in capsys.readouterr().out


def test_a_fence_is_longer_than_those_in_the_code(new_world: World, make_app: Callable[..., Flask]) -> None:
    (new_world.library / "tern.md").write_text("# Tern\n\n~~~\n```\nmake tern\n```\n~~~\n", encoding="utf-8")
    new_world.build()
    message = complete(make_app(new_world.index_dir).test_client(), "make tern").get_json()["choices"][0]["message"]
    assert message["content"] == "````\n```\nmake tern\n```\n````"


def test_where_documents_answer_equally_well_each_is_cited(new_world: World, make_app: Callable[..., Flask]) -> None:
    for title, eats in (("Red Fox", "voles"), ("Arctic Fox", "lemmings")):
        (new_world.library / f"{title}.md").write_text(f"# {title}\n\nThe fox mostly eats {eats}.\n")
    new_world.build()
    reply = complete(make_app(new_world.index_dir).test_client(), "What does the fox mostly eat?").get_json()
    message = reply["choices"][0]["message"]
    assert len(reply["chatbot"]["choices"]) == 2
    assert message["content"].startswith("This may be about ")
    cited = [annotation["url_citation"] for annotation in message["annotations"]]
    assert {(place["title"], message["content"][place["start_index"] : place["end_index"]]) for place in cited} == {
        ("Red Fox", "The fox mostly eats voles."),
        ("Arctic Fox", "The fox mostly eats lemmings."),
    }


@pytest.mark.parametrize(
    ("question", "status"), [("Quantum chromodynamics lattice?", "no_answer"), ("Hello", "small_talk")]
)
def test_a_no_is_plain_text_without_a_citation(client: FlaskClient, question: str, status: str) -> None:
    reply = complete(client, question).get_json()
    message = reply["choices"][0]["message"]
    assert (message["content"], message["annotations"]) == (reply["chatbot"]["message"], [])
    assert reply["chatbot"]["status"] == status


@pytest.mark.parametrize(
    ("public_url", "server"),
    [
        pytest.param(None, "http://localhost", id="the address that the request came to"),
        pytest.param("https://chat.example.org/", "https://chat.example.org", id="the public one"),
    ],
)
@pytest.mark.parametrize("url", ["", "url: javascript:alert(1)\n"], ids=["no address", "no address of the web"])
def test_a_document_without_an_address_is_cited_by_its_page_here(
    new_world: World, make_app: Callable[..., Flask], url: str, public_url: str | None, server: str
) -> None:
    (new_world.library / "basalt.md").write_text(f"---\n{url}title: Basalt\n---\nBasalt cools fast.\n")
    settings = new_world.settings.model_copy(update={"sources": (SourceSettings(path="library"),)})
    replace(new_world, settings=settings).build()
    client = make_app(new_world.index_dir, public_url=public_url).test_client()
    [annotation] = complete(client, "How does basalt cool?").get_json()["choices"][0]["message"]["annotations"]
    assert annotation["url_citation"]["url"] == f"{server}/sources/basalt#basalt:1"


def test_a_model_may_be_one_document(client: FlaskClient) -> None:
    reply = complete(client, "What lies in Gull Bay?", model="cited-chatbot:granite").get_json()
    assert reply["model"] == "cited-chatbot:granite"
    assert {passage["citation"]["document"] for passage in reply["chatbot"]["passages"]} == {"granite"}


def test_the_messages_before_are_the_history(client: FlaskClient) -> None:
    reply = complete(client, "Who married Ada Quill?", "She married Sam Quill in 1895.", "When did he die?").get_json()
    assert reply["chatbot"]["question"]["understood"] == "When did Sam Quill die?"


@pytest.mark.parametrize(
    ("messages", "question", "history"),
    [
        pytest.param([("user", " A? ")], "A?", (), id="a question alone"),
        pytest.param([("system", "Be kind."), ("user", "A?"), ("developer", "Be brief.")], "A?", (), id="the system is not read"),
        pytest.param([("user", "A?"), ("assistant", "a"), ("user", "B?")], "B?", (Turn("A?", "a"),), id="a turn"),
        pytest.param([("user", "A?"), ("user", "B?")], "B?", (Turn("A?"),), id="a turn without an answer"),
        pytest.param([("user", "A?"), ("assistant", None), ("user", "B?")], "B?", (Turn("A?"),), id="an empty answer"),
        pytest.param([("user", "A?"), ("assistant", "a"), ("assistant", "b"), ("user", "B?")], "B?", (Turn("A?", "a\nb"),), id="an answer in two"),
        pytest.param([("assistant", "Welcome!"), ("user", "A?")], "A?", (), id="a welcome"),
        pytest.param([("user", [{"type": "text", "text": "A"}, {"type": "text", "text": "B?"}])], "A\nB?", (), id="parts of text"),
        pytest.param([("user", " "), ("assistant", "a"), ("user", "B?")], "B?", (), id="a blank turn"),
        pytest.param([("user", "A" * 5000), ("assistant", "a" * 5000), ("user", "B?")], "B?", (Turn("A" * 300, "a" * 1500),), id="a long turn"),
        pytest.param([("user", str(turn)) for turn in range(60)], "59", tuple(Turn(str(turn)) for turn in range(9, 59)), id="the last fifty turns"),
    ],
)  # fmt: skip
def test_messages_are_a_question_and_its_history(
    messages: list[tuple[str, Any]], question: str, history: tuple[Turn, ...]
) -> None:
    said = [{"role": role, "content": content} for role, content in messages]
    asked = chat_request(CompletionRequest.model_validate({"model": "x:y", "messages": said}), "x")
    assert (asked.question, turns(asked), asked.document) == (question, history, "y")


# What it takes


class Lettered:
    """Reads at most 128 tokens, a letter each, behind a prompt of two and between two that frame."""

    def token_offsets(self, text: str) -> np.ndarray[Any, Any]:
        letters = [(place, place + 1) for place, letter in enumerate(text) if not letter.isspace()]
        return np.array([(-2, -2), (-2, -1), (-1, 0), *letters[:124], (0, 0)], np.int32)


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), (" \n ", 0), ("abc de", 5), ("a" * 1000, 1000), ("word " * 300, 1200)]
)
def test_tokens_are_counted_however_long_the_text_is(text: str, tokens: int) -> None:
    assert count_tokens(Lettered(), text) == tokens


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"temperature": 2, "top_p": 0.1, "max_tokens": 1, "seed": 7, "stop": ["."]}, id="what steers a model"),
        pytest.param({"user": "x", "metadata": {"a": "b"}, "store": True, "logit_bias": {"1": 2}}, id="what tells about a user"),
        pytest.param({"n": 1.0}, id="an integer with a point"),
        pytest.param({"n": 1, "stream": False, "response_format": {"type": "text"}}, id="what is so anyhow"),
        pytest.param({"n": None, "stream": None, "stream_options": None, "tool_choice": None}, id="null"),
        pytest.param({"tools": [{"type": "function", "function": {"name": "f"}}], "tool_choice": "auto"}, id="tools that need not be called"),
    ],
)  # fmt: skip
def test_what_changes_nothing_is_accepted(client: FlaskClient, fields: dict[str, Any]) -> None:
    assert complete(client, ASKED, **fields).get_json()["choices"][0]["message"]["content"] == "Sam Quill died in 1931."


@pytest.mark.parametrize(
    ("fields", "param", "says"),
    [
        pytest.param({"n": 2}, "n", "should be 1", id="two answers"),
        pytest.param({"n": True}, "n", "should be 1", id="yes for one answer"),
        pytest.param({"messages": [{}] * 100_000}, "messages.0.role", "required", id="a hundred thousand wrong messages, of which the first is named"),
        pytest.param({"response_format": {"type": "json_object"}}, "response_format.type", "should be 'text'", id="an answer as JSON"),
        pytest.param({"tool_choice": "required"}, "tool_choice", "should be 'auto'", id="a tool that has to be called"),
        pytest.param({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice", "should be 'auto'", id="a tool by name"),
        pytest.param({"stream": "yes"}, "stream", "boolean", id="a word for a flag"),
        pytest.param({"model": None}, "model", "string", id="no model"),
        pytest.param({"messages": []}, "messages", "at least 1", id="no message"),
        pytest.param({"messages": "Ada?"}, "messages", "array", id="a word for messages"),
        pytest.param({"messages": [{"role": "system", "content": "Ada?"}]}, "messages", "the user's", id="only the system speaks"),
        pytest.param({"messages": [{"role": "assistant", "content": "Ada?"}]}, "messages", "the user's", id="the assistant speaks last"),
        pytest.param({"messages": [{"role": "user", "content": "  "}]}, "messages", "1 to 2,000", id="a blank question"),
        pytest.param({"messages": [{"role": "user", "content": "a" * 2001}]}, "messages", "1 to 2,000", id="a long question"),
        pytest.param({"messages": [{"role": "user", "content": "a" * 2000 + "\x1c"}]}, "messages", "1 to 2,000", id="a long question that ends in a control character"),
        pytest.param({"messages": [{"role": "user", "content": 5}]}, "messages.0.content", "string", id="a number for a text"),
        pytest.param({"messages": [{"role": "tool", "content": "x"}]}, "messages.0.role", "'assistant'", id="a tool speaks"),
        pytest.param({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}, "messages.0.content", "'image_url'", id="a picture"),
        pytest.param({"messages": [{"role": "user", "content": [{"type": "text"}]}]}, "messages.0.content", "'text'", id="a text without text"),
        pytest.param({"messages": [{"role": "user", "content": ["Ada?"]}]}, "messages.0.content", "'text'", id="a part that is none"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_in_openais_form(
    client: FlaskClient, fields: dict[str, Any], param: str, says: str
) -> None:
    response = complete(client, ASKED, **fields)
    told = error(response)
    assert (response.status_code, told["type"], told["param"]) == (400, "invalid_request_error", param)
    assert says in told["message"]


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "code"),
    [
        pytest.param("POST", PATH, {"data": b"{", "content_type": "application/json"}, 400, None, id="no JSON"),
        pytest.param("POST", PATH, {"data": b"[" * 100_000, "content_type": "application/json"}, 400, None, id="very deep JSON"),
        pytest.param("POST", PATH, {"data": b"{}"}, 415, None, id="another media type"),
        pytest.param("GET", PATH, {}, 405, None, id="another method"),
        pytest.param("GET", "/v1/models/gpt-5", {}, 404, "model_not_found", id="another's model"),
        pytest.param("GET", "/v1/models/cited-chatbot:", {}, 404, "model_not_found", id="a document without a name"),
        pytest.param("GET", "/v1/models/cited-chatbot:unicorn", {}, 404, "model_not_found", id="a document that is not here"),
        pytest.param("POST", "/v1/embeddings", {"json": {}}, 404, None, id="what else OpenAI has"),
    ],
)  # fmt: skip
def test_every_error_has_openais_form(
    client: FlaskClient, method: str, path: str, options: dict[str, Any], status: int, code: str | None
) -> None:
    response = client.open(path, method=method, **options)
    assert (response.status_code, error(response)["code"]) == (status, code)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("model", ["gpt-5", "cited-chatbot:unicorn", "cited-chatbot2", "cited-chatbot:"])
def test_an_unknown_model_is_not_found(client: FlaskClient, model: str, stream: bool) -> None:
    response = complete(client, ASKED, model=model, stream=stream)
    assert response.status_code == 404
    assert error(response) == {
        "message": f"The model '{model}' does not exist; GET /v1/models lists the models.",
        "type": "invalid_request_error",
        "param": "model",
        "code": "model_not_found",
    }


def test_the_limits_are_those_of_the_api(world: World, new_world: World, make_app: Callable[..., Flask]) -> None:
    small = make_app(world.index_dir, max_body_bytes=1024).test_client()
    assert error(complete(small, "x" * 1024))["type"] == "invalid_request_error"
    assert complete(small, "x" * 1024).status_code == 413

    hasty = make_app(world.index_dir, rate_limit=2).test_client()
    statuses = [complete(hasty, ASKED).status_code, hasty.get("/v1/models").status_code]
    refused = complete(hasty, ASKED)
    assert (*statuses, refused.status_code) == (200, 200, 429)
    assert (error(refused)["type"], error(refused)["code"]) == ("rate_limit_error", "rate_limit_exceeded")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60

    early = complete(make_app(new_world.index_dir).test_client(), ASKED)
    assert (early.status_code, error(early)["type"], early.headers["Retry-After"]) == (503, "server_error", "5")


def test_a_page_of_an_allowed_origin_may_use_it_with_a_key(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir, cors_origins=["https://a.example"]).test_client()
    asked = {
        "Origin": "https://a.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-stainless-lang",
    }
    allowed = client.options(PATH, headers=asked).headers
    assert allowed["Access-Control-Allow-Origin"] == "https://a.example"
    assert {name.strip().lower() for name in allowed["Access-Control-Allow-Headers"].split(",")} == {
        "authorization",
        "content-type",
        "x-stainless-lang",
    }


# The models


def test_the_models_are_all_documents_and_each_one(client: FlaskClient) -> None:
    listed = client.get("/v1/models").get_json()
    names = ["cited-chatbot", "cited-chatbot:ada-quill", "cited-chatbot:grey-heron", "cited-chatbot:granite"]
    assert ([model["id"] for model in listed["data"]], listed["object"]) == (names, "list")
    assert [client.get(f"/v1/models/{name}").get_json() for name in names] == listed["data"]


@pytest.mark.parametrize("named", ["cited-chatbot:000_boats", "cited-chatbot:library/000_boats.txt"])
def test_a_model_may_be_named_by_its_documents_file(
    new_world: World, make_app: Callable[..., Flask], named: str
) -> None:
    (new_world.library / "000_boats.txt").write_text("= Boats of Gull Bay =\nThe Osprey carries mail.\n")
    new_world.build()
    client = make_app(new_world.index_dir).test_client()
    shown = client.get(f"/v1/models/{named}")
    assert (shown.status_code, shown.get_json()["id"]) == (200, named)
    assert client.get("/sources/000_boats").text == client.get("/sources/boats-of-gull-bay").text
    assert "The Osprey carries mail." in client.get("/sources/000_boats").text


def test_a_long_list_of_documents_is_not_a_menu() -> None:
    documents = {str(number): Document(str(number), "", None, "", range(1)) for number in range(LISTED + 1)}
    many = SimpleNamespace(version="renamed", documents=documents)
    assert [model.id for model in models(many, "x")] == ["x"]
    del documents["0"]
    assert len(models(many, "x")) == LISTED + 1


def test_the_name_of_the_model_is_a_setting(world: World, make_app: Callable[..., Flask]) -> None:
    client = make_app(world.index_dir, model_name="handbook").test_client()
    assert client.get("/v1/models").get_json()["data"][1]["id"] == "handbook:ada-quill"
    assert complete(client, ASKED, model="handbook").status_code == 200
    assert complete(client, ASKED).status_code == 404


# Streams


def data(response: TestResponse) -> list[Any]:
    events = response.text.removesuffix("\n\n").split("\n\n")
    assert events.pop() == "data: [DONE]"
    return [json.loads(event.removeprefix("data: ")) for event in events]


def test_a_stream_brings_the_same_completion(client: FlaskClient) -> None:
    whole = complete(client, ASKED).get_json()
    response = complete(client, ASKED, stream=True)
    assert (response.mimetype, response.headers["X-Accel-Buffering"]) == ("text/event-stream", "no")
    chunks = data(response)
    message = whole["choices"][0]["message"]
    assert [chunk["choices"][0]["delta"] for chunk in chunks] == [
        {"role": "assistant", "content": ""},
        {"content": message["content"]},
        {"annotations": message["annotations"]},
        {},
    ]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None, None, None, "stop"]
    assert {(chunk["object"], chunk["id"], "usage" in chunk) for chunk in chunks} == {
        ("chat.completion.chunk", chunks[0]["id"], False)
    }
    assert ["chatbot" in chunk for chunk in chunks] == [False, False, False, True]
    assert chunks[3]["chatbot"]["passages"] == whole["chatbot"]["passages"]


def test_a_streamed_no_has_no_citations(client: FlaskClient) -> None:
    deltas = [chunk["choices"][0]["delta"] for chunk in data(complete(client, "Quantum lattice?", stream=True))]
    assert [delta.keys() for delta in deltas] == [{"role", "content"}, {"content"}, set()]


def test_a_stream_tells_what_it_took_when_asked(client: FlaskClient) -> None:
    *chunks, last = data(complete(client, ASKED, stream=True, stream_options={"include_usage": True}))
    assert {chunk["usage"] for chunk in chunks} == {None}
    assert (last["choices"], last["usage"]) == ([], complete(client, ASKED).get_json()["usage"])


def test_a_stream_that_fails_after_a_heartbeat_ends_with_an_error(
    world: World, encoder: WordEncoder, make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    class Broken:
        fingerprint, dimension, reader = encoder.fingerprint, encoder.dimension, None

        def encode_question(self, question: str) -> object:
            assert gate.wait(20)
            raise RuntimeError("weights are gone from /srv")

    monkeypatch.setattr("chatbot.routes.event_stream.HEARTBEAT_SECONDS", 0.01)
    client = make_app(world.index_dir, Broken()).test_client()
    parts: Iterator[bytes] = complete(client, "Who was Ada Quill?", stream=True).iter_encoded()
    assert next(parts) == b": waiting\n\n"
    gate.set()
    [last] = [part for part in parts if part != b": waiting\n\n"]
    assert json.loads(last.decode().removeprefix("data: "))["error"] == {
        "message": "Something went wrong on our side. Please try again.",
        "type": "server_error",
        "param": None,
        "code": None,
    }
