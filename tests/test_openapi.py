"""The description of the API is valid OpenAPI 3.1, and what the API really says fits it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.http import HTTP_STATUS_CODES

from chatbot.admission.keys import new_key
from chatbot.cli import main
from chatbot.clients.openai_error import UNKNOWN_MODEL
from chatbot.problem_types import problem_type

if TYPE_CHECKING:
    from conftest import World

_ABSENT_WITHOUT_LIMIT = {"RateLimit", "RateLimit-Policy"}  # the machine itself has none
PROJECT = Path(__file__).parents[1]
ANSWERED = {"question": "When did Sam Quill die?"}
COMPLETION = {"model": "cited-chatbot", "messages": [{"role": "user", "content": "When did Sam Quill die?"}]}


@pytest.fixture(scope="module")
def description(client: FlaskClient) -> dict[str, Any]:
    return client.get("/openapi.json").get_json()


def check(body: Any, schema: dict[str, Any], description: dict[str, Any]) -> None:
    Draft202012Validator({"components": description["components"], **schema}).validate(body)


def described(description: dict[str, Any], method: str, path: str, status: int | str) -> dict[str, Any]:
    """A response, without its reference."""
    response = description["paths"][path][method.lower()]["responses"][str(status)]
    name = response.get("$ref", "").rpartition("/")[2]
    return description["components"]["responses"][name] if name else response


def at(value: Any, pointer: str) -> Any:
    """The place in it that a JSON pointer names."""
    for key in pointer.split("/")[1:]:
        value = value[int(key) if isinstance(value, list) else key]
    return value


def test_the_description_is_valid_openapi(description: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(description).iter_errors()] == []
    assert description["openapi"].startswith("3.1")
    assert description["info"]["version"] == version("cited-chatbot")


@pytest.mark.parametrize("having", ["client", "playing"])
def test_every_endpoint_is_described_and_what_is_described_exists(having: str, request: pytest.FixtureRequest) -> None:
    client: FlaskClient = request.getfixturevalue(having)
    description = client.get("/openapi.json").get_json()
    assert [error.message for error in OpenAPIV31SpecValidator(description).iter_errors()] == []
    rules: dict[str, set[str]] = {}
    for rule in client.application.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).replace("{filename}", "{file}")
        rules.setdefault(path, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    methods = {path: {method.upper() for method in operations} for path, operations in description["paths"].items()}
    assert methods == rules
    assert ("/api/explain" in methods) == (having == "playing")


def test_a_key_is_described_where_it_is_asked_for(
    world: World, make_app: Callable[..., Flask], description: dict[str, Any]
) -> None:
    made = new_key()
    closed = make_app(world.index_dir, keys=[made.hash], metrics_keys=[made.hash]).test_client()
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            response = closed.open(path.replace("{", "").replace("}", ""), method=method, buffered=True)
            asks = response.status_code == 401
            assert asks == (operation.get("security") == [{}, {"key": []}]) == ("401" in operation["responses"]), path
            if asks:
                refusal = described(description, method, path, 401)
                check(response.get_json(), refusal["content"][response.mimetype]["schema"], description)
                assert set(refusal["headers"]) <= set(response.headers.keys()) | _ABSENT_WITHOUT_LIMIT


def test_every_response_is_described_with_its_id(description: dict[str, Any]) -> None:
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            for status in operation["responses"]:
                assert "X-Request-ID" in described(description, method, path, status)["headers"], (path, status)


def test_every_problem_of_ours_has_its_type_in_the_description(description: dict[str, Any]) -> None:
    kinds = description["components"]["schemas"]["Problem"]["properties"]["type"]["oneOf"]
    text = "\n".join(file.read_text(encoding="utf-8") for file in (PROJECT / "chatbot").rglob("*.py"))
    constants = dict(re.findall(r'(?m)^([A-Z_]+) = "([^"]+)"$', text))
    named = re.findall(
        r'(?:(?:RequestProblem|problem)\(\s*\d+,\s*|Problem\([^()]*\btitle=)(?:"([^"]+)"|([A-Z_]+))\W', text
    )
    # The last is told in OpenAI's form only.
    raised = {title or constants[name] for title, name in named} - {UNKNOWN_MODEL}
    assert {"Not ready", "Search unavailable"} <= raised
    phrases = {phrase.lower() for phrase in HTTP_STATUS_CODES.values()} - {"too many requests"}
    assert {kind["const"]: kind["title"] for kind in kinds[1:]} == {
        problem_type(title): title for title in raised if title.lower() not in phrases
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        pytest.param("POST", "/api/chat", ANSWERED, 200, id="an answer"),
        pytest.param("POST", "/api/chat", {"question": "Quantum chromodynamics lattice?"}, 200, id="a no"),
        pytest.param("POST", "/api/chat", {"question": "Who was it?"}, 200, id="an empty question"),
        pytest.param("POST", "/api/chat", {"question": "Hello"}, 200, id="small talk"),
        pytest.param("POST", "/api/chat", {"question": ""}, 422, id="a wrong field"),
        pytest.param("POST", "/api/chat", {"question": "Ada?", "document": "unicorn"}, 404, id="an unknown document"),
        pytest.param("GET", "/api/documents", None, 200, id="the documents"),
        pytest.param("GET", "/api/suggestions", None, 200, id="opening suggestions"),
        pytest.param("POST", "/api/feedback", {"reply_id": "01JD", "helpful": True}, 201, id="feedback"),
        pytest.param("POST", "/api/feedback", {"reply_id": "01JD"}, 422, id="wrong feedback"),
        pytest.param("POST", "/v1/chat/completions", COMPLETION, 200, id="a completion"),
        pytest.param("POST", "/v1/chat/completions", COMPLETION | {"n": 2}, 400, id="a wrong completion"),
        pytest.param("POST", "/v1/chat/completions", COMPLETION | {"model": "gpt-5"}, 404, id="an unknown model"),
        pytest.param("GET", "/v1/models", None, 200, id="the models"),
        pytest.param("GET", "/v1/models/cited-chatbot", None, 200, id="a model"),
        pytest.param("GET", "/v1/models/gpt-5", None, 404, id="a model of others"),
        pytest.param("GET", "/healthz", None, 200, id="alive"),
        pytest.param("GET", "/readyz", None, 200, id="ready"),
    ],
)
def test_a_real_reply_fits_its_description(
    client: FlaskClient, description: dict[str, Any], method: str, path: str, body: Any, status: int
) -> None:
    response = client.open(path, method=method, json=body)
    assert response.status_code == status
    template = re.sub("(?<=/v1/models/).+", "{model}", path)
    content = described(description, method, template, status)["content"]
    check(response.get_json(), content[response.mimetype]["schema"], description)


@pytest.mark.parametrize(
    ("method", "path", "template"),
    [
        ("POST", "/api/chat", "/api/chat"),
        ("GET", "/api/documents", "/api/documents"),
        ("GET", "/v1/models", "/v1/models"),
        ("GET", "/v1/models/cited-chatbot", "/v1/models/{model}"),
        ("GET", "/readyz", "/readyz"),
        ("GET", "/sources/ada-quill", "/sources/{document}"),
    ],
)
def test_a_refusal_before_there_is_an_index_fits_its_description(
    new_world: World,
    make_app: Callable[..., Flask],
    description: dict[str, Any],
    method: str,
    path: str,
    template: str,
) -> None:
    early = make_app(new_world.index_dir).test_client()
    response = early.open(path, method=method, json=ANSWERED if method == "POST" else None)
    content = described(description, method, template, 503)["content"]
    check(response.get_json(), content[response.mimetype]["schema"], description)


@pytest.mark.parametrize(("path", "template"), [("/widget.js", "/widget.js"), ("/static/site.css", "/static/{file}")])
@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        pytest.param("Range", "bytes=0-9", 206, id="a part"),
        pytest.param("Range", "bytes=99999999-", 416, id="no part of it"),
        pytest.param("If-None-Match", "*", 304, id="unchanged"),
        pytest.param("If-Match", '"another"', 412, id="another by now"),
    ],
)
def test_what_comes_of_a_condition_or_a_range_of_a_file_is_described(
    client: FlaskClient, description: dict[str, Any], path: str, template: str, header: str, value: str, status: int
) -> None:
    with client.get(path, headers={header: value}) as response:
        assert response.status_code == status
        content = described(description, "GET", template, status).get("content", {})
        if status >= 400:
            check(response.get_json(), content[response.mimetype]["schema"], description)


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        pytest.param(ANSWERED, True, id="a question"),
        pytest.param(ANSWERED | {"history": [{"question": "Who?", "answer": None}], "top_k": 3}, True, id="with a history"),
        pytest.param(ANSWERED | {"top_k": 21}, False, id="too many passages"),
        pytest.param(ANSWERED | {"extra": 1}, False, id="an unknown field"),
        pytest.param({"question": "a" * 2001}, False, id="too long"),
        pytest.param({}, False, id="nothing"),
    ],
)  # fmt: skip
def test_a_request_is_described_as_it_is_checked(
    client: FlaskClient, description: dict[str, Any], body: dict[str, Any], fits: bool
) -> None:
    schema = description["paths"]["/api/chat"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({"components": description["components"], **schema})
    accepted = client.post("/api/chat", json=body).status_code == 200
    assert (validator.is_valid(body), accepted) == (fits, fits)


def events(stream: str) -> list[dict[str, Any]]:
    """Each event of a stream as it is described; those of OpenAI's form have no name."""
    found = re.findall(r"(?:event: (\w+)\n)?data: (.*)\n\n", stream)
    return [{"event": name, "data": data} if name else {"data": data} for name, data in found]


