"""What telling a collector costs: the gateway without one, with figures, and with more or fewer traces.

The same gateway and sources as `benchmarks.bench`, in rounds one after the other; the collector is a process
that takes everything and reads nothing. Only the ratios of one run mean something. Run as
`python -m benchmarks.told`.
"""

import argparse
import os
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import uvloop

from benchmarks.load import Target, ask_for, ask_once
from benchmarks.processes import ASKED, BRONNEN, OTHER_CORE, Process, asked, gateway, started

_SHARES = {"geen collector": None, "cijfers": "0", "cijfers, 1 % traces": "0.01", "cijfers, elke trace": "1"}
_WARM_UP_SECONDS = 1.0

Gateways = dict[str, tuple[Process, Target]]


class _Collector(BaseHTTPRequestHandler):
    """Takes what it is sent."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Read it, and say that all is well."""
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def collect() -> None:
    """Serve as the collector until this process is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


def main(rounds: int, seconds: float) -> None:
    """Measure and print."""
    os.sched_setaffinity(0, {OTHER_CORE})
    with ExitStack() as ending:
        room = Path(ending.enter_context(tempfile.TemporaryDirectory(dir="/var/tmp")))
        collector, sources = (
            ending.enter_context(started(module, *more, core=OTHER_CORE, environ={}))
            for module, more in (("benchmarks.told", ("--collect",)), ("benchmarks.backend", ()))
        )
        gateways: Gateways = {}
        for number, (name, share) in enumerate(_SHARES.items()):
            told = {"GATEWAY_OTLP_ENDPOINT": f"{collector.url}/v1/traces", "GATEWAY_TRACE_DEEL": share}
            more = {} if share is None else {key: value for key, value in told.items() if value}
            state, addresses = room / str(number), {bron: f"{sources.url}/{bron}" for bron in BRONNEN}
            process = ending.enter_context(gateway(addresses, state, more=more))
            gateways[name] = process, asked(process, state, bronnen=ASKED)
        show(uvloop.run(measure(gateways, rounds, seconds)))


async def measure(gateways: Gateways, rounds: int, seconds: float) -> dict[str, list[float]]:
    """Give µs of CPU per question of each gateway, round by round."""
    for name, (process, target) in gateways.items():
        gateways[name] = process, replace(target, length=len(await ask_once(target)))
    found: dict[str, list[float]] = {name: [] for name in gateways}
    for number in range(rounds + 1):
        for name, (process, target) in gateways.items():
            before = process.cpu_seconds()
            count, _ = await ask_for(target, seconds=seconds if number else _WARM_UP_SECONDS, connections=8)
            if number:
                found[name].append((process.cpu_seconds() - before) / count * 1e6)
    return found


def show(found: dict[str, list[float]]) -> None:
    """Print the median and the ratio to the gateway without collector."""
    without = next(iter(found.values()))
    for name, costs in found.items():
        ratios = sorted(cost / base for cost, base in zip(costs, without, strict=True))
        middle, edges = statistics.median(ratios), f"[{ratios[0]:.2f}-{ratios[-1]:.2f}]"
        print(f"{name:22} {statistics.median(costs):7,.0f} µs {middle:5.2f} x {edges}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.told")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--collect", action="store_true", help="wees alleen de collector")
    arguments = parser.parse_args()
    collect() if arguments.collect else main(arguments.rounds, arguments.seconds)
