"""One bound on the body of every request, whichever source or part of the admin API it is for."""

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.mock.problem import problem

LARGEST: Final = 1_000_000
"""Bytes; a question is some hundreds of them, a life in a rule some thousands."""


class Bounded:
    """Reads a body before `app` sees the request; answers 413 as soon as it is, or says it is, too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, and pass on or refuse; nothing is answered to a client that left halfway."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, more, fits = bytearray(), True, _announced(scope) <= LARGEST
        while more and fits:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more, fits = message.get("more_body", False), len(body) <= LARGEST
        if fits:
            await self._app(scope, _again(bytes(body), receive), send)
        else:
            refused = problem(413, f"een bericht mag ten hoogste {LARGEST} bytes zijn", "bericht")
            await refused(scope, receive, send)


def _announced(scope: Scope) -> int:
    """Give Content-Length; without one it is the reading that counts."""
    length = Headers(scope=scope).get("content-length", "")
    if not length.isdecimal():
        return 0
    # int() refuses thousands of digits: what is longer than the bound is larger
    return int(length) if len(length) <= len(str(LARGEST)) else LARGEST + 1


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body that was read, and then whatever comes after it."""
    read: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return read.pop() if read else await receive()

    return given
