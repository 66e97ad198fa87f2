"""`make scaling`: what an answer costs with more sources and with larger answers of a source.

Gateways with 5, 10 and 20 equal sources, and one whose only asked source answers 5 kB to 2 MB. They stand
on core 0 and are asked in turn, a round at a time; sources and load generator are this process, on core 1.
Run as `python -m benchmarks.scaling`; exit 1 when growth is more than linear (`growth.MOST`).
"""

import argparse
import asyncio
import json
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvloop
from rich.console import Console

from benchmarks.backend import Reply, listen, serve, unsigned
from benchmarks.canned import Answer
from benchmarks.grown import courses, income
from benchmarks.growth import Sample, Series, Step, as_json, caption, line, show
from benchmarks.load import Target, ask_for, ask_once, longest_wait
from benchmarks.processes import GATEWAY_CORE, OTHER_CORE, ROOT, Process, asked, gateway
from benchmarks.room import furnish

_SOURCES = (5, 10, 20)
_KILOBYTES = (5, 50, 200, 500, 2000)
_OTHERS = ("uwv", "duo", "svb", "gemeente")
_COURSES = 6
_CURSUS = "arbeidsmarktkwalificatie.cursus"
_VELDEN = (
    "omschrijving",
    "soortWaardedocument",
    "indicatieCertificaat",
    "datumAanvangVolgenCursus",
    "datumEindeVolgenCursus",
)
_WARM_UP_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """One size: the gateway with the question to ask it, and what its sources answer at a path."""

    size: float
    process: Process
    target: Target
    path: str
    answer: Answer
    rows: int


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that runs; `ready` is what the sources answer now."""

    sources: tuple[Case, ...]
    sizes: tuple[Case, ...]
    listening: socket.socket
    ready: dict[bytes, Reply]
    connections: int

    async def sample(self, case: Case, seconds: float) -> Sample:
        """Load one gateway for so many seconds."""
        self.answer_as(case)
        before = case.process.cpu_seconds()
        (count, _), waited = await asyncio.gather(
            ask_for(case.target, seconds=seconds, connections=self.connections),
            longest_wait(case.target, seconds=seconds),
        )
        return Sample((case.process.cpu_seconds() - before) / count * 1e6, waited * 1e3)

    def answer_as(self, case: Case) -> None:
        """Let the sources answer this case."""
        self.ready[case.path.encode()] = unsigned(case.answer)


def main() -> int:
    """Measure and print; give the exit code."""
    arguments = _arguments()
    console = Console(stderr=arguments.json)
    if {GATEWAY_CORE, OTHER_CORE} - os.sched_getaffinity(0):
        console.print(f"deze meting heeft kern {GATEWAY_CORE} en kern {OTHER_CORE} nodig")
        return 2
    os.sched_setaffinity(0, {OTHER_CORE})
    console.print("gateways starten …")
    with _running(arguments.connections) as bench:
        series = uvloop.run(_measure(bench, arguments.rounds, arguments.seconds, console))
    for found in series:
        show(found, console)
    console.print(caption(arguments.rounds, arguments.connections))
    if arguments.json:
        sys.stdout.write(json.dumps([as_json(found) for found in series], indent=1) + "\n")
    return 0 if all(found.holds for found in series) else 1


@contextmanager
def _running(connections: int) -> Iterator[Bench]:
    """Start every gateway. Journals stand below /var/tmp: /tmp is often memory, and then durable is free."""
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp")))
        listening, url = listen()
        ending.callback(listening.close)
        sources = tuple(_with_sources(ending, folder / f"{count}", url, count) for count in _SOURCES)
        yield Bench(sources, _with_sizes(ending, folder, url), listening, {}, connections)


def _with_sources(ending: ExitStack, folder: Path, url: str, count: int) -> Case:
    """Start a gateway with so many equal sources; it is asked what only they deliver."""
    ids = furnish(folder, count)
    addresses = dict.fromkeys(ids, f"{url}/in_made") | {name: f"{url}/{name}" for name in _OTHERS}
    state = folder / "state"
    process = ending.enter_context(gateway(addresses, state, folder))
    target = asked(process, state, velden=tuple(f"{_CURSUS}.{name}" for name in _VELDEN))
    return Case(count, process, target, *courses(_COURSES), rows=count * _COURSES)


def _with_sizes(ending: ExitStack, folder: Path, url: str) -> tuple[Case, ...]:
    """Start one gateway and ask it for UWV_POLIS alone, which answers in every size."""
    state = folder / "state"
    process = ending.enter_context(gateway({name: f"{url}/{name}" for name in _OTHERS}, state, ROOT))
    target = asked(process, state, bronnen=("UWV_POLIS",))
    cases = []
    for kilobytes in _KILOBYTES:
        path, answer, rows = income(kilobytes)
        cases.append(Case(len(answer.body) / 1000, process, target, path, answer, rows))
    return tuple(cases)


async def _measure(bench: Bench, rounds: int, seconds: float, console: Console) -> tuple[Series, ...]:
    server = await serve(bench.listening, bench.ready)
    sources = [await _checked(bench, case) for case in bench.sources]
    sizes = [await _checked(bench, case) for case in bench.sizes]
    series = (
        Series("Meer bronnen", "bron", tuple(step for _, step in sources), base=0),
        Series("Groter antwoord van een bron", "kB", tuple(step for _, step in sizes), base=1),
    )
    for number in range(rounds):
        for case, step in (*sources, *sizes):
            step.samples.append(await bench.sample(case, seconds))
        console.print(
            f"ronde {number + 1}/{rounds}", *(line(found) for found in series), sep="\n  ", soft_wrap=True
        )
    server.close()
    return series


async def _checked(bench: Bench, case: Case) -> tuple[Case, Step]:
    """Ask once, see that every row is there, remember how long the answer must be, and warm up."""
    bench.answer_as(case)
    body = await ask_once(case.target)
    rows = sum(len(found) for found in json.loads(body)["arbeidsmarktkwalificatie"].values())
    if rows != case.rows:
        raise SystemExit(f"het antwoord heeft {rows} rijen en niet {case.rows}")
    checked = replace(case, target=replace(case.target, length=len(body)))
    await bench.sample(checked, _WARM_UP_SECONDS)
    return checked, Step(case.size, rows, len(body))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description="Meet de groei.")
    parser.add_argument("--rounds", type=int, default=10, help="rondes langs alle groottes")
    parser.add_argument("--seconds", type=float, default=1.0, help="seconden per grootte per ronde")
    parser.add_argument("--connections", type=int, default=4, help="verbindingen tegelijk")
    parser.add_argument("--json", action="store_true", help="alleen JSON op stdout")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
