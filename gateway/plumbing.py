"""Makes the pipe of every source, and knows how each of them is doing."""

import os
import time
from collections.abc import Mapping
from functools import cache, lru_cache

import uuid_utils

from gateway.clock import Clock
from gateway.core.mapping import Manifest, Operatie, Pijp
from gateway.core.plan import SourcePlan, Supply
from gateway.errors import Oorzaak
from gateway.extract.reader import Reader
from gateway.knobs import BronSettings
from gateway.links import SourceLink
from gateway.pipes.breaker import Breaker
from gateway.pipes.bulkhead import Slots
from gateway.pipes.cache import Cache, Room, cache_of
from gateway.pipes.fetch import Fetch
from gateway.pipes.pipe import Fittings, pipe
from gateway.pipes.retry import Again, Budget
from gateway.pipes.window import Window
from gateway.register.register import Register
from gateway.settings import Settings
from gateway.sources.port import Source

_MOST_PIPES = 4096


def new_message_id() -> str:
    """Give the name of one SOAP message (wsa:MessageID)."""
    return f"urn:uuid:{uuid_utils.uuid4()}"


def numbers(manifest: Manifest, bron: BronSettings, tijd_vraag: float) -> Pijp:
    """Give the numbers of a source's pipe: those of its manifest, or what a setting says instead.

    No time is longer than that of what it is part of: attempt, source, question.
    """
    said = {name: getattr(bron, name) for name in Pijp.model_fields}
    given = {name: getattr(manifest, name) if value is None else value for name, value in said.items()}
    given["tijd_totaal"] = min(given["tijd_totaal"], tijd_vraag)
    given["tijd_poging"] = min(given["tijd_poging"], given["tijd_totaal"])
    return Pijp.model_validate(given)


class Pipes:
    """The pipes of a gateway: one for each source plan, over what each source shares.

    `slots` are the places of a source by its adapter, `fitted` what the pipe of a bron is made with.
    """

    def __init__(  # noqa: PLR0913 - what a pipe is made of
        self,
        settings: Settings,
        register: Register,
        sources: Mapping[Operatie, Source],
        links: Mapping[str, SourceLink],
        clock: Clock,
        *,
        room: Room | None = None,
    ) -> None:
        self._register, self._sources, self._links, self._clock = register, sources, links, clock
        self._pijp = {
            manifest.id: numbers(manifest, settings.bronnen[manifest.id], settings.tijd_vraag)
            for manifest in register.manifesten
            if manifest.id in settings.bronnen
        }
        self._room = room
        self._join = os.urandom(32)
        self.slots = {adapter: Slots(pijp.gelijktijdig) for adapter, pijp in self._pijp.items()}
        self._budget = cache(lambda adapter: Budget(self._pijp[adapter].herhaal_deel))
        self.fittings = cache(self._fittings)
        self.fitted = {
            supply.bron: self.fittings(supply.bron, supply.manifest.id)
            for supply in register.supplies
            if supply.bereikbaar
        }
        self.fetch_for = lru_cache(maxsize=_MOST_PIPES)(self._make)

    def _make(self, plan: SourcePlan) -> Fetch:
        link = self._links[plan.adapter]
        lijsten = self._register.waardelijsten
        reader = Reader(plan, lijsten, self._join, link.verifier, max_elements=link.max_elements)
        fittings = self.fittings(plan.bron, plan.adapter)
        return pipe(self._sources[plan.operatie], reader, fittings, self._cache(plan))

    def _cache(self, plan: SourcePlan) -> Cache | None:
        if self._room is None or not self._room.seconds[plan.adapter]:
            return None
        link = self._links[plan.adapter].link
        return cache_of(self._room, plan, f"{link.echt} {link.url}")

    def _fittings(self, bron: str, adapter: str) -> Fittings:  # noqa: ARG002 - one for each bron
        pijp, afspraak = self._pijp[adapter], self._register.afspraken[adapter]
        # Unsigned, a question that is heard twice is only answered twice.
        unsure = pijp.herhaalbaar or self._links[adapter].signing is None
        return Fittings(
            pijp,
            self.slots[adapter],
            Again(pijp.pogingen, unsure, self._budget(adapter), new_message_id),
            Breaker(pijp.onderbreker_na, pijp.onderbreker_seconden, time.monotonic, pijp.tijd_poging / 2),
            Window(afspraak.venster, afspraak.gesloten, self._clock.local),
        )

    def state(self, supply: Supply) -> tuple[Oorzaak, float] | None:
        """Tell why a source is not asked now and for how many seconds; None when it is asked.

        At a source per gemeente it may be one gemeente that fails.
        """
        if not supply.bereikbaar:
            return "VERBINDING", 0.0
        fittings = self.fittings(supply.bron, supply.manifest.id)
        if closed := fittings.window.closed_for():
            return "BUITEN_VENSTER", closed
        state, after = fittings.breaker.state()
        return None if state == "DICHT" else ("ONDERBREKER_OPEN", after)
