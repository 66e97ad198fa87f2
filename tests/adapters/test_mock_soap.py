"""The SOAP side: answers valid against the contracts, addressed as the standard says, for every life."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree
from starlette.applications import Starlette

from adapters.mock.lives import Life, LifeError
from adapters.mock.server import create_app
from adapters.mock.service import Asked, Service
from adapters.mock.world import PERSONAS, build_world
from tests.adapters.asking import ME, NAMES, SOURCE, body_of, request_xml, xsd

WORLD = build_world()
APP = create_app()
LIVES = sorted(WORLD.lives.values(), key=lambda life: life.name)
EVERY_LIFE = pytest.mark.parametrize("life", LIVES, ids=lambda life: life.name)
SPEAK_SOAP = [service for service in WORLD.services if service.soap]
EVERY_SERVICE = pytest.mark.parametrize("service", SPEAK_SOAP, ids=lambda service: service.name)
POLIS = next(service for service in WORLD.services if service.name == "UWVDossierInkomstenGSD")
SVB = next(service for service in WORLD.services if service.name == "SVBDossierPersoonGSD")


async def send(app: Starlette, service: Service, body: str | bytes) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as client:
        path = f"/{service.bron}/suwibroker/soap/{service.key}"
        return await client.post(path, content=body, headers={"Content-Type": "text/xml"})


@EVERY_SERVICE
async def test_every_answer_is_valid(service: Service) -> None:
    """Every SOAP answer about every life validates against the schema of its service."""
    schema = xsd(service)
    for life in LIVES:
        response = await send(APP, service, request_xml(service, life.bsn))
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/xml; charset=utf-8"
        schema.assertValid(body_of(response))


async def test_answer_is_addressed_back() -> None:
    """An answer carries its own MessageID, From and To swapped, RelatesTo and the Response action."""
    response = await send(APP, SVB, request_xml(SVB, LIVES[0].bsn))
    header = etree.fromstring(response.content).find("soap:Header", NAMES)
    assert header is not None
    assert header.findtext("wsa:Action", namespaces=NAMES) == f"{SVB.action}Response"
    assert header.findtext("wsa:To", namespaces=NAMES) == ME
    assert header.findtext("wsa:From/wsa:Address", namespaces=NAMES) == SOURCE
    assert (
        header.findtext("wsa:RelatesTo", namespaces=NAMES) == "urn:uuid:4b5c1f0e-0000-4000-8000-000000000001"
    )
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", header.findtext("wsa:MessageID", namespaces=NAMES) or "")


async def test_same_life_gives_the_same_bytes() -> None:
    """Two servers answer the same question with the same bytes, but for the MessageID."""
    question = request_xml(POLIS, LIVES[0].bsn)
    answers = [(await send(app, POLIS, question)).content for app in (APP, create_app())]
    assert answers[0] != answers[1]
    assert len({re.sub(rb"MessageID>urn:uuid:[^<]+<", b"", answer) for answer in answers}) == 1


async def test_unknown_person_is_nothing_found() -> None:
    """A person without a life gives NietsGevonden and nothing else."""
    response = await send(APP, POLIS, request_xml(POLIS, "999990482"))
    assert [child.tag for child in body_of(response)] == [f"{{{NAMES['fwi']}}}NietsGevonden"]
    xsd(POLIS).assertValid(body_of(response))


async def test_period_leaves_out_older_relations() -> None:
    """With a period only relations that overlap it are answered, and the period is confirmed."""
    life = next(life for life in LIVES if life.name == "P07")
    period = "<PeriodeGegevensvraagIko><DatBPeriode>20161101</DatBPeriode><DatEPeriode>20261101</DatEPeriode>"
    extra = f"{period}</PeriodeGegevensvraagIko>"
    everything = body_of(await send(APP, POLIS, request_xml(POLIS, life.bsn)))
    narrowed = body_of(await send(APP, POLIS, request_xml(POLIS, life.bsn, extra=extra)))
    xsd(POLIS).assertValid(narrowed)
    assert everything.xpath("//Inkomstenverhouding/DatBIkv/text()") == ["19760802", "20231205"]
    assert narrowed.xpath("//Inkomstenverhouding/DatBIkv/text()") == ["20231205"]
    assert narrowed.xpath("//PeriodeGegevensleveringIko/*/text()") == ["20161101", "20261101"]


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("20170630", "20261101", ["20140000", "20170901", "20240701"]),
        ("20170701", "20261101", ["20170901", "20240701"]),
        ("20240601", "20240630", []),
        ("20240531", "20240531", ["20170901"]),
        ("20130101", "20131231", []),
        ("20130101", "20140101", ["20140000"]),
    ],
)
async def test_period_is_inclusive(begin: str, end: str, expected: list[str]) -> None:
    """Both days of a period count, an incomplete begin counts from its first day, an open end goes on."""
    life = next(life for life in LIVES if life.name == "P11")
    period = f"<DatBPeriode>{begin}</DatBPeriode><DatEPeriode>{end}</DatEPeriode>"
    extra = f"<PeriodeGegevensvraagIko>{period}</PeriodeGegevensvraagIko>"
    answer = body_of(await send(APP, POLIS, request_xml(POLIS, life.bsn, extra=extra)))
    assert answer.xpath("//Inkomstenverhouding/DatBIkv/text()") == expected


def test_incomplete_end_counts_to_its_last_day() -> None:
    """A relation that ended somewhere in 2017 overlaps a period that begins in the middle of that year."""
    row = {"DatBIkv": "20150101", "DatEIkv": "20170000", "NaamAdministratieveEenheid": "A"}
    row |= {"Loonheffingennr": "999900501L01", "CdSrtIkv": "15"}
    life = Life("P98", "999990019", "19900101", {"uwv": {POLIS.name: {"Inkomstenverhouding": [row]}}})
    assert POLIS.expand(life, Asked(period=("20170701", "20261101")))
    assert not POLIS.expand(life, Asked(period=("20180101", "20261101")))


def test_a_relation_can_be_repeated() -> None:
    """`herhaal` gives the same relation again, so many days later each time, with a number that counts on."""
    row = {"DatBIkv": "20200101", "DatEIkv": "20200105", "VolgnrIkv": "7", "CdSrtIkv": "15"}
    row |= {"NaamAdministratieveEenheid": "A", "Loonheffingennr": "999900501L01"}
    rows = [{**row, "herhaal": {"aantal": 3, "om_de_dagen": 30}}]
    life = Life("P98", "999990019", "19900101", {"uwv": {POLIS.name: {"Inkomstenverhouding": rows}}})
    relations: Any = POLIS.expand(life, Asked(period=("20200110", "20201231")))["Inkomstenverhouding"]
    assert [(r["VolgnrIkv"], r["DatBIkv"], r["DatEIkv"]) for r in relations] == [
        ("8", "20200131", "20200204"),
        ("9", "20200301", "20200305"),
    ]


async def test_later_rows_hold_no_inventions_beyond_the_required() -> None:
    """Only the first row carries what no reader may read; the next holds the life and what must be there."""
    life = next(life for life in LIVES if life.name == "P01")
    answer = body_of(await send(APP, POLIS, request_xml(POLIS, life.bsn)))
    relations = answer.iter("Inkomstenverhouding")
    assert [len(r.findall("Inkomstenopgave/BedrBrutoloonSv")) for r in relations] == [1, 0, 0]


async def test_hours_are_spread_over_months() -> None:
    """A relation gives one opgave a month from begin to end, with part of the hours for part of a month."""
    life = next(life for life in LIVES if life.name == "P01")
    answer = body_of(await send(APP, POLIS, request_xml(POLIS, life.bsn)))
    relation = next(r for r in answer.iter("Inkomstenverhouding") if r.findtext("DatBIkv") == "20190204")
    names = ("DatBIko", "DatEIko", "AantVerloondeUrenIko")
    hours = [tuple(o.findtext(name) for name in names) for o in relation.iter("Inkomstenopgave")]
    assert len(hours) == 10
    assert hours[0] == ("20190204", "20190228", "125")
    assert hours[1] == ("20190301", "20190331", "140")
    assert hours[-1] == ("20191101", "20191129", "135")


@pytest.mark.parametrize(
    ("name", "absent"), [("MessageID", "RelatesTo"), ("To", "From"), ("From", "To"), ("Action", "")]
)
async def test_answer_relates_only_to_what_was_named(name: str, absent: str) -> None:
    """Clients that leave out an addressing header are answered, without the header that relates to it."""
    response = await send(APP, SVB, request_xml(SVB, LIVES[0].bsn, leave_out=name))
    assert response.status_code == 200
    header = etree.fromstring(response.content).find("soap:Header", NAMES)
    assert header is not None
    present = {"Action", "MessageID", "From", "To", "RelatesTo"} - {absent}
    assert {etree.QName(child).localname for child in header} == present


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("geen xml", "goedgevormde XML"),
        ("", "goedgevormde XML"),
        (request_xml(POLIS, "999990019"), "SVBPersoonsInfo"),
        (request_xml(SVB, ""), "Burgerservicenr"),
        (request_xml(SVB, "999990019").replace("PersoonsInfo</wsa", "Anders</wsa"), "wsa:Action"),
    ],
)
async def test_unusable_request_is_refused(body: str, words: str) -> None:
    """What is not a request of this service gets a Client Fault that says what is wrong."""
    response = await send(APP, SVB, body)
    assert response.status_code == 500
    assert body_of(response).findtext("faultcode") == "soap:Client"
    assert words in (body_of(response).findtext("faultstring") or "")
    assert body_of(response).findtext("detail/fwi:Fout/Bron/DN", namespaces=NAMES)


async def test_refusal_is_addressed_back() -> None:
    """A Client Fault to a request that could be read relates to it."""
    response = await send(APP, SVB, request_xml(SVB, ""))
    header = etree.fromstring(response.content).find("soap:Header", NAMES)
    assert header is not None
    assert header.findtext("wsa:To", namespaces=NAMES) == ME
    assert (
        header.findtext("wsa:RelatesTo", namespaces=NAMES) == "urn:uuid:4b5c1f0e-0000-4000-8000-000000000001"
    )


PLAIN = request_xml(SVB, "999994293")
DOCTYPE = f'<!DOCTYPE a [<!ENTITY b "c">]>{PLAIN}'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp500"])
@pytest.mark.parametrize("text", [PLAIN, DOCTYPE], ids=["plain", "doctype"])
async def test_only_utf_8_is_read(text: str, encoding: str) -> None:
    """In any other encoding a request is refused, declared or not, and so is a DOCTYPE that hides in it."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)
    for body in (declared, text.encode(encoding)):
        if body == text.encode():
            continue
        response = await send(APP, SVB, body)
        assert response.status_code == 500
        assert body_of(response).findtext("faultcode") == "soap:Client"


