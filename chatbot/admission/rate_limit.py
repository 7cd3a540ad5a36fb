"""How often one client may ask, by a moving window (the `limits` package)."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MovingWindowSupport, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from chatbot.admission.client_address import Address, client_key
from chatbot.admission.shared_windows import SharedWindows
from chatbot.errors import CannotServe
from chatbot.settings import ServerSettings

DEFAULT_PER_MINUTE = 120  # where server.rate_limit is not set
_STORAGE_SECONDS = 0.25  # a storage elsewhere that takes longer counts as gone
_AWAY_SECONDS = 5.0  # and is left alone for so long

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Quota:
    """What one client has left; `wait` is None where the request may pass, else the seconds until the next one may."""

    per_minute: int
    remaining: int
    reset: int  # seconds until more than `remaining` is there
    wait: int | None

    @property
    def headers(self) -> dict[str, str]:
        """draft-ietf-httpapi-ratelimit-headers-10: the policy, and what is left of it."""
        return {
            "RateLimit-Policy": f'"minute";q={self.per_minute};w=60',
            "RateLimit": f'"minute";r={self.remaining};t={self.reset}',
        }


class RateLimit:
    """`server.rate_limit` requests a minute from one client, counted once for all processes that are forked after this.

    With `server.rate_limit_storage`, once for all machines that name it; while it is gone, everyone may pass.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self._spares_loopback = settings.rate_limit is None
        per_minute = DEFAULT_PER_MINUTE if settings.rate_limit is None else settings.rate_limit
        self._item = RateLimitItemPerMinute(per_minute) if per_minute else None
        if self._item:
            self._limiter = MovingWindowRateLimiter(_storage(settings.rate_limit_storage, per_minute))
        self._resume = 0.0  # when a storage that was gone is asked again, by the monotonic clock

    def count(self, client: Address | None, key: str | None = None) -> Quota | None:
        """Count one request, by the id of its key where it has one; None where this client has no limit."""
        if self._item is None or (self._spares_loopback and client is not None and client.is_loopback):
            return None
        if time.monotonic() < self._resume:
            return None
        name = f"key {key}" if key else client_key(client)
        try:
            passes = self._limiter.hit(self._item, name)
            reset_at, remaining = self._limiter.get_window_stats(self._item, name)
        except StorageError as error:
            self._resume = time.monotonic() + _AWAY_SECONDS
            _log.error("requests are not counted: server.rate_limit_storage is gone (%s)", type(error.args[0]).__name__)
            return None
        reset = max(1, math.ceil(reset_at - time.time()))
        return Quota(self._item.amount, max(0, remaining), reset, None if passes else reset)


def _storage(url: str | None, per_minute: int) -> Storage:
    if url is None:
        return SharedWindows(per_minute)
    times = {"socket_timeout": _STORAGE_SECONDS, "socket_connect_timeout": _STORAGE_SECONDS}
    try:
        storage = storage_from_string(url, wrap_exceptions=True, **times)
    except (ConfigurationError, ValueError) as error:
        raise CannotServe(
            "server.rate_limit_storage cannot be used: an address such as redis://host:6379 is expected, and the extra `redis`."
        ) from error
    if not isinstance(storage, Storage) or not isinstance(storage, MovingWindowSupport):
        raise CannotServe("server.rate_limit_storage cannot keep a moving window; name a Redis, as redis://host:6379.")
    return storage
