"""The processes of the benchmark: started on their own core, watched through /proc, ended by their own id."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.canned import GEMEENTE, PEILDATUM, person
from benchmarks.load import Target, post
from gateway.issuer import DemoIssuer

GATEWAY_CORE, OTHER_CORE = 0, 1
_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE_SECONDS = 10
_BRONNEN = ("uwv", "duo", "svb", "gemeente")
_PATH = "/v1/raadplegingen"


@dataclass(frozen=True, slots=True)
class Process:
    """A server under way: its process id and where it listens."""

    pid: int
    url: str

    def cpu_seconds(self) -> float:
        """Give the CPU time it used so far, of all threads, in and outside the kernel."""
        return cpu_seconds(self.pid)


def cpu_seconds(pid: int) -> float:
    """Give the CPU time of a process from /proc (utime + stime, a step of 10 ms)."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def started(module: str, core: int, environ: Mapping[str, str]) -> Iterator[Process]:
    """Run a module on one core until the block ends; it must print its address as its first line."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environ},
            cwd=Path(__file__).parents[1],
        )
    finally:
        os.sched_setaffinity(0, mine)
    try:
        url = process.stdout.readline().split()[-1:] if process.stdout else []
        if not url:
            raise RuntimeError(f"{module} is niet gestart; zie de melding hierboven")
        yield Process(process.pid, url[0])
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def naive(bronnen: str) -> Iterator[tuple[Process, Target]]:
    """Run the naive gateway; give it with the question to ask it."""
    with started("benchmarks.naive", GATEWAY_CORE, {"BENCH_BRONNEN": bronnen}) as process:
        yield process, Target(process.url, post(_PATH, _question(), _HEADERS))


@contextmanager
def ours(bronnen: str, state: Path) -> Iterator[tuple[Process, Target]]:
    """Run this gateway with its state in a folder; give it with the question, token included."""
    environ = {"GATEWAY_STATE_DIR": str(state), "GATEWAY_PEILDATUM": PEILDATUM}
    for bron in _BRONNEN:
        environ[f"GATEWAY_BRONNEN__{bron.upper()}__URL"] = f"{bronnen}/{bron}"
        environ[f"GATEWAY_BRONNEN__{bron.upper()}__OMGEVING"] = "nagebootst"
    with started("benchmarks.ours", GATEWAY_CORE, environ) as process:
        token = DemoIssuer.load_or_create(state / "sleutels").token(now=time.time())
        headers = {**_HEADERS, "authorization": f"Bearer {token}"}
        yield process, Target(process.url, post(_PATH, _question(), headers))


_HEADERS = {"content-type": "application/json", "accept": "application/json"}


def _question() -> bytes:
    life = person()
    born = life.geboortedatum
    return msgspec.json.encode(
        {
            "burgerservicenummer": life.bsn,
            "geboortedatum": f"{born[:4]}-{born[4:6]}-{born[6:]}",
            "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
            "zaakkenmerk": str(uuid.UUID(int=0x2F1C7A526A0E4C839C530C7F5D0A1B11)),
            "gemeenten": [GEMEENTE],
        }
    )
