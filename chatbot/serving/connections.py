"""gunicorn's threaded worker, made safe against slow clients and silent about them.

A client that sends slowly holds a thread. So threads that hold connections are many and cheap, while how many
requests are worked on at a time is the gate's affair, and whoever takes too long to send a request or to read
the reply is hung up on.
"""

from __future__ import annotations

import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers.gthread import ThreadWorker

from chatbot.admission.client_address import client_address, client_network
from chatbot.admission.gate import READ_SECONDS
from chatbot.monitoring.seen import ID_HEADER, WATCHING
from chatbot.pages.response_headers import response_headers
from chatbot.problem import TOO_SLOW
from chatbot.problem_types import ABOUT_BLANK, MEDIA_TYPE
from chatbot.schemas import Problem

# The library of the metrics chooses how it counts when it is first imported, and its folder is not there yet.
if TYPE_CHECKING:
    from chatbot.monitoring.watching import Watching

BACKLOG = 2048  # connections that may wait to be accepted
CONNECTIONS = 400  # of one worker, each may hold a thread; further ones wait in the kernel's backlog
LINGER_BYTES = 4_194_304  # read and thrown away, for 2 s at most: who still sends what is refused would not see why
REPLY_SECONDS = 120.0  # request and reply together
_LAST_PORT = 65_535

# What may stand in Host: an address or a name of the DNS, and a port. Any other value is a 400 (RFC 9112, 3.2), which
# gunicorn leaves out; links to source pages begin with it.
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]+)(?::([0-9]{0,5}))?")

STATUS: tuple[tuple[type[Exception], HTTPStatus], ...] = (
    (errors.ConfigurationProblem, HTTPStatus.INTERNAL_SERVER_ERROR),
    (errors.InvalidResponseHeader, HTTPStatus.INTERNAL_SERVER_ERROR),
    (errors.InvalidResponseHeaderName, HTTPStatus.INTERNAL_SERVER_ERROR),
    (errors.LimitRequestLine, HTTPStatus.REQUEST_URI_TOO_LONG),
    (errors.LimitRequestHeaders, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    (errors.ExpectationFailed, HTTPStatus.EXPECTATION_FAILED),
    (errors.ParseException, HTTPStatus.BAD_REQUEST),
)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """As gunicorn's, but: time limits on sending and reading; a slow close does not stop the accepting loop; errors as problems."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sockets: list[Any] = list(self.sockets)  # this process's own list of the listening sockets
        self._begun: dict[Any, float] = {}  # connection -> when its request began, by the monotonic clock
        self._looked = 0.0

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """A thread for each connection that is being read, started as they are needed."""
        return ThreadPoolExecutor(self.cfg.worker_connections, thread_name_prefix="connection")

    def set_accept_enabled(self, enabled: bool) -> None:
        """As gunicorn's; a worker that ends takes in whoever waits at the door, and lets it go at once.

        gunicorn would hold the listening socket until its last request ends: clients would go on connecting, to be cut off then.
        """
        super().set_accept_enabled(enabled)
        if not self.alive:
            while self.sockets:
                listener = self.sockets.pop()
                for _ in range(BACKLOG):
                    before = self.nr_conns
                    self.accept(listener)
                    if self.nr_conns == before:
                        break
                listener.close()

    def notify(self) -> None:
        """Called by the loop once a second or more often."""
        super().notify()
        now = time.monotonic()
        if now - self._looked >= 1:
            self._looked = now
            self._hang_up(now)

    def handle(self, conn: Any) -> Any:
        """One request of a connection, in a thread of its own."""
        self._begun[conn] = time.monotonic()
        conn.is_late = conn.has_head = False
        try:
            stays = super().handle(conn)
            if conn.is_late and not conn.has_head:
                self._refuse(conn.sock, conn.client, HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW)
            if not stays:  # closing may wait for the client, which the loop must not
                conn.sock.setblocking(True)
                util.close_graceful(conn.sock, max_drain=LINGER_BYTES)
                conn.close = lambda graceful=False: None  # noqa: ARG005 - the loop would close it once more
            return stays
        finally:
            del self._begun[conn]

    def handle_request(self, req: Any, conn: Any) -> Any:
        """From here on the application answers, a body that comes too slowly too."""
        conn.has_head = True
        host = next((value for name, value in req.headers if name == "HOST"), None)
        if not (req.version < (1, 1) if host is None else _is_host(host)):
            raise errors.InvalidHeader("HOST", req=req)
        if any(name == "TRANSFER-ENCODING" and value.lower() != "chunked" for name, value in req.headers):
            raise errors.InvalidHeader("TRANSFER-ENCODING", req=req)  # gunicorn would hand it on compressed
        return super().handle_request(req, conn)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """A request that cannot be parsed, told as a problem; gunicorn would answer in HTML and log the address."""
        status = next((status for kind, status in STATUS if isinstance(exc, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.exception("a connection failed")
        is_head = getattr(req or getattr(exc, "req", None), "method", None) == "HEAD"
        self._refuse(client, addr, status, f"The request could not be read: {status.phrase}.", is_head)

    def _refuse(self, client: socket.socket, addr: Any, status: HTTPStatus, detail: str, is_head: bool = False) -> None:
        watching: Watching = self.wsgi.extensions[WATCHING]
        peer = client_address(addr[0] if isinstance(addr, tuple) else "", "", ())
        seen = watching.seen("", "-", client_network(peer))
        body = Problem(type=ABOUT_BLANK, title=status.phrase, status=status, detail=detail).model_dump_json(
            exclude_none=True
        )
        headers = {
            "Connection": "close",
            ID_HEADER: seen.id,
            "Content-Type": MEDIA_TYPE,
            "Content-Length": str(len(body)),
        } | response_headers(MEDIA_TYPE)
        head = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        with suppress(OSError):
            util.write_nonblock(client, "\r\n".join([*head, "", "" if is_head else body]).encode())
        watching.unreadable(seen, status)

    def _hang_up(self, now: float) -> None:
        """Whoever is still reading then reads the end; whoever has read all is not disturbed until the reply is late too."""
        for conn, begun in self._begun.copy().items():
            if now - begun > READ_SECONDS:
                conn.is_late = True
                late = now - begun > REPLY_SECONDS
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR if late else socket.SHUT_RD)


def _is_host(value: str) -> bool:
    match = _HOST.fullmatch(value)
    return match is not None and int(match[1] or 0) <= _LAST_PORT
