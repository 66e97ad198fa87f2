"""An answer as `text/event-stream`: each source as it ends, the profile or a problem last."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import msgspec
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from gateway.api import media
from gateway.api.asker import AskerGoneError, waiting
from gateway.api.problems import on_refused
from gateway.core.told import Told
from gateway.errors import Refused

Ask = Callable[[Callable[[Told], None]], Awaitable[bytes]]
"""Asks a question; what it is given is told of each source."""

_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", media.EVENTS.encode())],
}


class EventStream:
    """The answer to one question as an ASGI application (`interface.md` §1).

    Nothing is sent before the first event, so what goes wrong before it is raised and becomes an ordinary
    problem; what goes wrong later is an event `fout` with that same problem, and the end.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._events: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask and tell, as long as somebody listens."""
        asking = asyncio.ensure_future(self._ask(self._hear))
        asking.add_done_callback(lambda _asking: self._events.put_nowait(None))
        try:
            with suppress(AskerGoneError), waiting(receive):
                started = await self._tell_sources(send)
                await self._tell_end(asking, Request(scope), send, started=started)
        finally:
            asking.cancel()
            # Whatever came of it is settled and recorded by now; to nobody.
            await asyncio.gather(asking, return_exceptions=True)

    def _hear(self, told: Told) -> None:
        self._events.put_nowait(_event("bron", msgspec.json.encode(told.entry())))

    async def _tell_sources(self, send: Send) -> bool:
        """Send what is heard until there is an answer; gives whether anything was sent."""
        started = False
        while (event := await self._events.get()) is not None:
            if not started:
                await send(dict(_START))
                started = True
            await send({"type": "http.response.body", "body": event, "more_body": True})
        return started

    async def _tell_end(
        self, asking: asyncio.Future[bytes], request: Request, send: Send, *, started: bool
    ) -> None:
        end = partial(_end, send, started=started)
        try:
            profile = asking.result()
        except Exception as error:
            if not started:
                raise
            problem = await on_refused(request, error)
            await end(_event("fout", bytes(problem.body)))
            if not isinstance(error, Refused):
                raise
        else:
            await end(_event("profiel", profile))


async def _end(send: Send, event: bytes, *, started: bool) -> None:
    if not started:
        await send(dict(_START))
    await send({"type": "http.response.body", "body": event, "more_body": False})


def _event(name: str, data: bytes) -> bytes:
    # A line feed in the data would begin another field.
    lines = b"".join(b"data: %b\n" % line for line in data.split(b"\n"))
    return b"event: %b\n%b\n" % (name.encode(), lines)
