# mypy: untyped-calls-exclude=zeep
"""zeep as a client of the mock sources, with their own WSDL and with that of the contracts."""

from typing import Any

import pytest
import zeep
from lxml import etree
from zeep.helpers import serialize_object
from zeep.plugins import HistoryPlugin
from zeep.wsa import WsAddressingPlugin

from adapters.mock.service import Service
from tests.adapters.asking import NAMES, xsd
from tests.clients import facts
from tests.clients.unusual import BESIDE, LIVES, PEOPLE, RICH

PERSON = ("Burgerservicenr", RICH.bsn)


class NoAddressing(zeep.Plugin):
    """Takes away the headers that zeep sends of itself for a WSDL that names actions."""

    def egress(self, envelope: Any, http_headers: Any, operation: Any, binding_options: Any) -> Any:  # noqa: ARG002, D102 - the signature of zeep
        envelope.remove(envelope.find("soap:Header", NAMES))
        return envelope, http_headers


# Of itself zeep addresses when the WSDL names actions; with its plugin too it does so twice.
ADDRESSING: dict[str, list[Any]] = {
    "of-itself": [],
    "plugin": [NoAddressing(), WsAddressingPlugin()],
    "twice": [WsAddressingPlugin()],
    "none": [NoAddressing()],
}
each_service = pytest.mark.parametrize("service", facts.SERVICES, ids=lambda service: service.name)
each_addressing = pytest.mark.parametrize("addressing", ADDRESSING)
each_origin = pytest.mark.parametrize("origin", ["served", "contract"])


class Asking:
    """One service asked with zeep; what went over the wire stays to be looked at."""

    def __init__(self, service: Service, mocks: str, origin: str, addressing: str = "of-itself") -> None:
        self._history = HistoryPlugin()
        address = mocks + facts.path(service)
        source = f"{address}?wsdl" if origin == "served" else facts.wsdl(service)
        client = zeep.Client(source, plugins=[*ADDRESSING[addressing], self._history])
        (binding,) = client.wsdl.bindings
        asked = client.service if origin == "served" else client.create_service(binding, address)
        self._operation = asked[service.operation]
        self._schema = xsd(service)

    def __call__(self, bsn: str) -> Any:
        """Ask, and give zeep's own objects as dicts and lists, or None; the answer on the wire is valid."""
        answer = self._operation(Burgerservicenr=bsn)
        self._schema.assertValid(self.received.find("soap:Body", NAMES)[0])
        return serialize_object(answer, dict)

    @property
    def sent(self) -> Any:
        """The envelope that was sent last."""
        return (self._history.last_sent or {})["envelope"]

    @property
    def received(self) -> Any:
        """The envelope that came back last."""
        return (self._history.last_received or {})["envelope"]


@pytest.mark.parametrize(("origin", "addressing"), [("served", "of-itself"), ("contract", "none")])
@each_service
def test_facts_of_every_life_arrive(mocks: str, service: Service, origin: str, addressing: str) -> None:
    """With either WSDL, addressed or not, zeep reads each fact of each life; None where there are none."""
    ask = Asking(service, mocks, origin, addressing)
    hits = 0
    for life in LIVES:
        promised, answer = facts.promised(life, service), ask(life.bsn)
        hits += bool(promised)
        assert (answer is not None) == bool(promised), life.name
        assert promised - facts.facts(answer) == facts.Facts(), life.name
    assert 5 <= hits < len(LIVES)


@each_origin
@each_service
def test_nobody_is_none(mocks: str, service: Service, origin: str) -> None:
    """About an unknown number zeep gives None: NietsGevonden, and nothing else in the answer."""
    ask = Asking(service, mocks, origin)
    assert ask(facts.STRANGER) is None
    (only,) = ask.received.find("soap:Body", NAMES)[0]
    assert etree.QName(only) == etree.QName("http://bkwi.nl/SuwiML/FWI/v0205", "NietsGevonden")


