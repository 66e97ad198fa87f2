"""Retry-After on the wire: seconds or a date, bounded, and nothing else (RFC 9110 §10.2.3)."""

from datetime import UTC, datetime

import pytest

from gateway.sources.head import checked

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("30", 30.0),
        (" 30 ", 30.0),
        ("315360000", 86_400.0),
        ("9" * 400, 86_400.0),
        ("Sun, 01 Nov 2026 08:01:30 GMT", 90.0),
        ("Sun, 01 Nov 2026 07:00:00 GMT", 0.0),
        ("Sun, 01 Nov 2099 07:00:00 GMT", 86_400.0),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("", None),
    ],
)
def test_how_long_a_source_asks_to_wait(said: str, seconds: float | None) -> None:
    """Seconds from now, never less than nothing or more than a day; what is neither is not there."""
    assert checked([("Retry-After", said)], lambda: NOW).retry_after == seconds
