"""A problem in the form in which OpenAI's clients read errors."""

from __future__ import annotations

from chatbot.clients.completion_schemas import CompletionError, ErrorDetail
from chatbot.schemas import Problem

PREFIX = "/v1/"  # the paths whose errors have this form

_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
UNKNOWN_MODEL = "Unknown model"


def openai_error(problem: Problem) -> CompletionError:
    """The same in OpenAI's words; the first field that is to blame becomes `param`."""
    kind, code = "invalid_request_error", _CODES.get(problem.status)
    if problem.status == 429:
        kind = "rate_limit_error"
    elif problem.status >= 500:
        kind = "server_error"
    field = problem.errors[0].field if problem.errors else None
    if problem.title == UNKNOWN_MODEL:
        field, code = "model", "model_not_found"
    return CompletionError(error=ErrorDetail(message=problem.detail, type=kind, param=field, code=code))


def openai_status(status: int) -> int:
    """OpenAI answers a wrong field with 400."""
    return 400 if status == 422 else status
