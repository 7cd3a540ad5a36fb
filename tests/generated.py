"""Hooks of schemathesis: what the description cannot ask for."""

from __future__ import annotations

from typing import Any

import schemathesis

_asked = 0


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Every other question as a stream: OpenAPI has no parameter for `Accept`."""
    global _asked
    if case.operation.path == "/api/chat":
        _asked += 1
        if _asked % 2:
            case.headers["Accept"] = "text/event-stream"
