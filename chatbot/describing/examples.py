"""Requests and replies as the API's description shows them, about the article that comes with the project."""

from __future__ import annotations

import json
from typing import Any

from chatbot.problem_types import AWAY, BUSY, NEEDS_KEY, too_often

_INDEX = {"version": "20261124T060000Z-3f9a1c"}
_REPLY_ID = "01JDEXAMPLE000000000000000"

_PASSAGE = {
    "rank": 1,
    "kind": "paragraph",
    "text": "Scott Leiper died in 2016.",
    "confidence": 0.94,
    "highlights": [{"start": 21, "end": 25}],
    "context": {"before": "Sochua was married in 1984 …", "after": "Sochua lived in the United States …"},
    "citation": {
        "id": "mu-sochua:57",
        "document": "mu-sochua",
        "title": "Mu Sochua",
        "section": ["Personal life"],
        "source": "seeds/000_646879967ad89437.txt",
        "start": 5310,
        "end": 5336,
        "offset_unit": "codepoint",
        "url": "https://en.wikipedia.org/wiki/Mu_Sochua#:~:text=Scott%20Leiper%20died%20in%202016.",
        "page": None,
    },
}

CHAT_REQUESTS: dict[str, Any] = {
    "question": {"question": "When did Scott Leiper die?", "top_k": 3},
    "follow-up": {
        "question": "When did he die?",
        "history": [{"question": "Who was her husband?", "answer": "Sochua was married in 1984 …"}],
    },
}

CHAT_REPLIES: dict[str, Any] = {
    "answered": {
        "id": _REPLY_ID,
        "status": "answered",
        "reason": None,
        "message": "Scott Leiper died in 2016.",
        "notice": None,
        "answers": 1,
        "confidence": 0.94,
        "confidence_label": "high",
        "question": {
            "asked": "When did he die?",
            "understood": "When did Scott Leiper die?",
            "context_terms": ["Scott Leiper"],
        },
        "passages": [_PASSAGE],
        "related": [],
        "suggestions": ["What awards did Mu Sochua receive?"],
        "choices": [],
        "index": _INDEX,
    },
    "no answer": {
        "id": _REPLY_ID,
        "status": "no_answer",
        "reason": "out_of_scope",
        "message": "The documents do not say anything about that.",
        "notice": "The documents do not say anything about that.",
        "answers": 0,
        "confidence": 0.12,
        "confidence_label": "low",
        "question": {"asked": "Where is he buried?", "understood": "Where is he buried?", "context_terms": []},
        "passages": [],
        "related": [_PASSAGE | {"confidence": 0.12, "highlights": []}],
        "suggestions": [],
        "choices": [],
        "index": _INDEX,
    },
    "small talk": {
        "id": _REPLY_ID,
        "status": "small_talk",
        "reason": None,
        "message": "Hello! You can ask me about Mu Sochua.",
        "notice": "Hello! You can ask me about Mu Sochua.",
        "answers": 0,
        "confidence": 1.0,
        "confidence_label": "high",
        "question": {"asked": "Hello", "understood": "Hello", "context_terms": []},
        "passages": [],
        "related": [],
        "suggestions": ["What awards did Mu Sochua receive?"],
        "choices": [],
        "index": _INDEX,
    },
}

EVENTS: dict[str, Any] = {
    "small talk": (
        'event: citations\ndata: {"passages": [], "related": []}\n\n'
        'event: message\ndata: {"message": "Hello! You can ask me about Mu Sochua."}\n\n'
        'event: end\ndata: {"id": "01JDEXAMPLE000000000000000", "status": "small_talk", "reason": null, '
        '"notice": "Hello! You can ask me about Mu Sochua.", "answers": 0, "confidence": 1.0, "confidence_label": "high", '
        '"question": {"asked": "Hello", "understood": "Hello", "context_terms": []}, '
        '"suggestions": [], "choices": [], "index": {"version": "20261124T060000Z-3f9a1c"}}\n\n'
    )
}

EXPLAIN_REQUESTS: dict[str, Any] = {
    "question": {"question": "When did Scott Leiper die?", "max_false_answers": 0.05},
}

_MODEL = "cited-chatbot"
_MADE = 1795496400  # when the completion was made, and the index before it

