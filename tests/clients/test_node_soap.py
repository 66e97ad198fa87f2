"""node-soap, which shares no code with anything in Python, as a client of the mock sources."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from adapters.mock.service import Service
from tests.adapters.asking import NAMES, xsd
from tests.clients import facts
from tests.clients.unusual import BESIDE, LIVES, PEOPLE, RICH
from tests.fakes.npm import installed, run

NODE = Path(__file__).parent / "node"
ME = "https://afnemer.example/dienst?oin=00000099000000010000"
NUMBERS = (*(life.bsn for life in LIVES), *PEOPLE.values(), facts.STRANGER)
each_service = pytest.mark.parametrize("service", facts.SERVICES, ids=lambda service: service.name)
each_manner = pytest.mark.parametrize("manner", ["served", "contract"])


@dataclass(frozen=True, slots=True)
class Heard:
    """What node-soap made of an answer (`result`, or `fault`), and what went over the wire."""

    http: dict[str, str]
    sent: etree._Element
    received: etree._Element
    result: Any
    fault: Any


@cache
def ask(mocks: str, service: Service) -> dict[tuple[str, str], Heard]:
    """Ask about everyone: bare with the served WSDL, then addressed and secured with the contract's."""
    questions = {(manner, bsn): _question(mocks, service, manner, bsn) for manner, bsn in _asked()}
    command = ("node", str(NODE / "ask.js"), str(installed(NODE, "node-soap") / "soap"))
    done = run(*command, stdin=json.dumps(list(questions.values())))
    assert (done.returncode, done.stderr) == (0, "")
    return dict(zip(questions, map(_heard, done.stdout.splitlines()), strict=True))


def _asked() -> Iterator[tuple[str, str]]:
    return ((manner, bsn) for manner in ("served", "contract") for bsn in NUMBERS)


def _question(mocks: str, service: Service, manner: str, bsn: str) -> dict[str, Any]:
    address = mocks + facts.path(service)
    asked = {"address": address, "operation": service.operation, "bsn": bsn}
    if manner == "served":
        return {**asked, "wsdl": f"{address}?wsdl"}
    names = {"Action": service.action, "MessageID": "urn:uuid:1", "To": address, "From": {"Address": ME}}
    return {**asked, "wsdl": facts.wsdl(service), "headers": names}


def _heard(line: str) -> Heard:
    told = json.loads(line)
    sent, received = (etree.fromstring(told[name].encode()) for name in ("sent", "received"))
    return Heard(told["http"], sent, received, told.get("result"), told.get("fault"))


def _body(envelope: etree._Element) -> etree._Element:
    body = envelope.find("soap:Body", NAMES)
    assert body is not None
    return body[0]


@each_manner
@each_service
def test_facts_of_every_life_arrive(mocks: str, service: Service, manner: str) -> None:
    """node-soap reads each fact of each life from a valid answer, and NietsGevonden where there is none."""
    schema, heard = xsd(service), ask(mocks, service)
    for life in LIVES:
        answer, promised = heard[manner, life.bsn], facts.promised(life, service)
        schema.assertValid(_body(answer.received))
        assert list(answer.result) == (["ClientSuwi"] if promised else ["NietsGevonden"]), life.name
        assert promised - facts.facts(answer.result) == facts.Facts(), life.name


@each_manner
@each_service
def test_nobody_is_nothing_found(mocks: str, service: Service, manner: str) -> None:
    """About an unknown number node-soap gives NietsGevonden and no more."""
    answer = ask(mocks, service)[manner, facts.STRANGER]
    xsd(service).assertValid(_body(answer.received))
    assert answer.result == {"NietsGevonden": None}


@pytest.mark.parametrize("vorm", BESIDE)
@each_service
def test_fwi_beside_the_facts(mocks: str, service: Service, vorm: str) -> None:
    """A Fout, Waarschuwing or Informatie beside ClientSuwi reaches node-soap, and takes no fact away."""
    answer = ask(mocks, service)["served", PEOPLE[vorm]]
    xsd(service).assertValid(_body(answer.received))
    assert facts.promised(RICH, service) - facts.facts(answer.result) == facts.Facts()
    assert answer.result["FWI"] == {
        BESIDE[vorm]: {
            "Code": "NAGEBOOTST01",
            "Tekst": "verzonnen melding",
            "Detail": [service.key],
            "Bron": {"DN": "CN=nagebootste bron"},
        }
    }


@each_manner
@each_service
def test_fault_with_its_detail(mocks: str, service: Service, manner: str) -> None:
    """A Fault is an error of node-soap with a valid fwi:Fout as its detail, Bron and DN with it."""
    answer = ask(mocks, service)[manner, PEOPLE["soap-fault"]]
    (fout,) = _body(answer.received).iter("{http://bkwi.nl/SuwiML/FWI/v0205}Fout")
    facts.fault_schema().assertValid(fout)
    assert (answer.fault["faultcode"], answer.fault["faultstring"]) == (
        "soap:Server",
        "de bron kan nu niet antwoorden",
    )
    assert answer.fault["detail"]["Fout"]["Bron"] == {"DN": "CN=nagebootste bron"}


@each_service
def test_headers_of_node_soap_are_answered(mocks: str, service: Service) -> None:
    """Addressed, with wsse:Security and basic auth, it is answered in kind; bare, with two headers."""
    heard = ask(mocks, service)
    secured = heard["contract", RICH.bsn]
    assert secured.http["Authorization"].startswith("Basic ")
    assert secured.sent.xpath("count(soap:Header/*[local-name()='Security'])", namespaces=NAMES) == 1
    header = secured.received.find("soap:Header", NAMES)
    assert header is not None
    assert header.findtext("wsa:RelatesTo", namespaces=NAMES) == "urn:uuid:1"
    assert header.findtext("wsa:To", namespaces=NAMES) == ME
    assert header.findtext("wsa:From/wsa:Address", namespaces=NAMES) == mocks + facts.path(service)
    bare = heard["served", RICH.bsn]
    assert bare.sent.find("soap:Header", NAMES) is None
    bare_header = bare.received.find("soap:Header", NAMES)
    assert bare_header is not None
    assert [etree.QName(one).localname for one in bare_header] == ["Action", "MessageID"]
