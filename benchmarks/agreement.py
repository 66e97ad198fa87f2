"""Whether both gateways say the same: the main facts of each group, row by row."""

from collections.abc import Mapping
from typing import Any

_FACTS: Mapping[str, tuple[str, ...]] = {
    "arbeidsmarktkwalificatie.opleiding": (
        "omschrijvingOpleidingsnaam",
        "codeStatusOpleiding",
        "datumDiploma",
        "datumAanvangVolgenOpleiding",
        "datumEindeVolgenOpleiding",
    ),
    "arbeidsmarktkwalificatie.werkervaring": (
        "naamOrganisatie",
        "datumAanvangWerkzaamheden",
        "datumEindeWerkzaamheden",
        "indicatieLopend",
        "urenklasse",
        "codeTypeArbeidscontract",
        "codeSectorUwv",
    ),
    "uitkeringsverhouding": (
        "bron",
        "categorie",
        "codeSzWet",
        "datumAanvangUitkeringsverhouding",
        "datumEindeUitkeringsverhouding",
        "indicatieLopend",
        "gemeente",
    ),
    "reIntegratievoorziening": ("typeVoorziening", "datumAanvangVoorziening", "indicatieLopend", "gemeente"),
}


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Name the groups of two answers whose rows differ, with the number of rows on both sides."""
    found = []
    for groep, names in _FACTS.items():
        left, right = _facts(one, groep, names), _facts(other, groep, names)
        if left != right:
            found.append(f"{groep}: {len(left)} en {len(right)} rijen, niet dezelfde")
    return found


def row_counts(answer: Mapping[str, Any]) -> dict[str, int]:
    """Give the number of rows of each group."""
    return {groep: len(_rows(answer, groep)) for groep in _FACTS}


def _rows(answer: Mapping[str, Any], groep: str) -> list[Mapping[str, Any]]:
    node: Any = answer
    for part in groep.split("."):
        node = node[part]
    rows: list[Mapping[str, Any]] = node
    return rows


def _facts(answer: Mapping[str, Any], groep: str, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return sorted(tuple(_plain(row.get(name)) for name in names) for row in _rows(answer, groep))


def _plain(value: object) -> str:
    """Write a value to compare; of a code only the code, for the naive gateway gives no description."""
    if isinstance(value, dict):
        return str(value.get("code", value.get("datum", value)))
    return "" if value is None else str(value)