@pytest.mark.parametrize("question", ["When did Sam Quill die?", "Quantum chromodynamics lattice?", "Hello"])
def test_every_event_of_a_real_stream_fits_its_description(
    client: FlaskClient, description: dict[str, Any], question: str
) -> None:
    stream = client.post("/api/chat", json={"question": question}, headers={"Accept": "text/event-stream"}).text
    schema = described(description, "POST", "/api/chat", 200)["content"]["text/event-stream"]["schema"]
    kinds = {kind["properties"]["event"]["const"]: kind["properties"]["data"] for kind in schema["oneOf"]}
    assert [event["event"] for event in events(stream)] == ["citations", "message", "end"]
    for event in events(stream):
        check(event, schema, description)
        check(json.loads(event["data"]), kinds[event["event"]]["contentSchema"], description)


@pytest.mark.parametrize("usage", [False, True])
@pytest.mark.parametrize("question", ["When did Sam Quill die?", "Quantum chromodynamics lattice?"])
def test_every_event_of_a_streamed_completion_fits_its_description(
    client: FlaskClient, description: dict[str, Any], question: str, usage: bool
) -> None:
    asked = {
        "model": "cited-chatbot",
        "messages": [{"role": "user", "content": question}],
        "stream": True,
        "stream_options": {"include_usage": usage},
    }
    stream = events(client.post("/v1/chat/completions", json=asked).text)
    schema = described(description, "POST", "/v1/chat/completions", 200)["content"]["text/event-stream"]["schema"]
    chunk, done, _ = (kind["properties"]["data"] for kind in schema["anyOf"])
    *chunks, last = stream
    assert len(chunks) >= 3 + usage
    for event in stream:
        check(event, schema, description)
    for event in chunks:
        check(json.loads(event["data"]), chunk["contentSchema"], description)
    assert last["data"] == done["const"]


