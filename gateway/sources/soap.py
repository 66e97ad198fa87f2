"""Asking over SOAP as Suwinet speaks it: one prepared envelope, one POST."""

from dataclasses import dataclass

from msgspec import structs

from gateway.core.call import Call, Raw
from gateway.core.datum import years_before
from gateway.core.mapping import Operatie
from gateway.sources.envelope import Envelope, suwi_date
from gateway.sources.link import Link

_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml", "SOAPAction": '""'}


def soap_path(operatie: Operatie) -> str:
    """Tell the path of an operation below its source's URL (`interface.md` §5), or its own."""
    if operatie.pad is not None:
        return operatie.pad
    return f"/suwibroker/soap/{operatie.dienst}-{operatie.versie}"


@dataclass(frozen=True, slots=True)
class SoapSource:
    """One SuwiML operation: its envelope for everything and, where the message knows one, for a period."""

    link: Link
    operatie: Operatie
    whole: Envelope
    with_period: Envelope | None

    async def fetch(self, call: Call) -> Raw:
        """Ask for one person, only for the look-back period where the plan has one."""
        slots = {"bsn": call.bsn.reveal(), "bericht": call.bericht}
        envelope = self.whole
        if call.plan.terugkijk is not None and self.with_period is not None:
            envelope = self.with_period
            slots["begin"] = suwi_date(years_before(call.today, call.plan.terugkijk))
            slots["einde"] = suwi_date(call.today)
        content, signature = envelope.fill(slots)
        raw = await self.link.post(soap_path(self.operatie), content, _HEADERS, call)
        return raw if signature is None else structs.replace(raw, signature=signature)
