"""What can be wrong with a request beyond what its status says: the problem types (RFC 9457, 3.1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from index import counted

MEDIA_TYPE = "application/problem+json"
ABOUT_BLANK = "about:blank"  # "the problem has no additional semantics beyond that of the HTTP status code"
BUSY = "The server is busy. Please try again in a moment."
BUSY_SECONDS = 1  # how long a client should wait before it asks a busy server again
NEEDS_KEY = "This needs a key, sent as `Authorization: Bearer KEY`."
AWAY = "The search engine is away. Please try again in a moment."  # IndexUnavailable names the machine

_MEANINGS = {
    "Invalid JSON": "The body is not JSON, not UTF-8, nested too deeply, or holds half of a surrogate pair.",
    "Invalid request": "The body is JSON, and a field of it is missing, unknown or out of range; `errors` names each.",
    "Unknown document": "The search was restricted to a document that is not indexed.",
    "Too many requests": "This client has used up what it may ask in a minute; `Retry-After` says when it may go on.",
    "Too busy": "More requests wait than the server can answer in time; nothing was done, ask again after `Retry-After`.",
    "Not kept": "The verdict could not be stored, and is lost; send it again after `Retry-After`.",
    "Not ready": "No index is loaded yet; ask again after `Retry-After`.",
    "Search unavailable": "The server that keeps the index (`index.engine`) does not answer; ask again after `Retry-After`.",
}


def too_often(seconds: int) -> str:
    """What is said to a client that has to wait so long."""
    return f"Too many requests; please wait {counted(seconds, 'second')}."


def problem_type(title: str) -> str:
    """The type of a problem of this title: a place on the API's page that says what is meant, or `about:blank`."""
    return f"/docs#{title.lower().replace(' ', '-')}" if title in _MEANINGS else ABOUT_BLANK


def problem_types() -> Iterator[tuple[str, str, str]]:
    """Every type with its title and what it means."""
    yield ABOUT_BLANK, "The status's own phrase", "The status says everything."
    for title, meaning in _MEANINGS.items():
        yield problem_type(title), title, meaning
