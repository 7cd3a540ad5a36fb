"""How often one client may ask, by a moving window (the `limits` package)."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


class RateLimit:
    """`per_minute` requests from one client, counted in this process; 0 for no limit."""

    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def wait_seconds(self, client: str) -> int | None:
        """Count one request; None where it may pass, else the seconds until the next one may."""
        if self._item is None or self._limiter.hit(self._item, client):
            return None
        reset_at, _ = self._limiter.get_window_stats(self._item, client)
        return max(1, math.ceil(reset_at - time.time()))
