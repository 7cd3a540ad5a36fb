"""`create_app`: the only place where the parts are chosen and joined."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask, Response, g, request
from flask_cors import CORS
from gunicorn.http.errors import ParseException

from chatbot.client_address import Network, client_address
from chatbot.feedback import FeedbackStore
from chatbot.gate import Gate
from chatbot.live import LiveAnswerer
from chatbot.metrics import Metrics
from chatbot.problem import RequestProblem, register_problems
from chatbot.rate_limit import RateLimit
from chatbot.response_headers import response_headers
from chatbot.routes.chat import chat_routes
from chatbot.routes.documents import document_routes
from chatbot.routes.operations import operation_routes
from chatbot.routes.pages import page_routes
from chatbot.settings import ChatSettings, ServerSettings
from index import Encoder, IndexMissing, IndexUnavailable, PassageIndex, Place, load_encoder

_API = "/api/"
_LIVE = "chatbot.live"
_WORK = frozenset({"chat", "documents", "pages"})  # the routes that work; health and metrics are never kept waiting
BUSY_SECONDS = 1  # how long a client should wait before it asks a busy server again


def create_app(
    place: Place,
    base: Path,
    chat: ChatSettings,
    server: ServerSettings,
    load_encoder: Callable[[PassageIndex], Encoder] = load_encoder,
    rate_limit: RateLimit | None = None,
) -> Flask:
    """The application over the index in `place`; relative paths of the settings start from `base`.

    Applications of several processes that are handed one `rate_limit`, made before the fork, count together.

    Loads the model and the index, and starts no thread: `start` does, in the process that serves. Without an index, or where
    the server that keeps it is away, it answers 503 until there is one; an index that cannot be opened raises SearchIndexError.
    """
    app = Flask("chatbot")
    app.config["MAX_CONTENT_LENGTH"] = server.max_body_bytes
    metrics = Metrics()
    live = LiveAnswerer(place, chat, load_encoder, metrics.reloaded, metrics.index_in_use)
    app.extensions[_LIVE] = live
    try:
        live.load()
    except IndexMissing:
        app.logger.warning("there is no index yet; waiting for the first one")
    except IndexUnavailable as error:
        live.away = True
        app.logger.warning("%s Waiting for it.", error)
    streams = ThreadPoolExecutor(server.threads, thread_name_prefix="stream")
    app.register_blueprint(chat_routes(live, FeedbackStore(base / server.feedback), metrics, streams))
    app.register_blueprint(document_routes(live))
    app.register_blueprint(operation_routes(live, metrics))
    app.register_blueprint(page_routes(live, metrics))
    if server.cors_origins:
        CORS(
            app,
            resources={rf"{_API}.*": {"origins": list(server.cors_origins)}},
            methods=["GET", "POST"],
            allow_headers=["Content-Type", "Accept"],
            expose_headers=["RateLimit", "RateLimit-Policy", "Retry-After"],
            max_age=600,
        )
    register_problems(app)
    _measure(app, metrics)
    _limit(app, rate_limit or RateLimit(server), server.trusted_proxies)
    _queue(app, Gate(server.threads, server.queue, server.deadline))
    return app


def start(app: Flask) -> None:
    """Follow the index from now on, on SIGHUP at once; an application of `create_app` is told so in each process that serves it."""
    live: LiveAnswerer = app.extensions[_LIVE]
    signal.signal(signal.SIGHUP, lambda *_: live.look())
    live.watch()


def _limit(app: Flask, rate_limit: RateLimit, trusted: Sequence[Network]) -> None:
    @app.before_request
    def refuse_hasty_clients() -> None:
        client = client_address(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""), trusted)
        if request.method == "POST" or (request.path.startswith(_API) and request.method != "OPTIONS"):
            g.quota = rate_limit.count(client)
            if g.quota and g.quota.wait:
                wait = g.quota.wait
                raise RequestProblem(429, "Too many requests", f"Too many requests; please wait {wait} seconds.", wait)

    @app.after_request
    def say_what_is_left(response: Response) -> Response:
        if quota := g.get("quota"):
            response.headers.update(quota.headers)
        return response


def _queue(app: Flask, gate: Gate) -> None:
    @app.before_request
    def wait_for_a_turn() -> None:
        if request.blueprint in _WORK:
            try:
                request.get_data()  # before the turn, which a slow body would hold; too large a one is a 413 unread
                request.stream.read(1)  # a chunked body that goes on beyond the limit is a 413 too, not one that is cut
            except (OSError, ParseException) as error:
                raise RequestProblem(400, "Bad Request", "The body could not be read.") from error
            if not gate.enter():
                detail = "The server is busy. Please try again in a moment."
                raise RequestProblem(503, "Too busy", detail, BUSY_SECONDS)
            g.entered = True

    @app.teardown_request
    def make_room(_: BaseException | None) -> None:
        if g.pop("entered", False):
            gate.leave()


def _measure(app: Flask, metrics: Metrics) -> None:
    @app.before_request
    def begin() -> None:
        g.begin = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "unknown"
        metrics.requested(route, response.status_code, time.perf_counter() - g.get("begin", time.perf_counter()))
        response.headers.update(response_headers(response.mimetype))
        if request.path.startswith(_API):
            response.vary.add("Origin")  # whether or not a page of another origin asks, for caches in between
        return response
