"""What `[verwacht]` may say: the words of the vocabulary and of the published answer."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.mock.fault import instead
from adapters.mock.own.lines import Found, dotted
from adapters.mock.own.lines import Path as Keys

STATUS = frozenset(
    {
        "GEVONDEN",
        "NIETS_GEVONDEN",
        "WAARSCHUWING",
        "FOUT",
        "NIET_BESCHIKBAAR",
        "NIET_TOEGESTAAN",
        "NIET_GEVRAAGD",
        "PERSOON_WIJKT_AF",
    }
)
"""What an answer may say of a bron."""
_REDEN = frozenset(
    {
        "NIETS_GEVONDEN",
        "NIET_GEREGISTREERD",
        "ONLEESBAAR",
        "BRON_NIET_BESCHIKBAAR",
        "BRON_WEIGERT",
        "PERSOON_WIJKT_AF",
        "NIET_TOEGESTAAN",
        "NIET_GEVRAAGD",
        "AFGESCHERMD",
    }
)
_SERIES = "reeksen"
_TABLES = frozenset({"soap", _SERIES})
_ROWS = frozenset({"bronnen", "nietGeleverd"})
_WHOLE = frozenset({"vergewist", "volledig", "onvolledig"}) | _TABLES | _ROWS
_OF_A_ROW = frozenset({"bron", "herkomst", "aantal"})
_OF_A_VELD = frozenset({"code", "omschrijving", "type", "datum", "jaar", "maand"})
_AGAIN = frozenset({"aantal", "om_de_dagen"})
_A_TEXT = ("is een tekst", "zet de waarde tussen aanhalingstekens")
_TEXTS = ("is een lijst van teksten", 'schrijf ["…", "…"], of [] als er niets is')


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The velden of the profile, those of each group by its last name, those alone, bronnen and purposes."""

    velden: frozenset[str]
    groups: dict[str, frozenset[str]]
    single: frozenset[str]
    bronnen: frozenset[str]
    purposes: frozenset[str]


def read_vocabulary(contracts: Path) -> Vocabulary:
    """Read the words from the contracts; raises OSError or KeyError when they are not there."""
    profile = tomllib.loads((contracts / "profiel.toml").read_text("utf-8"))
    velden = frozenset(veld["pad"] for veld in profile["veld"])
    rows = [groep["pad"] for groep in profile["groep"] if groep["soort"] == "RIJEN"]
    groups = {
        pad.rpartition(".")[2]: frozenset(v.rpartition(".")[2] for v in velden if v.rpartition(".")[0] == pad)
        for pad in rows
    }
    afspraken = [tomllib.loads(path.read_text("utf-8")) for path in contracts.glob("bronnen/*/afspraak.toml")]
    return Vocabulary(
        velden,
        groups,
        frozenset(veld.rpartition(".")[2] for veld in velden if veld.rpartition(".")[0] not in rows),
        frozenset(levering["bron"] for afspraak in afspraken for levering in afspraak.get("levering", [])),
        frozenset(path.name.split(".")[0] for path in (contracts / "doelbindingen").glob("*.toml")),
    )


def promise_faults(
    promise: Mapping[str, Any], words: Vocabulary, path: Keys = ("verwacht",)
) -> Iterator[Found]:
    """Give every word in `[verwacht]`, and in the tables below it, that no answer of the gateway can hold."""
    for name, value in promise.items():
        here = (*path, name)
        if name in _TABLES | words.purposes:
            if isinstance(value, dict):
                yield from promise_faults(value, words, here)
            else:
                yield here, ("is een tabel", f"schrijf [{dotted(here)}] met de sleutels eronder")
        elif name in _ROWS | words.groups.keys():
            yield from _rows(here, value, words)
        elif (*path, name)[-2:] != (_SERIES, "aantal"):
            yield from _known(here, name, _WHOLE | words.groups.keys() | words.single | words.purposes)
            yield from _kind(here, name, value)


def _kind(path: Keys, name: str, value: object) -> Iterator[Found]:
    if name == "volledig" and not isinstance(value, bool):
        yield path, ("is waar of niet waar", "schrijf true of false, zonder aanhalingstekens")
    if name == "vergewist" and not isinstance(value, str):
        yield path, _A_TEXT
    if name == "onvolledig" and not _are_texts(value):
        yield path, _TEXTS


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _rows(path: Keys, rows: object, words: Vocabulary) -> Iterator[Found]:
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        yield path, ("is een lijst van tabellen", f"schrijf [[{dotted(path)}]], of [] als er geen zijn")
        return
    for at, row in enumerate(rows):
        yield from _row((*path, at), row, words)


def _row(here: Keys, row: Mapping[str, Any], words: Vocabulary) -> Iterator[Found]:
    kind = str(here[-2])
    yield from _value(here, row, "bron", words.bronnen)
    if kind == "bronnen":
        yield from _keys(here, row, {"bron", "gemeente", "bronStatus", "oorzaak"})
        yield from _value(here, row, "bronStatus", STATUS)
    elif kind == "nietGeleverd":
        yield from _keys(here, row, {"bron", "gemeente", "reden", "velden"})
        yield from _value(here, row, "reden", _REDEN)
        yield from _velden((*here, "velden"), row.get("velden", []), words)
    else:
        yield from _of_a_group(here, row, _OF_A_ROW | words.groups[kind])


def _of_a_group(here: Keys, row: Mapping[str, Any], known: frozenset[str]) -> Iterator[Found]:
    """Give the unknown keys of a row, and of the tables in it: dates and codes."""
    again = {"herhaal": _AGAIN} if _SERIES in here else {}
    yield from _keys(here, row, known | again.keys())
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _keys((*here, name), value, again.get(name, _OF_A_VELD))


def _velden(path: Keys, velden: Any, words: Vocabulary) -> Iterator[Found]:  # noqa: ANN401 - a value of TOML
    if not _are_texts(velden):
        yield path, _TEXTS
        return
    for veld in velden:
        yield from _known(path, veld, words.velden)


def _keys(path: Keys, row: Mapping[str, Any], known: Iterable[str]) -> Iterator[Found]:
    for name in row:
        yield from _known((*path, name), name, known)


def _value(path: Keys, row: Mapping[str, Any], name: str, known: Iterable[str]) -> Iterator[Found]:
    if name not in row:
        yield (*path, name), ("ontbreekt", f"kies een van {', '.join(sorted(known))}")
    else:
        yield from _known((*path, name), str(row[name]), known)


def _known(path: Keys, name: str, known: Iterable[str]) -> Iterator[Found]:
    """Say that a name or value is not one of those known; a value itself is not repeated."""
    if name not in set(known):
        yield (
            path,
            (
                "dit woord kent het antwoord niet",
                instead(name, known, otherwise=f"kies een van {', '.join(sorted(known))}"),
            ),
        )
