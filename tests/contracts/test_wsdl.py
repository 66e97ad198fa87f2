# mypy: untyped-calls-exclude=zeep
"""The source contracts: what loads, what they accept and what they refuse."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import zeep
from lxml import etree
from openapi_spec_validator import validate

BRONNEN = Path(__file__).parents[2] / "contracts" / "bronnen"
WSDLS = sorted(BRONNEN.rglob("*.wsdl"))
OPENAPIS = sorted(BRONNEN.rglob("openapi.json"))
WSAW_ACTION = "{http://www.w3.org/2006/05/addressing/wsdl}Action"
FWI = "http://bkwi.nl/SuwiML/FWI/v0205"
TEST_BSN = "999990019"
BSN = f"<Burgerservicenr>{TEST_BSN}</Burgerservicenr>"
MELDING = "<Fout><Code>1</Code><Tekst>t</Tekst><Detail>d</Detail><Bron><DN>CN=test</DN></Bron></Fout>"
MELDINGEN = f"<fwi:FWI>{MELDING}</fwi:FWI>"
WET = "<SzWet><CdSzWet>{}</CdSzWet></SzWet>"
PERIODE = "<Uitkeringsperiode><DatBUitkeringsperiode>20240201</DatBUitkeringsperiode></Uitkeringsperiode>"
HERKOMST = "<Bron><CdKolomSuwi>1</CdKolomSuwi><CdPartijSuwi>0855</CdPartijSuwi></Bron>"

OPLEIDING = "<OpleidingsnaamOngecodeerd><DatDiploma>20140000</DatDiploma></OpleidingsnaamOngecodeerd>"
BEROEP = "<BeroepsnaamGecodeerd><CdBeroepsnaam>0000012345</CdBeroepsnaam></BeroepsnaamGecodeerd>"
ARBEIDSPERIODE = f"<Arbeidsperiode>{BEROEP}</Arbeidsperiode>"


def uitkering(rest: str) -> str:
    begin = "<DatBUitkeringsverhouding>20240201</DatBUitkeringsverhouding>"
    return f"<Uitkeringsverhouding>{begin}{rest}</Uitkeringsverhouding>"


ROWS = {
    "UWVDossierInkomstenGSD": "<Inkomstenverhouding><DatBIkv>20150401</DatBIkv><AdministratieveEenheid>"
    "<Loonheffingennr>000000001L01</Loonheffingennr><RechtspersoonAdministratieveEenh>"
    "<FiNr>000000001</FiNr></RechtspersoonAdministratieveEenh></AdministratieveEenheid>"
    "<Inkomstenperiode><DatBIkp>20150401</DatBIkp><CdSrtIkv>15</CdSrtIkv></Inkomstenperiode>"
    "<Inkomstenopgave><DatBIko>20150401</DatBIko></Inkomstenopgave></Inkomstenverhouding>",
    "UWVDossierWerknemersverzekeringenGSD": uitkering(WET.format("WW")),
    "SVBDossierPersoonGSD": uitkering(WET.format("AOW") + PERIODE),
    "DUODossierPersoonGSD": "<Onderwijsovereenkomst><Brin><BrinNr>25LZ</BrinNr></Brin>"
    "<DatInschrijvingOpleiding>20120801</DatInschrijvingOpleiding></Onderwijsovereenkomst>",
    "Bijstandsregelingen": uitkering(WET.format("PW") + PERIODE + HERKOMST),
    "GSDDossierReintegratie": "<AtlRelatie><ReIntegratievoorziening><DatBRv>20250115</DatBRv>"
    f"<CdTypeRvGsd>10</CdTypeRvGsd></ReIntegratievoorziening>{HERKOMST}</AtlRelatie>",
    "UWVDossierInkomstenGSDDigitaleDiensten": "<Inkomstenverhouding><DatBIkv>20150401</DatBIkv>"
    "<Inkomstenperiode><DatBIkp>20150401</DatBIkp><IndVerzekerdWw>1</IndVerzekerdWw></Inkomstenperiode>"
    "<Inkomstenopgave><DatBIko>20150401</DatBIko></Inkomstenopgave></Inkomstenverhouding>",
    "UWVWbDossierPersoonGSD": "<AtlRelatie><Arbeidsmarktkwalificaties>"
    f"{OPLEIDING}<OpleidingsnaamGecodeerd><CdOpleidingsnaam>0000012345</CdOpleidingsnaam>"
    f"</OpleidingsnaamGecodeerd>{OPLEIDING}</Arbeidsmarktkwalificaties><AfspraakKlantMetUwvWb>"
    "<DatTijdBAfspraakKlantUwvWb>2026110109300000</DatTijdBAfspraakKlantUwvWb></AfspraakKlantMetUwvWb>"
    f"</AtlRelatie><Arbeidsverhouding>{ARBEIDSPERIODE}<Werkgever/></Arbeidsverhouding>",
}
REQUIRED = {"UWVWbDossierPersoonGSD": HERKOMST}
each_service = pytest.mark.parametrize("wsdl", WSDLS, ids=lambda path: path.stem)
each_openapi = pytest.mark.parametrize("path", OPENAPIS, ids=lambda path: path.parent.name)


class OnlyContracts:
    """A zeep transport that opens files of the source contracts and can do nothing else."""

    def load(self, url: str) -> bytes:
        """Give the file; raises ValueError for whatever lies outside the contracts."""
        path = Path(url).resolve()
        if not path.is_relative_to(BRONNEN):
            raise ValueError(f"buiten de contracten: {url}")
        return path.read_bytes()


def load(wsdl: Path) -> tuple[Any, Any]:
    """Give the zeep client and the one port of this WSDL."""
    settings = zeep.Settings(forbid_external=True, forbid_dtd=True)
    client = zeep.Client(str(wsdl), settings=settings, transport=OnlyContracts())
    (service,) = client.wsdl.services.values()
    (port,) = service.ports.values()
    return client, port


def schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(path)))


def accepts(xsd: Path, inner: str) -> bool:
    """Whether the root element of this XSD accepts these children."""
    checked = etree.parse(str(xsd)).getroot()
    root = checked.find("{*}element")
    assert root is not None
    name, namespace = root.get("name"), checked.get("targetNamespace")
    text = f'<r:{name} xmlns:r="{namespace}" xmlns:fwi="{FWI}">{inner}</r:{name}>'
    return bool(schema(xsd).validate(etree.fromstring(text)))


def answer(wsdl: Path, inner: str) -> bool:
    return accepts(wsdl.with_name("BodyReaction.xsd"), inner)


def client_suwi(wsdl: Path, row: str = "") -> str:
    """Give the person, what this service requires of every answer, and the row."""
    return f"<ClientSuwi>{BSN}{REQUIRED.get(wsdl.stem, '')}{row}</ClientSuwi>"


def test_every_row_has_its_service() -> None:
    """The eight services of which a row stands here are under contracts/bronnen."""
    assert set(ROWS) - {wsdl.stem for wsdl in WSDLS} == set()


@each_service
def test_request_of_zeep_fits_the_contract(wsdl: Path) -> None:
    """From local files alone zeep builds a request that is valid against BodyAction.xsd."""
    client, port = load(wsdl)
    (operation,) = port.binding.all()
    envelope = client.create_message(client.service, operation, Burgerservicenr=TEST_BSN)
    body = envelope.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    assert schema(wsdl.with_name("BodyAction.xsd")).validate(body[0])


@each_service
def test_actions_and_address_follow_the_standard(wsdl: Path) -> None:
    """Actions have a hyphen before the version, soapAction is empty, the address is the mock source's."""
    _, port = load(wsdl)
    (operation,) = port.binding.all().values()
    bron, package = wsdl.parts[-3], wsdl.parent.name
    base = f"http://bkwi.nl/SuwiML/Diensten/{package}"
    actions = [node.get(WSAW_ACTION) for node in etree.parse(str(wsdl)).iter() if WSAW_ACTION in node.attrib]
    assert actions == [f"{base}/{operation.name}", f"{base}/{operation.name}Response", f"{base}/Fout"]
    assert operation.soapaction == ""
    assert list(operation.faults) == ["AanvraagNietOk"]
    address = f"http://127.0.0.1:8081/{bron}/suwibroker/soap/{package}"
    assert port.binding_options["address"] == address