@pytest.mark.parametrize("start", [b"", b'<?xml version="1.0" encoding="utf-8"?>'])
async def test_bytes_that_are_no_utf_8_are_refused(start: bytes) -> None:
    """One byte of Latin-1, even in a comment, makes a request that calls itself UTF-8 unreadable."""
    body = PLAIN.replace("<soap:Body>", "<soap:Body><!--é-->").encode("latin-1")
    response = await send(APP, SVB, start + body)
    assert body_of(response).findtext("faultstring") == "alleen UTF-8 is toegestaan"


@pytest.mark.parametrize("start", ["", "\ufeff", '<?xml version="1.0" encoding="UTF-8"?>', "<!-- a -->\n"])
async def test_a_doctype_is_refused(start: str) -> None:
    """A DOCTYPE is refused wherever XML allows it; the same request without it is answered."""
    assert (await send(APP, SVB, f"{start}{PLAIN}")).status_code == 200
    response = await send(APP, SVB, f"{start}{DOCTYPE}")
    assert body_of(response).findtext("faultstring") == "een DOCTYPE is niet toegestaan"


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("text/xml", 200),
        ("text/xml; charset=UTF-8", 200),
        ('text/xml;charset="utf-8"', 200),
        ("text/xml; charset=ISO-8859-1", 500),
        ("text/xml; action=a; charset='utf-16'", 500),
    ],
)
async def test_charset_of_the_header_counts(header: str, status: int) -> None:
    """What the HTTP header calls anything but UTF-8 is refused."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://mock") as client:
        path = f"/{SVB.bron}/suwibroker/soap/{SVB.key}"
        response = await client.post(path, content=PLAIN, headers={"Content-Type": header})
    assert response.status_code == status


def app_with(folder: Path, vorm: str) -> Starlette:
    life = (PERSONAS / "P07.toml").read_text("utf-8")
    switch = f'[afwijking.SVBDossierPersoonGSD]\nvorm = "{vorm}"\n'
    (folder / "P07.toml").write_text(f"{life}\n{switch}", "utf-8")
    return create_app(folder)


@pytest.mark.parametrize(
    ("vorm", "kind"),
    [("met-fout", "Fout"), ("met-waarschuwing", "Waarschuwing"), ("met-informatie", "Informatie")],
)
async def test_life_can_add_a_melding(tmp_path: Path, vorm: str, kind: str) -> None:
    """A switch in a life puts an FWI of the named kind beside ClientSuwi."""
    answer = body_of(await send(app_with(tmp_path, vorm), SVB, request_xml(SVB, "999994293")))
    xsd(SVB).assertValid(answer)
    assert [child.tag for child in answer] == ["ClientSuwi", f"{{{NAMES['fwi']}}}FWI"]
    assert [child.tag for child in answer[1]] == [kind]


async def test_life_can_answer_with_fwi_alone(tmp_path: Path) -> None:
    """A switch in a life gives FWI without ClientSuwi, HTTP 200."""
    response = await send(app_with(tmp_path, "alleen-fwi"), SVB, request_xml(SVB, "999994293"))
    assert response.status_code == 200
    xsd(SVB).assertValid(body_of(response))
    assert [child.tag for child in body_of(response)] == [f"{{{NAMES['fwi']}}}FWI"]


async def test_life_can_answer_with_a_fault(tmp_path: Path) -> None:
    """A switch in a life gives a SOAP Fault, HTTP 500, with fwi:Fout and the Fout action."""
    response = await send(app_with(tmp_path, "soap-fault"), SVB, request_xml(SVB, "999994293"))
    assert response.status_code == 500
    assert body_of(response).findtext("faultcode") == "soap:Server"
    action = etree.fromstring(response.content).findtext("soap:Header/wsa:Action", namespaces=NAMES)
    assert action == "http://bkwi.nl/SuwiML/Diensten/SVBDossierPersoonGSD-v0200/Fout"


def test_unknown_switch_is_refused(tmp_path: Path) -> None:
    """A switch that does not exist stops the server from starting, so a test never tests nothing."""
    with pytest.raises(LifeError, match=r"SVBDossierPersoonGSD\.vorm is een van"):
        app_with(tmp_path, "met-waarschuwingen")


@EVERY_SERVICE
async def test_wsdl_is_served_with_its_schemas(service: Service) -> None:
    """The WSDL names this server as its address, and every schema it needs can be fetched from it."""
    start = f"http://mock/{service.bron}/suwibroker/soap/{service.key}?wsdl"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP)) as client:
        todo, seen = [httpx.URL(start)], set[httpx.URL]()
        while todo:
            url = todo.pop()
            response = await client.get(url)
            assert response.status_code == 200, url
            seen.add(url)
            places = re.findall(rb'schemaLocation="([^"]+)"', response.content)
            todo += [there for place in places if (there := url.join(place.decode())) not in seen]
        wsdl = (await client.get(start)).text
    assert f'location="http://mock/{service.bron}/suwibroker/soap/{service.key}"' in wsdl
    assert {url.path.rpartition("/")[2] for url in seen} == {
        service.key,
        "BodyAction.xsd",
        "BodyReaction.xsd",
        "Basisschema-v0801.xsd",
        "FWI-v0205.xsd",
    }
