"""Inventions: they fit the schema, are unique where they can be, and are everywhere but in facts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.mock.canary import DATE, invent, is_unique
from adapters.mock.lives import LifeError, load_lives
from adapters.mock.schema import Choice, Facets, Node
from adapters.mock.service import Asked, Service
from adapters.mock.world import World, build_world

WORLD = build_world()
WORLD = replace(WORLD, lives={**WORLD.lives, **load_lives(Path(__file__).parent / "lives")})
EVERY_SERVICE = pytest.mark.parametrize("service", WORLD.services, ids=lambda service: service.name)


@EVERY_SERVICE
def test_every_element_of_the_schema_is_in_some_answer(service: Service) -> None:
    """Each path of each schema occurs in at least one answer, so a leak of any element can be seen."""
    present = {path for bsn in WORLD.lives for path in _present(_client(service, bsn))}
    assert set(_paths(WORLD.schemas[service.key])) - present == set()


@EVERY_SERVICE
def test_every_found_answer_holds_all_that_is_not_a_fact(service: Service) -> None:
    """An answer lacks only facts that its life does not give, and the branch of a choice not taken."""
    for bsn in WORLD.lives:
        if client := _client(service, bsn):
            missing = set(_paths(WORLD.schemas[service.key])) - set(_present(client))
            branches = {"PersoonAdministratieveEenheid", "RechtspersoonAdministratieveEenh"}
            unexplained = {path for path in missing if not branches & set(path.split("."))}
            assert {path for path in unexplained if not _below(path, service.facts)} == set()


@EVERY_SERVICE
def test_facts_name_elements_of_the_schema(service: Service) -> None:
    """Every path in the list of facts exists in the schema, so no entry is dead by a typing error."""
    assert service.facts - set(_paths(WORLD.schemas[service.key])) == set()


def test_rows_are_never_invented() -> None:
    """A life decides how many rows there are: the answer holds exactly the rows of the life."""
    for bsn, life in WORLD.lives.items():
        for service in WORLD.services:
            given = service.expand(life, Asked())
            client = WORLD.client(service, bsn, Asked()) or {}
            rows = service.facts & {"Inkomstenverhouding", "AtlRelatie", "Arbeidsverhouding"}
            rows |= {"Uitkeringsverhouding", "Onderwijsovereenkomst", "ResultaatOpleidingGeregistrDuo"}
            assert {name: len(client[name]) for name in rows & client.keys()} == {
                name: len(given[name]) for name in rows & given.keys()
            }


def test_canaries_are_unique_and_never_a_life() -> None:
    """No two persons share an invented text but the invented date, and none is a number of a life."""
    found = [canary for bsn in WORLD.lives for canary in WORLD.canaries(bsn) - {DATE}]
    assert len(found) == len(set(found)) > 300
    assert set(found) & WORLD.lives.keys() == set()


def test_canaries_of_a_found_answer_stand_in_it() -> None:
    """What `canaries` names is what the sources send, for a person whom all municipal sources know."""
    bsn = next(life.bsn for life in WORLD.lives.values() if life.name == "P01")
    texts = {
        text
        for service in WORLD.services
        for asked in (Asked(), Asked(gemeente="0855"))
        for text in _texts(WORLD.client(service, bsn, asked) or {})
    }
    assert WORLD.canaries(bsn) <= texts


def test_persons_in_answers_are_of_the_test_range() -> None:
    """Every invented burgerservicenummer (partner, child, employer) starts with 9999."""
    for bsn in WORLD.lives:
        for service in WORLD.services:
            for path, text in _leaves(_client(service, bsn)):
                if path.endswith(("Burgerservicenr", "FiNr")):
                    assert text.startswith("9999")


@pytest.mark.parametrize(
    ("facets", "unique"),
    [
        (Facets(max_length=200), True),
        (Facets(max_length=10, patterns=(r"\D*",)), True),
        (Facets(min_length=15, max_length=15), True),
        (Facets(type="Burgerservicenr", min_length=9, max_length=9, patterns=(r"\d*",)), True),
        (Facets(base="nonNegativeInteger", digits=18), True),
        (Facets(min_length=10, max_length=10, patterns=(r"\d*",)), True),
        (Facets(type="Datum", min_length=8, max_length=8), True),
        (Facets(type="DatumTijdstip", min_length=16, max_length=16, patterns=(r"[0-9]{16}",)), True),
        (Facets(min_length=2, max_length=2, patterns=(r"\d*",)), False),
        (Facets(base="nonNegativeInteger", minimum=1000, digits=4), False),
        (Facets(values=("+", "-")), False),
    ],
)
def test_invention_is_steady_and_unique_where_there_is_room(facets: Facets, *, unique: bool) -> None:
    """The same seed gives the same text; another seed another text when there is room for eight."""
    text = invent("P01/Dienst/Pad", facets)
    assert text == invent("P01/Dienst/Pad", facets)
    assert is_unique(text) is unique
    if facets.type != "Datum":
        assert (text != invent("P02/Dienst/Pad", facets)) is unique


def test_unknown_element_in_a_life_is_refused() -> None:
    """A misspelt element in a life is named, instead of silently left out."""
    service = next(service for service in WORLD.services if service.name == "SVBDossierPersoonGSD")
    life = next(iter(WORLD.lives.values()))
    row = {"DatBUitkeringsverhouding": "20200101", "DatEinde": "20210101", "CdSzWet": "AOW"}
    tables = {**life.tables, "svb": {service.name: {"Uitkeringsverhouding": [row]}}}
    world = World(
        {life.bsn: type(life)(life.name, life.bsn, life.geboortedatum, tables)},
        WORLD.services,
        WORLD.lookups,
        WORLD.schemas,
        WORLD.folder,
    )
    with pytest.raises(LifeError, match="Uitkeringsverhouding kent geen DatEinde"):
        world.client(service, life.bsn, Asked())


def _client(service: Service, bsn: str) -> dict[str, Any]:
    return WORLD.client(service, bsn, Asked()) or {}


def _below(path: str, facts: frozenset[str]) -> bool:
    return any(path == fact or path.startswith(f"{fact}.") for fact in facts)


def _paths(node: Node, prefix: str = "") -> Iterator[str]:
    for item in node.children:
        for child in item.branches if isinstance(item, Choice) else (item,):
            yield prefix + child.name
            yield from _paths(child, f"{prefix}{child.name}.")


def _present(tree: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in tree.items():
        yield prefix + name
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _present(item, f"{prefix}{name}.")


def _leaves(tree: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _leaves(item, f"{prefix}{name}.")
            else:
                yield prefix + name, item


def _texts(tree: dict[str, Any]) -> set[str]:
    return {text for _, text in _leaves(tree)}
