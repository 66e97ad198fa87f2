"""What is generated from the contracts: the readers' matrix and the JSON Schemas."""

import json
from collections.abc import Iterator

from pydantic import BaseModel

from gateway.core.afspraak import Afspraak
from gateway.core.contract import Contract
from gateway.core.doelbinding import Afnemers, Doelbinding, Gevallen
from gateway.core.mapping import Manifest, Mapping
from gateway.core.velden import Profiel
from gateway.core.waardelijst import Waardelijst
from gateway.register.register import Register
from gateway.register.views import voorwaarden

SCHEMAS: dict[str, type[Contract]] = {
    "profiel": Profiel,
    "doelbinding": Doelbinding,
    "cases": Gevallen,
    "afnemers": Afnemers,
    "afspraak": Afspraak,
    "waardelijst": Waardelijst,
    "manifest": Manifest,
    "mapping": Mapping,
}
"""JSON Schemas by file name, from the models that load the contracts, so that they cannot drift."""


def schema_text(model: type[BaseModel]) -> str:
    """Write the JSON Schema of one kind of contract file."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(by_alias=True),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def matrix_text(register: Register) -> str:
    """Write `docs/doelbindingen.md`: which purpose may see which veld, from which source, and why."""
    return "\n".join(_lines(register)).rstrip() + "\n"


def _lines(register: Register) -> Iterator[str]:
    yield "# Wie mag waarvoor wat zien"
    yield ""
    yield "Gemaakt uit `contracts/` met `gateway contract generate`; niet met de hand wijzigen."
    yield "● = toegestaan. Wat geen ● heeft, wordt niet gevraagd, niet gelezen en niet gegeven."
    yield ""
    columns = [f"{doel.id} {doel.versie}" for doel in register.doelbindingen]
    yield f"| Veld | {' | '.join(columns)} |"
    yield f"|---|{'---|' * len(columns)}"
    for veld in register.profiel.veld:
        marks = ["●" if veld.pad in doel.toegestaan else "" for doel in register.doelbindingen]
        yield f"| `{veld.pad}` | {' | '.join(marks)} |"
    for doel in register.doelbindingen:
        yield from _purpose(register, doel)


def _purpose(register: Register, doel: Doelbinding) -> Iterator[str]:
    plan = register.plan(doel, None).plan
    grond = doel.grondslag
    yield ""
    yield f"## {doel.id} ({doel.versie})"
    yield ""
    yield f"{doel.titel}. {doel.doel}"
    yield ""
    yield f"- Grondslag van de taak: {grond.wet}, artikel {grond.artikel} ([tekst]({grond.url})):"
    yield f"  **{grond.status}**. {grond.uitleg}"
    yield f"- Toestemming: **{doel.toestemming}**. {doel.toestemming_uitleg}"
    yield f"- Bewaring: {doel.bewaring.termijn} ({doel.bewaring.status}). {doel.bewaring.bron}"
    yield f"- Verboden gebruik: {'; '.join(doel.verboden_gebruik)}."
    yield ""
    yield "| Veld | Bron | Waarom | Voorwaarden | Gevoeligheid |"
    yield "|---|---|---|---|---|"
    for regel in doel.veld:
        sources = ", ".join(source.bron for source in plan.bronnen if regel.veld in source.velden)
        limits = ", ".join(f"{name} {value}" for name, value in voorwaarden(doel, regel.veld).items())
        sensitivity = register.profiel.velden[regel.veld].gevoeligheid
        yield f"| `{regel.veld}` | {sources} | {regel.reden} | {limits} | {sensitivity} |"
    yield ""
    yield "| Levering | Status | Grondslag | Uitleg | Vraag |"
    yield "|---|---|---|---|---|"
    for supply in register.supplies:
        if (levering := supply.leveringen.get(doel.id)) is not None:
            basis = f"{levering.grondslag.wet} {levering.grondslag.artikel}" if levering.grondslag else "geen"
            cells = (levering.bron, levering.status, basis, levering.uitleg, levering.vraag or "")
            yield f"| {' | '.join(cells)} |"
    yield ""
    yield "| Gaat nooit door | Reden |"
    yield "|---|---|"
    for item in doel.uitgesloten:
        yield f"| {item.omschrijving} | {item.reden} |"
