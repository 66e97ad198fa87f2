"""How UWV answers for a life: relations in the polisadministratie, and benefits; WERKbedrijf stands apart."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from adapters.mock.lives import Life
from adapters.mock.service import BENEFIT_FACTS, Asked, Service, Tree, benefit, under
from adapters.uwv.mock_werkbedrijf import WERKBEDRIJF

LAST_OPGAVE = date(2026, 10, 31)
"""Employers have reported up to here: the day before the lives' today, 2026-11-01."""

FIRST_OPGAVE = date(2006, 1, 1)
"""The polisadministratie holds no opgaven from before this day."""

_UNKNOWN_BEGIN = frozenset({"", "00000000", "66660101"})
_OPEN_END = frozenset({"", "00000000", "88881231", "99991231"})


def polis(life: Life, asked: Asked) -> Tree:
    """Give the Inkomstenverhoudingen that overlap the asked period."""
    relations = [_relation(row) for row in _polis_rows(life, asked)]
    return {"Inkomstenverhouding": relations} if relations else {}


def digital(life: Life, asked: Asked) -> Tree:
    """Give the same Inkomstenverhoudingen without employer, contract type and sector."""
    relations = [_bare_relation(row) for row in _polis_rows(life, asked)]
    return {"Inkomstenverhouding": relations} if relations else {}


def benefits(life: Life, asked: Asked) -> Tree:  # noqa: ARG001 - the signature of Service.expand
    """Give the Uitkeringsverhoudingen under the employee insurance laws."""
    rows = _table(life, "UWVDossierWerknemersverzekeringenGSD").get("Uitkeringsverhouding", [])
    return {"Uitkeringsverhouding": [benefit(row) for row in rows]} if rows else {}


