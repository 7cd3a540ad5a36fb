"""Questions put to the application, and what its refusals look like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PACKAGE = Path(__file__).parents[1] / "chatbot"
STREAM = {"Accept": "text/event-stream"}


def ask(client: FlaskClient, question: str, **fields: Any) -> dict[str, Any]:
    response = client.post("/api/chat", json={"question": question, **fields})
    assert (response.status_code, response.mimetype) == (200, "application/json")
    return response.get_json()


def problem(response: TestResponse) -> dict[str, Any]:
    """The body of a refusal, which is in RFC 9457's form and tells nothing of the machine."""
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    assert body.keys() - {"errors"} == {"type", "title", "status", "detail"}
    assert body["status"] == response.status_code
    assert body["title"] and body["detail"]
    # Names to look for, no file to write.
    for secret in ("Traceback", 'File "', "/tmp", str(Path.home()), str(PACKAGE.parent), "site-packages"):
        assert secret not in response.text
    return body
