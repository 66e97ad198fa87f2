"""A source without an address in this deployment: it is not asked, and the answer says so."""

from typing import Any

import pytest

from gateway.register.register import Deployment, asked_bronnen, load
from tests.fakes.answers import BENEFIT, EDUCATION, ROOT, SUPPORT, WORK
from tests.fakes.world import World

UNREACHABLE = {"bronStatus": "NIET_BESCHIKBAAR", "oorzaak": "VERBINDING"}


def without(adapter: str, said: Any = None) -> World:
    """Give a gateway that has no address for one source folder."""
    deployment = Deployment(afwezig=frozenset({adapter}))
    kept = load(ROOT / "contracts", ROOT / "adapters", deployment)
    dji = next(doel for doel in kept.doelbindingen if doel.id == "DJI_INTAKE_ARBEIDSMARKT")
    return World(said or {}, kept=kept, doelbinding=dji)


@pytest.mark.parametrize(
    ("adapter", "bronnen", "groups"),
    [
        ("svb", {"SVB"}, [BENEFIT]),
        ("duo", {"DUO"}, [EDUCATION]),
        ("uwv", {"UWV_POLIS", "UWV_UITKERING", "UWV_WERKBEDRIJF"}, [EDUCATION, WORK, BENEFIT]),
        ("gemeente", {"GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE"}, [BENEFIT, SUPPORT]),
    ],
)
def test_it_is_not_asked_and_is_no_nothing(adapter: str, bronnen: set[str], groups: list[str]) -> None:
    """Its bronnen are unreachable, its velden too, its groups incomplete; the others answer as ever."""
    world = without(adapter)
    answer = world.ask()
    assert bronnen & {place.partition("/")[0] for place in world.asked} == set()
    entries = {entry["bron"]: entry for entry in answer["bronnen"]}
    assert [{**entries[bron], **UNREACHABLE} == entries[bron] for bron in bronnen] == [True] * len(bronnen)
    reasons = {entry["reden"] for entry in answer["nietGeleverd"] if entry["bron"] in bronnen}
    assert reasons == {"BRON_NIET_BESCHIKBAAR"}
    assert answer["onvolledig"] == groups
    rest = {entry["bronStatus"] for bron, entry in entries.items() if bron not in bronnen}
    assert rest == {"NIETS_GEVONDEN"}
    assert set(asked_bronnen(world.kept.plan(world.doelbinding, None).plan, ("0855",))) & bronnen == set()


def test_an_index_without_an_address_is_unreachable_too() -> None:
    """The case names no gemeente and nobody can be asked which: that is no fault of an answer."""
    world = without("gemeente")
    answer = world.ask((f"{SUPPORT}.typeVoorziening",), gemeenten=())
    assert world.asked == []
    assert answer["bronnen"] == [
        {"bron": "VERWIJSINDEX", **UNREACHABLE},
        {"bron": "GEMEENTE_REINTEGRATIE", **UNREACHABLE},
    ]
    plan = world.kept.plan(world.doelbinding, None).plan
    others = tuple(source.bron for source in plan.bronnen if source.adapter != "gemeente")
    assert asked_bronnen(plan, ()) == others


def test_of_the_gemeenten_that_an_index_names_ten_are_asked() -> None:
    """The eleventh and twelfth are not asked and say so: what they know is missing, not nothing."""
    named = tuple(f"{code:04}" for code in range(101, 113))
    world = World({"VERWIJSINDEX": named})
    answer = world.ask((f"{SUPPORT}.typeVoorziening",), gemeenten=())
    assert sorted(world.asked) == sorted(
        ["VERWIJSINDEX", *(f"GEMEENTE_REINTEGRATIE/{code}" for code in named[:10])]
    )
    full = [entry for entry in answer["bronnen"] if entry.get("oorzaak") == "VOL"]
    assert full == [
        {"bron": "GEMEENTE_REINTEGRATIE", "gemeente": code, **UNREACHABLE, "oorzaak": "VOL"}
        for code in named[10:]
    ]
    assert (answer["volledig"], answer["onvolledig"]) == (False, [SUPPORT])
