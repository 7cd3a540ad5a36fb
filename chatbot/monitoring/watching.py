"""Watches each request: its id, its counts, its log line and its spans."""

from __future__ import annotations

import logging
import mmap
import time
from collections.abc import Callable

from flask import Flask, Response, g, request

from chatbot.admission.client_address import client_address, client_network, is_unnamed_proxy
from chatbot.monitoring.log import Level, Log
from chatbot.monitoring.metrics import Metrics
from chatbot.monitoring.seen import ID_HEADER, Seen, request_id
from chatbot.monitoring.tracing import Tracing
from chatbot.settings import ServerSettings

_LEVELS: dict[int, Level] = {429: "warning", 503: "warning"}  # refused because of load; 500 and the like are errors
_TRACE = ("traceparent", "tracestate")
_UNNAMED_PROXY = (
    "requests come through a proxy on this machine that server.trusted_proxies does not name, so every visitor counts "
    'as the machine itself: set it to ["127.0.0.1"], or ["::1"]'
)
_logger = logging.getLogger(__name__)


class Watching:
    """Watches the requests of an application; `version` gives the index version in use.

    Made before any fork, so that of all workers one warns. `tracing` is set after it.
    """

    def __init__(
        self, metrics: Metrics, log: Log, settings: ServerSettings, version: Callable[[], str | None] = lambda: None
    ) -> None:
        self.tracing: Tracing | None = None
        self._metrics = metrics
        self._log = log
        self._trusted = settings.trusted_proxies
        self._log_questions = settings.log_questions
        self._version = version
        self._warned = mmap.mmap(-1, 1)  # one byte that forked processes share

    def register(self, app: Flask) -> None:
        """Watch this application's requests, from before all else until after it. A stream ends when all of it is sent."""

        @app.before_request
        def begin() -> None:
            peer, forwarded = request.remote_addr or "", request.headers.get("X-Forwarded-For", "")
            g.client = client_address(peer, forwarded, self._trusted)
            g.seen = self.seen(request.headers.get(ID_HEADER, ""), request.method, client_network(g.client))
            if self.tracing:
                g.seen.trace = {name: request.headers[name] for name in _TRACE if name in request.headers}
            if is_unnamed_proxy(peer, forwarded, self._trusted) and not self._warned[0]:
                self._warned[0] = 1
                _logger.warning(_UNNAMED_PROXY)

        @app.after_request
        def end(response: Response) -> Response:
            seen: Seen = g.seen
            seen.route = request.url_rule.rule if request.url_rule else "unknown"
            seen.status = response.status_code
            response.headers[ID_HEADER] = seen.id
            self._metrics.requested(seen.route, seen.status, time.perf_counter() - seen.begun)
            if response.is_streamed and not response.direct_passthrough:  # a file is sent by the server itself
                response.call_on_close(lambda: self.note(seen))
            else:
                self.note(seen)
            return response

    def seen(self, given_id: str, method: str, client: str) -> Seen:
        """A request that begins now."""
        return Seen(request_id(given_id), method, client, time.perf_counter(), time.time_ns())

    def unreadable(self, seen: Seen, status: int) -> None:
        """A request that could not be parsed, and so never reached the application."""
        seen.status = status
        self._metrics.requested(seen.route, status, time.perf_counter() - seen.begun)
        self.note(seen)

    def note(self, seen: Seen) -> None:
        """The line and the spans of a request that is over."""
        end = time.perf_counter()
        fields: dict[str, object] = {
            "id": seen.id,
            "method": seen.method,
            "route": seen.route,
            "status": seen.status,
            "ms": round((end - seen.begun) * 1000, 2),
            "client": seen.client,
            "index": seen.reply.index.version if seen.reply else self._version(),
        }
        if reply := seen.reply:
            fields |= {
                "reply": reply.id,
                "reply_status": reply.status,
                "confidence": reply.confidence,
                "reason": reply.reason,
            }
        if seen.key:
            fields["key"] = seen.key
        if self._log_questions and seen.question is not None:
            fields["question"] = seen.question
        if self.tracing:
            fields["trace"] = self.tracing.record(seen, end)
        level: Level = "error" if seen.status >= 500 or seen.failed else "info"
        if not self._log.write(_LEVELS.get(seen.status, level), "request", fields):
            self._metrics.line_lost()
