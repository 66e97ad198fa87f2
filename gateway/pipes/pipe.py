"""From a source to a Fetch: read by plan, bounded in time, traced without values."""

import asyncio
from collections.abc import Awaitable, Callable

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.extract.reader import Reader
from gateway.sources.port import Source, too_late

Fetch = Callable[[Call], Awaitable[Facts]]
"""Ask one source and read its answer; raises SourceError only."""


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
    """End a call at its deadline even when the transport does not."""

    async def bounded(call: Call) -> Facts:
        try:
            async with asyncio.timeout_at(call.deadline):
                return await fetch(call)
        except TimeoutError:
            raise too_late() from None

    return bounded