@each_service
def test_each_kind_of_answer_is_valid(wsdl: Path) -> None:
    """ClientSuwi, ClientSuwi with FWI, FWI alone, NietsGevonden and a filled row are valid answers."""
    client, row = client_suwi(wsdl), client_suwi(wsdl, ROWS.get(wsdl.stem, ""))
    kinds = (client, client + MELDINGEN, MELDINGEN, "<fwi:NietsGevonden/>", row)
    assert [kind for kind in kinds if not answer(wsdl, kind)] == []


@each_service
def test_a_wrong_order_or_shape_is_refused(wsdl: Path) -> None:
    """Order is significant: the BSN after a row, FWI before ClientSuwi, two answers or none are refused."""
    client, row = client_suwi(wsdl), REQUIRED.get(wsdl.stem, "") + ROWS.get(wsdl.stem, BSN)
    late_bsn = f"<ClientSuwi>{row}{BSN}</ClientSuwi>"
    no_source = "<fwi:FWI><Fout><Code>1</Code><Tekst>t</Tekst></Fout></fwi:FWI>"
    kinds = (late_bsn, MELDINGEN + client, client + client, client + "<fwi:NietsGevonden/>", no_source, "")
    assert [kind for kind in kinds if answer(wsdl, kind)] == []


def test_dates_may_be_unknown_in_part_but_not_impossible_in_form() -> None:
    """Datum takes 00000000, unknown months and days and 20230231, and refuses other text."""
    xsd = BRONNEN / "uwv" / "UWVDossierInkomstenGSD-v0200" / "BodyAction.xsd"
    right = ("00000000", "00000229", "20140000", "20140300", "20230231", "66660101", "88881231", "99991231")
    wrong = (
        "00000100",
        "00000230",
        "00001301",
        "20141301",
        "20140332",
        "2014010",
        "201401011",
        "2014-1-1",
        "",
    )
    period = "{}<PeriodeGegevensvraagIko><DatBPeriode>{}</DatBPeriode></PeriodeGegevensvraagIko>"
    assert tuple(d for d in right + wrong if accepts(xsd, period.format(BSN, d))) == right


