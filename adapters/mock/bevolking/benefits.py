"""What UWV, SVB and gemeenten know of somebody's benefits, and of the voorzieningen beside bijstand."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from adapters.mock.bevolking.dates import begin, end, filled, usable_begin, written
from adapters.mock.bevolking.dice import Dice
from adapters.mock.bevolking.income import SVB, UWV, Benefit
from adapters.mock.bevolking.person import PEILDATUM, Person
from adapters.mock.bevolking.words import GEMEENTEN
from adapters.mock.bevolking.work import POLIS_START
from adapters.mock.numbers import invented

_SOORTEN = {
    "WW": "33", "ZW": "31", "WIA": "40", "WGA": "40", "IVA": "39", "WAO": "32", "WAJ": "37", "TW": "46",
    "AOW": "22", "ANW": "24", "PW": "43", "WWB": "43", "ABW": "43", "WIJ": "51", "IOAW": "34", "BBZ": "42",
}  # fmt: skip
"""CdSrtIkv of the laws whose benefits are inkomstenverhoudingen too."""

_PAYERS = {UWV: "UWV Uitkeringen", SVB: "Sociale Verzekeringsbank"} | {
    code: f"Gemeente {naam}, sociale zaken" for code, naam in GEMEENTEN.items()
}
_NUMBERS = {bron: f"{invented(90_000 + 2 * at)}L02" for at, bron in enumerate(_PAYERS)}
_UNKNOWN_LAWS = ("XWET", "AWB", "NWW")
_TYPES = {"10": 42.0, "11": 20.0, "12": 10.0, "13": 12.0, "01": 5.0, "05": 4.0, "07": 3.0, "99": 2.0, "": 2.0}


def income_rows(dice: Dice, benefits: Iterable[Benefit]) -> Iterator[dict[str, Any]]:
    """Give the compact Inkomstenverhoudingen of benefits: nearly all stand in the polisadministratie too."""
    for benefit in benefits:
        ended = benefit.einde and benefit.einde < POLIS_START
        if benefit.wet not in _SOORTEN or ended or not dice.chance(0.93):
            continue
        first = usable_begin(dice, benefit.begin)
        row: dict[str, Any] = filled({"DatBIkv": first, "DatEIkv": end(dice, benefit.einde)})
        row |= {"opgaven_vanaf": written(benefit.begin)} if first != written(benefit.begin) else {}
        yield row | {
            "VolgnrIkv": "1",
            "NaamAdministratieveEenheid": _PAYERS[benefit.bron],
            "Loonheffingennr": _NUMBERS[benefit.bron],
            "CdSrtIkv": _SOORTEN[benefit.wet],
        }


def benefit_table(dice: Dice, benefits: Iterable[Benefit], bron: str) -> dict[str, Any]:
    """Give the table of one bron; empty when it pays nothing."""
    rows = [_row(dice, benefit) for benefit in benefits if benefit.bron == bron]
    return {"Uitkeringsverhouding": rows} if rows else {}


def gemeente_tables(dice: Dice, person: Person, benefits: Sequence[Benefit]) -> dict[str, Any]:
    """Give a table per gemeente that knows this person; now and then one that has nothing to tell."""
    tables: dict[str, Any] = {}
    for code in person.gemeenten:
        here = [benefit for benefit in benefits if benefit.bron == code]
        if here:
            rows = [_row(dice, benefit) for benefit in here]
            if dice.chance(0.12):
                rows.append(_row(dice, Benefit("BB", code, here[-1].begin, here[-1].begin)))
            tables[code] = {"Bijstandsregelingen": {"Uitkeringsverhouding": rows}}
            if provisions := _provisions(dice, here):
                tables[code]["GSDDossierReintegratie"] = {"ReIntegratievoorziening": provisions}
        elif dice.chance(0.04):
            tables[code] = {}
    return tables


def _row(dice: Dice, benefit: Benefit) -> dict[str, str]:
    wet = dice.pick(_UNKNOWN_LAWS) if dice.chance(0.008) else benefit.wet
    first, last = begin(dice, benefit.begin), end(dice, benefit.einde)
    return filled({"DatBUitkeringsverhouding": first, "DatEUitkeringsverhouding": last, "CdSzWet": wet})


def _provisions(dice: Dice, benefits: Iterable[Benefit]) -> list[dict[str, str]]:
    """Give a voorziening beside one in three of the benefits; types by our own list, some in no list."""
    rows: list[dict[str, str]] = []
    for benefit in benefits:
        if dice.chance(0.33):
            last = benefit.einde or PEILDATUM
            first = dice.day(benefit.begin, last)
            stops = dice.day(first, last) if benefit.einde or dice.chance(0.6) else None
            kind = dice.weighed(_TYPES) or None
            rows.append(
                filled({"DatBRv": begin(dice, first), "DatERv": end(dice, stops), "CdTypeRvGsd": kind})
            )
    return rows
