"""The OpenAPI 3.1 description, made from the endpoints and the models that validate."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chatbot.endpoints import ENDPOINTS, Content, Endpoint, Reply
from chatbot.examples import PROBLEM_EXAMPLES
from chatbot.schemas import Problem

PROBLEM = "application/problem+json"

_DESCRIPTION = """\
Answers questions with the very sentences of the indexed documents, each cited to its place, or says that they do not answer.

A path that is not listed is a 404, another method a 405 with `Allow`; whatever answers GET answers HEAD and OPTIONS.
Every error is a problem (RFC 9457), whose `type` is one of those of the schema `Problem`."""

_HEADERS: dict[str, dict[str, Any]] = {
    "RateLimit-Policy": {
        "description": "How much one client may ask (draft-ietf-httpapi-ratelimit-headers-10); absent where it has no limit.",
        "schema": {"type": "string"},
        "example": '"minute";q=120;w=60',
    },
    "RateLimit": {
        "description": "What is left of it, and in how many seconds there is more.",
        "schema": {"type": "string"},
        "example": '"minute";r=119;t=60',
    },
    "Retry-After": {
        "description": "Seconds after which to ask again.",
        "schema": {"type": "integer", "minimum": 1},
        "required": True,
        "example": 1,
    },
    "Cache-Control": {"schema": {"type": "string"}, "required": True, "example": "no-cache"},
    "ETag": {"description": "Names this state of the file.", "schema": {"type": "string"}, "required": True},
    "Content-Range": {"schema": {"type": "string"}, "required": True, "example": "bytes 0-99/4096"},
}

_RETRY = (429, 503)


def openapi() -> dict[str, Any]:
    """The description as a JSON object."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        paths.setdefault(endpoint.path, {})[endpoint.method] = _operation(endpoint)
    problems = sorted({status for endpoint in ENDPOINTS for status in endpoint.problems})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cited answers",
            "version": version("cited-chatbot"),
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "tags": [
            {"name": "chat", "description": "What a page or a script asks"},
            {"name": "pages", "description": "What a browser opens"},
            {"name": "operations", "description": "What watches the service, and describes it"},
        ],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "responses": {
                _name(status, limited): _problem(status, limited) for status in problems for limited in (False, True)
            },
            "headers": _HEADERS,
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    """Only what is there: no empty list of parameters, no body of a GET."""
    replies = {str(reply.status): _reply(reply, endpoint.limited) for reply in endpoint.replies}
    problems = {
        str(status): {"$ref": f"#/components/responses/{_name(status, endpoint.limited)}"}
        for status in endpoint.problems
        if str(status) not in replies
    }
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "tags": [endpoint.tag],
        "parameters": list(endpoint.parameters),
        "requestBody": endpoint.body and {"required": True, "content": _content(endpoint.body)},
        "responses": dict(sorted((replies | problems).items())),
    }
    return {key: value for key, value in operation.items() if value}


def _reply(reply: Reply, limited: bool) -> dict[str, Any]:
    headers = (("RateLimit-Policy", "RateLimit") if limited else ()) + reply.headers
    response = {
        "description": reply.description,
        "headers": _headers(headers),
        "content": _content(reply.content),
        "links": reply.links,
    }
    return {key: value for key, value in response.items() if value}


def _problem(status: int, limited: bool) -> dict[str, Any]:
    headers = (("RateLimit-Policy", "RateLimit") if limited else ()) + (("Retry-After",) if status in _RETRY else ())
    response = {
        "description": HTTPStatus(status).phrase,
        "headers": _headers(headers),
        "content": _content((Content(PROBLEM, Problem, PROBLEM_EXAMPLES.get(status, {})),)),
    }
    return {key: value for key, value in response.items() if value}


def _content(content: tuple[Content, ...]) -> dict[str, Any]:
    described = {}
    for entry in content:
        schema = entry.schema if isinstance(entry.schema, dict) else _reference(entry.schema)
        examples = {name: {"value": value} for name, value in entry.examples.items()}
        described[entry.media_type] = {"schema": schema} | ({"examples": examples} if examples else {})
    return described


def _headers(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _name(status: int, limited: bool) -> str:
    """The key of a problem's response; those of endpoints with a limit say what is left of it."""
    phrase = HTTPStatus(status).phrase.title()
    return "".join(filter(str.isalnum, phrase)) + ("Limited" if limited else "")


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _schemas() -> dict[str, Any]:
    models: dict[type[BaseModel], str] = {Problem: "serialization"}
    for endpoint in ENDPOINTS:
        for content, mode in [
            (endpoint.body, "validation"),
            *((reply.content, "serialization") for reply in endpoint.replies),
        ]:
            models |= {entry.schema: mode for entry in content if not isinstance(entry.schema, dict)}
    _, schemas = models_json_schema(list(models.items()), ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]  # a mode is one of two words
    found: dict[str, Any] = schemas["$defs"]
    return found
