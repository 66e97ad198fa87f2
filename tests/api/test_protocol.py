"""How long a connection waits: the protocol itself, with a short patience, on a real socket."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn
from uvicorn.server import ServerState

from gateway.api import examples
from gateway.api.app import create_app
from gateway.api.protocol import StrictHttp, malformed
from tests.fakes.service import TOKEN, FakeService

_BUFFER = 8192
QUESTION = examples.QUESTION.encode()
HEAD = (
    f"POST /v1/raadplegingen HTTP/1.1\r\nHost: x\r\nAuthorization: {TOKEN}\r\n"
    f"Content-Type: application/json\r\nContent-Length: {len(QUESTION)}\r\n\r\n"
).encode()


@asynccontextmanager
async def _connection(
    seconds: float, *, most: int = 10
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(create_app(FakeService()), ws="none", lifespan="off", log_config=None)
    config.load()
    state, refusal = ServerState(), malformed("0.1.0")
    server = await asyncio.get_running_loop().create_server(
        lambda: StrictHttp(
            config=config, server_state=state, app_state={}, refusal=refusal, seconds=seconds, most=most
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


async def test_one_connection_too_many_ends_at_once() -> None:
    """With room for one connection the second is cut off, and the first is answered."""
    async with _connection(5, most=1) as (reader, writer):
        other, its = await asyncio.open_connection(*writer.get_extra_info("peername"))
        with suppress(ConnectionError):
            assert await other.read() == b""
        its.close()
        writer.write(HEAD + QUESTION)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
