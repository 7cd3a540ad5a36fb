"""The production server: gunicorn with threads.

The application is made once and the workers are forked from it, so that they share its memory; but where the index's
encoder runs on PyTorch each worker makes its own, as PyTorch's thread pools do not survive a fork.
"""

from __future__ import annotations

import ctypes
import gc
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from chatbot.connections import CONNECTIONS, Worker
from chatbot.errors import CannotServe, ChatError
from chatbot.settings import ServerSettings
from index import SearchIndexError

BACKLOG = 2048
_METRICS_DIR = "PROMETHEUS_MULTIPROC_DIR"
MOST_HEADERS = 64  # of at most 8,190 bytes each; a browser behind two proxies sends about 30
_M_TRIM_THRESHOLD, _M_ARENA_MAX = -1, -8  # malloc.h
GRACEFUL_SECONDS = 30  # how long requests in flight may take to end after SIGTERM


def serve(
    create_app: Callable[[], Flask],
    start: Callable[[Flask], None],
    settings: ServerSettings,
    announce: Callable[[str], None],
    *,
    before_fork: bool,
) -> None:
    """Serve until SIGTERM or SIGINT; `announce` is told the address once the port is held.

    `create_app` is called once `before_fork`, or else in each worker; `start` in each worker, for what no fork may
    find running. CannotServe where the port is not to be had or a worker cannot start.
    """
    _share_one_heap()
    listener = _listen(settings.host, settings.port)
    host, port = listener.getsockname()[:2]
    announce(f"http://{f'[{host}]' if ':' in host else host}:{port}")
    options = {
        "bind": f"fd://{listener.fileno()}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": Worker,
        "worker_connections": CONNECTIONS,
        "limit_request_fields": MOST_HEADERS,
        "forwarder_headers": "",  # no header of a client may say where the application is mounted,
        "secure_scheme_headers": {},  # or by which scheme it was asked; its address is client_address's affair
        "preload_app": before_fork,
        "post_worker_init": lambda worker: start(worker.wsgi),
        "child_exit": _forget,
        "graceful_timeout": GRACEFUL_SECONDS,
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    master = os.getpid()
    own_folder = _METRICS_DIR not in os.environ and settings.workers > 1
    if own_folder:
        os.environ[_METRICS_DIR] = tempfile.mkdtemp(prefix="chatbot-metrics-")
    try:
        _Server(create_app, options).run()
    except SystemExit as stop:
        if os.getpid() != master or not stop.code:  # a worker's own exit code has to reach the master as it is
            raise
        raise CannotServe("the server stopped because a worker could not start; the reason stands above.") from stop
    finally:
        if own_folder and os.getpid() == master:
            shutil.rmtree(os.environ.pop(_METRICS_DIR), ignore_errors=True)


def _forget(_: Arbiter, worker: Worker) -> None:
    """A worker that is gone still counts, but says nothing of the present any more."""
    if _METRICS_DIR in os.environ:
        # Not before the folder is set: the library chooses how it counts when it is first imported.
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library leaves it untyped


def _share_one_heap() -> None:
    """Let all threads allocate from one heap (mallopt(3), glibc) and give back what is free above 64 kB.

    By itself each thread that holds a connection gets a heap of its own, which keeps what a request needed at most: a
    worker grew to 190 MB of its own under load, and with one heap stays at 65, as fast (docs/performance.md).
    """
    with suppress(OSError, AttributeError):  # another C library
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_TRIM_THRESHOLD, 65_536)


def _listen(host: str, port: int) -> socket.socket:
    """The port, held before anything is loaded: a second server is told so at once."""
    with ExitStack() as undo:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            family, kind, protocol, _, address = found[0]
            listener = undo.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError as error:
            raise CannotServe(
                f"cannot listen on {host}:{port} ({error.strerror}); choose another with --host and --port, or end what uses it."
            ) from error
        listener.set_inheritable(True)
        undo.pop_all()
        return listener


class _Arbiter(Arbiter):  # type: ignore[misc]  # gunicorn is untyped
    def handle_hup(self) -> None:
        """Hand it on. Gunicorn would start every worker anew, which a damaged version would not survive."""
        self.kill_workers(signal.SIGHUP)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    def __init__(self, create_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._create_app = create_app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def run(self) -> None:
        _Arbiter(self).run()

    def load(self) -> Flask:
        try:
            app = self._create_app()
            gc.collect()
            gc.freeze()  # what is there stays where it is, so that collecting does not copy the pages that workers share
            return app
        except (SearchIndexError, ChatError) as error:
            print(f"Error: {error}", file=sys.stderr, flush=True)
            sys.exit(Arbiter.APP_LOAD_ERROR)  # ends the master too
