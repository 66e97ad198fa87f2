"""Asking over REST: the person in the body, and only the members the plan reads."""

from dataclasses import dataclass

import msgspec

from gateway.core.call import Call, Raw
from gateway.core.mapping import Operatie
from gateway.sources.link import Link

_HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class RestSource:
    """One REST operation."""

    link: Link
    operatie: Operatie

    async def fetch(self, call: Call) -> Raw:
        """Ask for one person, at one gemeente where the path names one."""
        question: dict[str, object] = {"burgerservicenummer": call.bsn.reveal()}
        if not self.operatie.is_index:
            question["fields"] = call.plan.fields
        path = (self.operatie.pad or "").format(gemeente=call.gemeente)
        return await self.link.post(path, msgspec.json.encode(question), _HEADERS, call)
