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
    return [row for row in rows if _overlaps(row, asked.period)]


def _bare_relation(row: Mapping[str, Any]) -> Tree:
    """Turn one compact relation of a life into what both messages on income hold."""
    return {
        **_pick(row, "VolgnrIkv", "DatBIkv", "DatEIkv"),
        "Inkomstenperiode": [_income_period(row)],
        "Inkomstenopgave": list(_opgaven(row)),
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
    """Give the first day a date can mean; unknown is the beginning of time."""
    if text in _UNKNOWN_BEGIN:
        return date.min
    return date(int(text[:4]), max(1, int(text[4:6])), max(1, int(text[6:])))


def _end(text: str) -> date:
    """Give the last day a date can mean; open is the end of time."""
    if text in _OPEN_END:
        return date.max
    year, month = int(text[:4]), int(text[4:6]) or 12
    return date(year, month, int(text[6:]) or monthrange(year, month)[1])


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
