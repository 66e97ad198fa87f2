"""The wire: one POST over one fast client, bounded in time and size (`docs/besluiten/0002-transport.md`).

No redirects, no cookies, no proxies from the environment, no decompression.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import PyreqwestError, RequestTimeoutError
from pyreqwest.response import Response

from gateway.core.call import Raw
from gateway.sources.port import no_connection, too_large, too_late, unreadable

_MAX_HEADER_BYTES = 32 * 1024
"""What an answer may say before its body (`interface.md` §8, Limits); the client itself takes 100 headers."""

_CONNECTIONS = 64
_IDLE = timedelta(seconds=20)
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


def _checked(response: Response) -> dict[str, str]:
    """Give the headers, of which those that say how to read may stand there once."""
    items = list(response.headers.items())
    if sum(len(name) + len(value) for name, value in items) > _MAX_HEADER_BYTES:
        raise too_large()
    headers = {name.lower(): value for name, value in items}
    names = [name.lower() for name, _ in items]
    if any(names.count(name) > 1 for name in _ONCE):
        raise unreadable()
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise unreadable()
    return headers


class FastWire:
    """The wire of production: pyreqwest. `max_bytes` bounds one answer."""

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        builder = ClientBuilder().no_proxy().follow_redirects(enable=False).http1_only()
        builder = builder.gzip(enable=False).brotli(enable=False).zstd(enable=False).deflate(enable=False)
        self._client = builder.max_connections(_CONNECTIONS).pool_idle_timeout(_IDLE).build()

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
        headers = _checked(response)
        chunks: list[bytes] = []
        size = 0
        while (chunk := await response.body_reader.read()) is not None:
            size += len(chunk)
            if size > self._max_bytes:
                raise too_large()
            chunks.append(bytes(chunk))
        media_type, _, parameters = headers.get("content-type", "").partition(";")
        charset = _CHARSET.search(f";{parameters}")
        return Raw(response.status, media_type.strip().lower(), charset and charset[1], b"".join(chunks))

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()
