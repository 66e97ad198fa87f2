"""How the SVB answers for a life: benefits, among them those that are not about work."""

from adapters.mock.lives import Life
from adapters.mock.service import BENEFIT_FACTS, Asked, Service, Tree, benefit


def benefits(life: Life, asked: Asked) -> Tree:  # noqa: ARG001 - the signature of Service.expand
    """Give the Uitkeringsverhoudingen at the SVB; every one has at least one period."""
    rows = life.bron("svb").get("SVBDossierPersoonGSD", {}).get("Uitkeringsverhouding", [])
    return {"Uitkeringsverhouding": [benefit(row) for row in rows]} if rows else {}


SERVICES = (
    Service(
        bron="svb",
        name="SVBDossierPersoonGSD",
        version="v0200",
        operation="SVBPersoonsInfo",
        expand=benefits,
        facts=BENEFIT_FACTS,
    ),
)
LOOKUPS = ()
