"""The MCP server over streamable HTTP: a process with a port of its own, and with the limits of the chat server.

Beside the chat server and not in it: it is asynchronous where that one has threads, and the mcp package takes 35 MB
and 0.3 s to load.
"""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import anyio.to_thread
import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chatbot.admission.client_address import client_address
from chatbot.admission.keys import Keys, challenge
from chatbot.admission.rate_limit import RateLimit
from chatbot.clients.source_link import bracketed
from chatbot.errors import CannotServe
from chatbot.problem_types import ABOUT_BLANK, BUSY, BUSY_SECONDS, MEDIA_TYPE, NEEDS_KEY, too_often
from chatbot.schemas import Problem
from chatbot.settings import ServerSettings

PATH = "/mcp"
CONNECTIONS = 1000  # that are open at a time; one more is answered 503
GRACEFUL_SECONDS = 30  # how long requests in flight may take to end after SIGTERM
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def serve_mcp(server: MCPServer[None], settings: ServerSettings, announce: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT; `announce` is told the address. CannotServe where the port is not to be had.

    Nothing is kept between two requests, so any proxy, and any number of these processes behind it, will do.
    """
    app = shared_with_pages(Limits(mcp_app(server, settings), RateLimit(settings), settings), settings)
    with _listen(settings.host, settings.mcp_port) as listener:
        announce(f"http://{bracketed(settings.host)}:{listener.getsockname()[1]}{PATH}")
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=GRACEFUL_SECONDS,
        )
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, lambda *_: None)  # uvicorn raises it once more after it has stopped: no failure
        asyncio.run(_serve(uvicorn.Server(config), listener, settings.threads))


def mcp_app(server: MCPServer[None], settings: ServerSettings) -> ASGIApp:
    """The server at `PATH`, for requests to the names by which it is known (a page cannot rebind a name of its own to it)."""
    names = [bracketed(settings.host), *_LOOPBACK]
    if settings.public_url:
        names.append(bracketed(urlsplit(settings.public_url).hostname or ""))
    origins = _origins(settings)
    # A refused name is the caller's affair; told in the log, anyone could fill it.
    logging.getLogger("mcp.server.transport_security").setLevel(logging.ERROR)
    return server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=settings.max_body_bytes,
        transport_security=TransportSecuritySettings(
            allowed_hosts=[allowed for name in names for allowed in (name, f"{name}:*")],
            allowed_origins=[allowed for origin in origins for allowed in (origin, f"{origin}:*")],
        ),
    )


def _origins(settings: ServerSettings) -> list[str]:
    """Whose pages may ask, each on any port: those of the server's own names, and of `server.cors_origins`."""
    origins = [f"http://{name}" for name in (bracketed(settings.host), *_LOOPBACK)]
    origins += [origin for origin in settings.cors_origins if origin != "*"]
    if settings.public_url:
        public = urlsplit(settings.public_url)
        origins.append(f"{public.scheme}://{public.netloc}")
    return origins


def shared_with_pages(app: ASGIApp, settings: ServerSettings) -> ASGIApp:
    """The same, answering browsers that ask first whether one of these pages may post to it (Fetch Standard, 3.2)."""
    return CORSMiddleware(
        app,
        allow_origin_regex=f"(?:{'|'.join(map(re.escape, _origins(settings)))})(?::[0-9]+)?",
        allow_methods=["POST"],
        allow_headers=["Authorization", "Content-Type", "Mcp-Protocol-Version", "Mcp-Session-Id"],
        expose_headers=["Retry-After"],
    )


class Limits:
    """What the chat server asks of its clients: not too often, not too many at a time, not too slowly."""

    def __init__(self, app: ASGIApp, rate_limit: RateLimit, settings: ServerSettings) -> None:
        self._app = app
        self._rate_limit = rate_limit
        self._settings = settings
        self._keys = Keys(settings.keys)
        self._places = settings.threads + settings.queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; those of the server's own life pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].rstrip("/") != PATH:
            detail = f"There is nothing here; messages are posted to {PATH}."
            await _problem(404, "Not Found", detail, {})(scope, receive, send)
        elif scope["method"] != "POST":
            detail = f"Messages are posted to {PATH}; there is no stream to listen to, and no session to end."
            await _problem(405, "Method Not Allowed", detail, {"Allow": "POST"})(scope, receive, send)
        elif refusal := self._refusal(scope):
            await refusal(scope, receive, send)
        else:
            self._places -= 1
            try:
                await self._in_time(scope, receive, send)
            finally:
                self._places += 1

    def _refusal(self, scope: Scope) -> Response | None:
        peer = scope["client"][0] if scope["client"] else ""
        sent = Headers(scope=scope)
        forwarded = ", ".join(sent.getlist("x-forwarded-for"))  # a proxy may add a line of its own
        client = client_address(peer, forwarded, self._settings.trusted_proxies)
        key = self._keys.identify(sent.get("authorization", "")) if self._keys else None
        quota = self._rate_limit.count(client, key)
        if quota and quota.wait:
            headers = {"Retry-After": str(quota.wait), **quota.headers}
            return _problem(429, "Too many requests", too_often(quota.wait), headers)
        if self._keys and not key:
            return _problem(401, "Unauthorized", NEEDS_KEY, {"WWW-Authenticate": challenge(sent.get("authorization"))})
        return None if self._places > 0 else _too_busy()

    async def _in_time(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def tell(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            async with asyncio.timeout(self._settings.deadline):
                await self._app(scope, receive, tell)
        except TimeoutError:
            if not begun:
                await _too_busy()(scope, receive, send)


async def _serve(server: uvicorn.Server, listener: socket.socket, threads: int) -> None:
    anyio.to_thread.current_default_thread_limiter().total_tokens = threads
    await server.serve([listener])


def _too_busy() -> Response:
    return _problem(503, "Too busy", BUSY, {"Retry-After": str(BUSY_SECONDS)})


def _problem(status: int, title: str, detail: str, headers: dict[str, str]) -> Response:
    body = Problem(type=ABOUT_BLANK, title=title, status=status, detail=detail)
    return Response(body.model_dump_json(exclude_none=True), status, headers, MEDIA_TYPE)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0]  # Python says the address once more behind it
        raise CannotServe(
            f"cannot listen on {host}:{port} ({reason}); choose another with --host and --port, or end what uses it."
        ) from error
