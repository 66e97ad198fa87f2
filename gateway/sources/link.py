"""The wire to one source: one fast transport under httpx's types, bounded in time and size.

httpx's client layer is left out (it costs more than the network, `docs/prestaties.md`): no redirects, no
cookies, no proxies from the environment, no decompression.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

import httpx
from pyreqwest.client import ClientBuilder
from pyreqwest.compatibility.httpx import HttpxTransport

from gateway.core.call import Call, Raw
from gateway.sources.port import no_connection, not_a_test_person, too_large, too_late

MAX_BYTES = 8 * 1024 * 1024
"""A source's answer may be at most 8 MB (`interface.md` §8, Limits)."""

_CONNECTIONS = 64
_IDLE_SECONDS = 20
_ADDRESSES = 256
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)


def fast_transport() -> httpx.AsyncBaseTransport:
    """Make the default transport; the reason for this one is in `docs/besluiten/0002-transport.md`."""
    client = (
        ClientBuilder()
        .no_proxy()
        .follow_redirects(enable=False)
        .http1_only()
        .max_connections(_CONNECTIONS)
        .pool_idle_timeout(timedelta(seconds=_IDLE_SECONDS))
        .build()
    )
    return HttpxTransport(client)


@dataclass(frozen=True, slots=True)
class Link:
    """Where one source is and how it may be reached; `echt` is False for a mocked one."""

    transport: httpx.AsyncBaseTransport
    url: str
    echt: bool
    max_bytes: int = MAX_BYTES
    address: Callable[[str], httpx.URL] = field(
        default_factory=lambda: lru_cache(_ADDRESSES)(httpx.URL), repr=False
    )

    async def post(self, path: str, content: bytes, headers: Mapping[str, str], call: Call) -> Raw:
        """Send one request; raises SourceError when nothing usable comes back in time."""
        if not self.echt and not call.bsn.is_test_person:
            raise not_a_test_person()
        remaining = call.deadline - asyncio.get_running_loop().time()
        if remaining <= 0:
            raise too_late()
        try:
            request = self._request(path, content, {**headers, "traceparent": call.traceparent})
            request.extensions["timeout"] = {"read": remaining}
            return await self._send(request)
        except httpx.TimeoutException:
            raise too_late() from None
        except (httpx.TransportError, httpx.StreamError, httpx.InvalidURL):
            raise no_connection() from None

    def _request(self, path: str, content: bytes, headers: Mapping[str, str]) -> httpx.Request:
        """Make the request with every header said here: what httpx would work out costs twice as much."""
        address = self.address(self.url + path)
        request = httpx.Request(
            "POST",
            address,
            headers={
                "Host": address.netloc.decode("ascii"),
                "Content-Length": str(len(content)),
                "Accept-Encoding": "identity",
                **headers,
            },
            stream=httpx.ByteStream(content),
        )
        request.read()
        request.headers.encoding = "ascii"
        return request

    async def _send(self, request: httpx.Request) -> Raw:
        response = await self.transport.handle_async_request(request)
        # Said, not found out: httpx would decode every header to learn it, and this one fits all bytes.
        response.headers.encoding = "iso-8859-1"
        try:
            body = await self._capped(response)
        finally:
            await response.aclose()
        kind = response.headers.get("content-type", "")
        media_type, _, parameters = kind.partition(";")
        charset = _CHARSET.search(f";{parameters}")
        return Raw(response.status_code, media_type.strip().lower(), charset and charset[1], body)

    async def _capped(self, response: httpx.Response) -> bytes:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise too_large()
        chunks: list[bytes] = []
        size = 0
        async for chunk in response.stream:  # type: ignore[union-attr]  # an async transport gives an async stream
            size += len(chunk)
            if size > self.max_bytes:
                raise too_large()
            chunks.append(chunk)
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)
