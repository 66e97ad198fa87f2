"""The mix of a population: shares counted over two thousand people, each within bounds stated here."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from adapters.mock.bevolking.population import Population
from adapters.mock.bevolking.words import ACHTERNAMEN, NERGENS
from adapters.mock.lives import Life

PEOPLE = list(Population({}, 2000, Random(11)).people())  # noqa: S311 - people, no secrets
TODAY = date(2026, 11, 1)
AT_MOST_VMBO = {"GEEN", "VO-PRO", "VO-VMBO-BB", "VO-VMBO-KB", "VO-VMBO-GL", "VO-VMBO-TL", "MBO-1"}
WORK = {"11", "12", "13", "14", "15", "16", "17"}
OPEN = {"", "00000000", "88881231", "99991231"}
LAWS = {"WW", "ZW", "WIA", "WGA", "IVA", "WAO", "WAJ", "TW", "PW", "WWB", "ABW", "WIJ", "IOAW", "BBZ", "BB"}
LAWS |= {"AOW", "AIO", "ANW", "AKW", "REM"}
TYPES = {"10", "11", "12", "13", "01", "05"}
LEVELS = AT_MOST_VMBO | {"MBO-2", "MBO-3", "MBO-4", "VO-HAVO", "VO-VWO", "HBO-BA", "HBO-MA"}


def polis(life: Life) -> list[dict[str, Any]]:
    table = life.bron("uwv").get("UWVDossierInkomstenGSD", {})
    rows: list[dict[str, Any]] = table.get("Inkomstenverhouding", [])
    return rows


def work(life: Life) -> list[dict[str, Any]]:
    return [row for row in polis(life) if row.get("CdSrtIkv") in WORK]


def benefits(life: Life) -> Iterator[dict[str, str]]:
    yield from (
        life.bron("uwv").get("UWVDossierWerknemersverzekeringenGSD", {}).get("Uitkeringsverhouding", [])
    )
    yield from life.bron("svb").get("SVBDossierPersoonGSD", {}).get("Uitkeringsverhouding", [])
    for table in life.bron("gemeente").values():
        yield from table.get("Bijstandsregelingen", {}).get("Uitkeringsverhouding", [])


def provisions(life: Life) -> Iterator[dict[str, str]]:
    for table in life.bron("gemeente").values():
        yield from table.get("GSDDossierReintegratie", {}).get("ReIntegratievoorziening", [])


def duo(life: Life) -> dict[str, Any]:
    table: dict[str, Any] = life.bron("duo").get("DUODossierPersoonGSD", {})
    return table


def results(life: Life) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = duo(life).get("ResultaatOpleidingGeregistrDuo", [])
    return rows


def werkbedrijf(life: Life) -> dict[str, Any]:
    table: dict[str, Any] = life.bron("uwv").get("UWVWbDossierPersoonGSD", {})
    return table


def texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for below, inside in value.items():
            yield from texts(inside, below)
    elif isinstance(value, list):
        for inside in value:
            yield from texts(inside, name)
    elif isinstance(value, str):
        yield name, value


def dates(life: Life) -> list[str]:
    tables = {bron: table for bron, table in life.tables.items() if bron != "persoon"}
    return [text for name, text in texts(tables) if name.startswith("Dat")]


def whole(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    except ValueError:
        return None


def stay(life: Life) -> timedelta | None:
    persoon = life.tables["persoon"]
    begin, end = whole(persoon["datumInsluiting"]), whole(persoon.get("verwachteEinddatum", ""))
    return end - begin if begin and end else None


def spells(life: Life) -> list[tuple[date, date]]:
    """Give the work of which both days are known, in order; work that goes on ends today."""
    found = ((whole(row["DatBIkv"]), row.get("DatEIkv", "")) for row in work(life))
    ended = ((begin, TODAY if end in OPEN else whole(end)) for begin, end in found)
    return sorted((begin, end) for begin, end in ended if begin and end)


def longest_gap(life: Life) -> timedelta:
    """Give the longest time between two jobs, or between the last job and today."""
    gap, free = timedelta(0), None
    for begin, end in [*spells(life), (TODAY, TODAY)]:
        gap = max(gap, begin - free) if free else gap
        free = max(free or end, end)
    return gap


def side_by_side(life: Life) -> bool:
    return any(later[0] < earlier[1] for earlier, later in pairwise(spells(life)))


def runs(row: dict[str, str]) -> bool:
    return row.get("DatEUitkeringsverhouding", "") in OPEN


def has(life: Life, pattern: str) -> bool:
    return any(re.fullmatch(pattern, text) for text in dates(life))


Says = Callable[[Life], bool]

EVERYBODY: dict[str, tuple[Says, float, float]] = {
    "leaves within three months": (lambda life: (stay(life) or TODAY - date.min).days <= 89, 0.72, 0.78),
    "stays longer than three months": (lambda life: (stay(life) or timedelta(0)).days >= 93, 0.19, 0.27),
    "no end is known": (lambda life: stay(life) is None, 0.01, 0.04),
    "at most vmbo": (lambda life: life.tables["persoon"]["hoogsteDiploma"] in AT_MOST_VMBO, 0.57, 0.66),
    "no source knows": (lambda life: set(life.tables) == {"persoon"}, 0.04, 0.1),
    "DUO knows": (lambda life: bool(duo(life)), 0.42, 0.58),
    "worked since 2006": (lambda life: bool(work(life)), 0.65, 0.82),
    "work goes on": (lambda life: any(r.get("DatEIkv", "") in OPEN for r in work(life)), 0.08, 0.18),
    "two years or more without work": (lambda life: longest_gap(life).days >= 730, 0.38, 0.55),
    "two jobs at the same time": (side_by_side, 0.1, 0.3),
    "three contracts or more": (lambda life: len(work(life)) >= 3, 0.5, 0.75),
    "ever a benefit": (lambda life: any(benefits(life)), 0.7, 0.88),
    "a benefit still runs": (lambda life: any(map(runs, benefits(life))), 0.25, 0.45),
    "a voorziening": (lambda life: any(provisions(life)), 0.4, 0.65),
    "WERKbedrijf was told something": (lambda life: bool(werkbedrijf(life)), 0.45, 0.7),
    "one gemeente": (lambda life: len(life.bron("gemeente")) == 1, 0.5, 0.7),
    "two gemeenten": (lambda life: len(life.bron("gemeente")) == 2, 0.06, 0.18),
    "three gemeenten": (lambda life: len(life.bron("gemeente")) == 3, 0.008, 0.04),
    "a gemeente without a dossier": (lambda life: {} in life.bron("gemeente").values(), 0.005, 0.05),
    "SVB knows": (lambda life: bool(life.bron("svb")), 0.08, 0.2),
    "birth date known in part": (lambda life: life.geboortedatum.endswith("00"), 0.005, 0.03),
}
ODD: dict[str, tuple[Says, float, float]] = {
    "day unknown": (lambda life: has(life, r"(?!0000)\d{4}(?!00)\d\d00"), 0.3, 0.7),
    "month unknown": (lambda life: has(life, r"(?!0000)\d{4}0000"), 0.3, 0.7),
    "unknown begin": (lambda life: has(life, "66660101"), 0.03, 0.12),
    "open end as a date": (lambda life: has(life, "88881231|99991231"), 0.1, 0.3),
    "no date": (lambda life: has(life, "00000000"), 0.08, 0.3),
    "impossible date": (lambda life: has(life, r"\d{4}0230"), 0.01, 0.05),
    "unknown law": (lambda life: any(r["CdSzWet"] not in LAWS for r in benefits(life)), 0.01, 0.08),
    "unknown type": (
        lambda life: any(r.get("CdTypeRvGsd") not in TYPES for r in provisions(life)),
        0.03,
        0.12,
    ),
    "unknown level": (
        lambda life: any(r.get("CdNiveauOpleidingDuo") not in LEVELS for r in results(life)),
        0.003,
        0.03,
    ),
    "unknown contract": (
        lambda life: any(r.get("CdTypeArbeidscontract") not in {"B", "O"} for r in work(life)),
        0.15,
        0.45,
    ),
    "unknown kind of income": (
        lambda life: any(r.get("CdSrtIkv", "99") == "99" for r in polis(life)),
        0.03,
        0.15,
    ),
    "no hours": (lambda life: any("uren_per_maand" not in r for r in work(life)), 0.08, 0.25),
    "leading zero": (
        lambda life: any(r.get("CdSector", "1").startswith("0") for r in work(life)),
        0.65,
        0.82,
    ),
    "employer beyond ASCII": (
        lambda life: any(not r["NaamAdministratieveEenheid"].isascii() for r in work(life)),
        0.25,
        0.6,
    ),
    "decomposed name": (
        lambda life: any(not unicodedata.is_normalized("NFC", text) for _, text in texts(life.tables)),
        0.1,
        0.35,
    ),
    "name of ninety characters": (
        lambda life: any(len(r["NaamAdministratieveEenheid"]) >= 90 for r in work(life)),
        0.005,
        0.05,
    ),
    "employer is one person": (lambda life: any(r.get("eenmanszaak") for r in work(life)), 0.15, 0.45),
}


@pytest.mark.parametrize("name", [*EVERYBODY, *ODD])
def test_a_share_is_within_its_bounds(name: str) -> None:
    """Of two thousand people as many as stated show this, the common and the odd."""
    says, low, high = (EVERYBODY | ODD)[name]
    assert low <= sum(map(says, PEOPLE)) / len(PEOPLE) <= high


def test_everybody_came_in_the_last_two_weeks_and_is_still_there() -> None:
    """On the day of the lives everybody is at the begin of a stay, as at an intake."""
    for life in PEOPLE:
        begin = whole(life.tables["persoon"]["datumInsluiting"])
        end = whole(life.tables["persoon"].get("verwachteEinddatum", "99991231"))
        assert begin
        assert end
        assert TODAY - timedelta(days=14) <= begin <= TODAY <= end


def test_whom_duo_knows_have_the_same_schooling_as_everybody() -> None:
    """Of those whom DUO knows 54 to 65% have no diploma above vmbo there: they are no special group."""
    known = [life for life in PEOPLE if duo(life)]
    above = [
        life
        for life in known
        if {r.get("CdNiveauOpleidingDuo") for r in results(life) if r["CdResultaatExamen"] == "G"}
        - AT_MOST_VMBO
        - {None}
    ]
    assert 0.54 <= 1 - len(above) / len(known) <= 0.65


def test_benefits_stand_in_the_polisadministratie_too() -> None:
    """Of those with WW nine in ten have an inkomstenverhouding of that kind, and a few have none."""
    with_ww = [life for life in PEOPLE if any(row["CdSzWet"] == "WW" for row in benefits(life))]
    also = [life for life in with_ww if any(row.get("CdSrtIkv") == "33" for row in polis(life))]
    assert 0.85 <= len(also) / len(with_ww) < 1


def test_laws_are_of_their_time() -> None:
    """No benefit begins before there was such a law or after it was gone, nor bijstand after AOW."""
    eras = {"ABW": (1965, 2003), "WWB": (1965, 2014), "WIJ": (2009, 2011), "AIO": (2005, 2026)}
    for life in PEOPLE:
        begins = [(row["CdSzWet"], whole(row["DatBUitkeringsverhouding"])) for row in benefits(life)]
        known = [(law, begin) for law, begin in begins if begin and begin <= TODAY]
        for law, begin in known:
            first, last = eras.get(law, (1900, 2026))
            assert first <= begin.year <= last
        pension = [begin for law, begin in known if law == "AOW"]
        assert [
            begin for law, begin in known if law in {"PW", "WWB"} and pension and begin > pension[0]
        ] == []


def test_names_are_fictional() -> None:
    """Every person and every employer has one of the names that say "made up" or "nowhere"."""
    for life in PEOPLE:
        assert life.tables["persoon"]["naam"].endswith(ACHTERNAMEN)
        for row in work(life):
            name = unicodedata.normalize("NFC", row["NaamAdministratieveEenheid"])
            assert any(owner in name for owner in NERGENS)
