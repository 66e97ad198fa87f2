"""Answers that go wrong on the connection itself: reset, empty, broken, random, cut."""

import asyncio
import socket
import struct
import sys
from random import Random

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from adapters.mock.faults.kind import Kind, Parameters

_NO_SOCKET = "deze soort fout vraagt een echte verbinding"
# two ints, on Windows two shorts: linger, for zero seconds
_RESET_ON_CLOSE = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Raw(Response):
    """Bytes past HTTP on the socket, and then the end of the connection: closed, or reset.

    `seen` is the status a client can read in those bytes; None when there is none.
    """

    def __init__(self, content: bytes, *, seen: int | None = None, reset: bool = False) -> None:
        super().__init__()
        self.body = content
        self.seen = seen
        self._reset = reset

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send and end; wait until the server knows, so that it adds nothing of its own."""
        transport: asyncio.Transport | None = scope.get("state", {}).get("transport")
        if transport is None:
            await PlainTextResponse(_NO_SOCKET, status_code=500)(scope, receive, send)
            return
        if self.body:
            transport.write(bytes(self.body))
        if self._reset:
            transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE
            )
            transport.abort()
        else:
            transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass


def _head(answer: Response, *, without: bytes = b"", more: bytes = b"") -> bytes:
    lines = [b"%s: %s\r\n" % header for header in answer.raw_headers if header[0] != without]
    return b"HTTP/1.1 %d Antwoord\r\n%s%sconnection: close\r\n\r\n" % (
        answer.status_code,
        b"".join(lines),
        more,
    )


def _reset(_answer: Response, _given: Parameters, _dice: Random) -> Response:
    return Raw(b"", reset=True)


def _empty(_answer: Response, _given: Parameters, _dice: Random) -> Response:
    return Raw(b"")


def _bad_chunk(answer: Response, _given: Parameters, _dice: Random) -> Response:
    half = bytes(answer.body)[: len(answer.body) // 2]
    head = _head(answer, without=b"content-length", more=b"transfer-encoding: chunked\r\n")
    return Raw(head + b"%x\r\n%s\r\ngeen-lengte\r\n" % (len(half), half), seen=answer.status_code)


def _random(_answer: Response, given: Parameters, dice: Random) -> Response:
    return Raw(dice.randbytes(given["aantal"]))


def _cut(answer: Response, given: Parameters, _dice: Random) -> Response:
    body = bytes(answer.body)
    kept = body[: int(len(body) * given["deel"])]
    return Raw(_head(answer) + kept, seen=answer.status_code)


VERBROKEN = Kind("VERBROKEN", "de verbinding wordt verbroken (RST) voor er een antwoord is", send=_reset)
LEEG = Kind("LEEG", "de verbinding gaat dicht zonder een byte antwoord", send=_empty)
KAPOT_STUK = Kind(
    "KAPOT_STUK", "een antwoord in stukken waarvan het tweede geen lengte heeft", send=_bad_chunk
)
WILLEKEURIG = Kind(
    "WILLEKEURIG",
    "willekeurige bytes die geen HTTP zijn, uit de seed",
    {
        "aantal": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1_000_000,
            "default": 512,
            "description": "bytes",
        }
    },
    send=_random,
)
AFGEKAPT = Kind(
    "AFGEKAPT",
    "minder bytes dan Content-Length belooft, en dan het einde van de verbinding",
    {
        "deel": {
            "type": "number",
            "minimum": 0,
            "exclusiveMaximum": 1,
            "default": 0.5,
            "description": "welk deel van het antwoord wel komt",
        }
    },
    send=_cut,
)
