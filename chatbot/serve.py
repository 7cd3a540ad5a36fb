"""The production server: gunicorn with threads.

The application is made once and the workers are forked from it, so that they share its memory; but where the index's
encoder runs on PyTorch each worker makes its own, as PyTorch's thread pools do not survive a fork.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from chatbot.clients.source_link import bracketed
from chatbot.errors import CannotServe, ChatError
from chatbot.monitoring.together import COUNTED_TOGETHER
from chatbot.serving.addresses import addresses, listen
from chatbot.serving.connections import CONNECTIONS, Worker
from chatbot.serving.generations import GRACEFUL_SECONDS, Generations, inherited, what_is_left
from chatbot.serving.large_pages import use_large_pages
from chatbot.serving.metrics_folder import hold, new_folder
from chatbot.serving.pid_file import PidFile
from chatbot.settings import ServerSettings
from index import SearchIndexError

_log = logging.getLogger(__name__)

MOST_HEADERS = 64  # of at most 8,190 bytes each; a browser behind two proxies sends about 30
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # malloc.h
_MEGABYTE = 1 << 20


def serve(
    create_app: Callable[[], Flask],
    start: Callable[[Flask], None],
    settings: ServerSettings,
    announce: Callable[[str], None],
    *,
    before_fork: bool,
    pid_file: PidFile | None = None,
    log_is_for_people: bool = True,
) -> None:
    """Serve until SIGTERM or SIGINT; `announce` is told the address once the port is held.

    `create_app` is called once `before_fork`, or else in each worker; `start` in each worker, for what no fork may
    find running. What gunicorn logs goes to the `logging` module's root. CannotServe where the port is not to be had, the pid file not to be written, or a worker cannot start.
    """
    _share_one_heap()
    left = what_is_left()
    if pid_file and left:
        pid_file.lock = left.pid_file
    elif pid_file:
        pid_file.check()
    listeners = inherited(left) if left else [listen(settings.host, settings.port, "--port")]
    announce(f"Serving on {_url(listeners[0])} (Ctrl+C to stop)")
    if settings.metrics_port is not None and not left:
        listeners.append(listen(settings.host, settings.metrics_port, "server.metrics_port"))
    metrics_port = listeners[1].getsockname()[1] if listeners[1:] else None
    if metrics_port:
        announce(f"Metrics on {_url(listeners[1])}/metrics")

    def create() -> Flask:
        app = create_app()
        if metrics_port:
            app.config["METRICS_PORT"] = metrics_port
        return app

    options = _options(settings, listeners, before_fork, start)
    master = os.getpid()
    own_folder = left is not None and left.metrics
    is_given = COUNTED_TOGETHER in os.environ
    if not is_given and settings.workers > 1:
        own_folder = True
        os.environ[COUNTED_TOGETHER] = new_folder()
    _hold_metrics_folder()
    if is_given and not left:
        _metrics().forget_earlier_processes()
        _dead_processes().add_up(Path(os.environ[COUNTED_TOGETHER]))
    try:
        Generations(_Server(create, options), left, own_folder, pid_file, addresses(settings), log_is_for_people).run()
    except SystemExit as stop:
        if os.getpid() != master or not stop.code:  # a worker's own exit code has to reach the master as it is
            raise
        raise CannotServe("the server stopped because a worker could not start; the reason stands above.") from stop
    finally:
        if own_folder and os.getpid() == master:
            shutil.rmtree(os.environ.pop(COUNTED_TOGETHER), ignore_errors=True)


def _options(
    settings: ServerSettings, listeners: Iterable[socket.socket], before_fork: bool, start: Callable[[Flask], None]
) -> dict[str, Any]:
    """What gunicorn is told. The listeners are its own from now on."""
    return {
        "bind": [f"fd://{listener.detach()}" for listener in listeners],
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": Worker,
        "worker_connections": CONNECTIONS,
        "limit_request_fields": MOST_HEADERS,
        "forwarder_headers": "",  # no header of a client may say where the application is mounted,
        "secure_scheme_headers": {},  # or by which scheme it was asked; its address is client_address's affair
        "preload_app": before_fork,
        "post_fork": lambda _server, _worker: _hold_metrics_folder(),
        "post_worker_init": lambda worker: start(worker.wsgi),
        "child_exit": _forget,
        "graceful_timeout": GRACEFUL_SECONDS,
        "logger_class": _GunicornLog,
        "loglevel": "warning",
        "control_socket_disable": True,
    }


def _hold_metrics_folder() -> None:
    if folder := os.environ.get(COUNTED_TOGETHER):
        hold(folder)


def _forget(_: Arbiter, worker: Worker) -> None:
    if COUNTED_TOGETHER in os.environ:
        _metrics().forget_process(worker.pid)
        _dead_processes().add_up(Path(os.environ[COUNTED_TOGETHER]), worker.pid)


def _metrics() -> ModuleType:
    # Not before the folder is set: the library chooses how it counts when it is first imported.
    from chatbot.monitoring import metrics

    return metrics


def _dead_processes() -> ModuleType:
    from chatbot.monitoring import dead_processes  # as above

    return dead_processes


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{bracketed(host)}:{port}"


def _share_one_heap() -> None:
    """Let all threads allocate from one heap (mallopt(3), glibc) and give back what is free above a megabyte.

    By itself each thread that holds a connection gets a heap of its own, which keeps what a request needed at most: a
    worker grew to 190 MB of its own under load, and with one heap stays at 65, as fast (docs/performance.md). The
    size from which memory is mapped apart no longer grows by itself once the other is set; at its 128 kB the larger arrays
    of every answer would be mapped anew, some hundred pages that the system clears.
    """
    with suppress(OSError, AttributeError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_TRIM_THRESHOLD, _MEGABYTE)
        mallopt(_M_MMAP_THRESHOLD, _MEGABYTE)


class _GunicornLog(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Leaves the form of its lines, and where they go, to the `logging` module's root."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    def __init__(self, create_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._create_app = create_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        try:
            app = self._create_app()
            if COUNTED_TOGETHER in os.environ and self.cfg.preload_app:
                _metrics().forget_process(os.getpid())  # what it loaded says nothing once its workers have moved on
            gc.collect()
            gc.freeze()  # what is there stays where it is, so that collecting does not copy the pages that workers share
            use_large_pages()
            return app
        except (SearchIndexError, ChatError) as error:
            _log.error("Error: %s", error)
            sys.exit(Arbiter.APP_LOAD_ERROR)  # ends the master too
