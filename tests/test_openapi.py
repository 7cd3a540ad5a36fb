"""The description of the API is valid OpenAPI 3.1, and what the API really says fits it."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

if TYPE_CHECKING:
    from conftest import World

ANSWERED = {"question": "When did Sam Quill die?"}
COMPLETION = {"model": "cited-chatbot", "messages": [{"role": "user", "content": "When did Sam Quill die?"}]}


@pytest.fixture(scope="module")
def description(client: FlaskClient) -> dict[str, Any]:
    return client.get("/openapi.json").get_json()


def check(body: Any, schema: dict[str, Any], description: dict[str, Any]) -> None:
    Draft202012Validator({"components": description["components"], **schema}).validate(body)


def test_the_description_is_valid_openapi(description: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(description).iter_errors()] == []
    assert description["openapi"].startswith("3.1")
    assert description["info"]["version"] == version("cited-chatbot")


def test_every_endpoint_that_is_described_exists(client: FlaskClient, description: dict[str, Any]) -> None:
    rules = {rule.rule.replace("<", "{").replace(">", "}"): rule for rule in client.application.url_map.iter_rules()}
    described = {path: {method.upper() for method in methods} for path, methods in description["paths"].items()}
    assert {path for path in described if not described[path] <= rules[path].methods} == set()
    assert {path for path in rules if path.startswith(("/api/", "/v1/"))} <= described.keys()


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
        pytest.param("GET", "/healthz", None, 200, id="alive"),
        pytest.param("GET", "/readyz", None, 200, id="ready"),
    ],
)
def test_a_real_reply_fits_its_description(
    client: FlaskClient, description: dict[str, Any], method: str, path: str, body: Any, status: int
) -> None:
    response = client.open(path, method=method, json=body)
    assert response.status_code == status
    described = description["paths"][path][method.lower()]["responses"][str(status)]["content"]
    check(response.get_json(), described[response.mimetype]["schema"], description)


@pytest.mark.parametrize(
    ("method", "path", "described"),
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
    described: str,
) -> None:
    early = make_app(new_world.index_dir).test_client()
    response = early.open(path, method=method, json=ANSWERED if method == "POST" else None)
    content = description["paths"][described][method.lower()]["responses"]["503"]["content"]
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


def test_every_example_is_accepted(client: FlaskClient, description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    [question], [verdict] = schemas["ChatRequest"]["examples"], schemas["FeedbackRequest"]["examples"]
    assert client.post("/api/chat", json=question).status_code == 200
    assert client.post("/api/feedback", json=verdict).status_code == 201
    [conversation] = schemas["CompletionRequest"]["examples"]
    assert client.post("/v1/chat/completions", json=conversation).status_code == 200
