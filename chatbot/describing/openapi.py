"""The OpenAPI 3.1 description, made from the endpoints and the models that validate."""

from __future__ import annotations

from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chatbot.clients.completion_schemas import CompletionError
from chatbot.clients.openai_error import PREFIX
from chatbot.describing.endpoints import ENDPOINTS, JSON, PLAYGROUND, Content, Endpoint, Reply
from chatbot.describing.examples import OPENAI_EXAMPLES, PROBLEM_EXAMPLES
from chatbot.problem_types import MEDIA_TYPE
from chatbot.schemas import Problem

_DESCRIPTION = """\
Answers questions with the very sentences of the indexed documents, each cited to its place, or says that they do not answer.

A path that is not listed is a 404, another method a 405 with `Allow`; whatever answers GET answers HEAD and OPTIONS.
Every error is a problem (RFC 9457), whose `type` is one of those of the schema `Problem`; below `/v1/` it is an error in OpenAI's form, unless the request's head could not be read."""

_HEADERS: dict[str, dict[str, Any]] = {
    "X-Request-ID": {
        "description": "Names this request in the log: the client's own `X-Request-ID` where it is 1 to 128 plain characters.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:+/=@-]{1,128}$"},
        "required": True,
        "example": "01JDEXAMPLE000000000000000",
    },
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
    "WWW-Authenticate": {"schema": {"type": "string"}, "required": True, "example": 'Bearer realm="chatbot"'},
    "ETag": {"description": "Names this state of the file or page.", "schema": {"type": "string"}, "required": True},
    "Content-Range": {"schema": {"type": "string"}, "required": True, "example": "bytes 0-99/4096"},
}

_MORE_HEADERS = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}
_HEAD_ALONE = (414, 417, 431)  # refused by the head, before the application sees what was asked for
_HEAD_TOO = (400, 408, 500)  # so may these be


def openapi(playground: bool = False) -> dict[str, Any]:
    """The description as a JSON object, with the playground's endpoints where that is switched on."""
    endpoints = ENDPOINTS + (PLAYGROUND if playground else ())
    paths: dict[str, dict[str, Any]] = {}
    responses: dict[str, Any] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method] = _operation(endpoint)
        responses |= {_name(status, endpoint): _problem(status, endpoint) for status in _shared_problems(endpoint)}
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
            "schemas": _schemas(endpoints),
            "responses": dict(sorted(responses.items())),
            "headers": _HEADERS,
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Asked for where the server has keys (`server.keys`, `server.metrics_keys`).",
                }
            },
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    """Only what is there: no empty list of parameters, no body of a GET."""
    replies = {str(reply.status): _reply(reply, endpoint.limited) for reply in endpoint.replies}
    problems = {
        str(status): {"$ref": f"#/components/responses/{_name(status, endpoint)}"}
        for status in _shared_problems(endpoint)
    }
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "tags": [endpoint.tag],
        "parameters": list(endpoint.parameters),
        "requestBody": endpoint.body and {"required": True, "content": _content(endpoint.body)},
        "responses": dict(sorted((replies | problems).items())),
        # The one or the other, as the server is set.
        "security": [{}, {"key": []}] if HTTPStatus.UNAUTHORIZED in endpoint.problems else [],
    }
    return {key: value for key, value in operation.items() if value}


def _shared_problems(endpoint: Endpoint) -> list[int]:
    """Those that are described once for all endpoints of a kind."""
    return sorted(set(endpoint.problems) - {reply.status for reply in endpoint.replies})


def _reply(reply: Reply, limited: bool) -> dict[str, Any]:
    response = {
        "description": reply.description,
        "headers": _headers(limited, reply.headers),
        "content": _content(reply.content),
        "links": reply.links,
    }
    return {key: value for key, value in response.items() if value}


def _problem(status: int, endpoint: Endpoint) -> dict[str, Any]:
    content = []
    if _is_openai(endpoint) and status not in _HEAD_ALONE:
        content.append(Content(JSON, CompletionError, OPENAI_EXAMPLES.get(status, {})))
    if not _is_openai(endpoint) or status in _HEAD_ALONE + _HEAD_TOO:
        content.append(Content(MEDIA_TYPE, Problem, {} if content else PROBLEM_EXAMPLES.get(status, {})))
    return {
        "description": HTTPStatus(status).phrase,
        "headers": _headers(endpoint.limited, _MORE_HEADERS.get(status, ())),
        "content": _content(tuple(content)),
    }


def _is_openai(endpoint: Endpoint) -> bool:
    return endpoint.path.startswith(PREFIX)


def _content(content: tuple[Content, ...]) -> dict[str, Any]:
    described = {}
    for entry in content:
        schema = entry.schema if isinstance(entry.schema, dict) else _reference(entry.schema)
        examples = {name: {"value": value} for name, value in entry.examples.items()}
        described[entry.media_type] = {"schema": schema} | ({"examples": examples} if examples else {})
    return described


def _headers(limited: bool, more: tuple[str, ...]) -> dict[str, Any]:
    names = ("X-Request-ID", *(("RateLimit-Policy", "RateLimit") if limited else ()), *more)
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _name(status: int, endpoint: Endpoint) -> str:
    """The key of a problem's response; those of endpoints with a limit say what is left of it."""
    phrase = HTTPStatus(status).phrase.title()
    kind = ("Limited" if endpoint.limited else "") + ("InOpenaiForm" if _is_openai(endpoint) else "")
    return "".join(filter(str.isalnum, phrase)) + kind


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _schemas(endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    models: dict[type[BaseModel], str] = {Problem: "serialization", CompletionError: "serialization"}
    for endpoint in endpoints:
        for content, mode in [
            (endpoint.body, "validation"),
            *((reply.content, "serialization") for reply in endpoint.replies),
        ]:
            models |= {entry.schema: mode for entry in content if not isinstance(entry.schema, dict)}
    _, schemas = models_json_schema(list(models.items()), ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]  # a mode is one of two words
    found: dict[str, Any] = schemas["$defs"]
    return found
