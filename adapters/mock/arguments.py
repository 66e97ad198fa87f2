"""The arguments of the mock sources, with their help."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from adapters.mock.bevolking.population import LARGEST, SEED
from adapters.mock.journal import KEEP
from adapters.mock.world import CONTRACTS, PERSONAS

_EXAMPLES = """\
voorbeelden:
  gateway mocks                                alleen de personen uit adapters/mock/personas
  gateway mocks --bevolking 5000 --seed 7      en 5000 verzonnen mensen; dezelfde seed, dezelfde mensen
  gateway mocks --bevolking 20 --toon-levens   laat zien wie dat zijn: per mens een regel JSON
  gateway mocks --bron uwv,duo --poort-per-bron  alleen UWV op poort 8081 en DUO op 8082
  gateway mocks --wsdl wsdl                    schrijft de WSDL's met hun schema's, voor SoapUI
  gateway mocks --eigen personas               en eigen personen (gateway persona new maakt er een)
  gateway mocks validate antwoord.xml          kijkt een bericht na: regel, element en herstel
  gateway mocks run scenario.toml              speelt een scenario af: fouten, vragen en wat er dan moet komen
  gateway mocks --profiel strict --pki pki     als de Suwibroker: TLS met certificaten aan beide kanten en
                                               ondertekende berichten (gateway pki demo pki maakt de map)
"""


_ENGLISH = {
    "the following arguments are required:": "dit ontbreekt:",
    "unrecognized arguments:": "dit kent deze opdracht niet:",
    "expected one argument": "hier hoort een waarde bij",
    "expected at least one argument": "hier hoort een waarde bij",
    "invalid choice:": "deze keus bestaat niet:",
    "choose from": "kies uit",
    "not allowed with argument": "gaat niet samen met",
}


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are Dutch too."""

    def error(self, message: str) -> NoReturn:
        for english, dutch in _ENGLISH.items():
            message = message.replace(english, dutch)
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {message}\n")


class _Dutch(argparse.RawDescriptionHelpFormatter):
    """Help as it is written, after "gebruik" instead of "usage"."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401 - argparse keeps these types to itself
        super().add_usage(usage, actions, groups, prefix or "gebruik: ")


def _program() -> str:
    """Name the command as it was started: the wheel of the mock sources has one of its own."""
    started = Path(sys.argv[0]).stem
    return "gateway mocks" if started == "__main__" else started


def dutch_parser(
    prog: str,
    description: str,
    *,
    epilog: str | None = None,
    add: Callable[..., argparse.ArgumentParser] | None = None,
) -> argparse.ArgumentParser:
    """Make a parser with Dutch help; `add` makes it as the command of another."""
    make = add or _Parser
    parser = make(
        prog=prog,
        description=description,
        epilog=epilog,
        formatter_class=_Dutch,
        add_help=False,
        allow_abbrev=False,
    )
    parser._positionals.title, parser._optionals.title = "wat", "opties"  # noqa: SLF001 - argparse has no other way
    parser.add_argument("-h", "--help", action="help", help="laat deze uitleg zien")
    return parser


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("geef een geheel getal") from error


def _bronnen(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(bron.strip() for bron in text.split(",")))


def read_arguments() -> argparse.Namespace:
    """Read the command line; ends the process with 2 and a text when it cannot be used."""
    description = "Nagebootste bronnen: UWV, DUO, SVB en gemeenten, over verzonnen personen."
    parser = dutch_parser(_program(), description, epilog=_EXAMPLES.replace("gateway mocks", _program()))
    options = parser._optionals  # noqa: SLF001 - the group that has --help
    options.add_argument("--host", default="127.0.0.1", help="adres om op te luisteren (gewoon: %(default)s)")
    options.add_argument(
        "--port", type=_number, default=8081, help="0 kiest een vrije poort (gewoon: %(default)s)"
    )
    options.add_argument(
        "--bron", type=_bronnen, metavar="BRONNEN", help="alleen deze bronnen, bijvoorbeeld uwv,duo"
    )
    options.add_argument(
        "--poort-per-bron", action="store_true", help="elke bron een eigen poort; --port is de eerste"
    )
    options.add_argument(
        "--wsdl",
        type=Path,
        metavar="MAP",
        help="schrijf de WSDL's met hun schema's in deze map, met de adressen hierboven, en stop",
    )
    options.add_argument(
        "--personas",
        type=Path,
        default=PERSONAS,
        help="map met een leven per bestand, in plaats van die van ons",
    )
    options.add_argument("--eigen", type=Path, metavar="MAP", help="map met eigen levens, naast die van ons")
    options.add_argument("--contracten", type=Path, default=CONTRACTS, help="map met de contracten")
    options.add_argument(
        "--bevolking",
        type=_number,
        default=0,
        metavar="AANTAL",
        help=f"zoveel verzonnen mensen erbij, ten hoogste {LARGEST}",
    )
    options.add_argument(
        "--seed",
        type=_number,
        default=SEED,
        help="het getal waaruit die mensen volgen (gewoon: %(default)s)",
    )
    options.add_argument(
        "--toon-levens", action="store_true", help="schrijf alle levens als regels JSON en stop"
    )
    options.add_argument("--negeer-fields", action="store_true", help="stuur hele dossiers, ook ongevraagd")
    options.add_argument(
        "--journaal",
        type=_number,
        default=KEEP,
        metavar="AANTAL",
        help="zoveel vragen onthoudt het journaal (gewoon: %(default)s)",
    )
    _add_profile(options)
    arguments = parser.parse_args()
    if arguments.journaal < 1:
        parser.error("--journaal is ten minste 1")
    if arguments.profiel == "strict" and arguments.pki is None:
        parser.error("--profiel strict vraagt --pki MAP")
    if arguments.profiel == "open" and (arguments.pki or arguments.http):
        parser.error("--pki en --http horen bij --profiel strict")
    return arguments


def _add_profile(options: argparse._ArgumentGroup) -> None:
    options.add_argument(
        "--profiel",
        choices=("open", "strict"),
        default="open",
        help="strict eist en spreekt Digikoppeling WUS 2W-be-S (gewoon: %(default)s)",
    )
    options.add_argument(
        "--pki", type=Path, metavar="MAP", help="map met sleutels en certificaten, voor profiel strict"
    )
    options.add_argument(
        "--http", action="store_true", help="profiel strict zonder TLS: alleen handtekeningen"
    )
