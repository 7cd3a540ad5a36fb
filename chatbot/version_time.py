"""When an index version was made, by its name."""

from __future__ import annotations

from datetime import UTC, datetime


def made_at(version: str) -> float | None:
    """Seconds since the epoch; None where somebody renamed it by hand."""
    try:
        return datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None
