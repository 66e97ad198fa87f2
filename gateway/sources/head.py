"""What an answer says before its body: how to read it, and when to come back."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import msgspec

from gateway.clock import system_time
from gateway.core.call import Raw
from gateway.sources.port import too_large, unreadable

MOST_HEADERS, MOST_HEADER_BYTES = 100, 32 * 1024
"""What an answer may say before its body (`interface.md` §8, Limits); pyreqwest itself takes 100 headers."""

_MOST_WAIT_SECONDS = 86_400.0
"""A source may ask for more, but tomorrow we may try again."""

_ONCE = ("content-type", "content-encoding")
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)


class Head(msgspec.Struct, frozen=True):
    """The head of an answer: media type in lower case, the charset it names, the seconds it asks to wait."""

    media_type: str
    charset: str | None
    retry_after: float | None

    def raw(self, status: int, body: bytes) -> Raw:
        """Put the answer together."""
        return Raw(status, self.media_type, self.charset, body, retry_after=self.retry_after)


def checked(items: Sequence[tuple[str, str]], now: Callable[[], datetime] = system_time) -> Head:
    """Read the headers of an answer.

    Raises SourceError for too many of them, for any coding, and where what says how to read stands twice.
    """
    told, size = dict[str, str](), 0
    for name, value in items:
        size += len(name) + len(value)
        lower = name.lower()
        if lower in _ONCE and lower in told:
            raise unreadable()
        told[lower] = value
    if len(items) > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise too_large()
    if told.get("content-encoding", "identity").lower() != "identity":
        raise unreadable()
    wait = None if (asked := told.get("retry-after")) is None else _seconds(asked.strip(), now)
    return Head(*_content_type(told.get("content-type", "")), wait)


@lru_cache(maxsize=64)
def _content_type(text: str) -> tuple[str, str | None]:
    media_type, _, parameters = text.partition(";")
    charset = _CHARSET.search(f";{parameters}")
    return media_type.strip().lower(), charset and charset[1]


def _seconds(text: str, now: Callable[[], datetime]) -> float | None:
    """Read Retry-After, seconds or a date (RFC 9110 §10.2.3); None when it is neither."""
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _MOST_WAIT_SECONDS)
    with suppress(ValueError, OverflowError):
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max((aware - now()).total_seconds(), 0.0), _MOST_WAIT_SECONDS)
    return None
