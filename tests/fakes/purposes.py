"""Who may ask what: the contracts as their files say, read without any code of the gateway."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from tests.fakes.processes import ROOT

CONTRACTS = ROOT / "contracts"
TODAY = date(2026, 11, 1)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((CONTRACTS / name).read_text("utf-8"))


PROFIEL = _read("profiel.toml")
ROWS = {groep["pad"]: groep for groep in PROFIEL["groep"] if groep["soort"] == "RIJEN"}
"""The groups that are lists of rows, by path, in the order of the vocabulary."""

PLACES = {pad.rpartition(".")[2]: pad for pad in ROWS} | {
    veld["pad"].rpartition(".")[2]: veld["pad"]
    for veld in PROFIEL["veld"]
    if veld["pad"].rpartition(".")[0] not in ROWS
}
"""Where the names of `[verwacht]` stand in an answer: groups of rows, and single velden."""


def _agreed() -> dict[str, dict[str, frozenset[str]]]:
    found: dict[str, dict[str, frozenset[str]]] = {}
    for path in sorted((CONTRACTS / "bronnen").glob("*/afspraak.toml")):
        for levering in tomllib.loads(path.read_text("utf-8")).get("levering", []):
            found.setdefault(levering["bron"], {})[levering["doelbinding"]] = frozenset(levering["velden"])
    return found


AGREED = _agreed()
"""Bron → doelbinding → the velden it may deliver; the verwijsindex delivers none."""


def group_of(veld: str) -> str:
    """Give the path of the group of a veld."""
    return veld.rpartition(".")[0]


def is_index(bron: str) -> bool:
    """Whether a bron names whom to ask, and delivers nothing itself."""
    return not any(AGREED[bron].values())


def per_gemeente(bron: str) -> bool:
    """Whether a bron holds rows of a gemeente."""
    return any(veld.endswith(".gemeente") for velden in AGREED[bron].values() for veld in velden)


@dataclass(frozen=True)
class Purpose:
    """One afnemer that asks under one doelbinding; both as their files say."""

    doel: Mapping[str, Any]
    afnemer: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The doelbinding, with the gemeente that asks where it is one."""
        code = self.afnemer.get("gemeentecode")
        return self.doel["id"] if code is None else f"{self.doel['id']}_{code}"

    @property
    def own(self) -> str | None:
        """The gemeente whose rows alone may pass, if so."""
        conditions = self.doel.get("rijvoorwaarde", [])
        alone = any(condition.get("alleenEigenGemeente") for condition in conditions)
        return self.afnemer.get("gemeentecode") if alone else None

    @property
    def asks_index(self) -> bool:
        """Whether the verwijsindex is asked when the question names no gemeente."""
        asks: bool = self.doel["verwijsindex"] != "NOOIT"
        return asks

    @cached_property
    def velden(self) -> Mapping[str, Mapping[str, Any]]:
        """The whitelist by path."""
        return {regel["veld"]: regel for regel in self.doel["veld"]}

    def looks_back(self, pad: str) -> int | None:
        """Give the years a group of rows is looked back, or None."""
        years = [
            condition["terugkijk"]
            for condition in self.doel.get("rijvoorwaarde", [])
            if condition["groep"] == pad and "terugkijk" in condition
        ]
        return int(years[0].strip("PY")) if years else None

    def offers(self, bron: str) -> frozenset[str]:
        """Give the allowed velden of a bron: those agreed; without an afspraak those it could give."""
        could = frozenset[str]().union(*AGREED[bron].values())
        return AGREED[bron].get(self.doel["id"], could) & self.velden.keys()

    def has_basis(self, bron: str) -> bool:
        """Whether there is an afspraak for this purpose."""
        return self.doel["id"] in AGREED[bron]

    def claims(self) -> dict[str, Any]:
        """Give the claims of a token of somebody who may ask, beside those of the demo issuer."""
        return {
            "azp": self.afnemer["oin"],
            "rol": self.doel["rollen"][0],
            "acr": self.doel["zekerheidsniveau"],
            "scope": (self.doel["id"],),
        }


def purposes() -> Iterator[Purpose]:
    """Give everybody who may ask on the day of the lives; the contracts decide, this list follows."""
    afnemers = {afnemer["oin"]: afnemer for afnemer in _read("afnemers.toml")["afnemer"]}
    for path in sorted((CONTRACTS / "doelbindingen").glob("*.toml")):
        if path.name.endswith(".cases.toml"):
            continue
        doel = tomllib.loads(path.read_text("utf-8"))
        valid = doel["geldigVan"] <= TODAY <= doel.get("geldigTot", TODAY)
        if valid and doel["grondslag"]["status"] != "ONTBREEKT":
            for oin in doel["afnemers"]:
                yield Purpose(doel, afnemers[oin])
