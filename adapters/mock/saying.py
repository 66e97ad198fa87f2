"""How a source says what it knows, and the speaker that puts it in SOAP or JSON."""

from dataclasses import dataclass
from functools import lru_cache

from adapters.mock import rest, soap
from adapters.mock.changes import Known
from adapters.mock.lives import Life
from adapters.mock.service import Asked, Lookup, Service, Tree
from adapters.mock.spoiled import spoil_dossiers, spoil_lookup, spoil_tree
from adapters.mock.world import World

_MEMO = 4096


@dataclass(frozen=True, slots=True)
class Saying:
    """How a source says what it knows; without more: as it should.

    `nothing`: it finds nobody · `fault`: it cannot answer · `melding`: FWI of that kind, beside the answer or
    `alone` · `person`: the number it echoes · `spoiled`: the way its answer breaks the contract ·
    `signature`: the way its signature is bad (profile strict).
    """

    nothing: bool = False
    fault: bool = False
    melding: str = ""
    alone: bool = False
    person: str = ""
    spoiled: str = ""
    signature: str = ""


AS_IT_SHOULD = Saying()
_VORMEN = {
    "": AS_IT_SHOULD,
    "met-fout": Saying(melding="Fout"),
    "met-waarschuwing": Saying(melding="Waarschuwing"),
    "met-informatie": Saying(melding="Informatie"),
    "alleen-fwi": Saying(melding="Fout", alone=True),
    "soap-fault": Saying(fault=True),
}


def usual(life: Life | None, service: str) -> Saying:
    """Give how a service always speaks of this life: as `[afwijking.<Dienst>]` says."""
    return _VORMEN[life.afwijking(service, "vorm")] if life else AS_IT_SHOULD


class Speaker:
    """Writes what sources say; remembers what was written, per version of a life.

    `ignore_fields` writes whole REST dossiers whatever was asked.
    """

    def __init__(self, world: World, *, ignore_fields: bool = False) -> None:
        self._world = world
        self._ignore_fields = ignore_fields
        self.soap_body = lru_cache(_MEMO)(self._soap_body)
        self.dossiers = lru_cache(_MEMO)(self._dossiers)

    def _soap_body(
        self, service: Service, known: Known, period: tuple[str, str] | None, saying: Saying
    ) -> str:
        if saying.fault:
            return soap.write_fault(service, "Server", "de bron kan nu niet antwoorden")
        if saying.alone:
            return soap.write_fwi(service, saying.melding)
        imported = self._world.answers.get((known.bsn, service.key))
        if imported and saying == AS_IT_SHOULD:
            return imported.body
        client = None if saying.nothing else self._client(service, known, Asked(period=period), saying)
        if saying.spoiled:
            client = spoil_tree(client or {"Burgerservicenr": known.bsn}, saying.spoiled)
        if client is None and saying.melding:
            return soap.write_fwi(service, saying.melding)
        if client is None:
            return soap.write_nothing(service)
        return soap.write_found(service, client, period=period, melding=saying.melding)

    def _dossiers(
        self,
        service: Service,
        known: Known,
        gemeente: str | None,
        fields: tuple[str, ...] | None,
        saying: Saying,
    ) -> bytes:
        client = None if saying.nothing else self._client(service, known, Asked(gemeente=gemeente), saying)
        dossiers = []
        if client is not None and known.life is not None:
            wanted = None if self._ignore_fields else fields
            dossiers.append(rest.dossier(client, known.life.geboortedatum, wanted))
        if saying.spoiled:
            return rest.write(spoil_dossiers(dossiers, known.bsn, saying.spoiled))
        return rest.write({"dossiers": dossiers})

    def lookup(self, lookup: Lookup, known: Known, saying: Saying) -> bytes:
        """Write the answer of a lookup; it echoes no person, so another person is answered about whole."""
        life = self._world.lives.get(saying.person) if saying.person else known.life
        answer = lookup.answer(None if saying.nothing else life)
        return rest.write(spoil_lookup(answer, saying.spoiled) if saying.spoiled else answer)

    def _client(self, service: Service, known: Known, asked: Asked, saying: Saying) -> Tree | None:
        client = self._world.client_of(known.life, service, asked)
        if client is None or not saying.person:
            return client
        return {**client, "Burgerservicenr": saying.person}
