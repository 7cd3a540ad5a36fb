"""A reply as server-sent events, with a heartbeat while it is waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from typing import TypeVar

from flask import Response, g

ReplyT = TypeVar("ReplyT")

EVENT_STREAM = "text/event-stream"
HEARTBEAT_SECONDS = 5.0  # below the idle time-outs of common proxies (nginx: 60 s)


def event_stream(
    pending: Future[ReplyT], events: Callable[[ReplyT], Iterable[str]], failed: Callable[[Exception], str]
) -> Response:
    """The reply as whole `events`; what goes wrong once the status is sent is one that `failed` makes.

    A refusal that comes before the first heartbeat is due is raised here, so that it gets its own status.
    """
    return Response(
        _events(pending, _settled(pending), events, failed),
        mimetype=EVENT_STREAM,
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


def keep_place(pending: Future[ReplyT]) -> Future[ReplyT]:
    """The request keeps its place at the gate until its reply is made, and not only until its head is sent."""
    if leave := g.pop("leave", None):
        pending.add_done_callback(lambda _: leave())
    return pending


def _settled(pending: Future[ReplyT]) -> bool:
    if not wait((pending,), HEARTBEAT_SECONDS).done:
        return False
    pending.result()  # raises what went wrong, a TimeoutError of its own too
    return True


def _events(
    pending: Future[ReplyT],
    settled: bool,
    events: Callable[[ReplyT], Iterable[str]],
    failed: Callable[[Exception], str],
) -> Iterator[str]:
    try:
        while not settled:
            yield ": waiting\n\n"
            settled = _settled(pending)
    except Exception as error:  # the status is sent already, so the refusal is an event
        yield failed(error)
        return
    yield from events(pending.result())
