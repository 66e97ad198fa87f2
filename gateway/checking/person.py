"""About whom a source is asked: a test person, by the name of a life or from a file, never by number."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.core.bsn import Bsn
from gateway.errors import SettingsInvalid

_LIVES = "mock/personas"


@dataclass(frozen=True, slots=True)
class Person:
    """A test person; `known` are the (bron, gemeente) that hold facts about them."""

    naam: str
    bsn: Bsn
    geboortedatum: str = field(repr=False)
    known: tuple[tuple[str, str | None], ...] = ()

    def gemeente(self, bron: str) -> str | None:
        """Give the gemeente that holds facts of this bron, where one does."""
        return next((gemeente for known, gemeente in self.known if known == bron), None)


def read_persons(adapters: Path) -> tuple[Person, ...]:
    """Read every test person that has a number, by name; none where the lives are not installed."""
    lives = {path.stem: _read(path) for path in sorted((adapters / _LIVES).glob("*.toml"))}
    return tuple(
        _person(name, life, _elsewhere(name, adapters))
        for name, life in lives.items()
        if life["persoon"].get("bsn")
    )


def person_for(bron: str, persons: Iterable[Person], named: str | None) -> Person:
    """Give the person that is named, else the first of whom this bron holds facts.

    `named` is the name of a life or the path of a TOML file with `[persoon] bsn, geboortedatum`. Raises
    SettingsInvalid for anybody but a test person.
    """
    persons = tuple(persons)
    if named is not None and named.endswith(".toml"):
        return _from_file(Path(named))
    chosen = [person for person in persons if person.naam == named]
    chosen = chosen or ([] if named else [person for person in persons if _holds(person, bron)])
    if not chosen and named is None:
        chosen = list(persons)
    if not chosen:
        known = ", ".join(person.naam for person in persons) or "geen; geef een bestand (.toml)"
        raise SettingsInvalid((f"--testpersoon: deze testpersoon bestaat niet; wel: {known}",))
    return chosen[0]


def _holds(person: Person, bron: str) -> bool:
    return any(known == bron for known, _ in person.known)


def _from_file(path: Path) -> Person:
    try:
        return _person(path.stem, _read(path), ())
    except (OSError, KeyError, TypeError, ValueError):
        text = "geef een bestand met [persoon], een bsn 9999xxxxx en een geboortedatum EEJJMMDD, als tekst"
        raise SettingsInvalid((f"--testpersoon: {text}",)) from None


def _person(name: str, life: Mapping[str, Any], beside: Iterable[Mapping[str, Any]]) -> Person:
    """Make a person; raises ValueError for a number outside the test range."""
    bsn, born = Bsn(life["persoon"]["bsn"]), str(life["persoon"]["geboortedatum"])
    if not bsn.is_test_person or len(born) != len("EEJJMMDD") or not born.isdigit():
        raise ValueError("geen testpersoon")
    entries = [entry for part in (life, *beside) for entry in part.get("verwacht", {}).get("bronnen", ())]
    known = ((entry["bron"], entry.get("gemeente")) for entry in entries if entry["bronStatus"] == "GEVONDEN")
    return Person(name, bsn, born, tuple(known))


def _elsewhere(name: str, adapters: Path) -> list[Mapping[str, Any]]:
    """Read what other source folders hold about a life."""
    return [
        _read(path) for path in adapters.glob(f"*/personas/{name}.toml") if path.parent.parent.name != "mock"
    ]


def _read(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
