"""The sources of the benchmark: fixed answers over HTTP/1.1 keep-alive, as fast as Python can send them.

Run as `python -m benchmarks.backend`; it prints its address when it listens. It reads of a request only the
path and where the body ends.
"""

import asyncio
import socket
import sys
from collections.abc import Mapping
from typing import cast

import uvloop

from benchmarks.canned import MESSAGE_ID, Answer, answers

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_SENT = b"MessageID>"


class Backend(asyncio.Protocol):
    """One connection of a gateway."""

    def __init__(self, ready: Mapping[bytes, bytes]) -> None:
        self._ready = ready
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer every whole request that has come in."""
        self._unread += data
        while (end := self._unread.find(_END)) >= 0:
            head = self._unread[:end]
            size = end + len(_END) + _body_length(head)
            if len(self._unread) < size:
                return
            asked, self._unread = self._unread[:size], self._unread[size:]
            answer = self._ready[head.split(b" ", 2)[1]]
            self._transport.write(answer.replace(MESSAGE_ID, asked_message(asked), 1))


def asked_message(asked: bytes) -> bytes:
    """Give the MessageID of a SOAP question, which its answer relates to; every one is as long."""
    start = asked.find(_SENT) + len(_SENT)
    return asked[start : start + len(MESSAGE_ID)] if start >= len(_SENT) else MESSAGE_ID


def _body_length(head: bytes) -> int:
    lower = head.lower()
    at = lower.index(_LENGTH) + len(_LENGTH)
    return int(lower[at:].split(b"\r\n", 1)[0])


def http(answer: Answer) -> bytes:
    """Write a whole HTTP answer."""
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: {answer.media_type}\r\ncontent-length: {len(answer.body)}\r\n\r\n"
    )
    return head.encode() + answer.body


def listen() -> tuple[socket.socket, str]:
    """Take a free port; give it with its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    host, port = listening.getsockname()[:2]
    return listening, f"http://{host}:{port}"


async def serve(listening: socket.socket, ready: Mapping[bytes, bytes]) -> asyncio.Server:
    """Answer by path what `ready` holds at that moment."""
    return await asyncio.get_running_loop().create_server(lambda: Backend(ready), sock=listening)


async def _main() -> None:
    ready = {path.encode(): http(answer) for path, answer in answers().items()}
    listening, url = listen()
    server = await serve(listening, ready)
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_main())
