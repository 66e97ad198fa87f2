"""The commands beside serving: `persona validate|new`, and the way to `persona import` and `validate`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import SystemRandom

from adapters.mock.arguments import dutch_parser
from adapters.mock.failed import in_dutch
from adapters.mock.lives import LifeError
from adapters.mock.numbers import masked
from adapters.mock.own.new import new_life, numbers_in
from adapters.mock.own.promise import read_vocabulary
from adapters.mock.own.validate import life_files, validate_lives
from adapters.mock.reporting import Unusable, report
from adapters.mock.schema import SchemaError
from adapters.mock.world import CONTRACTS, build_world


def run(words: Sequence[str]) -> int:
    """Do one command; gives 0, 1 when something was found, 2 when the command cannot be done."""
    arguments = _parser(words[0]).parse_args(words[1:])
    do: Callable[[argparse.Namespace], int] = arguments.do
    try:
        return do(arguments)
    except (Unusable, LifeError, SchemaError, OSError) as error:
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
    take.set_defaults(do=_of_messages, task="take_over")
    return parser


def _validate_options(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("bestanden", nargs="+", type=Path, metavar="BESTAND", help="XML of JSON")
    parser.add_argument("--dienst", metavar="DIENST", help="verwacht deze SOAP-dienst, met of zonder versie")
    parser.add_argument("--bron", metavar="BRON", help="de bron van wie de JSON is")
    parser.add_argument("--pad", metavar="PAD", help="het pad van de JSON, als de bron er meer heeft")
    parser.add_argument("--json", action="store_true", help="alleen het antwoord voor machines op stdout")
    parser.set_defaults(do=_of_messages, task="validate")
    return parser


def _persona_validate(arguments: argparse.Namespace) -> int:
    files = life_files(arguments.paden)
    faults = validate_lives(files, build_world(), read_vocabulary(CONTRACTS))
    return report(faults, f"{len(files)} levens nagekeken: alles klopt\n", as_json=arguments.json)


def _persona_new(arguments: argparse.Namespace) -> int:
    path: Path = arguments.uit / f"{arguments.naam}.toml"
    text = new_life(arguments.naam, arguments.van, build_world(), numbers_in(arguments.uit), SystemRandom())
    if path.exists():
        raise Unusable(f"{path}: dit bestand is er al; kies een andere naam")
    arguments.uit.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
    sys.stdout.write(f"{path}\n")
    return 0


def _of_messages(arguments: argparse.Namespace) -> int:
    """Do a command on messages; imported only here, because the wheel of the mock sources has no lxml."""
    try:
        from adapters.mock import review  # noqa: PLC0415 - idem
    except ImportError:
        raise Unusable("dit leest XML met lxml: installeer het project met [xml]") from None
    do: Callable[[argparse.Namespace], int] = getattr(review, arguments.task)
    return do(arguments)
