"""A reply of the API as JSON."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel


def json_reply(reply: BaseModel, status: int = 200) -> Response:
    """The response that says this."""
    return Response(reply.model_dump_json(), status, mimetype="application/json")
