"""What `[verwacht]` may say: the words of the vocabulary and of the published answer."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.mock.cures import Words
from adapters.mock.fault import instead

_STATUS = frozenset(
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
_WHOLE = frozenset({"vergewist", "volledig", "onvolledig", "bronnen", "nietGeleverd", "soap", "reeksen"})
_OF_A_ROW = frozenset({"bron", "herkomst", "aantal"})
Found = tuple[tuple[str | int, ...], Words]


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


def promise_faults(promise: Any, words: Vocabulary) -> Iterator[Found]:  # noqa: ANN401 - a value of TOML
    """Give every word in `[verwacht]` that no answer of the gateway can hold."""
    for name, value in promise.items():
        path = ("verwacht", name)
        if name in {"soap"} | words.purposes or not isinstance(value, list):
            known = _WHOLE | words.groups.keys() | words.single | words.purposes
            yield from _known(path, name, known)
        elif name in {"bronnen", "nietGeleverd"} | words.groups.keys():
            yield from _rows(path, value, words)
        else:
            yield from _known(path, name, _WHOLE | words.groups.keys() | words.single)


def _rows(path: tuple[str | int, ...], rows: list[Any], words: Vocabulary) -> Iterator[Found]:
    for at, row in enumerate(rows):
        here = (*path, at)
        if not isinstance(row, dict):
            yield here, ("is een tabel", f"schrijf [[{'.'.join(map(str, path))}]]")
            continue
        yield from _value(here, row, "bron", words.bronnen)
        if path[1] == "bronnen":
            yield from _keys(here, row, {"bron", "gemeente", "bronStatus", "oorzaak"})
            yield from _value(here, row, "bronStatus", _STATUS)
        elif path[1] == "nietGeleverd":
            yield from _keys(here, row, {"bron", "gemeente", "reden", "velden"})
            yield from _value(here, row, "reden", _REDEN)
            for veld in row.get("velden", []):
                yield from _known((*here, "velden"), str(veld), words.velden)
        else:
            yield from _keys(here, row, _OF_A_ROW | words.groups[str(path[1])])


def _keys(path: tuple[str | int, ...], row: dict[str, Any], known: Iterable[str]) -> Iterator[Found]:
    for name in row:
        yield from _known((*path, name), name, known)


def _value(
    path: tuple[str | int, ...], row: dict[str, Any], name: str, known: Iterable[str]
) -> Iterator[Found]:
    if name not in row:
        yield (*path, name), ("ontbreekt", f"kies een van {', '.join(sorted(known))}")
    else:
        yield from _known((*path, name), str(row[name]), known)


def _known(path: tuple[str | int, ...], name: str, known: Iterable[str]) -> Iterator[Found]:
    """Say that a name or value is not one of those known; a value itself is not repeated."""
    if name not in set(known):
        yield (
            path,
            (
                "dit woord kent het antwoord niet",
                instead(name, known, otherwise=f"kies een van {', '.join(sorted(known))}"),
            ),
        )
