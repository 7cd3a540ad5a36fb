"""A period of time as it is given on a command line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_AGO = re.compile(r"(\d{1,5})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def moment(text: str, now: datetime, *, is_end: bool = False) -> datetime:
    """`24h`, `7d` and `4w` ago, or a date or time of ISO 8601, in UTC where it does not say; ValueError for anything else, and
    OverflowError for what is beyond the calendar.

    A date alone is its beginning, and as the end of a period the beginning of the next day, so that it is within.
    """
    if ago := _AGO.fullmatch(text):
        return now - int(ago[1]) * _UNITS[ago[2]]
    given = datetime.fromisoformat(text)
    if is_end and _is_date(text):
        given += timedelta(days=1)
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)


def _is_date(text: str) -> bool:
    """Whether it says no time: `2026-11-24`, `20261124`."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
