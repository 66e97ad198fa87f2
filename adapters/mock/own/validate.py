"""Check the life files of a tester: every fault of every file at once, each with its line and cure."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from adapters.mock.cures import Words
from adapters.mock.fault import Fault, instead
from adapters.mock.imported import AnswerError, read_answer
from adapters.mock.lives import VERSIE, VORMEN, Life
from adapters.mock.numbers import is_test_number, passes
from adapters.mock.own.lines import Found, dotted, key_lines, line_of
from adapters.mock.own.promise import Vocabulary, promise_faults, read_vocabulary
from adapters.mock.own.rows import row_faults
from adapters.mock.own.texts import text_faults
from adapters.mock.parsing import UNFIT, read_toml
from adapters.mock.world import World, build_world

_OWN = ("versie", "verhaal", "persoon", "gevraagd", "afwijking", "antwoord", "verwacht")
_PERSOON = ("bsn", "naam", "geboortedatum", "datumInsluiting", "verwachteEinddatum", "hoogsteDiploma")
_A_TEXT = ("geen tekst", "zet de waarde tussen aanhalingstekens")
_AT_LINE = re.compile(r"at line (\d+)")
_BORN = re.compile(r"\d{8}", re.ASCII)
_TOML = (
    (
        "Cannot overwrite|Cannot declare|already",
        "deze sleutel of tabel staat er twee keer",
        "haal er een weg; een tabel die mag herhalen heeft [[dubbele haken]]",
    ),
    ("Invalid value", "de waarde is geen TOML", "zet tekst en datums tussen aanhalingstekens"),
    ("Expected '='", "na de sleutel ontbreekt =", 'schrijf sleutel = "waarde"'),
    (
        "Expected ']'|Unclosed|closed",
        "een haak of aanhalingsteken is niet gesloten",
        "sluit haken en aanhalingstekens",
    ),
    ("", "geen geldige TOML", "kijk naar haken, aanhalingstekens en het = op deze regel en die erboven"),
)


def life_files(paths: Iterable[Path]) -> list[Path]:
    """Give the files to check: of a folder every `*.toml`. Raises OSError when there is nothing to check."""
    files: list[Path] = []
    for path in paths:
        found = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not found or not path.exists():
            raise FileNotFoundError(f"{path}: geen leven (*.toml) gevonden")
        files += found
    return files


def validate_lives(files: Iterable[Path], world: World, words: Vocabulary) -> list[Fault]:
    """Give every fault of every file, by line; two files with one number are a fault of the second.

    `world` gives the services and schemas that a life is held against; its own lives may be named again.
    """
    faults: list[Fault] = []
    taken: dict[str, str] = {}
    for path in files:
        if not path.is_file():
            cure = "geef de map een andere naam: alleen een bestand heet *.toml"
            faults.append(Fault(path.name, 0, "", "dit is geen bestand", cure))
            continue
        found, bsn = _validate(path, world, words)
        if bsn and bsn in taken:
            double = ("hetzelfde burgerservicenummer als " + taken[bsn], "geef elk leven een eigen nummer")
            found.append((("persoon", "bsn"), double))
        taken.setdefault(bsn, path.name)
        faults += _located(path, found)
    return faults


def own_faults(folders: Iterable[Path], contracts: Path) -> list[Fault]:
    """Give every fault of the lives in folders that mock sources are to serve."""
    files = [path for folder in folders for path in sorted(folder.glob("*.toml"))]
    if not files:
        return []
    return validate_lives(files, build_world(contracts=contracts), read_vocabulary(contracts))


def _located(path: Path, found: Iterable[Found]) -> list[Fault]:
    """Turn what was found into faults with lines, in the order of the file."""
    text = path.read_bytes().decode("utf-8", "replace")
    lines = key_lines(text)
    faults = []
    for place, (what, cure) in found:
        at, keys = (place[0], ()) if place and isinstance(place[0], int) else (line_of(place, lines), place)
        faults.append(Fault(path.name, int(at), dotted(keys), what, cure))
    return sorted(dict.fromkeys(faults), key=lambda fault: fault.line)


def _validate(path: Path, world: World, words: Vocabulary) -> tuple[list[Found], str]:
    """Check one file; give its number too. A place of one number is a line."""
    try:
        text = path.read_text("utf-8")
        tables = read_toml(text)
    except UnicodeDecodeError:
        return [((1,), ("geen UTF-8", "bewaar het bestand als UTF-8"))], ""
    except tomllib.TOMLDecodeError as error:
        return [unreadable(str(error), text)], ""
    versie = tables.get("versie", VERSIE)
    if type(versie) is not int or versie != VERSIE:
        cure = f"schrijf versie = {VERSIE}, of gebruik mock-bronnen die de nieuwe versie kennen"
        return [(("versie",), ("deze versie van het formaat is onbekend", cure))], ""
    return list(_of_life(path, tables, world, words)), _number(tables)


def unreadable(said: str, text: str) -> Found:
    """Give line (0: none), fault and cure of a text that `read_toml` could not read, from what it said."""
    if said in UNFIT:
        return (0,), (said, UNFIT[said])
    line = int(found[1]) if (found := _AT_LINE.search(said)) else len(text.splitlines())
    return next(((line,), (what, cure)) for part, what, cure in _TOML if re.search(part, said))


def _number(tables: dict[str, Any]) -> str:
    persoon = tables.get("persoon")
    number = persoon.get("bsn") if isinstance(persoon, dict) else None
    return number if isinstance(number, str) and is_test_number(number) else ""


def _of_life(path: Path, tables: dict[str, Any], world: World, words: Vocabulary) -> Iterator[Found]:
    bronnen = {service.bron for service in world.services}
    for name, value in tables.items():
        if name not in {*_OWN, *bronnen}:
            yield (
                (name,),
                (
                    "deze tabel of sleutel bestaat niet",
                    instead(name, {*_OWN, *bronnen}, otherwise="haal haar weg"),
                ),
            )
        elif name == "verhaal" and not isinstance(value, str):
            yield (name,), _A_TEXT
        elif name not in {"versie", "verhaal"} and not isinstance(value, dict):
            yield (name,), ("is een tabel", f"schrijf [{name}] met de sleutels eronder")
            return
    yield from text_faults(tables)
    yield from _persoon(tables, bronnen)
    yield from _deviations(tables, world)
    life = Life(path.stem, _number(tables), "", tables, path.parent)
    yield from _answers(life, world)
    for bron in sorted(bronnen & tables.keys()):
        yield from row_faults(life, bron, world)
    yield from promise_faults(tables.get("verwacht", {}), words)


def _persoon(tables: dict[str, Any], bronnen: set[str]) -> Iterator[Found]:
    persoon, gevraagd = tables.get("persoon", {}), tables.get("gevraagd", {})
    for name, value in persoon.items():
        if name not in _PERSOON:
            cure = instead(name, _PERSOON, otherwise="haal haar weg")
            yield ("persoon", name), ("deze sleutel bestaat niet", cure)
        elif not isinstance(value, str) and name not in {"bsn", "geboortedatum"}:
            yield ("persoon", name), _A_TEXT
    for name in gevraagd.keys() - {"geboortedatum"}:
        yield ("gevraagd", name), ("gevraagd kent alleen geboortedatum", "haal deze sleutel weg")
    if "geboortedatum" not in persoon:
        yield ("persoon", "geboortedatum"), ("ontbreekt", 'zet bij [persoon]: geboortedatum = "EEJJMMDD"')
    for table, born in (
        ("persoon", persoon.get("geboortedatum", "")),
        ("gevraagd", gevraagd.get("geboortedatum", "")),
    ):
        if born != "" and not (isinstance(born, str) and _BORN.fullmatch(born)):
            cure = (
                'schrijf acht cijfers tussen aanhalingstekens: "19940314"; 00 voor een onbekende maand of dag'
            )
            yield (table, "geboortedatum"), ("geen datum EEJJMMDD", cure)
    if "bsn" in persoon:
        yield from ((("persoon", "bsn"), words) for words in _bsn(persoon["bsn"]))
    elif known := sorted(tables.keys() & {*bronnen, "gevraagd", "afwijking", "antwoord", "verwacht"}):
        why = "ontbreekt: zonder nummer kent geen bron deze persoon"
        yield ("persoon", "bsn"), (why, f"geef een nummer 9999xxxxx, of haal weg: {', '.join(known)}")


def _bsn(value: object) -> Iterator[Words]:
    if not (isinstance(value, str) and re.fullmatch(r"\d{9}", value, re.ASCII)):
        yield "geen negen cijfers", "schrijf negen cijfers tussen aanhalingstekens"
    elif not is_test_number(value):
        yield "buiten de testreeks 9999xxxxx", "`gateway persona new` geeft een vrij testnummer"
    elif not passes(value):
        yield "doorstaat de elfproef niet", "`gateway persona new` geeft een vrij testnummer"


def _deviations(tables: dict[str, Any], world: World) -> Iterator[Found]:
    services = {service.name for service in world.services}
    for table in ("afwijking", "antwoord"):
        for name in tables.get(table, {}).keys() - services:
            cure = instead(name, services, otherwise=f"kies een van {', '.join(sorted(services))}")
            yield (table, name), ("deze dienst bestaat niet", cure)
    for name, switches in tables.get("afwijking", {}).items():
        path = ("afwijking", name)
        if not isinstance(switches, dict):
            yield path, ("is een tabel", f"schrijf [afwijking.{name}] met vorm of antwoordt_over")
            continue
        for key in switches.keys() - {"vorm", "antwoordt_over"}:
            cure = instead(key, {"vorm", "antwoordt_over"}, otherwise="haal haar weg")
            yield (*path, key), ("deze sleutel bestaat niet", cure)
        if "vorm" in switches and not (isinstance(switches["vorm"], str) and switches["vorm"] in VORMEN):
            yield (*path, "vorm"), ("deze vorm bestaat niet", f"kies een van {', '.join(sorted(VORMEN))}")
        other = switches.get("antwoordt_over", "999900000")
        if not (isinstance(other, str) and is_test_number(other)):
            yield (*path, "antwoordt_over"), ("geen nummer van de testreeks", "geef een nummer 9999xxxxx")


def _answers(life: Life, world: World) -> Iterator[Found]:
    services = {service.name: service for service in world.services}
    for name in life.antwoorden.keys() & services.keys():
        try:
            read_answer(life, services[name], world.schemas[services[name].key])
        except AnswerError as error:
            yield ("antwoord", name), error.words
