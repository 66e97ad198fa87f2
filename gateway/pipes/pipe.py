"""From a source to a Fetch: read by plan, bounded in time."""

import asyncio
from collections.abc import Awaitable, Callable

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.extract.reader import Reader
from gateway.sources.port import Source, too_late

Fetch = Callable[[Call], Awaitable[Facts]]
"""Ask one source and read its answer; raises SourceError only."""


_GRACE_SECONDS = 0.1
"""The wire ends a call itself; a cancelled one keeps its connection until then (`docs/besluiten/0002`)."""


def pipe(source: Source, reader: Reader) -> Fetch:
    """Wrap a source; read bottom-up, this is the order in which a call passes."""
    fetch = reading(source, reader)
    return total_deadline(fetch)


def reading(source: Source, reader: Reader) -> Fetch:
    """Raw becomes Facts by plan; the raw bytes are dropped here."""

    async def fetch(call: Call) -> Facts:
        return await reader.read(await source.fetch(call), call)

    return fetch


def total_deadline(fetch: Fetch) -> Fetch:
    """End a call just after its deadline, should the wire not have ended it: a cancel is the last fence."""

    async def bounded(call: Call) -> Facts:
        try:
            async with asyncio.timeout_at(call.deadline + _GRACE_SECONDS):
                return await fetch(call)
        except TimeoutError:
            raise too_late() from None

    return bounded
