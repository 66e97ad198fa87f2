"""Notices that whoever asked has gone, so that nothing more is done for nobody."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive

_GONE = 499


class AskerGoneError(Exception):
    """Nobody waits for the answer any more."""


@contextmanager
def waiting(receive: Receive) -> Iterator[None]:
    """Cancel what the task does inside as soon as its asker goes away; then raises AskerGoneError.

    To be entered after the body was read: what `receive` still gives then says that the asker has gone.
    """
    serving = asyncio.current_task()
    watch = asyncio.create_task(_watch(receive, serving))
    try:
        yield
    except asyncio.CancelledError:
        if serving is None or not watch.done():
            raise
        serving.uncancel()
        raise AskerGoneError from None
    finally:
        watch.cancel()


async def _watch(receive: Receive, serving: asyncio.Task[object] | None) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    if serving is not None:
        serving.cancel()


async def on_asker_gone(_request: Request, _error: Exception) -> Response:
    """Answer nobody: a response that is written down and never sent."""
    return Response(status_code=_GONE)
