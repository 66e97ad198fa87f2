"""Lives: one TOML file per test person, with facts in the words of the sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.mock.parsing import read_toml

VORMEN = frozenset({"met-fout", "met-waarschuwing", "met-informatie", "alleen-fwi", "soap-fault"})
"""The ways in which a life can make a source answer unlike usual."""

VERSIE = 1
"""The version of this format. What a file of version 1 means stays; see `docs/eigen-personen.md`."""

_TEST_RANGE = "9999"


class LifeError(Exception):
    """A life cannot be used. The text names the file and the element, and says what to change."""


@dataclass(frozen=True, slots=True)
class Life:
    """One test person.

    `name` is the file name without suffix (P01), `bsn` empty when none is known of this person,
    `geboortedatum` eight digits EEJJMMDD as the sources know it, `tables` the whole file: a table per bron in
    SuwiML names, and `verwacht` with the hand-written expected facts. `folder` is where the file stood: the
    files of `[antwoord]` are named from there.
    """

    name: str
    bsn: str = field(repr=False)
    geboortedatum: str = field(repr=False)
    tables: Mapping[str, Any] = field(repr=False)
    folder: Path = Path()

    def bron(self, bron: str) -> Mapping[str, Any]:
        """Give the table of one bron; empty when this person is unknown there."""
        table: Mapping[str, Any] = self.tables.get(bron, {})
        return table

    def afwijking(self, service: str, name: str) -> str:
        """Give a switch of `[afwijking.<Dienst>]`: `vorm` or `antwoordt_over`; empty when not set."""
        text: str = self.tables.get("afwijking", {}).get(service, {}).get(name, "")
        return text

    @property
    def antwoorden(self) -> Mapping[str, str]:
        """Give the files of `[antwoord]` by service name: whole answers, served as they are."""
        table: Mapping[str, str] = self.tables.get("antwoord", {})
        return table

    @property
    def gevraagd(self) -> str:
        """The birth date EEJJMMDD to ask with: that of `[gevraagd]`, else the one the sources know."""
        text: str = self.tables.get("gevraagd", {}).get("geboortedatum", self.geboortedatum)
        return text

    @property
    def verwacht(self) -> Mapping[str, Any]:
        """The expected facts for DJI_INTAKE_ARBEIDSMARKT over the default koppelvlakken, as the API answers.

        Below it, `soap` or the name of a doelbinding holds what differs there from what follows by rule.
        """
        table: Mapping[str, Any] = self.tables["verwacht"]
        return table


def load_lives(folder: Path) -> dict[str, Life]:
    """Read every `*.toml` of a folder; the key is the burgerservicenummer, and who has none is left out.

    Raises LifeError when a file cannot be read as a life, when a number is not of the test range, or when
    two lives claim the same number.
    """
    lives: dict[str, Life] = {}
    for path in sorted(folder.glob("*.toml")):
        life = load_life(path)
        if not life.bsn:
            continue
        if life.bsn in lives:
            raise LifeError(f"{path.name}: hetzelfde burgerservicenummer als {lives[life.bsn].name}")
        lives[life.bsn] = life
    if not lives:
        raise LifeError(f"{folder}: geen enkel leven (*.toml) gevonden")
    return lives


def load_life(path: Path) -> Life:
    """Read one life. Raises LifeError, naming the file and what is missing."""
    try:
        tables = read_toml(path.read_text("utf-8"))
        _check_tables(tables, path.name)
        persoon = tables["persoon"]
        life = Life(path.stem, persoon.get("bsn", ""), persoon["geboortedatum"], tables, path.parent)
    except tomllib.TOMLDecodeError as error:
        raise LifeError(f"{path.name}: geen geldige TOML: {error}") from error
    except UnicodeDecodeError:
        raise LifeError(f"{path.name}: geen UTF-8; bewaar het bestand als UTF-8") from None
    except KeyError as error:
        known = "[persoon] heeft een geboortedatum, en een bsn als dat bekend is"
        raise LifeError(f"{path.name}: {error} ontbreekt; {known}") from error
    check_life(life, path.name)
    return life


def _check_tables(tables: Mapping[str, Any], file: str) -> None:
    """Refuse what no reader of a life could read on from."""
    for name, value in tables.items():
        if name not in {"versie", "verhaal"} and not isinstance(value, dict):
            raise LifeError(f"{file}: {name} is een tabel; schrijf [{name}] met de sleutels eronder")
    for table, name in (("persoon", "bsn"), ("persoon", "geboortedatum"), ("gevraagd", "geboortedatum")):
        if not isinstance(tables.get(table, {}).get(name, ""), str):
            raise LifeError(f"{file}: {table}.{name} is een tekst; zet de waarde tussen aanhalingstekens")
    for name, switches in tables.get("afwijking", {}).items():
        if not isinstance(switches, dict):
            raise LifeError(f"{file}: afwijking.{name} is een tabel; schrijf [afwijking.{name}]")


def check_life(life: Life, file: str) -> None:
    """Raise LifeError, naming `file` and the element, when a life cannot be as it says."""
    if life.tables.get("versie", VERSIE) != VERSIE:
        raise LifeError(f"{file}: deze versie van het formaat is onbekend; gelezen wordt versie = {VERSIE}")
    for service, switches in life.tables.get("afwijking", {}).items():
        if switches.keys() - {"vorm", "antwoordt_over"}:
            raise LifeError(f"{file}: afwijking.{service} kent alleen vorm en antwoordt_over")
        if "vorm" in switches and switches["vorm"] not in VORMEN:
            raise LifeError(f"{file}: afwijking.{service}.vorm is een van {', '.join(sorted(VORMEN))}")
    if life.tables.get("gevraagd", {}).keys() - {"geboortedatum"}:
        raise LifeError(f"{file}: gevraagd kent alleen geboortedatum")
    if not life.bsn:
        _check_nobody(life, file)
    elif not life.bsn.startswith(_TEST_RANGE):
        raise LifeError(f"{file}: persoon.bsn ligt buiten de testreeks 9999xxxxx")


def _check_nobody(life: Life, file: str) -> None:
    """A person without a number can have no facts at sources: then the number was forgotten."""
    known = sorted(life.tables.keys() - {"versie", "verhaal", "persoon"})
    if known:
        raise LifeError(
            f"{file}: zonder persoon.bsn kent geen bron deze persoon; haal weg: {', '.join(known)}"
        )
