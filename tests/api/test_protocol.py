"""How long a connection waits: the protocol itself, with a short patience, on a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from gateway.api import examples
from gateway.api.app import create_app
from gateway.api.protocol import Crowd, StrictHttp, malformed
from tests.fakes.service import TOKEN, FakeService

_BUFFER = 8192
QUESTION = examples.QUESTION.encode()
HEAD = (
    f"POST /v1/raadplegingen HTTP/1.1\r\nHost: x\r\nAuthorization: {TOKEN}\r\n"
    f"Content-Type: application/json\r\nContent-Length: {len(QUESTION)}\r\n\r\n"
).encode()


@asynccontextmanager
async def _connection(
    seconds: float, *, most: int = 10, service: FakeService | None = None
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(create_app(service or FakeService()), ws="none", lifespan="off", log_config=None)
    config.load()
    state, refusal, crowd = ServerState(), malformed("0.1.0"), Crowd(most)
    server = await asyncio.get_running_loop().create_server(
        lambda: StrictHttp(
            config=config, server_state=state, app_state={}, refusal=refusal, seconds=seconds, crowd=crowd
        ),
        "127.0.0.1",
    )
    async with server:
        # Small buffers: what is not read soon stands in the way.
        (listening,) = server.sockets
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        connection.connect(listening.getsockname())
        reader, writer = await asyncio.open_connection(sock=connection, limit=_BUFFER)
        yield reader, writer
        writer.close()


@pytest.mark.parametrize("sent", [b"", HEAD[:50], HEAD, HEAD + QUESTION[:20]])
async def test_half_a_request_holds_no_connection(sent: bytes) -> None:
    """Whoever sends nothing, half a head or half a question is cut off when the time is up."""
    async with _connection(0.2) as (reader, writer):
        writer.write(sent)
        assert await asyncio.wait_for(reader.read(), 5) == b""


async def test_the_patience_is_for_each_request_anew() -> None:
    """Two questions on one connection, each in time, are both answered, though together they took longer."""
    async with _connection(0.6) as (reader, writer):
        for _ in range(3):
            await asyncio.sleep(0.3)
            writer.write(HEAD)
            await asyncio.sleep(0.1)
            writer.write(QUESTION)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(len(examples.ANSWER.encode()))
            assert head.startswith(b"HTTP/1.1 200 ")


async def test_who_does_not_read_its_answers_is_cut_off() -> None:
    """Whoever asks on and on and reads nothing holds a connection no longer than who does not finish."""
    async with _connection(0.3) as (_, writer):
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(_ask_on(writer), 30)


async def _ask_on(writer: asyncio.StreamWriter) -> None:
    for _ in range(100_000):
        writer.write((HEAD + QUESTION) * 20)
        await writer.drain()


@dataclass
class Slow(FakeService):
    """Answers when it is let go."""

    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def ask(self, *asked: Any, **how: Any) -> bytes:
        """Wait, and answer."""
        await self.go.wait()
        return await super().ask(*asked, **how)


@pytest.mark.parametrize("sent", [b"", HEAD[:50], HEAD, HEAD + QUESTION[:20]])
async def test_who_asks_nothing_shuts_nobody_out(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """With room for one connection a second ends the first, which asks nothing yet; it is told once."""
    async with _connection(5, most=1) as (reader, writer):
        writer.write(sent)
        for _ in range(3):
            other, its = await asyncio.open_connection(*writer.get_extra_info("peername"))
            its.write(HEAD + QUESTION)
            assert (await other.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            its.close()
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 5) == b""
    assert [record.gebeurtenis for record in caplog.records] == ["TE_VEEL_VERBINDINGEN"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("next_one", [b"", HEAD[:50], HEAD])
async def test_one_connection_too_many_ends_where_all_ask(next_one: bytes) -> None:
    """With room for one connection and a question under way on it, and maybe half another, a second ends."""
    service = Slow()
    async with _connection(5, most=1, service=service) as (reader, writer):
        writer.write(HEAD + QUESTION + next_one)
        await asyncio.sleep(0.1)
        other, its = await asyncio.open_connection(*writer.get_extra_info("peername"))
        with suppress(ConnectionError):
            assert await other.read() == b""
        its.close()
        service.go.set()
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
