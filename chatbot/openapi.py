"""The OpenAPI 3.1 description, made from the models that validate."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chatbot.completion_schemas import Completion, CompletionError, CompletionRequest, Model, ModelList
from chatbot.explanation import ExplainReply, ExplainRequest
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

_REQUESTS: tuple[type[BaseModel], ...] = (ChatRequest, CompletionRequest, FeedbackRequest)
_REPLIES: tuple[type[BaseModel], ...] = (
    ChatReply,
    Completion,
    CompletionError,
    DocumentsReply,
    FeedbackReply,
    HealthReply,
    ModelList,
    Problem,
    ReadyReply,
    SuggestionsReply,
)
_PLAYED: tuple[type[BaseModel], ...] = (ExplainRequest,)
_SHOWN: tuple[type[BaseModel], ...] = (ExplainReply,)


def openapi(playground: bool = False) -> dict[str, Any]:
    """The description as a JSON object, with the playground's endpoint where that is switched on."""
    requests, replies = (_REQUESTS, _REPLIES) if not playground else (_REQUESTS + _PLAYED, _REPLIES + _SHOWN)
    _, schemas = models_json_schema(
        [*((model, "validation") for model in requests), *((model, "serialization") for model in replies)],
        ref_template="#/components/schemas/{model}",
    )
    description: dict[str, Any] = {
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
            "/v1/chat/completions": {"post": _in_openai_form(_complete())},
            "/v1/models": {
                "get": _in_openai_form(_get("listModels", "What clients of OpenAI's form can ask", ModelList, 429, 503))
            },
            "/v1/models/{model}": {"get": _in_openai_form(_show_model())},
            **({"/api/explain": {"post": _explain()}} if playground else {}),
            "/healthz": {"get": _get("healthz", "Whether the process is alive", HealthReply)},
            "/readyz": {"get": _get("readyz", "Whether an index is loaded", ReadyReply, 503)},
            "/metrics": {"get": _text("metrics", "Counters in Prometheus' text format", "text/plain")},
            "/sources/{document}": {
                "get": _text("readSource", "A document as a page, its passages as anchors", "text/html", "document")
            },
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Asked for where the server has keys (`server.keys`, `server.metrics_keys`).",
                }
            },
        },
    }
    for path, operations in description["paths"].items():
        if path.startswith(("/api/", "/metrics")):
            for operation in operations.values():
                operation["security"] = [{}, {"key": []}]  # the one or the other, as the server is set
                operation["responses"] |= _problems((401,))
    return description


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


def _complete() -> dict[str, Any]:
    content = {
        "application/json": _schema(Completion),
        "text/event-stream": {
            "schema": {
                "type": "string",
                "description": "With `stream`: the same as `chat.completion.chunk` objects, the last with a choice bringing `chatbot`, then `[DONE]`.",
            }
        },
    }
    summary = "Ask a question in OpenAI's form"
    return _post("complete", summary, CompletionRequest, "200", content, 400, 404, 413, 415, 429, 503)


def _show_model() -> dict[str, Any]:
    operation = _get("showModel", "One of them", Model, 404, 429, 503)
    operation["parameters"] = [{"name": "model", "in": "path", "required": True, "schema": {"type": "string"}}]
    return operation


def _in_openai_form(operation: dict[str, Any]) -> dict[str, Any]:
    """The same operation with its errors in OpenAI's form."""
    error = {"description": "An error in OpenAI's form", "content": {"application/json": _schema(CompletionError)}}
    operation["responses"] = {
        status: error if status.startswith(("4", "5")) else response
        for status, response in operation["responses"].items()
    }
    return operation


def _explain() -> dict[str, Any]:
    summary = "Ask a question and see how its reply comes about"
    content = {"application/json": _schema(ExplainReply)}
    return _post("explain", summary, ExplainRequest, "200", content, 400, 404, 413, 415, 422, 429, 503)


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
