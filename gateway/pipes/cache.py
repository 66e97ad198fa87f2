"""Answer what was answered a moment ago, and ask once for all who ask the same at the same time.

Nothing is kept but facts that a plan let through, sealed, under a name that tells nothing. That name binds
everything an answer depends on, so a change of any of it finds nothing: the person and birth date as asked,
bron and message, gemeente, purpose and its version, contracts, velden, day, afnemer, and what the person
recorded as a wish. A consent that is withdrawn so makes what was kept under it unreadable at once, and a
late answer is laid where nobody looks.
"""

import asyncio
import hashlib
import hmac
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from msgspec import structs

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.core.plan import SourcePlan
from gateway.core.velden import Profiel
from gateway.figures import Figures
from gateway.flight import Flight
from gateway.keys import framed
from gateway.pipes.fetch import Fetch
from gateway.pipes.sealed import Seals
from gateway.shelf.port import Shelf
from gateway.sources.port import too_late


@dataclass(frozen=True, slots=True)
class Room:
    """What all caches of a gateway share.

    `key` is 32 secret bytes; gateways with the same key and the same shelf give each other's answers.
    `edition` is what the answers depend on besides the question: the contracts and this program. `seconds`
    is how long by adapter, `now` tells the seconds since 1970; `figures` are told of finds and misses.
    """

    shelf: Shelf
    key: bytes = field(repr=False)
    edition: bytes
    profiel: Profiel
    seconds: Mapping[str, int]
    now: Callable[[], float]
    figures: Figures = field(default_factory=Figures)
    flight: Flight[Facts] = field(default_factory=Flight)


@dataclass(frozen=True, slots=True)
class Cache:
    """What is kept of one plan at one source, for so many seconds."""

    room: Room
    bron: str
    seconds: int
    seals: Seals = field(repr=False)
    context: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    def name(self, call: Call) -> bytes:
        """Name the answer to a call: 32 bytes that tell nothing without the key."""
        gemeenten = () if call.gemeenten is None else sorted(call.gemeenten)
        asked = (
            call.bsn.reveal(),
            call.geboortedatum,
            call.today.isoformat(),
            call.toestemming,
            call.gemeente or "",
            "ALLE" if call.gemeenten is None else "DEZE",
            *gemeenten,
        )
        parts = framed(self.context, call.salt, *(part.encode() for part in asked))
        return hmac.digest(self.secret, parts, hashlib.sha256)

    async def recall(self, name: bytes) -> Facts | None:
        """Give what is kept under a name, if it is still good."""
        sealed = await self.room.shelf.get(name)
        facts = None if sealed is None else self.seals.open(name, sealed, self.seconds)
        self.room.figures.cached(self.bron, hit=facts is not None)
        return facts

    def keep(self, name: bytes, facts: Facts) -> None:
        """Keep facts; not those beside which the source gave a warning."""
        if not facts.waarschuwing:
            self.room.shelf.put(name, self.seals.seal(name, facts), self.seconds)


def cache_of(room: Room, plan: SourcePlan, place: str) -> Cache:
    """Make the cache of a plan; `place` says which endpoint is asked."""
    operatie = plan.operatie
    asked = (operatie.koppelvlak, operatie.dienst, operatie.versie, operatie.bericht, operatie.pad)
    parts = (place, plan.bron, plan.doelbinding, *(part or "" for part in asked), *plan.velden)
    context = framed(room.edition, *(part.encode() for part in parts))
    secret, sealing = (hmac.digest(room.key, use, hashlib.sha256) for use in (b"naam", b"zegel"))
    bound = framed(room.edition, plan.doelbinding.encode())
    seals = Seals(plan, room.profiel, sealing, bound, room.now)
    return Cache(room, plan.bron, room.seconds[plan.adapter], seals, context, secret)


def cache(fetch: Fetch, kept: Cache) -> Fetch:
    """Give what is kept, else ask and keep it; who asks the same meanwhile waits for the same answer.

    Each waits until its own deadline; the source is asked until the pipe ends it or the last has left.
    """

    async def recalled(call: Call) -> Facts:
        name = kept.name(call)

        async def work() -> Facts:
            facts = await kept.recall(name)
            if facts is None:
                facts = await fetch(structs.replace(call, deadline=math.inf))
                kept.keep(name, facts)
            return facts

        try:
            async with asyncio.timeout_at(call.deadline):
                return await kept.room.flight.join(name, work)
        except TimeoutError:
            raise too_late() from None

    return recalled
