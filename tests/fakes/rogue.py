"""A source that misbehaves on the wire: a real server that answers every request with the same bytes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Misbehave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def says(raw: bytes) -> Misbehave:
    """Send these bytes, then close."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()

    return answer


def http(
    body: bytes, *, status: str = "200 OK", media: str = "text/xml; charset=utf-8", extra: str = ""
) -> Misbehave:
    """Send a sound HTTP answer with this body."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: {media}\r\ncontent-length: {len(body)}\r\n{extra}\r\n"
    return says(head.encode() + body)


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accept the request and say nothing."""
    await reader.read()


async def dripping(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a body one byte at a time, without end."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\ncontent-length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"<")
        await writer.drain()
        await asyncio.sleep(0.05)


@asynccontextmanager
async def rogue_source(misbehave: Misbehave) -> AsyncIterator[str]:
    """Serve on a free port; give the URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await misbehave(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()
