"""What a life promises that a SOAP service answers, and what a client made of an answer, in one form."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from adapters.mock.lives import Life
from adapters.mock.service import Service
from adapters.mock.world import CONTRACTS, build_world

Facts = Counter[tuple[str, str]]
"""Element names with their text, counted."""

SERVICES = [service for service in build_world().services if service.soap]
STRANGER = "999990482"
"""The number of nobody."""

_DIGITAL = "UWVDossierInkomstenGSDDigitaleDiensten"
_IN_DIGITAL = frozenset({"VolgnrIkv", "DatBIkv", "DatEIkv", "CdSrtIkv"})


def promised(life: Life, service: Service) -> Facts:
    """Give the facts that a life writes down for a service; none when the source knows nothing."""
    of_bron = life.bron(service.bron)
    if service.bron == "gemeente":
        return facts([table.get(service.name) for table in of_bron.values()])
    if service.name != _DIGITAL:
        return facts(of_bron.get(service.name))
    # The reduced message tells of the same relations, without employer and contract.
    known = facts(of_bron.get("UWVDossierInkomstenGSD"))
    return Counter({fact: times for fact, times in known.items() if fact[0] in _IN_DIGITAL})


def facts(value: Any) -> Facts:
    """Give every leaf of dicts and lists by the name above it; lower-case names only direct the mock."""
    return Counter(_leaves(value, ""))


def _leaves(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for below, deeper in value.items():
            if not below[:1].islower():
                # zeep puts what may be repeated in any order below _value_1
                yield from _leaves(deeper, below)
    elif isinstance(value, list):
        for deeper in value:
            yield from _leaves(deeper, name)
    elif value is not None:
        yield _fact(name, value)


def facts_of_xml(answer: etree._Element) -> Facts:
    """Give every leaf of an answer by its name."""
    return Counter(_fact(str(leaf.tag), leaf.text or "") for leaf in answer.iter() if not len(leaf))


def _fact(name: str, value: str | int) -> tuple[str, str]:
    # The one fact that is a number to the schema: its leading zeros are no part of it.
    return name, str(int(value)) if name == "VolgnrIkv" else str(value)


def fault_schema() -> etree.XMLSchema:
    """Read the schema of what stands in the detail of a Fault."""
    return etree.XMLSchema(etree.parse(CONTRACTS / "bronnen" / "suwiml" / "FWI-v0205.xsd"))


def wsdl(service: Service) -> str:
    """Give the WSDL of a service as it stands in the contracts."""
    return str(CONTRACTS / "bronnen" / service.bron / service.key / f"{service.name}.wsdl")


def path(service: Service) -> str:
    """Give where the mock sources serve a service."""
    return f"/{service.bron}/suwibroker/soap/{service.key}"