def test_what_a_life_says_is_what_zeep_reads(mocks: str) -> None:
    """P21 as written by hand: zeep gives her four benefits at the SVB, in the order of the life."""
    (service,) = (each for each in facts.SERVICES if each.bron == "svb")
    client = Asking(service, mocks, "contract")("999995145")["ClientSuwi"]
    assert (client["Burgerservicenr"], client["Geboortedat"]) == ("999995145", "19590315")
    assert [
        (row["SzWet"]["CdSzWet"], row["DatBUitkeringsverhouding"], row["DatEUitkeringsverhouding"])
        for row in client["Uitkeringsverhouding"]
    ] == [
        ("AKW", "19970401", "20150331"),
        ("ANW", "20190301", "20260314"),
        ("AOW", "20260315", "20261112"),
        ("AIO", "20260401", "20261012"),
    ]


@pytest.mark.parametrize("vorm", BESIDE)
@each_service
def test_fwi_beside_the_facts(mocks: str, service: Service, vorm: str) -> None:
    """A Fout, Waarschuwing or Informatie beside ClientSuwi reaches zeep, and takes no fact away."""
    answer = Asking(service, mocks, "contract")(PEOPLE[vorm])
    assert facts.promised(RICH, service) - facts.facts(answer) == facts.Facts()
    (melding,) = answer["FWI"]["_value_1"]
    assert melding[BESIDE[vorm]] == {
        "Code": "NAGEBOOTST01",
        "Tekst": "verzonnen melding",
        "Detail": [service.key],
        "Bron": {"DN": "CN=nagebootste bron"},
    }


@each_service
def test_fwi_alone(mocks: str, service: Service) -> None:
    """FWI without ClientSuwi is an answer with one Fout and no facts."""
    answer = Asking(service, mocks, "contract")(PEOPLE["alleen-fwi"])
    assert answer["ClientSuwi"] is None
    assert [list(melding) for melding in answer["FWI__1"]["_value_1"]] == [["Fout"]]


@each_addressing
@each_service
def test_fault_with_its_detail(mocks: str, service: Service, addressing: str) -> None:
    """A Fault is zeep's own exception, with a valid fwi:Fout as its detail, and relates to the question."""
    ask = Asking(service, mocks, "contract", addressing)
    with pytest.raises(zeep.exceptions.Fault, match="de bron kan nu niet antwoorden") as raised:
        ask(PEOPLE["soap-fault"])
    assert raised.value.code == "soap:Server"
    (fout,) = raised.value.detail
    facts.fault_schema().assertValid(fout)
    assert fout.findtext("Bron/DN") == "CN=nagebootste bron"
    action = ask.received.findtext("soap:Header/wsa:Action", namespaces=NAMES)
    assert action == f"http://bkwi.nl/SuwiML/Diensten/{service.key}/Fout"
    # Without addressing both are absent.
    asked = ask.sent.findtext("soap:Header/wsa:MessageID", namespaces=NAMES)
    assert ask.received.findtext("soap:Header/wsa:RelatesTo", namespaces=NAMES) == asked


@pytest.mark.parametrize("addressing", ["of-itself", "plugin", "twice"])
@each_service
def test_answer_relates_to_the_question(mocks: str, service: Service, addressing: str) -> None:
    """The answer is from whom zeep wrote to, relates to its message, and is to nobody: zeep has no From."""
    ask = Asking(service, mocks, "contract", addressing)
    ask(RICH.bsn)
    headers = {etree.QName(header).localname: header for header in ask.received.find("soap:Header", NAMES)}
    assert headers.keys() == {"Action", "MessageID", "From", "RelatesTo"}
    assert headers["Action"].text == f"{service.action}Response"
    assert headers["From"].findtext("wsa:Address", namespaces=NAMES) == mocks + facts.path(service)
    assert headers["RelatesTo"].text == ask.sent.findtext("soap:Header/wsa:MessageID", namespaces=NAMES)


@each_service
def test_answer_to_a_client_without_addressing(mocks: str, service: Service) -> None:
    """Who names no address gets an answer that relates to nothing."""
    ask = Asking(service, mocks, "contract", "none")
    ask(RICH.bsn)
    assert ask.sent.find("soap:Header", NAMES) is None
    headers = [etree.QName(header).localname for header in ask.received.find("soap:Header", NAMES)]
    assert headers == ["Action", "MessageID"]
