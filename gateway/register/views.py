"""What the API shows of the contracts (`interface.md` §3 and §8)."""

from collections.abc import Callable
from datetime import date, time

from gateway.core.doelbinding import Doelbinding
from gateway.core.plan import Plan, Supply
from gateway.errors import Oorzaak
from gateway.register.register import Register


def doelbindingen(register: Register, today: date) -> list[dict[str, object]]:
    """List every version of every purpose, and whether it applies today."""
    return [
        {
            "id": doelbinding.id,
            "versie": doelbinding.versie,
            "titel": doelbinding.titel,
            "geldigVan": doelbinding.geldig_van.isoformat(),
            **({"geldigTot": doelbinding.geldig_tot.isoformat()} if doelbinding.geldig_tot else {}),
            "geldig": doelbinding.geldig_op(today) and doelbinding.grondslag.status != "ONTBREEKT",
            "grondslagStatus": doelbinding.grondslag.status,
        }
        for doelbinding in register.doelbindingen
    ]


def doelbinding(register: Register, naam: str, today: date) -> dict[str, object] | None:
    """Show a purpose as it applies today, else its latest version; None when it does not exist."""
    versions = [found for found in register.doelbindingen if found.id == naam]
    if not versions:
        return None
    shown = next((found for found in versions if found.geldig_op(today)), versions[-1])
    plan = register.plan(shown, None).plan
    return {
        "id": shown.id,
        "versie": shown.versie,
        "titel": shown.titel,
        "doel": shown.doel,
        "grondslag": shown.grondslag.model_dump(by_alias=True, mode="json"),
        "toestemming": shown.toestemming,
        "velden": [
            {
                "veld": regel.veld,
                "bronnen": [source.bron for source in plan.bronnen if regel.veld in source.velden],
                "reden": regel.reden,
                "voorwaarden": voorwaarden(shown, regel.veld),
            }
            for regel in shown.veld
        ],
        "uitgesloten": [
            {"omschrijving": item.omschrijving, "reden": item.reden} for item in shown.uitgesloten
        ],
        "bronnen": _sources(register, shown, plan),
    }


def voorwaarden(doelbinding: Doelbinding, veld: str) -> dict[str, object]:
    """Give the conditions on a veld by name."""
    regel = doelbinding.toegestaan[veld]
    found: dict[str, object] = {}
    if regel.waarden:
        found["waarden"] = list(regel.waarden)
    if regel.precisie:
        found["precisie"] = regel.precisie
    groep = veld.rpartition(".")[0]
    if (years := doelbinding.terugkijk.get(groep)) is not None:
        found["terugkijk"] = f"P{years}Y"
    if groep in doelbinding.eigen_gemeente:
        found["alleenEigenGemeente"] = True
    return found


def _sources(register: Register, shown: Doelbinding, plan: Plan) -> list[dict[str, object]]:
    asked = {source.bron: source for source in plan.bronnen}
    rows: list[dict[str, object]] = []
    for supply in register.supplies:
        levering = supply.leveringen.get(shown.id)
        if levering is not None:
            source = asked.get(supply.bron)
            fields = list(source.fields) if source else []
            rows.append({"bron": supply.bron, "grondslagStatus": levering.status, "gevraagd": fields})
    return rows


def waardelijst(register: Register, naam: str) -> dict[str, object] | None:
    """Show a code list; None when it does not exist."""
    found = register.waardelijsten.get(naam)
    return None if found is None else found.model_dump(by_alias=True, mode="json", exclude_none=True)


State = tuple[Oorzaak, float] | None
"""Why a source is not asked now, and for how many seconds (0 when nobody knows); None when it is."""


def bronnen(
    register: Register, state: Callable[[Supply], State], moment: Callable[[float], str]
) -> list[dict[str, object]]:
    """Show every source: who owns it, how and when it is reached, and whether it is asked now."""
    return [
        {
            "bron": supply.bron,
            "bronhouder": afspraak.bronhouder,
            "omschrijving": supply.operaties[-1].omschrijving,
            "koppelvlak": supply.operaties[-1].koppelvlak,
            "omgeving": "echt" if supply.echt else "nagebootst",
            "openingstijden": afspraak.openingstijden,
            "vensters": [
                {
                    "dagen": list(venster.dagen),
                    "van": venster.van.isoformat("minutes"),
                    "tot": "24:00" if venster.tot == time.max else venster.tot.isoformat("minutes"),
                }
                for venster in afspraak.venster
            ],
            "gesloten": [day.isoformat() for day in afspraak.gesloten],
            **_now(supply, state(supply), moment),
        }
        for supply in register.supplies
        for afspraak in (register.afspraken[supply.manifest.id],)
    ]


def _now(supply: Supply, state: State, moment: Callable[[float], str]) -> dict[str, str]:
    if state is None:
        return {"toestand": "BESCHIKBAAR"}
    oorzaak, after = state
    some = oorzaak == "ONDERBREKER_OPEN" and supply.operaties[0].per is not None
    shown = {"toestand": "GEDEELTELIJK" if some else "NIET_BESCHIKBAAR", "oorzaak": oorzaak}
    return shown | ({"opnieuwVanaf": moment(after)} if after else {})
