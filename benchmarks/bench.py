"""`make bench`: this gateway with every duty against the naive gateway, over the same answers, in one run.

Three gateways take turns: the naive one and ours over plain http, and ours with mTLS on every link and
signatures on every SOAP message. Who is under test has core 0 for itself; sources and load generator share
core 1. Rounds alternate, so that what disturbs the machine disturbs all. Only the ratios of one run mean
something. Run as `python -m benchmarks.bench`; exit 1 when a ratio per core is below its `report.DEMANDS`.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import uvloop
from rich.console import Console

from benchmarks import processes
from benchmarks.agreement import differences, row_counts
from benchmarks.certificates import make_pki
from benchmarks.load import Target, ask_for, ask_once
from benchmarks.processes import ASKED, GATEWAY_CORE, OTHER_CORE, Process, cpu_seconds, started
from benchmarks.report import GATEWAYS, Report, Round, Sample, as_json, enough, line, show

_WARM_UP_SECONDS = 1.0
_NAIVE = GATEWAYS[0]


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that runs: by name the gateways with the question to ask them, and the sources."""

    gateways: dict[str, tuple[Process, Target]]
    sources: tuple[Process, ...]
    connections: int

    async def sample(self, name: str, seconds: float) -> Sample:
        """Load one gateway for so many seconds."""
        process, target = self.gateways[name]
        before = process.cpu_seconds(), self._rest()
        count, lasted = await ask_for(target, seconds=seconds, connections=self.connections)
        used, rest = process.cpu_seconds() - before[0], self._rest() - before[1]
        return Sample(count / lasted, used / count * 1e6, used / lasted, rest / lasted)

    async def round(self, seconds: float) -> Round:
        """Load each gateway once."""
        return {name: await self.sample(name, seconds) for name in self.gateways}

    def _rest(self) -> float:
        return sum(one.cpu_seconds() for one in self.sources) + cpu_seconds(os.getpid())


def main() -> int:
    """Measure and print; give the exit code."""
    arguments = _arguments()
    console = Console(stderr=arguments.json)
    if find_spec("sniffio") is None:
        console.print("sniffio ontbreekt; zonder is de naïeve gateway 1,4 keer trager dan nodig")
        return 2
    if {GATEWAY_CORE, OTHER_CORE} - os.sched_getaffinity(0):
        console.print(f"deze meting heeft kern {GATEWAY_CORE} en kern {OTHER_CORE} nodig")
        return 2
    os.sched_setaffinity(0, {OTHER_CORE})
    with _running(arguments.connections) as bench:
        report = uvloop.run(_measure(bench, arguments.rounds, arguments.seconds, console))
    show(report, console)
    if arguments.json:
        sys.stdout.write(json.dumps(as_json(report), indent=1) + "\n")
    return 0 if enough(report) else 1


@contextmanager
def _running(connections: int) -> Iterator[Bench]:
    """Start everything. The journal stands below /var/tmp: /tmp is often memory, and then durable is free."""
    with ExitStack() as ending:
        room = Path(ending.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp")))
        pki = room / "pki"
        make_pki(pki)
        plain = ending.enter_context(started("benchmarks.backend", core=OTHER_CORE, environ={}))
        secured = ending.enter_context(
            started("benchmarks.backend", "--pki", str(pki), core=OTHER_CORE, environ={})
        )
        running = (
            processes.naive(plain.url),
            processes.ours(plain.url, room / "plain"),
            processes.signed(secured.url, room / "signed", pki),
        )
        gateways = [ending.enter_context(one) for one in running]
        yield Bench(dict(zip(GATEWAYS, gateways, strict=True)), (plain, secured), connections)


async def _measure(bench: Bench, rounds: int, seconds: float, console: Console) -> Report:
    bench, counts = await _agreed(bench)
    await bench.round(_WARM_UP_SECONDS)
    done: list[Round] = []
    for number in range(rounds):
        done.append(await bench.round(seconds))
        console.print(line(number + 1, rounds, done[-1]), soft_wrap=True)
    lengths = {name: target.length for name, (_, target) in bench.gateways.items()}
    return Report(tuple(done), counts, lengths, bench.connections)


async def _agreed(bench: Bench) -> tuple[Bench, dict[str, int]]:
    """Ask all once, hold the answers side by side, and remember how long each must be."""
    bodies = {name: await ask_once(target) for name, (_, target) in bench.gateways.items()}
    answers = {name: json.loads(body) for name, body in bodies.items()}
    for name in GATEWAYS[1:]:
        found_by = {entry["bron"] for entry in answers[name]["bronnen"] if entry["bronStatus"] == "GEVONDEN"}
        if found_by != set(ASKED):
            raise SystemExit(f"{name}: niet elke gevraagde bron vond iets, of een ander ook")
        if found := differences(answers[_NAIVE], answers[name]):
            raise SystemExit(f"naïef en {name} antwoorden niet hetzelfde: " + "; ".join(found))
    gateways = {
        name: (process, replace(target, length=len(bodies[name])))
        for name, (process, target) in bench.gateways.items()
    }
    return replace(bench, gateways=gateways), row_counts(answers[_NAIVE])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description="Meet de snelheid.")
    parser.add_argument("--rounds", type=int, default=7, help="rondes, elk van drie gateways")
    parser.add_argument("--seconds", type=float, default=3.0, help="seconden per gateway per ronde")
    parser.add_argument("--connections", type=int, default=8, help="verbindingen tegelijk")
    parser.add_argument("--json", action="store_true", help="alleen JSON op stdout")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