def every_example(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Where it stands, the schema that it has to fit, and the example."""
    found = dict(description["components"]["responses"])
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            found[f"{path} {method}"] = operation.get("requestBody", {})
            found |= {f"{path} {method} {status}": reply for status, reply in operation["responses"].items()}
    for where, holder in found.items():
        for media_type, entry in holder.get("content", {}).items():
            for name, example in entry.get("examples", {}).items():
                is_stream = media_type == "text/event-stream"  # whose schema is that of one event
                for value in events(example["value"]) if is_stream else [example["value"]]:
                    yield f"{where} {name}", entry["schema"], value
                    kinds = [kind["properties"]["data"] for kind in entry["schema"].get("anyOf", [])]
                    if is_stream and kinds and value["data"] != "[DONE]":
                        yield f"{where} {name}", kinds[0]["contentSchema"], json.loads(value["data"])


def test_every_example_fits_its_schema(playing: FlaskClient) -> None:
    description = playing.get("/openapi.json").get_json()
    examples = list(every_example(description))
    assert len(examples) > 40
    for where, schema, value in examples:
        validator = Draft202012Validator({"components": description["components"], **schema})
        assert [error.message for error in validator.iter_errors(value)] == [], where


@pytest.mark.parametrize("path", ["/api/chat", "/api/feedback", "/api/explain", "/v1/chat/completions", "/"])
def test_every_example_of_a_request_is_accepted(playing: FlaskClient, path: str) -> None:
    description = playing.get("/openapi.json").get_json()
    [(media_type, entry)] = description["paths"][path]["post"]["requestBody"]["content"].items()
    for example in entry["examples"].values():
        sent = {"json": example["value"]} if media_type == "application/json" else {"data": example["value"]}
        if "messages" in example["value"]:  # the article that comes with the project is not in the small world
            sent["json"] = example["value"] | {"model": "cited-chatbot"}
        assert playing.post(path, **sent).status_code in (200, 201)


def test_every_link_leads_to_an_operation_and_to_a_place_in_the_example(description: dict[str, Any]) -> None:
    every = [operation for operations in description["paths"].values() for operation in operations.values()]
    operations = {operation["operationId"]: operation for operation in every}
    assert len(operations) == len(every)
    followed = []
    for operation in every:
        for response in operation["responses"].values():
            for link in response.get("links", {}).values():
                takes = {entry["name"] for entry in operations[link["operationId"]].get("parameters", [])}
                assert link.get("parameters", {}).keys() <= takes
                example = next(iter(response["content"]["application/json"]["examples"].values()))["value"]
                for place in (*link.get("parameters", {}).values(), *link.get("requestBody", {}).values()):
                    if isinstance(place, str):
                        followed.append(at(example, place.removeprefix("$response.body#")))
    assert sorted(followed) == [
        "01JDEXAMPLE000000000000000",
        "01JDEXAMPLE000000000000000",
        "What awards did Mu Sochua receive?",
        "cited-chatbot",
        "mu-sochua",
        "mu-sochua",
        "mu-sochua",
        "mu-sochua",
    ]


@pytest.mark.parametrize(("settings", "having"), [("{}", "client"), ("server: {playground: true}", "playing")])
def test_the_command_prints_the_same(
    settings: str, having: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.yaml").write_text(settings)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["openapi"], prog_name="chatbot")
    served = request.getfixturevalue(having).get("/openapi.json").get_json()
    assert (done.exit_code, json.loads(done.stdout)) == (0, served)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"question": "Ada?", "document": ""}, 404, id="the empty document is none"),
        pytest.param({"question": "Ada?", "document": "x" * 2001}, 422, id="an id that no document can have"),
        pytest.param({"question": "Ada?", "top_k": 4.0}, 200, id="an integer may be written with a point"),
        pytest.param({"question": f"{' ' * 500}{'a' * 2000}\n"}, 200, id="white space around it does not count"),
        pytest.param({"question": f" {'a' * 2001}"}, 422, id="one character more than that"),
        pytest.param({"question": "\u2003\u0085"}, 422, id="Unicode's white space"),
        pytest.param({"question": "\x1c"}, 200, id="a control character is no white space"),
    ],
)
def test_what_generated_requests_once_found(
    client: FlaskClient, description: dict[str, Any], body: dict[str, Any], status: int
) -> None:
    """Each was a 5xx, or a place where the server and its description did not agree."""
    assert client.post("/api/chat", json=body).status_code == status
    schema = {"components": description["components"]} | description["components"]["schemas"]["ChatRequest"]
    assert Draft202012Validator(schema).is_valid(body) == (status != 422)
