"""The wire to one source: one fast transport under httpx's types, bounded in time and size.

httpx's client layer is left out (it costs more than the network, `docs/prestaties.md`): no redirects, no
cookies, no proxies from the environment, no decompression.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

import httpx
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import PyreqwestError, RequestTimeoutError
from pyreqwest.request import StreamRequest
from pyreqwest.response import ResponseBodyReader

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
    return FastTransport(client)


class FastTransport(httpx.AsyncBaseTransport):
    """pyreqwest under httpx's types, for requests whose whole body and time are known.

    Its own HttpxTransport costs a third more, and lets errors while reading through untranslated.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send within extensions["timeout"]["read"] seconds; raises httpx.TransportError."""
        builder = self._client.request(request.method, str(request.url))
        builder = builder.headers(request.headers.multi_items()).body_bytes(request.content)
        sent = builder.timeout(timedelta(seconds=request.extensions["timeout"]["read"])).build_streamed()
        try:
            response = await sent.__aenter__()
        except PyreqwestError as error:
            raise _translated(error) from None
        return httpx.Response(
            response.status, headers=list(response.headers.items()), stream=_Body(sent, response.body_reader)
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.close()


class _Body(httpx.AsyncByteStream):
    """The body of an answer under way."""

    def __init__(self, sent: StreamRequest, reader: ResponseBodyReader) -> None:
        self._sent = sent
        self._reader = reader

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while (chunk := await self._reader.read()) is not None:
                yield bytes(chunk)
        except PyreqwestError as error:
            raise _translated(error) from None

    async def aclose(self) -> None:
        await self._sent.__aexit__(None, None, None)


def _translated(error: PyreqwestError) -> httpx.TransportError:
    if isinstance(error, RequestTimeoutError):
        return httpx.ReadTimeout("de bron antwoordde niet op tijd")
    return httpx.ReadError("de verbinding met de bron brak af")


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
