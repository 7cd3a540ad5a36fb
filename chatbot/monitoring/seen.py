"""What is known of one request: what its log line, its counts and its spans are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ulid import ULID

from chatbot.schemas import ChatReply
from chatbot.stages import Stages

ID_HEADER = "X-Request-ID"
WATCHING = "chatbot.watching"  # the extension of the application that watches its requests

# UUIDs, ULIDs, trace ids, base64; nothing that a log or a shell reads as more.
_SANE_ID = re.compile(r"[A-Za-z0-9._:+/=@-]{1,128}")


@dataclass(slots=True)
class Seen:
    """One request. `client` is a network, never an address in full; times in seconds of `time.perf_counter`."""

    id: str
    method: str
    client: str
    begun: float
    begun_at: int  # nanoseconds since the epoch
    trace: dict[str, str] = field(default_factory=dict)  # W3C traceparent and tracestate, where they were sent
    key: str | None = None  # id of the key that it came with
    route: str = "unknown"
    status: int = 0
    question: str | None = None
    reply: ChatReply | None = None
    stages: Stages | None = None
    failed: bool = False  # after the status was sent


def request_id(given: str) -> str:
    """The client's own id (`X-Request-ID`) where it is sane, else a new one."""
    return given if _SANE_ID.fullmatch(given) else str(ULID())
