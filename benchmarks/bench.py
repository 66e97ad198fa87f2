"""`make bench`: this gateway with every duty against the naive gateway, over the same answers, in one run.

The gateway under test has core 0 for itself; sources and load generator share core 1. Rounds alternate, so
that what disturbs the machine disturbs both. Only the ratios of one run mean something. Run as
`python -m benchmarks.bench`; exit 1 when the ratio per core is below `report.LEAST`.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import uvloop
from rich.console import Console

from benchmarks.agreement import differences, row_counts
from benchmarks.load import Target, ask_for, ask_once
from benchmarks.processes import ASKED, GATEWAY_CORE, OTHER_CORE, Process, cpu_seconds, naive, ours, started
from benchmarks.report import LEAST, Report, Round, Sample, as_json, line, show

_WARM_UP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that runs: the two gateways with the question to ask them, and the sources."""

    naive: tuple[Process, Target]
    ours: tuple[Process, Target]
    sources: Process
    connections: int

    async def sample(self, one: tuple[Process, Target], seconds: float) -> Sample:
        """Load one gateway for so many seconds."""
        process, target = one
        before = process.cpu_seconds(), self._rest()
        count, lasted = await ask_for(target, seconds=seconds, connections=self.connections)
        used, rest = process.cpu_seconds() - before[0], self._rest() - before[1]
        return Sample(count / lasted, used / count * 1e6, used / lasted, rest / lasted)

    def _rest(self) -> float:
        return self.sources.cpu_seconds() + cpu_seconds(os.getpid())


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
    return 0 if report.per_core.median >= LEAST else 1


@contextmanager
def _running(connections: int) -> Iterator[Bench]:
    """Start everything. The journal stands below /var/tmp: /tmp is often memory, and then durable is free."""
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp") as state,
        started("benchmarks.backend", core=OTHER_CORE, environ={}) as sources,
        naive(sources.url) as one,
        ours(sources.url, Path(state)) as other,
    ):
        yield Bench(one, other, sources, connections)


async def _measure(bench: Bench, rounds: int, seconds: float, console: Console) -> Report:
    bench, counts = await _agreed(bench)
    for one in (bench.naive, bench.ours):
        await bench.sample(one, _WARM_UP_SECONDS)
    done: list[Round] = []
    for number in range(rounds):
        done.append(Round(await bench.sample(bench.naive, seconds), await bench.sample(bench.ours, seconds)))
        console.print(line(number + 1, rounds, done[-1]))
    lengths = (bench.naive[1].length, bench.ours[1].length)
    return Report(tuple(done), counts, lengths, bench.connections)


async def _agreed(bench: Bench) -> tuple[Bench, dict[str, int]]:
    """Ask both once, hold the answers side by side, and remember how long each must be."""
    bodies = [await ask_once(bench.naive[1]), await ask_once(bench.ours[1])]
    answers = [json.loads(body) for body in bodies]
    if found := differences(*answers):
        raise SystemExit("de gateways antwoorden niet hetzelfde: " + "; ".join(found))
    found_by = {entry["bron"] for entry in answers[1]["bronnen"] if entry["bronStatus"] == "GEVONDEN"}
    if found_by != set(ASKED):
        raise SystemExit("niet elke gevraagde bron van deze gateway vond iets, of een ander ook")
    one, other = (
        (process, replace(target, length=len(body)))
        for (process, target), body in zip((bench.naive, bench.ours), bodies, strict=True)
    )
    return replace(bench, naive=one, ours=other), row_counts(answers[1])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description="Meet de snelheid.")
    parser.add_argument("--rounds", type=int, default=7, help="rondes, elk van twee gateways")
    parser.add_argument("--seconds", type=float, default=4.0, help="seconden per gateway per ronde")
    parser.add_argument("--connections", type=int, default=8, help="verbindingen tegelijk")
    parser.add_argument("--json", action="store_true", help="alleen JSON op stdout")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
