"""Asking again with an Idempotency-Key: one key, one look-up, also across processes and restarts.

Who comes while it runs joins it; who comes later hears which look-up it was, because its content is not kept.
A look-up that delivered nothing does not use up its key.
"""

import asyncio
from dataclasses import dataclass, field, replace

import msgspec

from gateway.core.told import Told
from gateway.errors import Refused, Unavailable
from gateway.flight import Flight
from gateway.keys import pseudonym
from gateway.logbook.journal import Journal
from gateway.query import Asked, Heard, Tools, answer
from gateway.recorded import MARGIN_SECONDS, NIET_GELEVERD, state
from gateway.store.claims import Claim, Claims

_Place = tuple[str, str]


@dataclass(slots=True)
class _Lanes:
    """What was heard of the sources of one look-up, for those who listen and those who join."""

    listeners: list[Heard] = field(default_factory=list)
    said: list[Told] = field(default_factory=list)

    def join(self, heard: Heard) -> None:
        for told in self.said:
            heard(told)
        self.listeners.append(heard)

    def tell(self, told: Told) -> None:
        self.said.append(told)
        for heard in self.listeners:
            heard(told)


class Repeats:
    """Answers questions that carry an Idempotency-Key; `journal` tells how an earlier look-up ended."""

    def __init__(self, tools: Tools, claims: Claims, journal: Journal) -> None:
        self._tools, self._claims, self._journal = tools, claims, journal
        self._flight: Flight[bytes] = Flight()
        self._let_go_late: set[str] = set()
        self._lanes: dict[_Place, _Lanes] = {}

    async def answer(self, asked: Asked, key: str) -> bytes:
        """Answer as `query.answer`, once for each key of an employee.

        Raises Refused as well: AL_BEANTWOORD when the look-up of this key has ended or runs elsewhere,
        SLEUTEL_AL_GEBRUIKT when the key belongs to another question. Both name that look-up.
        """
        # Who joins must be allowed to ask by a token of their own.
        self._tools.register.decide(asked.question.doelbinding, asked.caller, self._tools.clock.today())
        claim = self._claim(asked, key)
        place = (claim.sleutel, claim.vraag)
        lanes = self._lanes.setdefault(place, _Lanes())
        lanes.join(asked.heard)
        try:
            return await self._flight.join(place, lambda: self._once(asked, claim, lanes))
        finally:
            lanes.listeners.remove(asked.heard)
            if not lanes.listeners and self._lanes.get(place) is lanes:
                del self._lanes[place]

    async def _once(self, asked: Asked, claim: Claim, lanes: _Lanes) -> bytes:
        lanes.said.clear()
        try:
            await self._take(claim)
        except asyncio.CancelledError:
            await self._let_go(claim)
            raise
        try:
            return await answer(replace(asked, heard=lanes.tell), self._tools)
        except BaseException as error:
            if isinstance(error, Refused):
                error.raadpleging_id = asked.raadpleging_id
            await self._let_go(claim)
            raise

    async def _take(self, claim: Claim) -> None:
        owner = await self._claims.take(claim)
        if owner != claim and await self._may_be_replaced(owner):
            self._let_go_late.discard(owner.raadpleging_id)
            owner = await self._claims.take(claim, instead_of=owner)
        if owner != claim:
            code = "AL_BEANTWOORD" if owner.vraag == claim.vraag else "SLEUTEL_AL_GEBRUIKT"
            raise Refused(code, raadpleging_id=owner.raadpleging_id)

    async def _let_go(self, claim: Claim) -> None:
        try:
            await self._claims.release(claim)
        except Unavailable:
            # It stands in the store for nothing until somebody asks again.
            self._let_go_late.add(claim.raadpleging_id)

    async def _may_be_replaced(self, owner: Claim) -> bool:
        """Whether a look-up has the key that will never deliver, such as one that died with its process."""
        if owner.raadpleging_id in self._let_go_late:
            return True
        seconds = self._tools.seconds
        if self._tools.clock.epoch() - owner.moment <= seconds + MARGIN_SECONDS:
            return False
        records = await self._journal.records(owner.raadpleging_id)
        return state(records, now=self._tools.clock.moment(), seconds=seconds) == NIET_GELEVERD

    def _claim(self, asked: Asked, key: str) -> Claim:
        caller, question, secret = asked.caller, asked.question, self._tools.key
        wishes = [
            question.gemeenten,
            question.velden and sorted(question.velden),
            question.bronnen and sorted(question.bronnen),
        ]
        return Claim(
            sleutel=pseudonym(secret, "herhaling", caller.afnemer, caller.medewerker, key),
            vraag=pseudonym(
                secret,
                "vraag",
                caller.rol,
                caller.inrichting,
                question.bsn.reveal(),
                question.geboortedatum,
                question.doelbinding,
                question.zaakkenmerk,
                msgspec.json.encode(wishes).decode(),
            ),
            raadpleging_id=asked.raadpleging_id,
            moment=int(self._tools.clock.epoch()),
        )
