"""What a server listens on: seen by a check, opened at the start, and kept over every restart, as only a start can open another."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from chatbot.errors import CannotServe
from chatbot.serving.connections import BACKLOG
from chatbot.settings import ServerSettings

STARTED_WITH = "CITED_CHATBOT_STARTED_WITH"  # the variable by which a running server tells the check of a restart


def listen(host: str, port: int, choose: str) -> socket.socket:
    """The port, held before anything is loaded: a second server is told so at once. `choose` is what names another."""
    with _told(host, port, choose), ExitStack() as undo:
        listener = undo.enter_context(_bound(host, port))
        listener.listen(BACKLOG)
        listener.set_inheritable(True)
        undo.pop_all()
        return listener


def check_possible(settings: ServerSettings) -> None:
    """CannotServe where no start could open these addresses; whether another program has a port now is not looked at."""
    if settings.port and settings.metrics_port == settings.port:
        raise CannotServe(
            f"server.metrics_port is {settings.port}, as server.port is; choose another for one of the two."
        )
    with _told(settings.host, settings.port, "--port"):
        _bound(settings.host, 0).close()


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, address = _resolved(host, port)
    with ExitStack() as undo:
        listener = undo.enter_context(socket.socket(family, kind, protocol))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        undo.pop_all()
        return listener


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, socket.SocketKind, int, tuple[Any, ...]]:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    return family, kind, protocol, address


@contextmanager
def _told(host: str, port: int, choose: str) -> Iterator[None]:
    try:
        yield
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no name of a host"
        raise CannotServe(
            f"cannot listen on {host}:{port} ({reason}); choose another with --host and {choose}, or end what uses it."
        ) from error


def addresses(settings: ServerSettings) -> str:
    """The settings that a start opens, as one text."""
    return json.dumps(settings.model_dump(include={"host", "port", "metrics_port"}))


def check_kept(settings: ServerSettings, started_with: str | None) -> None:
    """CannotServe where these settings would need another address than those that the running server was `started_with`.

    None where none runs. Two names of one host are the same address.
    """
    for name, before in json.loads(started_with or "{}").items():
        now = getattr(settings, name)
        if now != before and not (name == "host" and _is_same_host(now, before)):
            raise CannotServe(
                f"server.{name} is {_shown(now)} and was {_shown(before)} when the server started; a restart opens no other address: stop it and start it, or set that back."
            )


def _is_same_host(one: str, other: str) -> bool:
    with suppress(OSError, UnicodeError):  # no name of a host
        return _resolved(one, 0) == _resolved(other, 0)
    return False


def _shown(value: object) -> object:
    return "not set" if value is None else value
