"""The commands beside serving: `persona validate|new|import`, and `mocks validate`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import SystemRandom

from adapters.mock.answers.rest import PathUnknown, check_json
from adapters.mock.answers.soap import check_soap
from adapters.mock.arguments import dutch_parser
from adapters.mock.failed import in_dutch
from adapters.mock.fault import Fault, instead, write_faults, write_json
from adapters.mock.lives import LifeError
from adapters.mock.numbers import masked
from adapters.mock.own.imports import Verdict, judge, write_lives, xml_files
from adapters.mock.own.new import new_life, numbers_in
from adapters.mock.own.promise import read_vocabulary
from adapters.mock.own.validate import life_files, validate_lives
from adapters.mock.schema import SchemaError
from adapters.mock.service import Service
from adapters.mock.world import CONTRACTS, build_world

_JSON_BEGINS = (b"{", b"[")


class Unusable(Exception):
    """A command cannot be done as it was given; the text says what to change."""


def run(words: Sequence[str]) -> int:
    """Do one command; gives 0, 1 when something was found, 2 when the command cannot be done."""
    arguments = _parser(words[0]).parse_args(words[1:])
    do: Callable[[argparse.Namespace], int] = arguments.do
    try:
        return do(arguments)
    except (Unusable, LifeError, SchemaError, PathUnknown, OSError) as error:
        sys.stderr.write(f"{masked(in_dutch(error))}\n")
        return 2


def _parser(group: str) -> argparse.ArgumentParser:
    if group == "validate":
        return _validate_options(
            dutch_parser("gateway mocks validate", "Kijk berichten na: SOAP of JSON, van wie ook.")
        )
    parser = dutch_parser("gateway persona", "Eigen testpersonen: nakijken, maken, overnemen.")
    commands = parser.add_subparsers(title="opdrachten", required=True, metavar="OPDRACHT")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return dutch_parser(
            f"gateway persona {name}", text, add=lambda **given: commands.add_parser(name, help=text, **given)
        )

    check = add("validate", "noem elke fout van elk leven, met regel en herstel")
    check.add_argument(
        "paden", nargs="+", type=Path, metavar="PAD", help="bestand of map met levens (*.toml)"
    )
    check.add_argument("--json", action="store_true", help="alleen het antwoord voor machines op stdout")
    check.set_defaults(do=_persona_validate)
    new = add("new", "schrijf een nieuw leven met een vrij testnummer")
    new.add_argument("naam", metavar="NAAM", help="naam van de persoon en van het bestand")
    new.add_argument(
        "--van", default="P01", metavar="LEVEN", help="begin als dit leven (gewoon: %(default)s)"
    )
    new.add_argument(
        "--uit",
        type=Path,
        default=Path("personas"),
        metavar="MAP",
        help="waar het komt (gewoon: %(default)s)",
    )
    new.set_defaults(do=_persona_new)
    take = add("import", "neem antwoorden <Dienst>_<Operatie>_<BSN>.xml over van een andere simulator")
    take.add_argument("map", type=Path, metavar="MAP", help="map met de antwoorden")
    take.add_argument("--uit", type=Path, required=True, metavar="DIR", help="nieuwe map voor de levens")
    take.add_argument("--json", action="store_true", help="alleen het antwoord voor machines op stdout")
    take.set_defaults(do=_persona_import)
    return parser


def _validate_options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("bestanden", nargs="+", type=Path, metavar="BESTAND", help="XML of JSON")
    parser.add_argument("--dienst", metavar="DIENST", help="verwacht deze SOAP-dienst, met of zonder versie")
    parser.add_argument("--bron", metavar="BRON", help="de bron van wie de JSON is")
    parser.add_argument("--pad", metavar="PAD", help="het pad van de JSON, als de bron er meer heeft")
    parser.add_argument("--json", action="store_true", help="alleen het antwoord voor machines op stdout")
    parser.set_defaults(do=_mocks_validate)
    return parser


def _persona_validate(arguments: argparse.Namespace) -> int:
    files = life_files(arguments.paden)
    faults = validate_lives(files, build_world(), read_vocabulary(CONTRACTS))
    return _report(faults, f"{len(files)} levens nagekeken: alles klopt\n", as_json=arguments.json)


def _persona_new(arguments: argparse.Namespace) -> int:
    path: Path = arguments.uit / f"{arguments.naam}.toml"
    text = new_life(arguments.naam, arguments.van, build_world(), numbers_in(arguments.uit), SystemRandom())
    if path.exists():
        raise Unusable(f"{path}: dit bestand is er al; kies een andere naam")
    arguments.uit.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    sys.stdout.write(f"{path}\n")
    return 0


def _persona_import(arguments: argparse.Namespace) -> int:
    world = build_world()
    verdicts = judge(xml_files(arguments.map), world.services, world.folder)
    lives = write_lives(verdicts, arguments.uit)
    if arguments.json:
        shown = [_shown(verdict) for verdict in verdicts]
        sys.stdout.write(write_json({"bestanden": shown, "levens": [path.name for path in lives]}))
    else:
        sys.stdout.writelines(f"{verdict.verdict:<13}{masked(verdict.file)}\n" for verdict in verdicts)
        sys.stdout.write(write_faults(fault for verdict in verdicts for fault in verdict.faults))
        sys.stdout.write(
            f"{len(lives)} levens in {masked(str(arguments.uit))}; gateway mocks --eigen MAP geeft ze\n"
        )
    return int(any(verdict.faults for verdict in verdicts))


def _shown(verdict: Verdict) -> dict[str, object]:
    faults = [fault.shown() for fault in verdict.faults]
    return {"bestand": masked(verdict.file), "oordeel": verdict.verdict, "fouten": faults}


def _mocks_validate(arguments: argparse.Namespace) -> int:
    world = build_world()
    services = _services(world.services, arguments.dienst)
    faults: list[Fault] = []
    for path in arguments.bestanden:
        content = path.read_bytes()
        if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_JSON_BEGINS):
            faults += check_json(content, path.name, _openapi(world.folder, arguments.bron), arguments.pad)
        else:
            faults += check_soap(content, path.name, services, world.folder).faults
    return _report(
        faults, f"{len(arguments.bestanden)} berichten nagekeken: alles klopt\n", as_json=arguments.json
    )


def _services(services: tuple[Service, ...], wanted: str | None) -> tuple[Service, ...]:
    found = tuple(service for service in services if wanted in {None, service.name, service.key})
    if not found:
        known = {service.key for service in services if service.soap}
        raise Unusable(f"--dienst: {instead(wanted or '', known)}")
    return found


def _openapi(folder: Path, bron: str | None) -> Path:
    known = {path.parent.name for path in folder.glob("*/openapi.json")}
    if bron not in known:
        raise Unusable(f"--bron: dit is JSON; zeg van welke bron: {', '.join(sorted(known))}")
    return folder / str(bron) / "openapi.json"


def _report(faults: list[Fault], fine: str, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(write_json([fault.shown() for fault in faults]))
    else:
        sys.stdout.write(write_faults(faults) or fine)
    return int(bool(faults))
