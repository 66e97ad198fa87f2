"""So many questions to one source at once, so that a slow one cannot take everything (security.md H12)."""

import asyncio
from typing import Literal

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.pipes.fetch import Fetch
from gateway.sources.port import too_late


class Slots(asyncio.Semaphore):
    """The places of a source: how many are `free`, and how many questions are `waiting` for one."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.free, self.waiting = most, 0

    async def acquire(self) -> Literal[True]:
        """Wait for a place."""
        self.waiting += 1
        try:
            await super().acquire()
        finally:
            self.waiting -= 1
        self.free -= 1
        return True

    def release(self) -> None:
        """Give a place back."""
        super().release()
        self.free += 1


def bulkhead(fetch: Fetch, slots: asyncio.Semaphore) -> Fetch:
    """Wait for a slot of the source, no longer than the call may take; a slot comes back however it ends."""

    async def admitted(call: Call) -> Facts:
        # Without a queue there is nothing to time.
        await (_in_time(slots, call) if slots.locked() else slots.acquire())
        try:
            return await fetch(call)
        finally:
            slots.release()

    return admitted


async def _in_time(slots: asyncio.Semaphore, call: Call) -> None:
    try:
        async with asyncio.timeout_at(call.deadline):
            await slots.acquire()
    except TimeoutError:
        late = too_late()
        late.ours = True
        raise late from None
