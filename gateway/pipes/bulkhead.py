"""So many questions to one source at once, so that a slow one cannot take everything (security.md H12)."""

import asyncio

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.pipes.fetch import Fetch
from gateway.sources.port import too_late


def bulkhead(fetch: Fetch, slots: asyncio.Semaphore) -> Fetch:
    """Wait for a slot of the source, no longer than the call may take; a slot comes back however it ends."""

    async def admitted(call: Call) -> Facts:
        try:
            async with asyncio.timeout_at(call.deadline):
                await slots.acquire()
        except TimeoutError:
            raise too_late() from None
        try:
            return await fetch(call)
        finally:
            slots.release()

    return admitted
