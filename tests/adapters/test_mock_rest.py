"""The REST side: dossiers as the OpenAPI says, cut to the asked fields, unless told to ignore them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from adapters.mock.server import create_app
from adapters.mock.service import Asked, Service
from adapters.mock.world import PERSONAS, build_world
from tests.adapters.asking import validator

WORLD = build_world()
APP = create_app()
HONEST_AND_CARELESS = pytest.mark.parametrize(
    "app", [APP, create_app(ignore_fields=True)], ids=["fields", "negeer-fields"]
)
LIVES = {life.name: life for life in WORLD.lives.values()}
ADDRESSES = {
    "/duo/v1/onderwijsdossiers": "Onderwijsdossiers",
    "/gemeente/gemeenten/0855/v1/uitkeringen": "Uitkeringsdossiers",
    "/gemeente/gemeenten/0599/v1/uitkeringen": "Uitkeringsdossiers",
    "/gemeente/gemeenten/0855/v1/voorzieningen": "Voorzieningendossiers",
    "/gemeente/gemeenten/0599/v1/voorzieningen": "Voorzieningendossiers",
}


async def post(app: Starlette, path: str, body: object) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://mock") as client:
        return await client.post(path, json=body)


async def dossiers(app: Starlette, path: str, name: str, *fields: str) -> list[dict[str, Any]]:
    response = await post(app, path, {"burgerservicenummer": LIVES[name].bsn, "fields": list(fields)})
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["dossiers"]
    return found


def leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from leaves(below, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)
    else:
        assert isinstance(value, str)
        yield path, value


@HONEST_AND_CARELESS
@pytest.mark.parametrize("path", ADDRESSES)
async def test_every_answer_is_valid(app: Starlette, path: str) -> None:
    """Every REST answer about every life fits its OpenAPI schema, and so does an answer with all fields."""
    check = validator(path, ADDRESSES[path])
    for life in LIVES.values():
        body = {"burgerservicenummer": life.bsn, "fields": ["geboortedatum"]}
        answer = (await post(app, path, body)).json()
        check.validate(answer)
        assert [d["geboortedatum"] for d in answer["dossiers"]] == [life.geboortedatum][
            : len(answer["dossiers"])
        ]


@pytest.mark.parametrize("path", ADDRESSES)
async def test_careless_source_sends_whole_dossiers(path: str) -> None:
    """With ignore_fields a dossier holds every text of the tree; asking for all of them gives the same."""
    careless = create_app(ignore_fields=True)
    service = next(service for service in WORLD.services if fits(service, path))
    gemeente = path.split("/")[3] if "/gemeenten/" in path else None
    for name, life in LIVES.items():
        client = WORLD.client(service, life.bsn, Asked(gemeente=gemeente))
        everything = await dossiers(careless, path, name, "geboortedatum")
        texts = {text for _, text in leaves(everything)}
        assert texts == ({life.geboortedatum} | {text for _, text in leaves(client)} if client else set())
        if client:
            fields = sorted({field for field, _ in leaves(everything)})
            assert await dossiers(APP, path, name, *fields) == everything


def fits(service: Service, path: str) -> bool:
    return service.rest is not None and path.endswith(service.rest.rpartition("/")[2])


async def test_only_asked_fields_and_the_echo_come() -> None:
    """A dossier holds the asked leaves and the echo of the person, rows kept apart, nothing else."""
    found = await dossiers(
        APP,
        "/duo/v1/onderwijsdossiers",
        "P01",
        "resultaatOpleidingGeregistrDuo.resultaatExamen.jaarAfgelegdExamen",
        "onderwijsovereenkomst.deelnameOpleidingGeregistrDuo.datEDeelnameOpleiding",
    )
    assert found == [
        {
            "burgerservicenummer": "999990019",
            "geboortedatum": "19940314",
            "onderwijsovereenkomst": [
                {"deelnameOpleidingGeregistrDuo": [{"datEDeelnameOpleiding": "20140711"}]}
            ],
            "resultaatOpleidingGeregistrDuo": [
                {"resultaatExamen": {"jaarAfgelegdExamen": "2010"}},
                {"resultaatExamen": {"jaarAfgelegdExamen": "2014"}},
            ],
        }
    ]


async def test_a_container_is_not_a_field() -> None:
    """Naming a container gives nothing below it: only full paths of leaves are fields."""
    found = await dossiers(APP, "/duo/v1/onderwijsdossiers", "P01", "resultaatOpleidingGeregistrDuo")
    assert found == [{"burgerservicenummer": "999990019", "geboortedatum": "19940314"}]


async def test_each_gemeente_answers_for_itself() -> None:
    """P04 has another benefit in each of two gemeenten, and beschut werk in only one."""
    begin = "uitkeringsverhouding.datBUitkeringsverhouding"
    code = "uitkeringsverhouding.bron.cdPartijSuwi"
    soort = "atlRelatie.reIntegratievoorziening.cdTypeRvGsd"
    rows = {
        gemeente: [
            (row["datBUitkeringsverhouding"], row["bron"]["cdPartijSuwi"])
            for dossier in await dossiers(
                APP, f"/gemeente/gemeenten/{gemeente}/v1/uitkeringen", "P04", begin, code
            )
            for row in dossier["uitkeringsverhouding"]
        ]
        for gemeente in ("0855", "0599", "0363")
    }
    assert rows == {"0855": [("20210501", "0855")], "0599": [("20230920", "0599")], "0363": []}
    found = await dossiers(APP, "/gemeente/gemeenten/0599/v1/voorzieningen", "P04", soort)
    assert [text for path, text in leaves(found) if path == soort] == ["05"]
    assert await dossiers(APP, "/gemeente/gemeenten/0855/v1/voorzieningen", "P04", soort) == []


async def test_verwijsindex_names_the_gemeenten() -> None:
    """The verwijsindex names exactly the gemeenten of a life, and nobody for an unknown person."""
    named = {}
    for bsn in ("999991450", "999990019", "999990160", "999990482"):
        response = await post(APP, "/gemeente/v1/registraties", {"burgerservicenummer": bsn})
        validator("/gemeente/", "Registraties").validate(response.json())
        named[bsn] = response.json()["gemeenten"]
    assert named == {"999991450": ["0599", "0855"], "999990019": ["0855"], "999990160": [], "999990482": []}


async def test_duo_answers_about_another_person() -> None:
    """For P11 DUO answers with another burgerservicenummer; the other sources answer about P11."""
    path = "resultaatOpleidingGeregistrDuo.resultaatExamen.cdResultaatExamen"
    [dossier] = await dossiers(APP, "/duo/v1/onderwijsdossiers", "P11", path)
    assert dossier["burgerservicenummer"] == "999994931"
    svb = next(service for service in WORLD.services if service.bron == "svb")
    assert (WORLD.client(svb, "999994785", Asked()) or {})["Burgerservicenr"] == "999994785"


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"burgerservicenummer": "999990019"},
        {"burgerservicenummer": "999990019", "fields": []},
        {"burgerservicenummer": "999990019", "fields": [1]},
        {"burgerservicenummer": 999990019, "fields": ["geboortedatum"]},
        {"burgerservicenummer": "99999001", "fields": ["geboortedatum"]},
        {"burgerservicenummer": "999990019", "fields": ["geboortedatum"], "naam": "x"},
    ],
)
async def test_unusable_request_is_refused(body: object) -> None:
    """What does not fit the OpenAPI gets 400 with a problem that repeats no number."""
    response = await post(APP, "/duo/v1/onderwijsdossiers", body)
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    validator("/duo/", "Probleem").validate(response.json())
    assert "99999" not in response.text


async def test_life_can_break_a_rest_source(tmp_path: Path) -> None:
    """The switch for a source that cannot answer gives HTTP 500 with a problem over REST."""
    life = (PERSONAS / "P01.toml").read_text("utf-8")
    switch = '[afwijking.DUODossierPersoonGSD]\nvorm = "soap-fault"\n'
    (tmp_path / "P01.toml").write_text(f"{life}\n{switch}", "utf-8")
    body = {"burgerservicenummer": "999990019", "fields": ["geboortedatum"]}
    response = await post(create_app(tmp_path), "/duo/v1/onderwijsdossiers", body)
    assert (response.status_code, response.headers["content-type"]) == (500, "application/problem+json")
