"""The wire: one POST over one client, bounded in time and size (`docs/besluiten/0002-transport.md`).

No redirects, no cookies, no proxies from the environment, no decompression.
"""

import re
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import aiohttp

from gateway.core.call import Raw
from gateway.sources.port import no_connection, too_large, too_late, unreadable

_CONNECTIONS, _IDLE_SECONDS = 64, 20
"""To one source together, and how long an unused one is kept."""

_MOST_HEADERS, _MOST_HEADER_BYTES = 100, 32 * 1024
"""What an answer may say before its body (`interface.md` §8, Limits)."""

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


def _checked(items: Sequence[tuple[str, str]]) -> tuple[str, str | None]:
    """Give the media type of an answer in lower case and the charset it names.

    Raises SourceError for too many headers, for any coding, and where what says how to read stands twice.
    """
    if (
        len(items) > _MOST_HEADERS
        or sum(len(name) + len(value) for name, value in items) > _MOST_HEADER_BYTES
    ):
        raise too_large()
    names = [name.lower() for name, _ in items]
    headers = dict(zip(names, (value for _, value in items), strict=True))
    if any(names.count(name) > 1 for name in _ONCE):
        raise unreadable()
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise unreadable()
    media_type, _, parameters = headers.get("content-type", "").partition(";")
    charset = _CHARSET.search(f";{parameters}")
    return media_type.strip().lower(), charset and charset[1]


class HttpWire:
    """The wire of production. `max_bytes` bounds one answer.

    `context` gives the TLS side of now (True: what the machine trusts); a changed one opens connections of
    its own, and those of the old one are not used again.
    """

    def __init__(
        self, *, max_bytes: int, context: Callable[[], ssl.SSLContext | bool] = lambda: True
    ) -> None:
        self._context, self._max_bytes = context, max_bytes
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        """Send and read; `seconds` is for everything together, also a body that drips."""
        time = aiohttp.ClientTimeout(total=seconds)
        context = self._context()
        try:
            async with self._open().post(
                url, headers=headers, data=content, allow_redirects=False, timeout=time, ssl=context
            ) as response:
                return await self._read(response)
        except TimeoutError:
            raise too_late() from None
        except aiohttp.ClientConnectorCertificateError as error:
            raise no_connection(_why(error.certificate_error)) from None
        except aiohttp.ClientSSLError as error:
            raise no_connection(f"TLS: {type(error.os_error).__name__}") from None
        except (aiohttp.ClientError, OSError, ValueError):
            raise no_connection() from None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS, keepalive_timeout=_IDLE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                skip_auto_headers=("User-Agent",),
                max_field_size=_MOST_HEADER_BYTES,
                max_headers=_MOST_HEADERS,
            )
        return self._session

    async def _read(self, response: aiohttp.ClientResponse) -> Raw:
        media_type, charset = _checked(list(response.headers.items()))
        chunks: list[bytes] = []
        size = 0
        while chunk := await response.content.readany():
            size += len(chunk)
            if size > self._max_bytes:
                raise too_large()
            chunks.append(chunk)
        return Raw(response.status, media_type, charset, b"".join(chunks))

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()


def _why(error: Exception) -> str:
    """Say why a certificate was refused, in OpenSSL's words; no value stands in them."""
    return f"TLS: {getattr(error, 'verify_message', '') or error.args[-1]}"
