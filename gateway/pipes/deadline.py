"""No longer than this: the seconds of one attempt, or of all attempts together."""

import asyncio
from dataclasses import replace

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.pipes.fetch import Fetch
from gateway.sources.port import too_late

_GRACE_SECONDS = 0.05
"""The wire ends a call itself; a cancelled one keeps its connection until then (`docs/besluiten/0002`)."""


def deadline(fetch: Fetch, seconds: float) -> Fetch:
    """Bring the deadline of a call forward, and cancel what the wire did not end by then.

    An answer that comes later all the same is none.
    """

    async def bounded(call: Call) -> Facts:
        time = asyncio.get_running_loop().time
        latest = min(call.deadline, time() + seconds)
        try:
            async with asyncio.timeout_at(latest + _GRACE_SECONDS):
                facts = await fetch(replace(call, deadline=latest))
        except TimeoutError:
            raise too_late() from None
        if time() > latest:
            raise too_late()
        return facts

    return bounded
