"""A period as people write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from chatbot.reporting.period import moment

NOW = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "is_end", "meant"),
    [
        ("7d", False, datetime(2026, 11, 17, 12, 30, tzinfo=UTC)),
        ("24h", True, datetime(2026, 11, 23, 12, 30, tzinfo=UTC)),
        ("2w", False, datetime(2026, 11, 10, 12, 30, tzinfo=UTC)),
        ("2026-11-01", False, datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01", True, datetime(2026, 11, 2, tzinfo=UTC)),
        ("20261101", True, datetime(2026, 11, 2, tzinfo=UTC)),
        ("20261101T06", True, datetime(2026, 11, 1, 6, tzinfo=UTC)),
        ("2026-11-01T06:00", True, datetime(2026, 11, 1, 6, tzinfo=UTC)),
        ("2026-11-01T06:00+07:00", False, datetime(2026, 10, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_time_ago_or_a_date_is_understood(text: str, is_end: bool, meant: datetime) -> None:
    assert moment(text, NOW, is_end=is_end) == meant


@pytest.mark.parametrize("text", ["yesterday", "7", "d", "-7d", "2026-13-01", "2026-02-30"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment(text, NOW)


@pytest.mark.parametrize("text", ["9999-12-31", "99999w"])
def test_what_is_beyond_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(OverflowError):
        moment(text, datetime(1900, 1, 1, tzinfo=UTC), is_end=True)
