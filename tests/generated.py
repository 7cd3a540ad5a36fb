"""Hooks of schemathesis: what the description cannot ask for."""

from __future__ import annotations

from typing import Any

import schemathesis

_asked = 0


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Every other question as a stream: OpenAPI has no parameter for `Accept`.

    A good conversation is made to end with a question to this server, which no keyword of JSON Schema says of a list.
    """
    global _asked
    if case.operation.path == "/api/chat":
        _asked += 1
        if _asked % 2:
            case.headers["Accept"] = "text/event-stream"
    if case.operation.path == "/v1/chat/completions" and case.meta.generation.mode.is_positive:
        _asked += 1
        case.body["messages"] = [*case.body["messages"], {"role": "user", "content": f"Who died in {_asked}?"}]
        case.body["model"] = "cited-chatbot"
        case.body["stream"] = bool(_asked % 2)
