"""What the sources answer about the one person of the benchmark: bytes by path, written once.

The writers of the mock sources make them from `leven/B01.toml`. REST dossiers are whole, as a source sends
them that does not read `fields`, so that both gateways read the same bytes.
"""

from dataclasses import dataclass
from pathlib import Path

from adapters.mock import rest, soap
from adapters.mock.lives import Life
from adapters.mock.service import Asked, Service
from adapters.mock.world import World, build_world

GEMEENTE = "0855"
PEILDATUM = "2026-11-01"
_PERIOD = ("20161101", "20261101")
_LEVEN = Path(__file__).parent / "leven"


@dataclass(frozen=True, slots=True)
class Answer:
    """One fixed answer: media type and body."""

    media_type: str
    body: bytes


def person() -> Life:
    """Give the person that is asked about."""
    (life,) = _world().lives.values()
    return life


def answers() -> dict[str, Answer]:
    """Give the answer of each source by the path of its address."""
    world, life = _world(), person()
    found: dict[str, Answer] = {}
    for service in world.services:
        if service.rest is None:
            path = f"/{service.bron}/suwibroker/soap/{service.key}"
            found[path] = Answer("text/xml; charset=utf-8", _soap(world, service, life))
        else:
            path = f"/{service.bron}{service.rest.format(code=GEMEENTE)}"
            found[path] = Answer("application/json", _rest(world, service, life))
    return found


def _world() -> World:
    return build_world(_LEVEN)


def _soap(world: World, service: Service, life: Life) -> bytes:
    period = _PERIOD if service.name == "UWVDossierInkomstenGSD" else None
    client = world.client(service, life.bsn, Asked(period=period))
    if client is None:
        raise ValueError(f"{service.key}: het leven van de meting zegt hier niets")
    body = soap.write_found(service, client, period=period)
    request = soap.SoapRequest("urn:uuid:0", "urn:bron", "urn:gateway", life.bsn, period)
    return soap.write_envelope(body, action=f"{service.action}Response", request=request)


def _rest(world: World, service: Service, life: Life) -> bytes:
    client = world.client(service, life.bsn, Asked(gemeente=GEMEENTE))
    if client is None:
        raise ValueError(f"{service.key}: het leven van de meting zegt hier niets")
    return rest.write({"dossiers": [rest.dossier(client, life.geboortedatum, None)]})
