"""Requests and replies as the API's description shows them, about the article that comes with the project."""

from __future__ import annotations

from typing import Any

_INDEX = {"version": "20261124T060000Z-3f9a1c"}
_REPLY_ID = "01JDEXAMPLE000000000000000"

_PASSAGE = {
    "rank": 1,
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
        "index": _INDEX,
    },
    "no answer": {
        "id": _REPLY_ID,
        "status": "no_answer",
        "reason": "out_of_scope",
        "message": "The documents do not say anything about that.",
        "confidence": 0.12,
        "confidence_label": "low",
        "question": {"asked": "Where is he buried?", "understood": "Where is he buried?", "context_terms": []},
        "passages": [],
        "related": [_PASSAGE | {"confidence": 0.12, "highlights": []}],
        "suggestions": [],
        "index": _INDEX,
    },
    "small talk": {
        "id": _REPLY_ID,
        "status": "small_talk",
        "reason": None,
        "message": "Hello! You can ask me about Mu Sochua.",
        "confidence": 1.0,
        "confidence_label": "high",
        "question": {"asked": "Hello", "understood": "Hello", "context_terms": []},
        "passages": [],
        "related": [],
        "suggestions": ["What awards did Mu Sochua receive?"],
        "index": _INDEX,
    },
}

EVENTS: dict[str, Any] = {
    "small talk": (
        'event: citations\ndata: {"passages": [], "related": []}\n\n'
        'event: message\ndata: {"message": "Hello! You can ask me about Mu Sochua."}\n\n'
        'event: end\ndata: {"id": "01JDEXAMPLE000000000000000", "status": "small_talk", "reason": null, '
        '"confidence": 1.0, "confidence_label": "high", '
        '"question": {"asked": "Hello", "understood": "Hello", "context_terms": []}, '
        '"suggestions": [], "index": {"version": "20261124T060000Z-3f9a1c"}}\n\n'
    )
}

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
    429: {
        "too often": _problem(
            429, "Too many requests", "Too many requests; please wait 7 seconds.", "/docs#too-many-requests"
        )
    },
    503: {
        "too busy": _problem(503, "Too busy", "The server is busy. Please try again in a moment.", "/docs#too-busy"),
        "not ready": _problem(
            503, "Not ready", "No index is loaded yet. Please try again in a moment.", "/docs#not-ready"
        ),
    },
}
