"""UWV WERKbedrijf, and the message on income without the employer: what their answers hold for a life."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import etree

from adapters.mock.lives import Life, LifeError, load_lives
from adapters.mock.server import create_app
from adapters.mock.service import Asked
from adapters.mock.world import CONTRACTS, build_world

FOLDER = Path(__file__).parent / "lives"
WORLD = build_world(FOLDER)
APP = create_app(FOLDER)
LIVES = {life.name: life for life in load_lives(FOLDER).values()}
SERVICES = {service.name: service for service in WORLD.services}
WERKBEDRIJF = SERVICES["UWVWbDossierPersoonGSD"]
POLIS = SERVICES["UWVDossierInkomstenGSD"]
DIGITAL = SERVICES["UWVDossierInkomstenGSDDigitaleDiensten"]
NOTHING = "{http://bkwi.nl/SuwiML/FWI/v0205}NietsGevonden"
FREE_TEXT = re.compile(
    r"(Toel|OmsVisie|OmsVoorgeschiedenis|OmsMotivering|OmsInformatie|OmsReden|OmsKnelpunt)"
)


async def ask(name: str, person: str) -> etree._Element:
    """Give the body of the answer about a life, after checking it against the contract."""
    service = SERVICES[name]
    head = "".join(f"<a:{tag}>urn:x</a:{tag}>" for tag in ("MessageID", "To"))
    question = f"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
      xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>{head}<a:Action>{service.action}</a:Action>
      <a:From><a:Address>urn:c</a:Address></a:From></s:Header><s:Body>
      <d:{service.operation} xmlns:d="{service.namespace}">
      <Burgerservicenr>{LIVES[person].bsn}</Burgerservicenr></d:{service.operation}></s:Body></s:Envelope>"""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://mock") as client:
        response = await client.post(f"/uwv/suwibroker/soap/{service.key}", content=question)
    assert response.status_code == 200
    body = etree.fromstring(response.content).find("{*}Body")
    assert body is not None
    [answer] = body
    contract = CONTRACTS / "bronnen" / "uwv" / service.key / "BodyReaction.xsd"
    etree.XMLSchema(etree.parse(contract)).assertValid(answer)
    return answer


def said(element: etree._Element, *names: str) -> dict[str, str]:
    """Give the texts of these descendants, as far as they are there."""
    return {leaf.tag: leaf.text or "" for leaf in element.iter(*names) if not len(leaf)}


@pytest.mark.parametrize("person", LIVES)
@pytest.mark.parametrize("name", [WERKBEDRIJF.name, POLIS.name, DIGITAL.name])
async def test_every_answer_is_valid(name: str, person: str) -> None:
    """Each answer about each of these lives validates, and says nothing found where the life is silent."""
    children = [child.tag for child in await ask(name, person)]
    silent = {(WERKBEDRIJF.name, "W03"), (POLIS.name, "W02"), (DIGITAL.name, "W02")}
    assert children == ([NOTHING] if (name, person) in silent else ["ClientSuwi"])


async def test_education_is_what_the_life_states() -> None:
    """A course has a name in own words or a coded one, and its dates, status, diploma and level."""
    answer = await ask(WERKBEDRIJF.name, "W01")
    facts = sorted({path.rpartition(".")[2] for path in WERKBEDRIJF.facts if ".Opleidingsnaam" in path})
    [qualifications] = answer.iter("Arbeidsmarktkwalificaties")
    courses = [(c.tag, said(c, *facts)) for c in qualifications if c.tag.startswith("Opleidingsnaam")]
    [coded, uncoded, bare] = LIVES["W01"].bron("uwv")[WERKBEDRIJF.name]["Opleiding"]
    assert courses == [
        ("OpleidingsnaamOngecodeerd", uncoded),
        ("OpleidingsnaamOngecodeerd", bare),
        ("OpleidingsnaamGecodeerd", coded),
    ]


async def test_work_is_what_the_life_states() -> None:
    """Work has its dates, the trade name of the employer, and an occupation coded or in own words."""
    answer = await ask(WERKBEDRIJF.name, "W01")
    leaves = ("DatBArbeidsverhouding", "DatEArbeidsverhouding", "HandelsnaamOrganisatie")
    names = ("NaamBeroepOngecodeerd", "CdBeroepsnaam", "OmsBeroepsnaam")
    work = [said(row, *leaves, *names) for row in answer.iter("Arbeidsverhouding")]
    assert work == LIVES["W01"].bron("uwv")[WERKBEDRIJF.name]["Arbeidsverhouding"]


async def test_nothing_the_gateway_reads_is_invented() -> None:
    """A life that states no education, employer, date or occupation gets an answer without any of them."""
    answer = await ask(WERKBEDRIJF.name, "W02")
    [work] = answer.iter("Arbeidsverhouding")
    assert [element.tag for element in work.iter()] == [
        "Arbeidsverhouding",
        "Arbeidsperiode",
        "BeroepsnaamOngecodeerd",
        "Werkgever",
    ]
    assert list(answer.iter("OpleidingsnaamOngecodeerd", "OpleidingsnaamGecodeerd")) == []


@pytest.mark.parametrize("person", ["W01", "W02"])
async def test_free_text_of_werkbedrijf_is_a_canary(person: str) -> None:
    """Every remark, view and reason of WERKbedrijf's own is in the answer, and recognisable when it leaks."""
    answer = await ask(WERKBEDRIJF.name, person)
    texts = {leaf.text for leaf in answer.iter() if FREE_TEXT.match(str(leaf.tag))}
    assert len(texts) == (13 if person == "W01" else 11)
    assert texts <= WORLD.canaries(LIVES[person].bsn)


@pytest.mark.parametrize("person", ["W01", "W03"])
async def test_digital_services_say_the_same_without_the_employer(person: str) -> None:
    """Both messages on income give the same relations, periods and hours; one of them no employer."""
    polis, digital = (WORLD.client(s, LIVES[person].bsn, Asked()) for s in (POLIS, DIGITAL))
    assert polis is not None
    assert digital is not None
    assert facts_of(digital) == facts_of(polis) != []
    employer = re.compile(r"AdministratieveEenheid|SectorRisicogroepIkv|CdTypeArbeidscontract")
    assert [path for path, _ in leaves(digital) if employer.search(path)] == []
    assert [path for path, _ in leaves(polis) if employer.search(path)] != []


def test_a_course_with_both_kinds_of_name_is_refused() -> None:
    """A life that gives a course a code and own words is told which element has no place."""
    rows = [{"CdOpleidingsnaam": "0000045678", "NaamOpleidingOngecodeerd": "Kok"}]
    tables = {"uwv": {WERKBEDRIJF.name: {"Opleiding": rows}}}
    life = Life("W99", "999997038", "19900101", tables)
    world = type(WORLD)({life.bsn: life}, WORLD.services, WORLD.lookups, WORLD.schemas, WORLD.folder)
    with pytest.raises(LifeError, match=r"OpleidingsnaamGecodeerd kent geen NaamOpleidingOngecodeerd"):
        world.client(WERKBEDRIJF, life.bsn, Asked())


def facts_of(tree: dict[str, Any]) -> list[tuple[str, str]]:
    return [(path, text) for path, text in leaves(tree) if path in DIGITAL.facts]


def leaves(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from leaves(item, f"{prefix}{name}.")
            else:
                yield prefix + name, item
