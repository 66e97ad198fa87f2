"""The arguments of the mock sources, with their help."""

import argparse
from pathlib import Path
from typing import Any

from adapters.mock.bevolking.population import LARGEST, SEED
from adapters.mock.journal import KEEP
from adapters.mock.world import CONTRACTS, PERSONAS

_EXAMPLES = """\
voorbeelden:
  gateway mocks                                alleen de personen uit adapters/mock/personas
  gateway mocks --bevolking 5000 --seed 7      en 5000 verzonnen mensen; dezelfde seed, dezelfde mensen
  gateway mocks --bevolking 20 --toon-levens   laat zien wie dat zijn: per mens een regel JSON
  gateway mocks --profiel strict --pki pki     als de Suwibroker: TLS met certificaten aan beide kanten en
                                               ondertekende berichten (gateway pki demo pki maakt de map)
"""


class _Dutch(argparse.RawDescriptionHelpFormatter):
    """Help as it is written, after "gebruik" instead of "usage"."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401 - argparse keeps these types to itself
        super().add_usage(usage, actions, groups, prefix or "gebruik: ")


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("geef een geheel getal") from error


def read_arguments() -> argparse.Namespace:
    """Read the command line; ends the process with 2 and a text when it cannot be used."""
    parser = argparse.ArgumentParser(
        prog="gateway mocks",
        description="Nagebootste bronnen: UWV, DUO, SVB en gemeenten, over verzonnen personen.",
        epilog=_EXAMPLES,
        formatter_class=_Dutch,
        add_help=False,
        allow_abbrev=False,
    )
    options = parser.add_argument_group("opties")
    options.add_argument("-h", "--help", action="help", help="laat deze uitleg zien")
    options.add_argument("--host", default="127.0.0.1", help="adres om op te luisteren (gewoon: %(default)s)")
    options.add_argument(
        "--port", type=_number, default=8081, help="0 kiest een vrije poort (gewoon: %(default)s)"
    )
    options.add_argument("--personas", type=Path, default=PERSONAS, help="map met een leven per bestand")
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
