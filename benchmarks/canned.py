"""What the sources answer about the one person of the benchmark: bytes by path, written once.

The writers of the mock sources make them from `leven/B01.toml`, every row whole. REST dossiers are not cut
down to `fields`, so that both gateways read the same bytes.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from adapters.mock import rest, soap
from adapters.mock.fill import Filler
from adapters.mock.lives import Life
from adapters.mock.schema import Node
from adapters.mock.service import Asked, Service, Tree, Value
from adapters.mock.world import World, build_world

GEMEENTE = "0855"
PEILDATUM = "2026-11-01"
_PERIOD = ("20161101", "20261101")
MESSAGE_ID = b"urn:uuid:00000000-0000-4000-8000-000000000000"
"""Stands where an answer names the question it is about; the backend puts the right one in its place."""

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
    return dict(answer_of(service, person()) for service in _world().services)


def service_named(name: str) -> Service:
    """Give the service of this name."""
    return next(service for service in _world().services if service.name == name)


def answer_of(service: Service, life: Life, without: frozenset[str] = frozenset()) -> tuple[str, Answer]:
    """Give the path of a service and what it answers about a life; `without` are elements it leaves out."""
    if service.rest is None:
        path = f"/{service.bron}/suwibroker/soap/{service.key}"
        return path, Answer("text/xml; charset=utf-8", _soap(service, life, without))
    path = f"/{service.bron}{service.rest.format(code=GEMEENTE)}"
    return path, Answer("application/json", _rest(service, life, without))


@cache
def _world() -> World:
    return build_world(_LEVEN)


class _WholeRows(Filler):
    """Fills every row; the mock sources fill the first and leave the rest bare, unlike a real source."""

    def _value(self, node: Node, given: Value | None, here: str, *, first: bool) -> Value | None:
        return super()._value(node, given, here, first=first or here.count(".") == 1)


def _client(service: Service, life: Life, asked: Asked, without: frozenset[str]) -> Tree:
    schema, rows = _world().schemas[service.key], service.expand(life, asked)
    filler = _WholeRows(f"{life.name}/{service.name}", service.facts | without)
    echo: Tree = {"Burgerservicenr": life.bsn}
    if not service.soap:
        return {**echo, **filler.fill(schema, rows)}
    if any(isinstance(child, Node) and child.name == "Geboortedat" for child in schema.children):
        echo["Geboortedat"] = life.geboortedatum
    return filler.fill(schema, {**echo, **rows})


def _soap(service: Service, life: Life, without: frozenset[str]) -> bytes:
    period = _PERIOD if service.name == "UWVDossierInkomstenGSD" else None
    client = _client(service, life, Asked(period=period), without)
    body = soap.write_found(service, client, period=period)
    request = soap.Addressing(MESSAGE_ID.decode(), "urn:bron", "urn:gateway")
    return soap.write_envelope(body, action=f"{service.action}Response", request=request)


def _rest(service: Service, life: Life, without: frozenset[str]) -> bytes:
    client = _client(service, life, Asked(gemeente=GEMEENTE), without)
    return rest.write({"dossiers": [rest.dossier(client, life.geboortedatum, None)]})
