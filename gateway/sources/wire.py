"""The wire: one POST over one fast client, bounded in time and size (`docs/besluiten/0002-transport.md`).

No redirects, no cookies, no proxies from the environment, no decompression.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Protocol

from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import PyreqwestError, RequestTimeoutError
from pyreqwest.response import Response

from gateway.core.call import Raw
from gateway.sources.port import no_connection, too_large, too_late, unreadable

CONNECTIONS = 64
"""Connections to one source together."""

IDLE_SECONDS = 20
"""How long an unused connection is kept."""

MOST_HEADERS, MOST_HEADER_BYTES = 100, 32 * 1024
"""What an answer may say before its body (`interface.md` §8, Limits); pyreqwest itself takes 100 headers."""

_ONCE = ("content-type", "content-encoding")
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)


class Wire(Protocol):
    """Sends one request to a source; tests put their own here."""

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        """Send and give what came back; raises SourceError when nothing usable does within `seconds`."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


def checked(items: Sequence[tuple[str, str]]) -> tuple[str, str | None]:
    """Give the media type of an answer in lower case and the charset it names.

    Raises SourceError for too many headers, for any coding, and where what says how to read stands twice.
    """
    told, size = dict[str, str](), 0
    for name, value in items:
        size += len(name) + len(value)
        if (lower := name.lower()) in _ONCE:
            if lower in told:
                raise unreadable()
            told[lower] = value
    if len(items) > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise too_large()
    if told.get("content-encoding", "identity").lower() != "identity":
        raise unreadable()
    return _content_type(told.get("content-type", ""))


@lru_cache(maxsize=64)
def _content_type(text: str) -> tuple[str, str | None]:
    media_type, _, parameters = text.partition(";")
    charset = _CHARSET.search(f";{parameters}")
    return media_type.strip().lower(), charset and charset[1]


class FastWire:
    """The wire to a mocked source over plain http: pyreqwest. `max_bytes` bounds one answer."""

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        builder = ClientBuilder().no_proxy().follow_redirects(enable=False).http1_only()
        builder = builder.gzip(enable=False).brotli(enable=False).zstd(enable=False).deflate(enable=False)
        self._client = (
            builder.max_connections(CONNECTIONS).pool_idle_timeout(timedelta(seconds=IDLE_SECONDS)).build()
        )

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        """Send and read; `seconds` is for everything together, also a body that drips."""
        try:
            request = self._client.post(url).headers(headers).body_bytes(content)
            async with request.timeout(timedelta(seconds=seconds)).build_streamed() as response:
                return await self._read(response)
        except RequestTimeoutError:
            raise too_late() from None
        except PyreqwestError:
            raise no_connection() from None

    async def _read(self, response: Response) -> Raw:
        media_type, charset = checked(list(response.headers.items()))
        chunks: list[bytes] = []
        size = 0
        while (chunk := await response.body_reader.read()) is not None:
            size += len(chunk)
            if size > self._max_bytes:
                raise too_large()
            chunks.append(bytes(chunk))
        return Raw(response.status, media_type, charset, b"".join(chunks))

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()
