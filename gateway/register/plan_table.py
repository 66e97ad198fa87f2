"""What `gateway contract plan` shows: every veld of a purpose down to the element it is read from."""

from collections.abc import Iterator

from gateway.core.afspraak import Levering
from gateway.core.mapping import STEPS, Operatie
from gateway.core.plan import Plan, SourcePlan, Supply, TablePlan
from gateway.register.register import Register
from gateway.register.views import voorwaarden


def plan_rows(register: Register, plan: Plan) -> Iterator[dict[str, str]]:
    """Give a row per veld and source, and one per intern (`veld` is then `intern: name`)."""
    supplies = {supply.bron: supply for supply in register.supplies}
    if plan.index is not None:
        yield _index_row(plan.index, supplies[plan.index.bron], plan)
    for source in plan.bronnen:
        supply = supplies[source.bron]
        for table in source.tabellen:
            yield from (_veld_row(name, table, source, supply, plan) for name in table.deliver)
            yield from (_intern_row(name, table, source) for name in table.interns)


def _operation(operatie: Operatie) -> str:
    return (
        f"POST {operatie.pad}" if operatie.pad else f"{operatie.dienst}-{operatie.versie} {operatie.bericht}"
    )


def _basis(levering: Levering) -> str:
    grond = levering.grondslag
    return levering.status if grond is None else f"{levering.status}: {grond.wet} artikel {grond.artikel}"


def _index_row(source: SourcePlan, supply: Supply, plan: Plan) -> dict[str, str]:
    levering = supply.leveringen[plan.doelbinding.id]
    return {
        "veld": "intern: gemeenten",
        "bron": source.bron,
        "operatie": _operation(source.operatie),
        "locator": "gemeenten",
        "als": "sleutel van de vraag per gemeente",
        "voorwaarden": plan.doelbinding.verwijsindex,
        "grondslag": _basis(levering),
        "reden": levering.uitleg,
    }


def _veld_row(name: str, table: TablePlan, source: SourcePlan, supply: Supply, plan: Plan) -> dict[str, str]:
    tabel = table.tabel
    pad = f"{table.groep.pad}.{name}"
    limits = voorwaarden(plan.doelbinding, pad)
    steps = [step for step in table.steps if name in STEPS[step].geeft]
    locator = tabel.veld.get(name)
    return {
        "veld": pad,
        "bron": source.bron,
        "operatie": _operation(source.operatie),
        "locator": f"{tabel.rij} → {locator.uit}" if locator else tabel.rij,
        "als": " + ".join(([locator.als] if locator else []) + [f"stap {step}" for step in steps]),
        "voorwaarden": ", ".join(key if value is True else f"{key} {value}" for key, value in limits.items()),
        "grondslag": _basis(supply.leveringen[plan.doelbinding.id]),
        "reden": plan.doelbinding.toegestaan[pad].reden,
    }


def _intern_row(name: str, table: TablePlan, source: SourcePlan) -> dict[str, str]:
    tabel = table.tabel
    lijst, _, slot = name.rpartition(".")
    rows = f"{tabel.rij} → {tabel.lijst[lijst].rij}" if lijst else tabel.rij
    locator = tabel.lijst[lijst].intern[slot] if lijst else {**tabel.intern, **tabel.veld}[slot]
    return {
        "veld": f"intern: {name}",
        "bron": source.bron,
        "operatie": _operation(source.operatie),
        "locator": f"{rows} → {locator.uit}",
        "als": locator.als,
        "voorwaarden": "",
        "grondslag": "",
        "reden": f"alleen om mee te werken: {', '.join(_readers(name, table)) or 'sleutel van de rij'}",
    }


def _readers(name: str, table: TablePlan) -> list[str]:
    bounds = {table.groep.begin: "@begin", table.groep.einde: "@einde"}
    names = {name, bounds.get(name, name)}
    return [step for step in table.steps if names & STEPS[step].leest.union(*STEPS[step].geeft.values())]
