"""What a server listens on: opened at its start, and kept over every restart, as only a start can open another."""

from __future__ import annotations

import json
import socket
from contextlib import ExitStack

from chatbot.errors import CannotServe
from chatbot.serving.connections import BACKLOG
from chatbot.settings import ServerSettings

STARTED_WITH = "CITED_CHATBOT_STARTED_WITH"  # the variable by which a running server tells the check of a restart


def listen(host: str, port: int, choose: str) -> socket.socket:
    """The port, held before anything is loaded: a second server is told so at once. `choose` is what names another."""
    with ExitStack() as undo:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            family, kind, protocol, _, address = found[0]
            listener = undo.enter_context(socket.socket(family, kind, protocol))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no name of a host"
            raise CannotServe(
                f"cannot listen on {host}:{port} ({reason}); choose another with --host and {choose}, or end what uses it."
            ) from error
        listener.set_inheritable(True)
        undo.pop_all()
        return listener


def addresses(settings: ServerSettings) -> str:
    """The settings that a start opens, as one text."""
    return json.dumps(settings.model_dump(include={"host", "port", "metrics_port"}))


def check_kept(settings: ServerSettings, started_with: str | None) -> None:
    """CannotServe where these settings would need another address than those that the running server was `started_with`.

    None where none runs.
    """
    for name, before in json.loads(started_with or "{}").items():
        if (now := getattr(settings, name)) != before:
            raise CannotServe(
                f"server.{name} is {_shown(now)} and was {_shown(before)} when the server started; a restart opens no other address: stop it and start it, or set that back."
            )


def _shown(value: object) -> object:
    return "not set" if value is None else value
