"""One suite over every source folder that is found: what any source must be, also one that comes later."""

import json
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from adapters.mock.lives import Life
from adapters.mock.service import Lookup, Service
from adapters.mock.world import World, build_world
from gateway.core.locator import planned_paths
from gateway.core.mapping import Manifest, Operatie
from gateway.core.plan import compile_plan
from gateway.settings import read_settings
from gateway.wiring import Gateway, running
from tests.fakes.answers import register
from tests.fakes.processes import (
    BRONNEN,
    CASEMANAGER,
    ROOT,
    MockSources,
    environment,
    mock_sources,
    question_about,
)

WORLD: World = build_world()
LIVES = sorted((life for life in WORLD.lives.values()), key=lambda life: life.name)
EVERY_SOURCE = pytest.mark.parametrize("bron", BRONNEN)


def manifest(bron: str) -> Manifest:
    """Read the manifest of a folder."""
    return next(found for found in register().manifesten if found.id == bron)


def offers(bron: str) -> tuple[tuple[Service, ...], tuple[Lookup, ...]]:
    """Give what the mock of a folder offers."""
    module = import_module(f"adapters.{bron}.mock")
    return module.SERVICES, module.LOOKUPS


def faces(bron: str) -> list[str]:
    """Give the koppelvlakken over which a source can be asked."""
    return sorted({operatie.koppelvlak for operatie in manifest(bron).operatie})


@EVERY_SOURCE
def test_a_source_is_its_folder(bron: str) -> None:
    """Manifest, mapping, mock and afspraak are there under the name of the folder, and of no other."""
    folder, contract = ROOT / "adapters" / bron, ROOT / "contracts" / "bronnen" / bron
    assert manifest(bron).id == bron
    assert tomllib.loads((contract / "afspraak.toml").read_text("utf-8"))["bron"] == bron
    assert (folder / "mapping.toml").is_file()
    services, lookups = offers(bron)
    assert {service.bron for service in services} | {lookup.bron for lookup in lookups} == {bron}


@EVERY_SOURCE
def test_a_source_imports_nothing_of_the_gateway(bron: str) -> None:
    """The Python of a source folder is its mock alone: how it is asked and read is data."""
    names = {path.name for path in (ROOT / "adapters" / bron).glob("*.py")}
    assert {name for name in names if not name.startswith("mock")} == {"__init__.py"}


@EVERY_SOURCE
def test_every_operation_has_a_mock_and_every_mock_an_operation(bron: str) -> None:
    """What the manifest asks is what the mock offers, message by message and path by path."""
    services, lookups = offers(bron)
    offered = {service.key for service in services if service.soap}
    paths = [service.rest for service in services if service.rest] + [lookup.rest for lookup in lookups]
    offered |= {path.replace("{code}", "{gemeente}") for path in paths}
    assert {_address(operatie) for operatie in manifest(bron).operatie} == offered


def _address(operatie: Operatie) -> str:
    return operatie.pad or f"{operatie.dienst}-{operatie.versie}"


@EVERY_SOURCE
def test_what_is_read_is_a_fact_of_a_life(bron: str) -> None:
    """No purpose reads an element that the mock may invent: such an element holds a canary."""
    services, _ = offers(bron)
    for operatie, paths in _planned(bron):
        service = next(
            found
            for found in services
            if operatie.pad in {None, (found.rest or "").replace("{code}", "{gemeente}")}
            and operatie.dienst in {None, found.name}
        )
        facts = {fact.lower() for fact in service.facts} | _written_by_the_mock(service)
        assert {path for path in paths if path not in facts} == set(), operatie.bron


def _written_by_the_mock(service: Service) -> set[str]:
    """Give the gemeente of a row: the mock writes it for every row, so it is never invented."""
    return {fact.lower() + ".bron.cdpartijsuwi" for fact in service.facts}


def _planned(bron: str) -> Iterator[tuple[Operatie, set[str]]]:
    for doelbinding in register().doelbindingen:
        plan = compile_plan(doelbinding.toegestaan, doelbinding, register().supplies, register().profiel)
        for source in plan.bronnen:
            if source.adapter == bron and not source.operatie.is_index:
                paths = planned_paths(table.rows for table in source.tabellen)
                yield (
                    source.operatie,
                    {".".join(part.removesuffix("[]") for part in path).lower() for path in paths},
                )


@pytest.fixture(scope="module")
def careless() -> Iterator[MockSources]:
    """Mock sources that send whole REST dossiers, whatever was asked."""
    with mock_sources("--negeer-fields") as running_sources:
        yield running_sources


async def _gateway(folder: Path, url: str, bron: str, face: str) -> AsyncIterator[Gateway]:
    environ = environment(folder, dict.fromkeys(BRONNEN, url))
    environ[f"GATEWAY_BRONNEN__{bron.upper()}__KOPPELVLAK"] = face
    async with running(read_settings(environ)) as gateway:
        yield gateway


async def _answers(folder: Path, url: str, bron: str, face: str) -> dict[str, bytes]:
    """Ask this source alone about every life."""
    bronnen = tuple(dict.fromkeys(operatie.bron for operatie in manifest(bron).operatie))
    found: dict[str, bytes] = {}
    async for gateway in _gateway(folder, url, bron, face):
        for life in LIVES:
            question = question_about(_person(life), bronnen=bronnen)
            found[life.name] = await gateway.ask(
                question, CASEMANAGER, raadpleging_id="018f0000-conformance", traceparent=None
            )
    return found


def _person(life: Life) -> Mapping[str, str]:
    return {"bsn": life.bsn, "geboortedatum": life.geboortedatum}


def _rows(body: bytes) -> dict[str, Any]:
    answer = json.loads(body)
    frame = {"raadpleging", "persoon", "bronnen", "nietGeleverd", "volledig", "onvolledig"}
    return {name: value for name, value in answer.items() if name not in frame}


@EVERY_SOURCE
async def test_no_life_leaks_a_canary_and_all_faces_give_the_same_rows(
    bron: str, careless: MockSources, tmp_path: Path
) -> None:
    """Of every life: nothing invented is in the answer, and each koppelvlak gives the same rows, keys too."""
    by_face = {face: await _answers(tmp_path, careless.url, bron, face) for face in faces(bron)}
    for life in LIVES:
        canaries = WORLD.canaries(life.bsn)
        bodies = [answers[life.name] for answers in by_face.values()]
        assert [text for body in bodies for text in canaries if text.encode() in body] == []
        assert all(_rows(body) == _rows(bodies[0]) for body in bodies), life.name
