"""One question to every bron over every face, about somebody whom that bron knows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count

from jsonschema import Draft202012Validator
from lxml import etree

from adapters.mock.faults.kind import Face
from adapters.mock.service import Asked, Lookup, Service
from adapters.mock.world import CONTRACTS, World, build_world
from tests.adapters.asking import NAMES, request_xml, validator, xsd
from tests.mockfaults.served import Mocks, Seen

_TRACES = count(1)


def new_trace() -> str:
    """Give a trace that no other test has."""
    return f"{next(_TRACES):032x}"


@cache
def world() -> World:
    """Read the sources and lives once."""
    return build_world()


@dataclass(frozen=True, slots=True)
class Target:
    """A bron over one face: what to ask, about whom, and how to check an answer against the contract."""

    name: str
    bron: str
    operatie: str
    face: Face
    path: str
    bsn: str = field(repr=False)
    service: Service | Lookup = field(repr=False)

    def body(self) -> bytes:
        """Write the question."""
        if isinstance(self.service, Service) and self.face == "soap":
            return request_xml(self.service, self.bsn).encode()
        fields = {} if isinstance(self.service, Lookup) else {"fields": _fields(self.service)}
        return json.dumps({"burgerservicenummer": self.bsn, **fields}).encode()

    def ask(self, mocks: Mocks, trace: str, body: bytes | None = None) -> Seen:
        """Ask within a trace."""
        headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
        return mocks.ask("POST", self.path, self.body() if body is None else body, headers)

    def fits(self, content: bytes) -> bool:
        """Whether an answer fits the contract of the bron."""
        if self.face == "soap":
            assert isinstance(self.service, Service)
            return xsd(self.service).validate(body_of(content))
        return bool(_validator(self.service).is_valid(json.loads(content)))

    def person(self, content: bytes) -> str:
        """Give the number that an answer echoes; empty when it echoes none."""
        if self.face == "soap":
            return body_of(content).findtext("ClientSuwi/Burgerservicenr") or ""
        dossiers = json.loads(content).get("dossiers", [])
        return str(dossiers[0]["burgerservicenummer"]) if dossiers else ""


def body_of(content: bytes) -> etree._Element:
    """Give the one element in the Body of a SOAP answer."""
    (found,) = etree.fromstring(content).iterfind("soap:Body/*", NAMES)
    return found


def _fields(service: Service) -> list[str]:
    """Ask for everything that the gateway could read."""
    return sorted(".".join(part[0].lower() + part[1:] for part in fact.split(".")) for fact in service.facts)


@cache
def _validator(service: Service | Lookup) -> Draft202012Validator:
    document = json.loads((CONTRACTS / "bronnen" / service.bron / "openapi.json").read_text("utf-8"))
    answer = document["paths"][service.rest]["post"]["responses"]["200"]["content"]["application/json"]
    return validator(f"/{service.bron}/", answer["schema"]["$ref"].rpartition("/")[2])


def targets() -> Iterator[Target]:
    """Give one target per bron and face, and the verwijsindex."""
    for service in world().services:
        if service.soap:
            path = f"/{service.bron}/suwibroker/soap/{service.key}"
            yield Target(
                f"{service.key}-soap", service.bron, service.key, "soap", path, _known(service)[0], service
            )
        if service.rest:
            bsn, code = _known(service)
            path = f"/{service.bron}{service.rest.format(code=code)}"
            yield Target(f"{service.key}-rest", service.bron, service.key, "rest", path, bsn, service)
    for lookup in world().lookups:
        bsn = next(bsn for bsn, life in world().lives.items() if life.bron(lookup.bron))
        yield Target(
            lookup.name, lookup.bron, lookup.name, "rest", f"/{lookup.bron}{lookup.rest}", bsn, lookup
        )


def _known(service: Service) -> tuple[str, str]:
    """Give somebody of whom a service always speaks as it should, and a gemeente that knows them."""
    for bsn, life in world().lives.items():
        if "afwijking" in life.tables:
            continue
        codes = sorted(life.bron("gemeente")) if service.bron == "gemeente" else [None]
        for code in codes:
            if world().client(service, bsn, Asked(gemeente=code)):
                return bsn, code or ""
    raise AssertionError(service.key)


TARGETS = {target.name: target for target in targets()}
DUO = TARGETS["DUODossierPersoonGSD-v0300-rest"]
SVB = TARGETS["SVBDossierPersoonGSD-v0200-soap"]
