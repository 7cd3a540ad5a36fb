"""Every endpoint, what it takes and every status that it gives: the table behind the OpenAPI description."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from chatbot.clients.completion_schemas import Completion, CompletionRequest, Model, ModelList
from chatbot.describing.examples import (
    CHAT_REPLIES,
    CHAT_REQUESTS,
    COMPLETION_EVENTS,
    COMPLETION_REQUESTS,
    COMPLETIONS,
    DOCUMENTS,
    EVENTS,
    EXPLAIN_REQUESTS,
    FEEDBACK,
    FEEDBACK_UNAVAILABLE,
    MODEL,
    MODELS,
    SUGGESTIONS,
)
from chatbot.explaining.explanation import ExplainReply, ExplainRequest
from chatbot.problem_types import MEDIA_TYPE
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

JSON = "application/json"

_ANY = (400, 408, 414, 417, 431, 500)  # what the connection is refused with, and a fault of ours
_WORK = (*_ANY, 413, 503)  # where a body would be read, and a place in the queue is taken
_COUNTED = (401, 429)  # where a key is asked for if the server has any, and `server.rate_limit` counts


@dataclass(frozen=True, slots=True)
class Content:
    """One media type of a body: a model or a schema, and examples by name."""

    media_type: str
    schema: type[BaseModel] | dict[str, Any]
    examples: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """A response that is no problem, or one that is described apart from the same status of other endpoints."""

    status: int
    description: str
    content: tuple[Content, ...] = ()
    headers: tuple[str, ...] = ()  # beside those of the limit
    links: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    name: str  # the operationId
    tag: str
    summary: str
    replies: tuple[Reply, ...]
    problems: tuple[int, ...]
    body: tuple[Content, ...] = ()
    parameters: tuple[dict[str, Any], ...] = ()
    description: str = ""
    limited: bool = False  # whether server.rate_limit counts it


_TEXT = {"type": "string"}
_PAGE = (Content("text/html", _TEXT),)
_IN_PATH = {"type": "string", "minLength": 1, "maxLength": 300}  # percent-encoded still within a request line


def _event(name: str, description: str, data: dict[str, Any]) -> dict[str, Any]:
    text = {"type": "string", "contentMediaType": JSON, "contentSchema": data}
    return {"description": description, "properties": {"event": {"const": name}, "data": text}}


def _parts(*names: str) -> dict[str, Any]:
    """These fields of a reply."""
    properties = {name: {"$ref": f"#/components/schemas/ChatReply/properties/{name}"} for name in names}
    return {"type": "object", "properties": properties, "required": list(names)}


_EVENT = {
    "description": "One event of the stream; a heartbeat is a comment.",
    "type": "object",
    "required": ["event", "data"],
    "oneOf": [
        _event("citations", "First: what is cited.", _parts("passages", "related")),
        _event("message", "Then: what to show.", _parts("message")),
        _event(
            "end",
            "Last: everything else of the reply.",
            _parts(*sorted(ChatReply.model_fields.keys() - {"passages", "related", "message"})),
        ),
        _event(
            "error",
            "In their place, where it fails after the first heartbeat: a problem.",
            {"$ref": "#/components/schemas/Problem"},
        ),
    ],
}

_CHUNK = {
    "type": "object",
    "properties": {
        **{
            name: {"$ref": f"#/components/schemas/Completion/properties/{name}"}
            for name in ("id", "created", "model", "system_fingerprint", "chatbot")
        },
        "object": {"const": "chat.completion.chunk"},
        "choices": {
            "type": "array",
            "maxItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "index": {"const": 0},
                    "delta": {
                        "type": "object",
                        "properties": {
                            "role": {"const": "assistant"},
                            "content": {"type": "string"},
                            "annotations": {"type": "array", "items": {"$ref": "#/components/schemas/Annotation"}},
                        },
                        "additionalProperties": False,
                    },
                    "logprobs": {"type": "null"},
                    "finish_reason": {"enum": [None, "stop"]},
                },
                "required": ["index", "delta", "logprobs", "finish_reason"],
            },
        },
        "usage": {"anyOf": [{"$ref": "#/components/schemas/Usage"}, {"type": "null"}]},
    },
    "required": ["id", "object", "created", "model", "system_fingerprint", "choices"],
}


def _data(description: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "properties": {"data": {"type": "string", **data}}}


_COMPLETION_EVENT = {
    "description": "One event of the stream; a heartbeat is a comment.",
    "type": "object",
    "required": ["data"],
    "anyOf": [
        _data(
            "A chunk: first the role, then the words, then their citations, then the end, which brings `chatbot`; with "
            "`include_usage` one more, without choices.",
            {"contentMediaType": JSON, "contentSchema": _CHUNK},
        ),
        _data("Last.", {"const": "[DONE]"}),
        _data(
            "In their place, where it fails after the first heartbeat: an error.",
            {"contentMediaType": JSON, "contentSchema": {"$ref": "#/components/schemas/CompletionError"}},
        ),
    ],
}

_SOURCE_OF_BEST = {
    "operationId": "readSource",
    "description": "The document of the best passage; its citation's `id` is the anchor.",
    "parameters": {"document": "$response.body#/passages/0/citation/document"},
}
_VERDICT = {
    "operationId": "giveFeedback",
    "description": "Whether this reply helped.",
    "requestBody": {"reply_id": "$response.body#/id", "helpful": True},
}
_SOURCE_OF_BEST_COMPLETION = _SOURCE_OF_BEST | {
    "parameters": {"document": "$response.body#/chatbot/passages/0/citation/document"}
}
_VERDICT_ON_COMPLETION = _VERDICT | {"requestBody": {"reply_id": "$response.body#/chatbot/id", "helpful": True}}
_FIRST_DOCUMENT = "$response.body#/documents/0/id"

_FILE_REPLIES = (
    Reply(206, "The part that `Range` asks for", (Content("*/*", {}),), ("ETag", "Content-Range")),
    Reply(304, "Unchanged since `If-None-Match`", headers=("ETag",)),
)

ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(
        "post",
        "/api/chat",
        "chat",
        "chat",
        "Ask a question",
        (
            Reply(
                200,
                "The answer with its passages, or an honest no; by `Accept` as one object or as server-sent events",
                (
                    Content(JSON, ChatReply, CHAT_REPLIES),
                    Content(
                        "text/event-stream",
                        _EVENT,
                        EVENTS,
                    ),
                ),
                links={"feedback": _VERDICT, "source": _SOURCE_OF_BEST},
            ),
        ),
        (*_WORK, *_COUNTED, 404, 415, 422),
        (Content(JSON, ChatRequest, CHAT_REQUESTS),),
        description="The server keeps nothing of a conversation: `history` brings it along.",
        limited=True,
    ),
    Endpoint(
        "post",
        "/api/feedback",
        "giveFeedback",
        "chat",
        "Say whether a reply helped",
        (
            Reply(201, "The verdict was kept", (Content(JSON, FeedbackReply, {"kept": {"status": "kept"}}),)),
            Reply(
                503,
                "Service Unavailable",
                (Content(MEDIA_TYPE, Problem, FEEDBACK_UNAVAILABLE),),
                ("Retry-After",),
            ),
        ),
        (*_WORK, *_COUNTED, 415, 422),
        (Content(JSON, FeedbackRequest, FEEDBACK),),
        limited=True,
    ),
    Endpoint(
        "get",
        "/api/documents",
        "listDocuments",
        "chat",
        "The indexed documents",
        (
            Reply(
                200,
                "Every document, in order",
                (Content(JSON, DocumentsReply, DOCUMENTS),),
                links={
                    "source": {"operationId": "readSource", "parameters": {"document": _FIRST_DOCUMENT}},
                    "suggestions": {"operationId": "suggestQuestions", "parameters": {"document": _FIRST_DOCUMENT}},
                },
            ),
        ),
        (*_WORK, *_COUNTED),
        limited=True,
    ),
    Endpoint(
        "get",
        "/api/suggestions",
        "suggestQuestions",
        "chat",
        "Questions to begin with",
        (
            Reply(
                200,
                "Questions that the documents answer; none until they have been tried",
                (Content(JSON, SuggestionsReply, SUGGESTIONS),),
                links={"ask": {"operationId": "chat", "requestBody": {"question": "$response.body#/suggestions/0"}}},
            ),
        ),
        (*_WORK, *_COUNTED, 404),
        parameters=(
            {
                "name": "document",
                "in": "query",
                "description": "About this document: its id, its file's name, or its `source`; without it, about the first.",
                "schema": {"type": "string", "maxLength": 300},
            },
        ),
        limited=True,
    ),
    Endpoint(
        "post",
        "/v1/chat/completions",
        "complete",
        "chat",
        "Ask a question in OpenAI's form",
        (
            Reply(
                200,
                "The same answer as a completion, or with `stream` as server-sent events",
                (
                    Content(JSON, Completion, COMPLETIONS),
                    Content("text/event-stream", _COMPLETION_EVENT, COMPLETION_EVENTS),
                ),
                links={"feedback": _VERDICT_ON_COMPLETION, "source": _SOURCE_OF_BEST_COMPLETION},
            ),
        ),
        (*_WORK, *_COUNTED, 404, 415),
        (Content(JSON, CompletionRequest, COMPLETION_REQUESTS),),
        description="The last message asks, and those before it are the history. "
        "Parameters that are not listed are accepted and change nothing.",
        limited=True,
    ),
    Endpoint(
        "get",
        "/v1/models",
        "listModels",
        "chat",
        "What clients of OpenAI's form can ask",
        (
            Reply(
                200,
                "All documents as one model, then each document",
                (Content(JSON, ModelList, MODELS),),
                links={"model": {"operationId": "showModel", "parameters": {"model": "$response.body#/data/0/id"}}},
            ),
        ),
        (*_WORK, *_COUNTED),
        limited=True,
    ),
    Endpoint(
        "get",
        "/v1/models/{model}",
        "showModel",
        "chat",
        "One of them",
        (Reply(200, "The model", (Content(JSON, Model, MODEL),)),),
        (*_WORK, *_COUNTED, 404),
        parameters=({"name": "model", "in": "path", "required": True, "schema": _IN_PATH},),
        limited=True,
    ),
    Endpoint(
        "get",
        "/sources/{document}",
        "readSource",
        "pages",
        "A document as a page, its passages as anchors",
        (
            Reply(200, "The page", _PAGE, ("ETag",)),
            Reply(304, "Unchanged since `If-None-Match`", headers=("ETag",)),
        ),
        (*_WORK, 404),
        parameters=({"name": "document", "in": "path", "required": True, "schema": _IN_PATH},),
    ),
    Endpoint("get", "/", "home", "pages", "The demo page with the widget", (Reply(200, "The page", _PAGE),), _WORK),
    Endpoint(
        "post",
        "/",
        "askByForm",
        "pages",
        "Ask a question where no script runs",
        (
            Reply(200, "The answer as a page", _PAGE),
            Reply(422, "The demo page, with what was wrong about the question", _PAGE),
        ),
        (*_WORK, *_COUNTED, 404, 415),
        (
            Content(
                "application/x-www-form-urlencoded",
                {
                    "type": "object",
                    "properties": {
                        "question": {"$ref": "#/components/schemas/ChatRequest/properties/question"},
                        "document": {"type": "string", "description": "Search only in this document; empty for all."},
                    },
                    "required": ["question"],
                },
                {"question": {"question": "When did Scott Leiper die?"}},
            ),
        ),
        limited=True,
    ),
    Endpoint(
        "get",
        "/widget.js",
        "widget",
        "pages",
        "The widget, for a page's script element",
        (Reply(200, "The script", (Content("text/javascript", _TEXT),), ("ETag",)), *_FILE_REPLIES),
        (*_WORK, 412, 416),
    ),
    Endpoint(
        "get",
        "/static/{file}",
        "staticFile",
        "pages",
        "Scripts and styles of the pages",
        (Reply(200, "The file", (Content("text/*", _TEXT),), ("ETag",)), *_FILE_REPLIES),
        (*_ANY, 404, 412, 416),
        parameters=({"name": "file", "in": "path", "required": True, "schema": _IN_PATH, "example": "site.css"},),
    ),
    Endpoint(
        "get", "/docs", "docs", "pages", "A page that lets one try the API", (Reply(200, "The page", _PAGE),), _WORK
    ),
    Endpoint(
        "get",
        "/healthz",
        "healthz",
        "operations",
        "Whether the process is alive",
        (Reply(200, "It is", (Content(JSON, HealthReply, {"alive": {"status": "alive"}}),)),),
        _ANY,
    ),
    Endpoint(
        "get",
        "/readyz",
        "readyz",
        "operations",
        "Whether an index is loaded",
        (Reply(200, "It is", (Content(JSON, ReadyReply),)),),
        (*_ANY, 503),
    ),
    Endpoint(
        "get",
        "/metrics",
        "metrics",
        "operations",
        "Counters in Prometheus' text format",
        (Reply(200, "The counters", (Content("text/plain", _TEXT),)),),
        (*_ANY, 401, 404),
        description="Where `server.metrics_port` is set, they are at that port and nowhere else.",
    ),
    Endpoint(
        "get",
        "/openapi.json",
        "describe",
        "operations",
        "This description",
        (Reply(200, "OpenAPI 3.1", (Content(JSON, {"type": "object"}),)),),
        _ANY,
    ),
)

# There only where `server.playground` is set.
PLAYGROUND: tuple[Endpoint, ...] = (
    Endpoint(
        "get",
        "/playground",
        "playground",
        "pages",
        "A page that shows a question's way",
        (Reply(200, "The page", _PAGE),),
        _WORK,
    ),
    Endpoint(
        "post",
        "/api/explain",
        "explain",
        "operations",
        "Ask a question and see how its reply comes about",
        (Reply(200, "The reply and its way", (Content(JSON, ExplainReply),)),),
        (*_WORK, *_COUNTED, 404, 415, 422),
        (Content(JSON, ExplainRequest, EXPLAIN_REQUESTS),),
        description="Several answers' work, with every candidate passage and the time of each stage.",
        limited=True,
    ),
)
