"""No longer than this: the seconds of one attempt, or of all attempts together."""

import asyncio

from msgspec import structs

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.pipes.fetch import Fetch
from gateway.sources.port import too_late

_GRACE_SECONDS = 0.05
"""The wire ends a call itself; a cancelled one keeps its connection until then (`docs/besluiten/0002`)."""


def deadline(fetch: Fetch, seconds: float) -> Fetch:
    """Bring the deadline of a call forward; `cut_off` holds whatever is asked to it.

    Who had less than half of its seconds, because of what went before, is not to blame for being late.
    """

    async def bounded(call: Call) -> Facts:
        begun = asyncio.get_running_loop().time()
        latest = min(call.deadline, begun + seconds)
        try:
            return await fetch(structs.replace(call, deadline=latest))
        except SourceError as error:
            error.ours |= error.oorzaak == "TIJD_OM" and latest < begun + seconds / 2
            raise

    return bounded


def cut_off(fetch: Fetch) -> Fetch:
    """Cancel what the wire did not end by the deadline; an answer that comes later all the same is none."""

    async def ended(call: Call) -> Facts:
        try:
            async with asyncio.timeout_at(call.deadline + _GRACE_SECONDS):
                facts = await fetch(call)
        except TimeoutError:
            raise too_late() from None
        if asyncio.get_running_loop().time() > call.deadline:
            raise too_late()
        return facts

    return ended