COMPLETION_REQUESTS: dict[str, Any] = {
    "question": {
        "model": _MODEL,
        "messages": [{"role": "user", "content": "When did Scott Leiper die?"}],
        "stream": False,
    },
    "follow-up as a stream, in one document": {
        "model": f"{_MODEL}:mu-sochua",
        "messages": [
            {"role": "system", "content": "You are a helpful assistant."},
            {"role": "user", "content": "Who was her husband?"},
            {"role": "assistant", "content": "Sochua was married in 1984 …"},
            {"role": "user", "content": [{"type": "text", "text": "When did he die?"}]},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
    },
}

_ANSWERED = CHAT_REPLIES["answered"]
_HEAD = {
    "id": f"chatcmpl-{_REPLY_ID}",
    "object": "chat.completion",
    "created": _MADE,
    "model": _MODEL,
    "system_fingerprint": _INDEX["version"],
}
_ANNOTATION = {
    "type": "url_citation",
    "url_citation": {"start_index": 0, "end_index": 26, "title": "Mu Sochua", "url": _PASSAGE["citation"]["url"]},  # type: ignore[index]  # a citation is an object
}
_USAGE = {"prompt_tokens": 26, "completion_tokens": 8, "total_tokens": 34}

COMPLETIONS: dict[str, Any] = {
    "answered": {
        **_HEAD,
        "choices": [
            {
                "index": 0,
                "message": {
                    "role": "assistant",
                    "content": _ANSWERED["message"],
                    "refusal": None,
                    "annotations": [_ANNOTATION],
                },
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "usage": _USAGE,
        "chatbot": _ANSWERED,
    }
}


def _chunk(delta: dict[str, Any], finish_reason: str | None = None, **more: Any) -> str:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    chunk = {**_HEAD, "object": "chat.completion.chunk", "usage": None, "choices": [choice], **more}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"


COMPLETION_EVENTS: dict[str, Any] = {
    "answered": _chunk({"role": "assistant", "content": ""})
    + _chunk({"content": _ANSWERED["message"]})
    + _chunk({"annotations": [_ANNOTATION]})
    + _chunk({}, "stop", chatbot=_ANSWERED)
    + _chunk({}, choices=[], usage=_USAGE)
    + "data: [DONE]\n\n"
}

MODELS: dict[str, Any] = {
    "one document": {
        "object": "list",
        "data": [
            {"id": name, "object": "model", "created": _MADE, "owned_by": _MODEL}
            for name in (_MODEL, f"{_MODEL}:mu-sochua")
        ],
    }
}

MODEL: dict[str, Any] = {"one document": MODELS["one document"]["data"][1]}

FEEDBACK: dict[str, Any] = {
    "helpful": {"reply_id": _REPLY_ID, "helpful": True, "comment": "Just what I looked for."},
}

DOCUMENTS: dict[str, Any] = {
    "one": {
        "documents": [
            {
                "id": "mu-sochua",
                "title": "Mu Sochua",
                "url": "https://en.wikipedia.org/wiki/Mu_Sochua",
                "passages": 74,
            }
        ],
        "index": _INDEX,
    }
}

SUGGESTIONS: dict[str, Any] = {
    "one": {"suggestions": ["What awards did Mu Sochua receive?"], "index": _INDEX},
}


def _problem(status: int, title: str, detail: str, kind: str = "about:blank", **more: Any) -> dict[str, Any]:
    return {"type": kind, "title": title, "status": status, "detail": detail, **more}


PROBLEM_EXAMPLES: dict[int, dict[str, Any]] = {
    400: {
        "invalid JSON": _problem(400, "Invalid JSON", "The body is not valid JSON.", "/docs#invalid-json"),
        "cut off": _problem(400, "Bad Request", "The body could not be read."),
    },
    401: {
        "no key": _problem(401, "Unauthorized", NEEDS_KEY),
    },
    404: {
        "unknown document": _problem(
            404,
            "Unknown document",
            "There is no document 'unicorn' here; GET /api/documents lists the documents.",
            "/docs#unknown-document",
        )
    },
    408: {"slow": _problem(408, "Request Timeout", "The request did not arrive within 15 seconds.")},
    413: {
        "too large": _problem(413, "Request Entity Too Large", "The data value transmitted exceeds the capacity limit.")
    },
    415: {"a form": _problem(415, "Unsupported Media Type", "Send the body as application/json.")},
    422: {
        "a wrong field": _problem(
            422,
            "Invalid request",
            "top_k: Input should be less than or equal to 20.",
            "/docs#invalid-request",
            errors=[{"field": "top_k", "message": "Input should be less than or equal to 20"}],
        )
    },
    429: {"too often": _problem(429, "Too many requests", too_often(7), "/docs#too-many-requests")},
    503: {
        "too busy": _problem(503, "Too busy", BUSY, "/docs#too-busy"),
        "not ready": _problem(
            503, "Not ready", "No index is loaded yet. Please try again in a moment.", "/docs#not-ready"
        ),
        "search unavailable": _problem(
            503,
            "Search unavailable",
            AWAY,
            "/docs#search-unavailable",
        ),
    },
}

FEEDBACK_UNAVAILABLE: dict[str, Any] = {
    "too busy": PROBLEM_EXAMPLES[503]["too busy"],
    "not kept": _problem(
        503, "Not kept", "Feedback cannot be kept at the moment. Please try again later.", "/docs#not-kept"
    ),
}


def _error(message: str, kind: str, param: str | None = None, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


OPENAI_EXAMPLES: dict[int, dict[str, Any]] = {
    400: {
        "a wrong field": _error(
            "n: Input should be 1.",
            "invalid_request_error",
            "n",
        ),
        "invalid JSON": _error("The body is not valid JSON.", "invalid_request_error", "body"),
    },
    401: {"no key": _error(NEEDS_KEY, "invalid_request_error", code="invalid_api_key")},
    404: {
        "unknown model": _error(
            "The model 'gpt-5' does not exist; GET /v1/models lists the models.",
            "invalid_request_error",
            "model",
            "model_not_found",
        )
    },
    429: {"too often": _error(too_often(7), "rate_limit_error", code="rate_limit_exceeded")},
    503: {
        "too busy": _error(BUSY, "server_error"),
        "not ready": _error("No index is loaded yet. Please try again in a moment.", "server_error"),
        "search unavailable": _error(AWAY, "server_error"),
    },
}
