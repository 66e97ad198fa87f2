"""Every source answers about every person of a population, and every answer fits its contract."""

import json
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from adapters.mock.server import serve_world
from adapters.mock.service import Asked, Service
from adapters.mock.world import CONTRACTS, build_world
from tests.adapters.asking import body_of, request_xml, validator, xsd

COUNT = 300
WORLD = build_world(bevolking=COUNT)
PEOPLE = [life for life in WORLD.lives.values() if life.name.startswith("B")]
WITH_REST = [service for service in WORLD.services if service.rest]
APP = serve_world(WORLD, ignore_fields=True)
TEN_YEARS = (
    "<PeriodeGegevensvraagIko><DatBPeriode>20161101</DatBPeriode><DatEPeriode>20261101</DatEPeriode>"
    "</PeriodeGegevensvraagIko>"
)
QUESTIONS = [(service, "") for service in WORLD.services if service.soap]
QUESTIONS += [(service, TEN_YEARS) for service in WORLD.services if service.name.startswith("UWVDossierInk")]


def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(APP), base_url="http://mock")


def names(value: object) -> str:
    return value.name if isinstance(value, Service) else "periode" if value else ""


def dossiers(service: Service) -> Draft202012Validator:
    """Give a check against what the OpenAPI of a source promises at the address of a service."""
    openapi = json.loads((CONTRACTS / "bronnen" / service.bron / "openapi.json").read_text("utf-8"))
    answer = openapi["paths"][service.rest]["post"]["responses"]["200"]["content"]["application/json"]
    return validator(f"/{service.bron}/", answer["schema"]["$ref"].rpartition("/")[2])


@pytest.mark.parametrize(("service", "extra"), QUESTIONS, ids=names)
async def test_every_soap_answer_is_valid(service: Service, extra: str) -> None:
    """Each SOAP answer about three hundred people fits the schema and is about who was asked for."""
    schema = xsd(service)
    asked = Asked(period=("20161101", "20261101") if extra else None)
    async with client() as source:
        for life in PEOPLE:
            question = request_xml(service, life.bsn, extra=extra)
            address = f"/{service.bron}/suwibroker/soap/{service.key}"
            response = await source.post(address, content=question, headers={"Content-Type": "text/xml"})
            assert response.status_code == 200
            body = body_of(response)
            schema.assertValid(body)
            found = body.findtext("ClientSuwi/Burgerservicenr")
            assert found == (life.bsn if service.expand(life, asked) else None)


@pytest.mark.parametrize("service", WITH_REST, ids=names)
async def test_every_rest_answer_is_valid(service: Service) -> None:
    """Each whole REST dossier about three hundred people fits the OpenAPI, from every gemeente they have."""
    check = dossiers(service)
    async with client() as source:
        for life in PEOPLE:
            for code in life.bron("gemeente") if service.bron == "gemeente" else [None]:
                address = f"/{service.bron}{service.rest}".replace("{code}", code or "")
                body = {"burgerservicenummer": life.bsn, "fields": ["geboortedatum"]}
                answer = (await source.post(address, json=body)).json()
                check.validate(answer)
                found = [(d["burgerservicenummer"], d["geboortedatum"]) for d in answer["dossiers"]]
                known = service.expand(life, Asked(gemeente=code))
                assert found == ([(life.bsn, life.geboortedatum)] if known else [])


def test_every_source_knows_some_people_and_not_all() -> None:
    """The sources of step 1 and 2 each know between one in twenty and nineteen in twenty of the people."""
    shares = {
        service.name: sum(bool(service.expand(life, Asked())) for life in PEOPLE) / COUNT
        for service in WORLD.services
    }
    assert {name for name, share in shares.items() if 0.05 < share < 0.95} >= {
        "DUODossierPersoonGSD",
        "UWVDossierInkomstenGSD",
        "UWVDossierInkomstenGSDDigitaleDiensten",
        "UWVDossierWerknemersverzekeringenGSD",
        "UWVWbDossierPersoonGSD",
        "SVBDossierPersoonGSD",
        "Bijstandsregelingen",
        "GSDDossierReintegratie",
    }


async def test_the_verwijsindex_names_the_gemeenten_of_a_life() -> None:
    """About each of three hundred people the verwijsindex names exactly the gemeenten of that life."""
    check = validator("/gemeente/", "Registraties")
    async with client() as source:
        for life in PEOPLE:
            body = {"burgerservicenummer": life.bsn}
            answer: Any = (await source.post("/gemeente/v1/registraties", json=body)).json()
            check.validate(answer)
            assert answer == {"gemeenten": sorted(life.bron("gemeente"))}