@pytest.mark.parametrize(
    ("service", "row"),
    [
        ("UWVDossierInkomstenGSDDigitaleDiensten", ROWS["UWVDossierInkomstenGSD"]),
        ("UWVWbDossierPersoonGSD", "<Arbeidsverhouding><Arbeidsperiode/><Werkgever/></Arbeidsverhouding>"),
        ("UWVWbDossierPersoonGSD", f"<Arbeidsverhouding>{ARBEIDSPERIODE}</Arbeidsverhouding>"),
        ("UWVWbDossierPersoonGSD", f"<AtlRelatie>{OPLEIDING}</AtlRelatie>"),
    ],
)
def test_what_the_tree_forbids_is_refused(service: str, row: str) -> None:
    """No employer in DigitaleDiensten; at WERKbedrijf no work without occupation or employer element."""
    (wsdl,) = (wsdl for wsdl in WSDLS if wsdl.stem == service)
    assert answer(wsdl, client_suwi(wsdl, ROWS[service]))
    assert not answer(wsdl, client_suwi(wsdl, row))


@each_openapi
def test_openapi_is_valid(path: Path) -> None:
    """The OpenAPI files of the REST sources obey OpenAPI 3.1."""
    validate(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("bron", "name", "member"),
    [
        ("duo", "Onderwijsdossier", "indStartkwalificatieDuo"),
        ("gemeente", "Uitkeringsdossier", "cdLeefvorm"),
        ("gemeente", "Voorzieningendossier", "geslacht"),
    ],
)
def test_a_dossier_is_the_echo_and_known_members(bron: str, name: str, member: str) -> None:
    """Only the echo of the person is required; an unknown member and a number as value are refused."""
    document = json.loads((BRONNEN / bron / "openapi.json").read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"})
    echo: dict[str, Any] = {"burgerservicenummer": TEST_BSN, "geboortedatum": "19940314"}
    right = [echo, {**echo, member: "1" * (2 if member == "cdLeefvorm" else 1)}]
    wrong = [
        {"burgerservicenummer": TEST_BSN},
        {"geboortedatum": "19940314"},
        {**echo, "x": "1"},
        {**echo, member: 1},
    ]
    assert [value for value in right + wrong if checker.is_valid(value)] == right