def _table(life: Life, service: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = life.bron("uwv").get(service, {})
    return table


def _polis_rows(life: Life, asked: Asked) -> list[Mapping[str, Any]]:
    rows = _table(life, "UWVDossierInkomstenGSD").get("Inkomstenverhouding", [])
    return [each for row in rows for each in _repeated(row) if _overlaps(each, asked.period)]


def _repeated(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give a row as often as it says: `herhaal = { aantal = 20, om_de_dagen = 28 }`, each so many days later.

    Both dates must then be whole days; VolgnrIkv counts on from that of the row.
    """
    again = row.get("herhaal", {"aantal": 1, "om_de_dagen": 0})
    for number in range(again["aantal"]):
        later = timedelta(days=number * again["om_de_dagen"])
        dates = {name: f"{_begin(row[name]) + later:%Y%m%d}" for name in ("DatBIkv", "DatEIkv") if number}
        counted = {"VolgnrIkv": str(int(row["VolgnrIkv"]) + number)} if number else {}
        yield {**row, **dates, **counted} if number else row


def _bare_relation(row: Mapping[str, Any]) -> Tree:
    """Turn one compact relation of a life into what both messages on income hold.

    The schema wants an opgave: where nothing was reported yet, there is one of the begin alone.
    """
    return {
        **_pick(row, "VolgnrIkv", "DatBIkv", "DatEIkv"),
        "Inkomstenperiode": [_income_period(row)],
        "Inkomstenopgave": list(_opgaven(row)) or [{"DatBIko": row["DatBIkv"]}],
    }


def _relation(row: Mapping[str, Any]) -> Tree:
    """Add what only UWVDossierInkomstenGSD holds: employer, contract type and sector."""
    period: Tree = {**_income_period(row), **_pick(row, "CdTypeArbeidscontract")}
    relation: Tree = {**_bare_relation(row), "Inkomstenperiode": [period]}
    relation["AdministratieveEenheid"] = _employer(row)
    if "CdSector" in row:
        sector: Tree = {"CdSector": row["CdSector"]}
        relation["SectorRisicogroepIkv"] = [
            {"DatBSectorRisicogroep": row["DatBIkv"], "SectorBeroepsEnBedrijfsleven": sector}
        ]
    return relation


def _employer(row: Mapping[str, Any]) -> Tree:
    """Give the employer; `eenmanszaak = true` makes it a natural person, whose data must never pass."""
    natural = row.get("eenmanszaak", False)
    branch = "PersoonAdministratieveEenheid" if natural else "RechtspersoonAdministratieveEenh"
    return {
        "NaamAdministratieveEenheid": row["NaamAdministratieveEenheid"],
        "Loonheffingennr": row["Loonheffingennr"],
        branch: {},
    }


def _income_period(row: Mapping[str, Any]) -> Tree:
    period: Tree = {"DatBIkp": row["DatBIkv"]}
    if "DatEIkv" in row:
        period["DatEIkp"] = row["DatEIkv"]
    return {**period, **_pick(row, "CdSrtIkv", "CdAardIkv")}


def _pick(row: Mapping[str, Any], *names: str) -> Tree:
    return {name: row[name] for name in names if name in row}


def _opgaven(row: Mapping[str, Any]) -> Iterator[Tree]:
    """Give one Inkomstenopgave per calendar month, from `opgaven_vanaf` or the begin of the relation.

    Hours of a part of a month are given in proportion.
    """
    begin = max(_begin(row.get("opgaven_vanaf", row["DatBIkv"])), FIRST_OPGAVE)
    last = min(_end(row.get("DatEIkv", "")), LAST_OPGAVE)
    while begin <= last:
        days = monthrange(begin.year, begin.month)[1]
        end = min(begin.replace(day=days), last)
        opgave: Tree = {"DatBIko": f"{begin:%Y%m%d}", "DatEIko": f"{end:%Y%m%d}"}
        if "uren_per_maand" in row:
            hours = round(row["uren_per_maand"] * ((end - begin).days + 1) / days)
            opgave["AantVerloondeUrenIko"] = str(hours)
        yield opgave
        begin = end + timedelta(days=1)


def _overlaps(row: Mapping[str, Any], period: tuple[str, str] | None) -> bool:
    if period is None:
        return True
    return _begin(row["DatBIkv"]) <= _end(period[1]) and _end(row.get("DatEIkv", "")) >= _begin(period[0])


def _begin(text: str) -> date:
    """Give the first day a date can mean; unknown or impossible is the beginning of time."""
    if text in _UNKNOWN_BEGIN:
        return date.min
    return _day(int(text[:4]), max(1, int(text[4:6])), max(1, int(text[6:]))) or date.min


def _end(text: str) -> date:
    """Give the last day a date can mean; open or impossible is the end of time."""
    if text in _OPEN_END:
        return date.max
    year, month = int(text[:4]), int(text[4:6]) or 12
    return _day(year, month, int(text[6:]) or monthrange(year, month)[1]) or date.max


def _day(year: int, month: int, day: int) -> date | None:
    """Give a day of the calendar; None where there is none (31 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


SERVICES = (
    Service(
        bron="uwv",
        name="UWVDossierInkomstenGSD",
        version="v0200",
        operation="UWVPersoonsIkvInfo",
        expand=polis,
        facts=under(
            "Inkomstenverhouding",
            "DatBIkv",
            "DatEIkv",
            "AdministratieveEenheid",
            "AdministratieveEenheid.NaamAdministratieveEenheid",
            "AdministratieveEenheid.Loonheffingennr",
            "Inkomstenperiode",
            "Inkomstenperiode.DatBIkp",
            "Inkomstenperiode.DatEIkp",
            "Inkomstenperiode.CdSrtIkv",
            "Inkomstenperiode.CdTypeArbeidscontract",
            "SectorRisicogroepIkv",
            "SectorRisicogroepIkv.DatBSectorRisicogroep",
            "SectorRisicogroepIkv.SectorBeroepsEnBedrijfsleven",
            "SectorRisicogroepIkv.SectorBeroepsEnBedrijfsleven.CdSector",
            "Inkomstenopgave",
            "Inkomstenopgave.DatBIko",
            "Inkomstenopgave.DatEIko",
            "Inkomstenopgave.AantVerloondeUrenIko",
        ),
    ),
    Service(
        bron="uwv",
        name="UWVDossierWerknemersverzekeringenGSD",
        version="v0200",
        operation="UWVPersoonsWvInfo",
        expand=benefits,
        facts=BENEFIT_FACTS,
    ),
    Service(
        bron="uwv",
        name="UWVDossierInkomstenGSDDigitaleDiensten",
        version="v0200",
        operation="UWVPersoonsIkvInfo",
        expand=digital,
        facts=under(
            "Inkomstenverhouding",
            "DatBIkv",
            "DatEIkv",
            "Inkomstenperiode",
            "Inkomstenperiode.DatBIkp",
            "Inkomstenperiode.DatEIkp",
            "Inkomstenperiode.CdSrtIkv",
            "Inkomstenopgave",
            "Inkomstenopgave.DatBIko",
            "Inkomstenopgave.DatEIko",
            "Inkomstenopgave.AantVerloondeUrenIko",
        ),
    ),
    WERKBEDRIJF,
)
LOOKUPS = ()
