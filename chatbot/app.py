"""`create_app`: the only place where the parts are chosen and joined."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, g, request
from flask_cors import CORS
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, NotFound, PreconditionFailed, RequestEntityTooLarge

from chatbot.admission.gate import READ_SECONDS, Gate
from chatbot.admission.keys import Keys, challenge
from chatbot.admission.rate_limit import RateLimit
from chatbot.live import LiveAnswerer
from chatbot.monitoring.log import Log
from chatbot.monitoring.metrics import Metrics
from chatbot.monitoring.seen import ID_HEADER, WATCHING
from chatbot.monitoring.tracing import tracing
from chatbot.monitoring.watching import Watching
from chatbot.pages.response_headers import response_headers
from chatbot.problem import TOO_SLOW, RequestProblem, register_problems
from chatbot.problem_types import BUSY, BUSY_SECONDS, MEDIA_TYPE, NEEDS_KEY, too_often
from chatbot.reporting.asked import QUESTIONS, AskedQuestions
from chatbot.reporting.feedback import FEEDBACK, FeedbackStore
from chatbot.reporting.journal import Journal, JournalWriter
from chatbot.routes.below_path import below_path
from chatbot.routes.chat import chat_routes
from chatbot.routes.completions import completion_routes
from chatbot.routes.documents import document_routes
from chatbot.routes.operations import operation_routes
from chatbot.routes.pages import page_routes
from chatbot.routes.playground import playground_routes
from chatbot.settings import ChatSettings, ServerSettings
from index import Encoder, IndexMissing, IndexUnavailable, PassageIndex, Place, load_encoder

FOR_PROGRAMS = ("/api/", "/v1/")  # below these, requests are counted by client, and keys are asked for
_METRICS = "/metrics"
_LIVE = "chatbot.live"
_WRITER = "chatbot.writer"
# The routes that work; health and metrics are never kept waiting.
_WORK = frozenset({"chat", "completions", "documents", "pages", "playground"})
_SWITCH_SECONDS = 0.001  # a refusal takes the interpreter some six times, and each time waits for answers at work


def create_app(
    place: Place,
    base: Path,
    chat: ChatSettings,
    server: ServerSettings,
    load_encoder: Callable[[PassageIndex], Encoder] = load_encoder,
    rate_limit: RateLimit | None = None,
    log: Log | None = None,
) -> Flask:
    """The application over the index in `place`; relative paths of the settings start from `base`.

    Applications of several processes that are handed one `rate_limit`, made before the fork, count together.

    Loads the model and the index, and starts no thread: `start` does, in the process that serves. Without an index, or where
    the server that keeps it is away, it answers 503 until there is one; an index that cannot be opened raises SearchIndexError.
    """
    app = Flask("chatbot")
    app.url_map.merge_slashes = False  # two slashes are another path, not a redirect
    app.config["MAX_CONTENT_LENGTH"] = server.max_body_bytes + 1  # Werkzeug refuses a stream that fills it
    metrics = Metrics()
    live = LiveAnswerer(place, chat, load_encoder, metrics.reloaded, metrics.index_in_use)
    app.extensions[_LIVE] = live
    watching = Watching(metrics, log or Log(server.log_format, sys.stderr), server, lambda: live.version)
    app.extensions[WATCHING] = watching
    watching.register(app)
    try:
        live.load()
    except IndexMissing:
        app.logger.warning("there is no index yet; waiting for the first one")
    except IndexUnavailable as error:
        live.away = True
        app.logger.warning("%s Waiting for it.", error)
    streams = ThreadPoolExecutor(server.threads, thread_name_prefix="stream")
    questions = Journal(
        base / server.questions,
        QUESTIONS,
        server.question_days,
        metrics.dropped,
        metrics.rows_waiting,
        takes_rows=server.store_questions,
    )
    feedback = Journal(base / server.feedback, FEEDBACK, server.feedback_days, metrics.dropped, metrics.rows_waiting)
    app.extensions[_WRITER] = JournalWriter((questions, feedback))  # questions of earlier days are deleted in any case
    asked = AskedQuestions(questions if server.store_questions else None)
    app.register_blueprint(chat_routes(live, asked, FeedbackStore(feedback), metrics, streams))
    app.register_blueprint(completion_routes(live, asked, metrics, streams, server))
    app.register_blueprint(document_routes(live))
    app.register_blueprint(operation_routes(live, metrics, server.playground))
    app.register_blueprint(page_routes(live, asked, metrics, asks_for_key=bool(server.keys)))
    app.config["PLAYGROUND"] = server.playground  # for the link in the pages' header
    if server.playground:
        app.register_blueprint(playground_routes(live, chat, asks_for_key=bool(server.keys)))
    if server.cors_origins:
        CORS(
            app,
            resources={rf"{path}.*": {"origins": list(server.cors_origins)} for path in FOR_PROGRAMS},
            methods=["GET", "POST"],
            # The last are the openai package's own.
            allow_headers=["Content-Type", "Accept", "Authorization", ID_HEADER, "x-stainless-.*"],
            expose_headers=["RateLimit", "RateLimit-Policy", "Retry-After", ID_HEADER],
            max_age=600,
        )
    register_problems(app)
    _harden(app)
    _refuse_failed_conditions(app)
    _separate_metrics(app, server.metrics_port)
    _limit(app, rate_limit or RateLimit(server), Keys(server.keys), Keys(server.metrics_keys), metrics)
    _queue(app, Gate(server.threads, server.queue, server.deadline, metrics.waiting), metrics, server.max_body_bytes)
    app.wsgi_app = below_path(app.wsgi_app, server.public_url)  # type: ignore[assignment, method-assign]  # as Flask's documentation has it
    return app


def start(app: Flask) -> None:
    """Follow the index from now on, on SIGHUP at once, and write what is kept; an application of `create_app` is told so in each process that serves it."""
    app.extensions[WATCHING].tracing = tracing(os.environ)
    sys.setswitchinterval(_SWITCH_SECONDS)
    live: LiveAnswerer = app.extensions[_LIVE]
    app.extensions[_WRITER].start()
    signal.signal(signal.SIGHUP, lambda *_: live.look())
    live.watch()


def _harden(app: Flask) -> None:
    @app.after_request
    def say_what_a_browser_must_not_do(response: Response) -> Response:
        response.headers.update(response_headers(response.mimetype))
        if request.path.startswith(FOR_PROGRAMS):
            response.vary.add("Origin")  # whether or not a page of another origin asks, for caches in between
        return response


def _refuse_failed_conditions(app: Flask) -> None:
    @app.after_request
    def raise_what_failed(response: Response) -> Response:
        if response.status_code != HTTPStatus.PRECONDITION_FAILED or response.mimetype == MEDIA_TYPE:
            return response
        response.close()  # a file of ours, which Werkzeug would send all the same
        return app.make_response(app.handle_user_exception(PreconditionFailed()))


def _separate_metrics(app: Flask, port: int | None) -> None:
    """Where the metrics have a port of their own, they are nowhere else, and nothing else is there.

    A port that the system chose is put into METRICS_PORT by whoever listens.
    """
    app.config["METRICS_PORT"] = port
    if port is not None:

        @app.before_request
        def keep_ports_apart() -> None:
            is_there = request.environ.get("SERVER_PORT") == str(app.config["METRICS_PORT"])
            if is_there != (request.path == _METRICS):
                raise NotFound


def _limit(app: Flask, rate_limit: RateLimit, keys: Keys, metrics_keys: Keys, metrics: Metrics) -> None:
    @app.before_request
    def refuse_strangers_and_hasty_clients() -> None:
        is_for_programs = request.path.startswith(FOR_PROGRAMS) and request.method != "OPTIONS"
        door = Keys(())
        if keys and (is_for_programs or request.method == "POST"):  # the plain form at / answers too
            door = keys
        elif request.path == _METRICS:
            door = metrics_keys
        if door:
            g.seen.key = door.identify(request.headers.get("Authorization", ""))
        if request.method == "POST" or is_for_programs:
            g.quota = rate_limit.count(g.client, g.seen.key)
            if g.quota and g.quota.wait:
                metrics.refused("rate")
                wait = g.quota.wait
                raise RequestProblem(429, "Too many requests", too_often(wait), wait)
        if door and not g.seen.key:
            why = challenge(request.headers.get("Authorization"))
            raise RequestProblem(401, "Unauthorized", NEEDS_KEY, challenge=why)

    @app.after_request
    def say_what_is_left(response: Response) -> Response:
        if quota := g.get("quota"):
            response.headers.update(quota.headers)
        return response


def _queue(app: Flask, gate: Gate, metrics: Metrics, max_body_bytes: int) -> None:
    @app.before_request
    def wait_for_a_turn() -> None:
        if request.blueprint in _WORK:
            coding = request.headers.get("Content-Encoding", "identity").strip().lower()
            if request.method == "POST" and coding != "identity":
                detail = "Send the body as it is, without a content coding."
                raise RequestProblem(415, "Unsupported Media Type", detail, codings="identity")
            if (request.content_length or 0) > max_body_bytes:
                raise RequestEntityTooLarge
            begin = time.monotonic()
            try:
                # Before the turn, which a slow one would hold; too large a one is a 413 unread.
                body = request.get_data()
                if len(body) < (request.content_length or 0):  # cut; gunicorn hands on what there is of it
                    raise ClientDisconnected
                request.stream.read(1)  # a chunked body that goes on beyond the limit is a 413 too, not one that is cut
            except (OSError, ParseException, ClientDisconnected) as error:
                # Its head had a part of the time, of a good client a small one.
                if time.monotonic() - begin > READ_SECONDS - 1:
                    raise RequestProblem(408, "Request Timeout", TOO_SLOW) from error
                raise RequestProblem(400, "Bad Request", "The body could not be read.") from error
            if reason := gate.enter():
                metrics.refused(reason)
                raise RequestProblem(503, "Too busy", BUSY, BUSY_SECONDS)
            g.leave = gate.leave

    @app.teardown_request
    def make_room(_: BaseException | None) -> None:
        if leave := g.pop("leave", None):
            leave()
