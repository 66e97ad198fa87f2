"""The wire: one POST over one fast client, bounded in time and size (`docs/besluiten/0002-transport.md`).

No redirects, no cookies, no proxies from the environment, no decompression.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from pyreqwest.client import ClientBuilder
from pyreqwest.exceptions import ConnectError, PyreqwestError, RequestTimeoutError
from pyreqwest.response import Response

from gateway.core.call import Raw
from gateway.sources.head import checked
from gateway.sources.port import OUT_OF_FILES, broken_off, no_connection, out_of_files, too_large, too_late

CONNECTIONS = 64
"""Connections to one source together."""

IDLE_SECONDS = 20
"""How long an unused connection is kept."""


class Wire(Protocol):
    """Sends one request to a source; tests put their own here."""

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        """Send and give what came back; raises SourceError when nothing usable does within `seconds`."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


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
        except ConnectError as error:
            raise (out_of_files() if _out_of_files(error) else no_connection()) from None
        except PyreqwestError:
            raise broken_off() from None

    async def _read(self, response: Response) -> Raw:
        head = checked(list(response.headers.items()))
        chunks: list[bytes] = []
        size = 0
        while (chunk := await response.body_reader.read()) is not None:
            size += len(chunk)
            if size > self._max_bytes:
                raise too_large()
            chunks.append(bytes(chunk))
        return head.raw(response.status, b"".join(chunks))

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()


def _out_of_files(error: ConnectError) -> bool:
    """Whether the deepest cause is that; Rust writes each error of the system with its number at the end."""
    causes = (error.details or {}).get("causes") or []
    numbers = tuple(f"(os error {number})" for number in OUT_OF_FILES)
    return bool(causes) and causes[-1]["message"].endswith(numbers)
