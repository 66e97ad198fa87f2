"""What UWV knows of somebody's jobs: relations in the polisadministratie, occupations at WERKbedrijf."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

from adapters.mock.bevolking.career import AGENCY, Job
from adapters.mock.bevolking.dates import end, filled, remembered, usable_begin, written
from adapters.mock.bevolking.dice import Dice
from adapters.mock.bevolking.person import PEILDATUM

POLIS_START = date(2006, 1, 1)
"""Relations that ended before this day are not in the polisadministratie."""

_RENEWAL = 0.12
_DECOMPOSED = 0.15
_SORTEN = {"15": 95.5, "12": 1.2, "17": 0.7, "13": 0.4, "11": 0.7, "99": 0.4, "": 1.1}
_CONTRACTEN = {"B": 50.0, "O": 44.0, "U": 1.5, "V": 1.0, "": 3.5}
_AT_AGENCY = {"B": 90.0, "O": 4.0, "U": 1.5, "V": 1.0, "": 3.5}
_NAME_LENGTH = 70
_UNSURE_CODE = "0000000000"


def polis_rows(dice: Dice, jobs: Iterable[Job]) -> Iterator[dict[str, Any]]:
    """Give the compact Inkomstenverhoudingen of the jobs; a job may be several contracts."""
    for job in jobs:
        if job.last_day(PEILDATUM) < POLIS_START:
            continue
        terms = _terms(dice, job)
        contracts = [term for term in _contracts(dice, job) if (term[1] or PEILDATUM) >= POLIS_START]
        for number, (first, last) in enumerate(contracts, start=1):
            yield {**_relation(dice, number, first, last), **_contract(dice, job), **terms}


def occupations(dice: Dice, jobs: Iterable[Job]) -> list[dict[str, str]]:
    """Give the Arbeidsverhoudingen that somebody told WERKbedrijf about: not all, and dates by heart."""
    return [_occupation(dice, job) for job in jobs if dice.chance(0.7)]


def _terms(dice: Dice, job: Job) -> dict[str, Any]:
    """Give what all contracts of one job have in common."""
    branche = job.employer.branche
    terms: dict[str, Any] = {
        "NaamAdministratieveEenheid": _name(dice, job),
        "Loonheffingennr": job.employer.nummer,
        "CdAardIkv": branche.aard,
        "CdSector": branche.sector,
    }
    soort = "11" if branche.aard == "13" else dice.weighed(_SORTEN)
    terms |= {"CdSrtIkv": soort} if soort else {}
    terms |= {"uren_per_maand": dice.between(*branche.uren)} if dice.chance(0.97) else {}
    return terms | ({"eenmanszaak": True} if job.employer.alleen else {})


def _name(dice: Dice, job: Job) -> str:
    return normalize("NFD" if dice.chance(_DECOMPOSED) else "NFC", job.employer.naam)


def _relation(dice: Dice, number: int, first: date, last: date | None) -> dict[str, str]:
    begin = usable_begin(dice, first)
    row = filled({"VolgnrIkv": str(number), "DatBIkv": begin, "DatEIkv": end(dice, last)})
    return row if begin == written(first) else {**row, "opgaven_vanaf": written(first)}


def _contract(dice: Dice, job: Job) -> dict[str, str]:
    agency = job.employer.branche.sector == AGENCY
    kind = dice.weighed(_AT_AGENCY if agency else _CONTRACTEN)
    return {"CdTypeArbeidscontract": kind} if kind else {}


def _contracts(dice: Dice, job: Job) -> Iterator[tuple[date, date | None]]:
    """Cut a job in contracts: at an agency every time, with some days between them; else now and then."""
    agency = job.employer.branche.sector == AGENCY
    first, stop = job.begin, job.last_day(PEILDATUM)
    while agency or dice.chance(_RENEWAL):
        last = first + timedelta(days=dice.between(60, 330))
        pause = timedelta(days=dice.spread({(0, 0): 60, (1, 6): 28, (7, 40): 12}) if agency else 0)
        if last + pause + timedelta(days=28) >= stop:
            break
        yield first, last
        first = last + pause + timedelta(days=1)
    yield first, job.einde


def _occupation(dice: Dice, job: Job) -> dict[str, str]:
    row = filled(
        {
            "DatBArbeidsverhouding": remembered(dice, job.begin) if dice.chance(0.95) else None,
            "DatEArbeidsverhouding": remembered(dice, job.einde) if job.einde else end(dice, None),
            "HandelsnaamOrganisatie": job.employer.naam[:_NAME_LENGTH] if dice.chance(0.9) else None,
        }
    )
    return {**row, **_beroep(dice, job.beroep)}


def _beroep(dice: Dice, beroep: str) -> dict[str, str]:
    """Give an occupation by code (ten digits, a made-up one with leading zeros) or in own words."""
    if not dice.chance(0.55):
        return {"NaamBeroepOngecodeerd": beroep.lower()} if dice.chance(0.97) else {}
    code = f"{sum(map(ord, beroep)) % 100_000:010d}" if dice.chance(0.98) else _UNSURE_CODE
    return {"CdBeroepsnaam": code, "OmsBeroepsnaam": beroep}
