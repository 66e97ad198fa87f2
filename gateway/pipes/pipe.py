"""The order in which a call passes on its way to a source; it stands here and only here."""

import asyncio
from dataclasses import dataclass

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.core.mapping import Pijp
from gateway.extract.reader import Reader
from gateway.pipes.breaker import Breaker, breaker
from gateway.pipes.bulkhead import bulkhead
from gateway.pipes.cache import Cache, cache
from gateway.pipes.deadline import cut_off, deadline
from gateway.pipes.fetch import Fetch
from gateway.pipes.retry import Again, retry
from gateway.pipes.window import Window, window
from gateway.sources.port import Source


@dataclass(frozen=True, slots=True)
class Fittings:
    """What the pipe of one bron is made with; `slots` it shares with the other bronnen of its source."""

    pijp: Pijp
    slots: asyncio.Semaphore
    again: Again
    breaker: Breaker
    window: Window


def pipe(source: Source, reader: Reader, fittings: Fittings, kept: Cache | None = None) -> Fetch:
    """Wrap a source; read bottom-up, this is the order in which a call passes."""
    fetch = cut_off(reading(source, reader))
    fetch = deadline(fetch, fittings.pijp.tijd_poging)
    fetch = bulkhead(fetch, fittings.slots)
    fetch = retry(fetch, fittings.again)
    fetch = deadline(fetch, fittings.pijp.tijd_totaal)
    fetch = breaker(fetch, fittings.breaker)
    fetch = window(fetch, fittings.window)
    return fetch if kept is None else cache(fetch, kept)


def reading(source: Source, reader: Reader) -> Fetch:
    """Raw becomes Facts by plan; the raw bytes are dropped here."""

    async def fetch(call: Call) -> Facts:
        return await reader.read(await source.fetch(call), call)

    return fetch
