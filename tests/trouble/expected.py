"""What a whole answer about person n must hold: written by hand beside the lives, not read from them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tests.trouble.people import (
    BRONNEN,
    at_svb,
    born,
    first_day,
    gemeente_of,
    has_benefits,
)

Row = dict[str, Any]

_ABOVE = "arbeidsmarktkwalificatie"
PATHS = {
    "opleiding": f"{_ABOVE}.opleiding",
    "cursus": f"{_ABOVE}.cursus",
    "werkervaring": f"{_ABOVE}.werkervaring",
    "uitkeringsverhouding": "uitkeringsverhouding",
    "reIntegratievoorziening": "reIntegratievoorziening",
}
STARTKWALIFICATIE = f"{_ABOVE}.indicatieStartkwalificatie"

_ABSENT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "UWV_POLIS": {"werkervaring": ("datumEindeWerkzaamheden", "urenklasse", "codeSectorUwv")},
    "UWV_UITKERING": {"uitkeringsverhouding": ("datumEindeUitkeringsverhouding",)},
    "SVB": {"uitkeringsverhouding": ("datumEindeUitkeringsverhouding",)},
    "GEMEENTE_UITKERING": {"uitkeringsverhouding": ("datumEindeUitkeringsverhouding",)},
    "GEMEENTE_REINTEGRATIE": {"reIntegratievoorziening": ("datumEindeVoorziening",)},
    "DUO": {"opleiding": ("datumAanvangVolgenOpleiding", "datumEindeVolgenOpleiding")},
    "DJI_IN_MADE": {"cursus": ("indicatieCertificaat", "datumAanvangVolgenCursus", "datumEindeVolgenCursus")},
    "UWV_WERKBEDRIJF": {
        "opleiding": (
            "codeNiveauOpleiding",
            "datumDiploma",
            "datumAanvangVolgenOpleiding",
            "datumEindeVolgenOpleiding",
        ),
        "werkervaring": ("datumEindeWerkzaamheden",),
    },
}
"""By source and group: velden of the plan that these lives have no value for."""

_PASSED = {"code": "1", "omschrijving": "Succesvol afgerond"}


def known_at(number: int) -> frozenset[str]:
    """Name the sources that know person n."""
    payers = {"UWV_UITKERING", "VERWIJSINDEX", "GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE"}
    unknown = (set() if has_benefits(number) else payers) | (set() if at_svb(number) else {"SVB"})
    return BRONNEN - unknown


def rows_of(number: int) -> dict[str, dict[str, Row]]:
    """Give by source and group the one row it has of somebody it knows, without `rij`."""
    gemeente = {"gemeente": {"code": gemeente_of(number)}}
    provision: Row = {"typeVoorziening": "COACHING_NAAR_WERK", "indicatieLopend": "JA", **gemeente}
    began = _date(first_day("GEMEENTE_REINTEGRATIE"), number)
    rows: dict[str, dict[str, Row]] = {
        "UWV_POLIS": {"werkervaring": _job(number)},
        "DUO": {"opleiding": _school(number)},
        "UWV_WERKBEDRIJF": {"opleiding": _stated(number), "werkervaring": _shop(number)},
        "DJI_IN_MADE": {"cursus": _course(number)},
        "UWV_UITKERING": _benefit("UWV_UITKERING", "WERKLOOSHEID", "WW", "Werkloosheidswet", number),
        "SVB": _benefit("SVB", "NABESTAANDEN", "ANW", "Algemene nabestaandenwet", number),
        "GEMEENTE_UITKERING": _benefit("GEMEENTE_UITKERING", "BIJSTAND", "PW", "Participatiewet", number),
        "GEMEENTE_REINTEGRATIE": {"reIntegratievoorziening": {**provision, "datumAanvangVoorziening": began}},
    }
    rows["GEMEENTE_UITKERING"]["uitkeringsverhouding"] |= gemeente
    for bron, groups in rows.items():
        for row in groups.values():
            row |= {"bron": bron, "herkomst": _herkomst(bron)}
    return rows


def absent_of(bron: str) -> frozenset[str]:
    """Give the velden, with their group, that somebody known to a source has no value for there."""
    return frozenset(f"{PATHS[group]}.{name}" for group, names in _ABSENT[bron].items() for name in names)


def velden_of(bron: str) -> frozenset[str]:
    """Give every veld of the plan that a source may deliver."""
    given = (
        f"{PATHS[group]}.{name}"
        for group, row in rows_of(0)[bron].items()
        for name in row.keys() - {"bron", "herkomst"}
    )
    single = {STARTKWALIFICATIE} if bron == "DUO" else set()
    return frozenset(given) | absent_of(bron) | single


def startkwalificatie(number: int) -> str:
    """Give what DUO says of it."""
    return "NEE" if number % 2 else "JA"


def _herkomst(bron: str) -> str:
    return "ZELFVERKLAARD" if bron == "UWV_WERKBEDRIJF" else "REGISTRATIE"


def _date(first: date, number: int) -> Row:
    return {"type": "Datum", "datum": (first + timedelta(days=number)).isoformat()}


def _job(number: int) -> Row:
    return {
        "naamOrganisatie": f"Werkgever {number:05}",
        "datumAanvangWerkzaamheden": _date(date.fromisoformat(born(8000)), number),
        "indicatieLopend": "JA",
        "codeTypeArbeidscontract": {"code": "O", "omschrijving": "onbepaalde tijd"},
    }


def _shop(number: int) -> Row:
    return {
        "naamOrganisatie": f"Zaak {number:05}",
        "beroep": {"omschrijving": f"Beroep {number:05}"},
        "datumAanvangWerkzaamheden": _date(date.fromisoformat(born(7000)), number),
        "indicatieLopend": "JA",
    }


def _school(number: int) -> Row:
    return {
        "omschrijvingOpleidingsnaam": f"Opleiding {number:05}",
        "codeNiveauOpleiding": {"code": "MBO-2", "omschrijving": "mbo niveau 2"},
        "nlqfNiveau": "2",
        "indicatieDiploma": "JA",
        "datumDiploma": {"type": "JaarDatum", "jaar": 2014},
        "codeStatusOpleiding": _PASSED,
        "instellingscode": {"code": "25LZ"},
    }


def _stated(number: int) -> Row:
    named = {"omschrijvingOpleidingsnaam": f"Eigen opleiding {number:05}"}
    return {**named, "indicatieDiploma": "JA", "codeStatusOpleiding": _PASSED}


def _course(number: int) -> Row:
    return {"omschrijving": f"Cursus {number:05}", "soortWaardedocument": "GETUIGSCHRIFT"}


def _benefit(bron: str, categorie: str, wet: str, name: str, number: int) -> dict[str, Row]:
    row = {
        "categorie": categorie,
        "codeSzWet": {"code": wet, "omschrijving": name},
        "datumAanvangUitkeringsverhouding": _date(first_day(bron), number),
        "indicatieLopend": "JA",
    }
    return {"uitkeringsverhouding": row}
