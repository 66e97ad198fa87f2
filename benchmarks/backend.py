"""The sources of the benchmark: fixed answers over HTTP/1.1 keep-alive, as fast as Python can send them.

Run as `python -m benchmarks.backend`; it prints its address when it listens. With `--pki FOLDER` it speaks
TLS, demands a client certificate, and signs what it answers over SOAP. It reads of a request only the path,
where the body ends, its MessageID and its SignatureValue.
"""

import argparse
import asyncio
import socket
import ssl
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import uvloop

from benchmarks.canned import MESSAGE_ID, Answer, answers
from benchmarks.certificates import server_context
from benchmarks.signed import sign_by_path

_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_SENT = b"</wsa:MessageID>"

Reply = Callable[[bytes], bytes]
"""From a whole HTTP request to the whole HTTP answer."""


class Backend(asyncio.Protocol):
    """One connection of a gateway."""

    def __init__(self, ready: Mapping[bytes, Reply]) -> None:
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
            self._transport.write(self._ready[head.split(b" ", 2)[1]](asked))


def asked_message(asked: bytes) -> bytes:
    """Give the MessageID of a SOAP question, which its answer relates to; every one is as long."""
    end = asked.find(_SENT)
    return asked[end - len(MESSAGE_ID) : end] if end >= 0 else MESSAGE_ID


def _body_length(head: bytes) -> int:
    lower = head.lower()
    at = lower.index(_LENGTH) + len(_LENGTH)
    return int(lower[at:].split(b"\r\n", 1)[0])


def unsigned(answer: Answer) -> Reply:
    """Answer the same bytes each time, but for the MessageID they relate to."""
    whole = http(answer.media_type, answer.body)
    return lambda asked: whole.replace(MESSAGE_ID, asked_message(asked), 1)


def http(media_type: str, body: bytes) -> bytes:
    """Write a whole HTTP answer."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {media_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


def listen(scheme: str = "http") -> tuple[socket.socket, str]:
    """Take a free port; give it with its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    host, port = listening.getsockname()[:2]
    return listening, f"{scheme}://{host}:{port}"


async def serve(
    listening: socket.socket, ready: Mapping[bytes, Reply], context: ssl.SSLContext | None = None
) -> asyncio.Server:
    """Answer by path as `ready` says at that moment; over TLS with a context."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: Backend(ready), sock=listening, ssl=context)


async def _main(pki: Path | None) -> None:
    found = answers()
    ready = {path.encode(): unsigned(answer) for path, answer in found.items()}
    if pki is not None:
        ready |= {path.encode(): _signed(sign) for path, sign in sign_by_path(found, pki).items()}
    listening, url = listen("http" if pki is None else "https")
    server = await serve(listening, ready, None if pki is None else server_context(pki))
    sys.stdout.write(f"{url}\n")
    sys.stdout.flush()
    await server.serve_forever()


def _signed(sign: Callable[[bytes, str], tuple[str, bytes]]) -> Reply:
    return lambda asked: http(*sign(asked, asked_message(asked).decode()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backend", description="De bronnen.")
    parser.add_argument("--pki", type=Path, default=None, help="spreek TLS en onderteken, hiermee")
    return parser.parse_args()


if __name__ == "__main__":
    uvloop.run(_main(_arguments().pki))
