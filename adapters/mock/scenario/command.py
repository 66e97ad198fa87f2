"""`gateway mocks run scenario.toml`: play scenario files and tell what came of them."""

import argparse
import os
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from adapters.mock.arguments import dutch_parser
from adapters.mock.failed import in_dutch
from adapters.mock.fault import write_faults, write_json
from adapters.mock.numbers import masked
from adapters.mock.scenario.client import Command, Gateway
from adapters.mock.scenario.form import scenario_schema
from adapters.mock.scenario.play import Means, play
from adapters.mock.scenario.read import ScenarioError, read_scenario
from adapters.mock.scenario.site import Site, Unusable
from adapters.mock.scenario.told import as_json, as_junit, as_table, differs

COMMITTED = Path(__file__).parents[1] / "scenarios"
"""The scenarios of real life that come with the mock sources."""

_EXAMPLES = """\
voorbeelden:
  export MOCKS_TOKEN="$(gateway token)"
  gateway mocks run                            de scenario's die meekomen
  gateway mocks run mijn.toml --tegen http://127.0.0.1:8080 --junit uit.xml
  gateway mocks run mijn.toml --client "python client.py"
                                               een eigen client: krijgt de vraag als JSON op stdin en
                                               TRACEPARENT in de omgeving; alleen het journaal wordt nagekeken
  gateway mocks run --schema                   JSON Schema van een scenario, voor uw editor
"""


def run(words: Sequence[str]) -> int:
    """Do the command; gives 0, 1 when a step came out otherwise, 2 when it cannot be played."""
    arguments = _parser().parse_args(words)
    if arguments.schema:
        sys.stdout.write(write_json(scenario_schema()))
        return 0
    try:
        means = _means(arguments, os.environ)
        scenarios = [read_scenario(path) for path in _files(arguments.scenarios)]
        _try_junit(arguments.junit)
        played = [play(scenario, means) for scenario in scenarios]
        if arguments.junit:
            arguments.junit.write_text(as_junit(played), "utf-8", newline="\n")
    except ScenarioError as error:
        # for machines on stdout, and there alone: they read one answer, whatever it is
        shown = write_json([error.fault.shown()]) if arguments.json else write_faults([error.fault])
        (sys.stdout if arguments.json else sys.stderr).write(shown)
        return 2
    except (Unusable, OSError) as error:
        sys.stderr.write(f"{masked(in_dutch(error))}\n")
        return 2
    sys.stdout.write((as_json if arguments.json else as_table)(played))
    return int(differs(played))


def _try_junit(path: Path | None) -> None:
    """Refuse a report that cannot be written before anything is played for it."""
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise Unusable(f"--junit: {path}: noem een bestand in een map die er is")


def _parser() -> argparse.ArgumentParser:
    text = "Speel scenario's af: fouten bij bronnen, en wat er dan van een vraag moet komen."
    parser = dutch_parser("gateway mocks run", text, epilog=_EXAMPLES)
    parser.add_argument(
        "scenarios",
        nargs="*",
        type=Path,
        metavar="BESTAND",
        help="scenario's of mappen (gewoon: die van ons)",
    )
    parser.add_argument(
        "--tegen",
        default="http://127.0.0.1:8080",
        metavar="URL",
        help="de gateway, aangesloten op de mock-bronnen (gewoon: %(default)s); MOCKS_TOKEN is het bewijs",
    )
    parser.add_argument(
        "--mocks",
        default="http://127.0.0.1:8081",
        metavar="URL",
        help="de mock-bronnen (gewoon: %(default)s)",
    )
    parser.add_argument("--client", metavar="OPDRACHT", help="een eigen client in plaats van de gateway")
    parser.add_argument("--junit", type=Path, metavar="BESTAND", help="schrijf ook JUnit XML")
    parser.add_argument("--json", action="store_true", help="alleen het antwoord voor machines op stdout")
    parser.add_argument(
        "--schema", action="store_true", help="schrijf het JSON Schema van een scenario en stop"
    )
    return parser


def _means(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Means:
    client: Gateway | Command
    if arguments.client is not None:
        client = Command.read(arguments.client, environ, sys.platform)
    else:
        client = Gateway(Site(arguments.tegen, "--tegen"), environ)
    return Means(Site(arguments.mocks, "--mocks"), client, time.sleep, time.monotonic, secrets.token_hex)


def _files(given: Sequence[Path]) -> list[Path]:
    paths = given or [COMMITTED]
    files = [file for path in paths for file in (sorted(path.glob("*.toml")) if path.is_dir() else [path])]
    if not files:
        raise Unusable("BESTAND: geen scenario (*.toml) gevonden")
    if missing := next((file for file in files if not file.is_file()), None):
        raise Unusable(f"{missing}: dit bestand is er niet")
    return files
