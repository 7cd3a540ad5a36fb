"""The OpenAPI 3.1 description, made from the models that validate."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chatbot.schemas import (
    ChatReply,
    ChatRequest,
    DocumentsReply,
    FeedbackReply,
    FeedbackRequest,
    HealthReply,
    Problem,
    ReadyReply,
    SuggestionsReply,
)

_REQUESTS: tuple[type[BaseModel], ...] = (ChatRequest, FeedbackRequest)
_REPLIES: tuple[type[BaseModel], ...] = (
    ChatReply,
    DocumentsReply,
    FeedbackReply,
    HealthReply,
    Problem,
    ReadyReply,
    SuggestionsReply,
)


def openapi() -> dict[str, Any]:
    """The description as a JSON object."""
    _, schemas = models_json_schema(
        [*((model, "validation") for model in _REQUESTS), *((model, "serialization") for model in _REPLIES)],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cited answers",
            "version": version("cited-chatbot"),
            "description": "Answers questions with the very sentences of the indexed documents, each cited to its place, or says that they do not answer.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            "/api/chat": {"post": _chat()},
            "/api/documents": {"get": _get("listDocuments", "The indexed documents", DocumentsReply, 503)},
            "/api/suggestions": {
                "get": _get("suggestQuestions", "Questions to begin with", SuggestionsReply, 404, 503, query="document")
            },
            "/api/feedback": {
                "post": _post(
                    "giveFeedback",
                    "Say whether a reply helped",
                    FeedbackRequest,
                    "201",
                    {"application/json": _schema(FeedbackReply)},
                    400,
                    413,
                    415,
                    422,
                    429,
                    503,
                )
            },
            "/healthz": {"get": _get("healthz", "Whether the process is alive", HealthReply)},
            "/readyz": {"get": _get("readyz", "Whether an index is loaded", ReadyReply, 503)},
            "/metrics": {"get": _text("metrics", "Counters in Prometheus' text format", "text/plain")},
            "/sources/{document}": {
                "get": _text("readSource", "A document as a page, its passages as anchors", "text/html", "document")
            },
        },
        "components": {"schemas": schemas["$defs"]},
    }


def _chat() -> dict[str, Any]:
    content = {
        "application/json": _schema(ChatReply),
        "text/event-stream": {
            "schema": {
                "type": "string",
                "description": "The same reply as events: `citations`, then `message`, then `end`.",
            }
        },
    }
    return _post("chat", "Ask a question", ChatRequest, "200", content, 400, 404, 413, 415, 422, 429, 503)


def _post(
    name: str, summary: str, body: type[BaseModel], status: str, content: dict[str, Any], *problems: int
) -> dict[str, Any]:
    request = {"required": True, "content": {"application/json": _schema(body)}}
    return {
        "operationId": name,
        "summary": summary,
        "requestBody": request,
        "responses": {status: {"description": summary, "content": content}, **_problems(problems)},
    }


def _get(name: str, summary: str, reply: type[BaseModel], *problems: int, query: str | None = None) -> dict[str, Any]:
    parameters = [{"name": query, "in": "query", "required": False, "schema": {"type": "string"}}] if query else []
    return {
        "operationId": name,
        "summary": summary,
        **({"parameters": parameters} if parameters else {}),
        "responses": {
            "200": {"description": summary, "content": {"application/json": _schema(reply)}},
            **_problems(problems),
        },
    }


def _text(name: str, summary: str, media_type: str, parameter: str | None = None) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {"200": {"description": summary, "content": {media_type: {"schema": {"type": "string"}}}}},
    }
    if parameter:
        operation["parameters"] = [{"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}]
        operation["responses"] |= _problems((404, 503))
    return operation


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}


def _problems(statuses: tuple[int, ...]) -> dict[str, Any]:
    return {
        str(status): {"description": "A problem (RFC 9457)", "content": {"application/problem+json": _schema(Problem)}}
        for status in statuses
    }
