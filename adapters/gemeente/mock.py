"""How gemeenten answer for a life: benefits, voorzieningen, and which gemeenten know the person."""

from collections.abc import Mapping
from typing import Any

from adapters.mock.lives import Life
from adapters.mock.service import BENEFIT_FACTS, Asked, Lookup, Service, Tree, benefit, under


def benefits(life: Life, asked: Asked) -> Tree:
    """Give the Uitkeringsverhoudingen, each with the gemeente that supplied it."""
    tree: Tree = {}
    rows: list[Tree] = []
    for code, table in _tables(life, asked, "Bijstandsregelingen"):
        tree.setdefault("Bron", _bron(code))
        rows.extend({**benefit(row), "Bron": _bron(code)} for row in table.get("Uitkeringsverhouding", []))
    return {**tree, "Uitkeringsverhouding": rows} if rows else {}


def provisions(life: Life, asked: Asked) -> Tree:
    """Give the voorzieningen: one AtlRelatie per gemeente."""
    tree: Tree = {}
    relations: list[Tree] = []
    for code, table in _tables(life, asked, "GSDDossierReintegratie"):
        tree.setdefault("Bron", _bron(code))
        rows = table["ReIntegratievoorziening"]
        relations.append({"ReIntegratievoorziening": rows, "Bron": _bron(code)})
    return {**tree, "AtlRelatie": relations} if relations else {}


def registrations(life: Life | None) -> Mapping[str, Any]:
    """Give the codes of the gemeenten that know this person."""
    return {"gemeenten": sorted(life.bron("gemeente")) if life else []}


def _tables(life: Life, asked: Asked, service: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Give (gemeentecode, table of this service) of the asked gemeente, or of all of them."""
    gemeenten = life.bron("gemeente")
    wanted = [asked.gemeente] if asked.gemeente else sorted(gemeenten)
    return [(code, gemeenten[code][service]) for code in wanted if service in gemeenten.get(code, {})]


def _bron(code: str) -> Tree:
    """Name the supplier. That CdPartijSuwi holds the gemeentecode, in kolom 1, is our assumption."""
    return {"CdKolomSuwi": "1", "CdPartijSuwi": code}


SERVICES = (
    Service(
        bron="gemeente",
        name="Bijstandsregelingen",
        version="v0500",
        operation="BijstandsregelingenInfo",
        expand=benefits,
        rest="/gemeenten/{code}/v1/uitkeringen",
        facts=BENEFIT_FACTS,
    ),
    Service(
        bron="gemeente",
        name="GSDDossierReintegratie",
        version="v0200",
        operation="GSDReintegratieInfo",
        expand=provisions,
        rest="/gemeenten/{code}/v1/voorzieningen",
        facts=under(
            "AtlRelatie",
            "ReIntegratievoorziening",
            "ReIntegratievoorziening.DatBRv",
            "ReIntegratievoorziening.DatERv",
            "ReIntegratievoorziening.CdTypeRvGsd",
        ),
    ),
)
LOOKUPS = (Lookup(bron="gemeente", name="VERWIJSINDEX", rest="/v1/registraties", answer=registrations),)
