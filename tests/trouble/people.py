"""Watermarked people: every answer about person n, of every source, holds what is of n at that source alone.

Names carry n where there is text; elsewhere a date does, with days of its own for each source.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from adapters.mock.lives import Life

MOST = 5000
"""So many people, each with a day of their own at each source."""

_RANGE = range(999900000, 1000000000)
_BORN = date(1975, 1, 1)
_FIRST_DAYS = {
    bron: date(1970, 1, 1) + timedelta(days=number * MOST)
    for number, bron in enumerate(("UWV_UITKERING", "SVB", "GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE"))
}

GROUPS: Mapping[str, frozenset[str]] = {
    "opleiding": frozenset({"DUO", "UWV_WERKBEDRIJF"}),
    "cursus": frozenset({"DJI_IN_MADE"}),
    "werkervaring": frozenset({"UWV_POLIS", "UWV_WERKBEDRIJF"}),
    "uitkeringsverhouding": frozenset({"UWV_UITKERING", "SVB", "GEMEENTE_UITKERING", "VERWIJSINDEX"}),
    "reIntegratievoorziening": frozenset({"GEMEENTE_REINTEGRATIE", "VERWIJSINDEX"}),
}
"""Who must have answered before a group without rows may be `[]`."""

BRONNEN = frozenset().union(*GROUPS.values())


def bsn_of(number: int) -> str:
    """Give the test number of person 0, 1, 2 and so on."""
    return _numbers()[number]


@cache
def _numbers() -> tuple[str, ...]:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    fitting = (
        text
        for text in map(str, _RANGE)
        if sum(weight * int(digit) for weight, digit in zip(weights, text, strict=True)) % 11 == 0
    )
    return tuple(next(fitting) for _ in range(MOST))


def born(number: int) -> str:
    """Give the birth date, as a question writes it."""
    return (_BORN + timedelta(days=number)).isoformat()


def gemeente_of(number: int) -> str:
    """Give the code of the gemeente that knows this person, and nobody else."""
    return f"{number + 1:04}"


def has_benefits(number: int) -> bool:
    """One in five is known to nobody who pays benefits, and to no gemeente."""
    return number % 5 != 4


def at_svb(number: int) -> bool:
    """One in five of the others is unknown to the SVB alone."""
    return has_benefits(number) and number % 5 != 3


def first_day(bron: str) -> date:
    """Give the day that means person 0 at a source that knows no names; person 1 has the next."""
    return _FIRST_DAYS[bron]


def _day(bron: str, number: int) -> date:
    return first_day(bron) + timedelta(days=number)


def _sgr(day: date) -> str:
    return f"{day:%Y%m%d}"


def life_of(number: int) -> Life:
    """Write what the sources know of person n, in the form of a life."""
    birth = _sgr(_BORN + timedelta(days=number))
    tables: dict[str, Any] = {
        "persoon": {"bsn": bsn_of(number), "naam": f"Mens {number:05}", "geboortedatum": birth},
        "duo": {"DUODossierPersoonGSD": _school(number)},
        "in_made": {"cursus": [{"naam": f"Cursus {number:05}", "cdSoortDocument": "GS"}]},
        "uwv": {
            "UWVDossierInkomstenGSD": {"Inkomstenverhouding": [_job(number)]},
            "UWVWbDossierPersoonGSD": {"Opleiding": [_stated(number)], "Arbeidsverhouding": [_shop(number)]},
        },
    }
    if has_benefits(number):
        tables["uwv"]["UWVDossierWerknemersverzekeringenGSD"] = _benefit("UWV_UITKERING", "WW", number)
        tables["gemeente"] = {gemeente_of(number): _of_gemeente(number)}
    if at_svb(number):
        tables["svb"] = {"SVBDossierPersoonGSD": _benefit("SVB", "ANW", number)}
    return Life(f"M{number:05}", bsn_of(number), birth, tables)


def _school(number: int) -> dict[str, Any]:
    row = {
        "BrinNr": "25LZ",
        "NaamOpleidingKortDuo": f"Opleiding {number:05}",
        "CdNiveauOpleidingDuo": "MBO-2",
    }
    ended = {**row, "CdResultaatExamen": "G", "JaarAfgelegdExamen": "2014"}
    return {"IndStartkwalificatieDuo": "12"[number % 2], "ResultaatOpleidingGeregistrDuo": [ended]}


def _job(number: int) -> dict[str, Any]:
    return {
        "VolgnrIkv": "1",
        "NaamAdministratieveEenheid": f"Werkgever {number:05}",
        "Loonheffingennr": f"9999{number:05}L01",
        "DatBIkv": _sgr(_BORN + timedelta(days=8000 + number)),
        "CdSrtIkv": "15",
        "CdAardIkv": "01",
        "CdTypeArbeidscontract": "O",
        "opgaven_vanaf": "20261001",
    }


def _stated(number: int) -> dict[str, Any]:
    return {
        "NaamOpleidingOngecodeerd": f"Eigen opleiding {number:05}",
        "CdStatusOpleiding": "1",
        "IndDiploma": "1",
    }


def _shop(number: int) -> dict[str, Any]:
    began = _sgr(_BORN + timedelta(days=7000 + number))
    named = {"HandelsnaamOrganisatie": f"Zaak {number:05}", "NaamBeroepOngecodeerd": f"Beroep {number:05}"}
    return {"DatBArbeidsverhouding": began, **named}


def _benefit(bron: str, wet: str, number: int) -> dict[str, Any]:
    row = {"DatBUitkeringsverhouding": _sgr(_day(bron, number)), "CdSzWet": wet}
    return {"Uitkeringsverhouding": [row]}


def _of_gemeente(number: int) -> dict[str, Any]:
    provision = {"DatBRv": _sgr(_day("GEMEENTE_REINTEGRATIE", number)), "CdTypeRvGsd": "10"}
    return {
        "Bijstandsregelingen": _benefit("GEMEENTE_UITKERING", "PW", number),
        "GSDDossierReintegratie": {"ReIntegratievoorziening": [provision]},
    }
