"""Every error as application/problem+json (RFC 9457), and the one place that knows status codes."""

from __future__ import annotations

import logging
from functools import partial

from flask import Flask, Response, g, has_request_context, request
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import HTTPException, InternalServerError

from chatbot.admission.gate import READ_SECONDS
from chatbot.clients.openai_error import PREFIX, UNKNOWN_MODEL, openai_error, openai_status
from chatbot.errors import NotReady, UnknownDocument, UnknownModel
from chatbot.problem_types import ABOUT_BLANK, AWAY, MEDIA_TYPE, problem_type
from chatbot.schemas import FieldProblem, Problem
from index import IndexUnavailable

TOO_SLOW = f"The request did not arrive within {READ_SECONDS:.0f} seconds."
_MOST_NAMED = 100  # wrong fields; naming the 80,000 that fit into a megabyte takes a second and five megabytes
_IN_WORDS = {
    "model_type": "Input should be an object",
    "model_attributes_type": "Input should be an object",
    "tuple_type": "Input should be an array",
    "too_long": "Array should have at most {max_length} items",
    "too_short": "Array should have at least {min_length} items",
}
_LONGEST_FIELD = 200  # characters of an unknown field's name, which is the client's choice
RETRY_SECONDS = 5  # how long a client should wait before it asks a server that is not ready again
AWAY_SECONDS = 2  # the search engine is looked at once a second, so that it is known when it is back
AWAY_TITLE = "Search unavailable"

# What is told in the error's own words.
_TOLD: tuple[tuple[type[Exception], int, str], ...] = (
    (UnknownDocument, 404, "Unknown document"),
    (UnknownModel, 404, UNKNOWN_MODEL),
    (NotReady, 503, "Not ready"),
)

_log = logging.getLogger(__name__)


class RequestProblem(Exception):
    """A request that is refused, with its status and the reason in words."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        retry_after: int | None = None,
        challenge: str | None = None,
        codings: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.retry_after = retry_after  # seconds
        self.challenge = challenge  # WWW-Authenticate
        self.codings = codings  # Accept-Encoding


class InvalidBody(Exception):
    """A body that does not fit its model; a ValidationError of anything else is a fault of ours."""

    def __init__(self, error: ValidationError) -> None:
        super().__init__(error.title)  # not in full: it may name 80,000 fields
        self.error = error


def register_problems(app: Flask) -> None:
    """Turn every exception that reaches Flask into a problem."""
    app.register_error_handler(RequestProblem, _refused)
    for kind, status, title in _TOLD:
        app.register_error_handler(kind, partial(_told, status, title))
    app.register_error_handler(IndexUnavailable, _unavailable)
    app.register_error_handler(InvalidBody, _invalid)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def problem(
    status: int, title: str, detail: str, errors: tuple[FieldProblem, ...] | None = None, retry_after: int | None = None
) -> Response:
    """A problem as a response, in the form of the path's own clients; `retry_after` in seconds."""
    body = Problem(type=problem_type(title), title=title, status=status, detail=detail, errors=errors)
    if has_request_context() and request.path.startswith(PREFIX):
        response = Response(openai_error(body).model_dump_json(), openai_status(status), mimetype="application/json")
    else:
        response = Response(body.model_dump_json(exclude_none=True), status, mimetype=MEDIA_TYPE)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def failure(error: Exception, request_id: str) -> Problem:
    """What a client is told of an error whose status cannot be sent any more; where the fault is ours, what it was goes to the log, with
    the request's id.
    """
    if isinstance(error, IndexUnavailable):  # the log says when that begins and ends
        return Problem(type=problem_type(AWAY_TITLE), title=AWAY_TITLE, status=503, detail=AWAY)
    for kind, status, title in _TOLD:
        if isinstance(error, kind):
            return Problem(type=problem_type(title), title=title, status=status, detail=str(error))
    _log.error("a request failed", exc_info=error, extra={"id": request_id})
    detail = "Something went wrong on our side. Please try again."
    return Problem(type=ABOUT_BLANK, title=InternalServerError().name, status=500, detail=detail)


def _told(status: int, title: str, error: Exception) -> Response:
    return problem(status, title, str(error), retry_after=RETRY_SECONDS if status == 503 else None)


def _refused(error: RequestProblem) -> Response:
    response = problem(error.status, error.title, str(error), retry_after=error.retry_after)
    if error.challenge:
        response.headers["WWW-Authenticate"] = error.challenge
    if error.codings:
        response.headers["Accept-Encoding"] = error.codings
    return response


def _invalid(invalid: InvalidBody) -> Response:
    error = invalid.error
    count = error.error_count()
    if count > _MOST_NAMED:
        return problem(422, "Invalid request", f"{count:,} things are wrong with the body; a good one has few fields.")
    errors = error.errors(include_url=False, include_input=False)
    fields = tuple(
        FieldProblem(field=".".join(map(str, entry["loc"]))[:_LONGEST_FIELD] or "body", message=_message(entry))
        for entry in errors
    )
    if errors[0]["type"] == "json_invalid":
        return problem(400, "Invalid JSON", "The body is not valid JSON.", fields)
    return problem(422, "Invalid request", f"{fields[0].field}: {fields[0].message}.", fields)


def _message(error: ErrorDetails) -> str:
    """pydantic's, but in words of JSON where it speaks of Python's types."""
    words = _IN_WORDS.get(error["type"])
    return words.format(**error.get("ctx", {})) if words else error["msg"]


def _http(error: HTTPException) -> Response:
    response = problem(error.code or 500, error.name, error.description or error.name)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _unavailable(error: IndexUnavailable) -> Response:
    body = failure(error, g.seen.id)
    return problem(body.status, body.title, body.detail, retry_after=AWAY_SECONDS)


def _unexpected(error: Exception) -> Response:
    body = failure(error, g.seen.id)
    return problem(body.status, body.title, body.detail)
