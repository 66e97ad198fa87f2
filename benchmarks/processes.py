"""The processes of the benchmark: started on their own core, watched through /proc, ended by their own id."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import msgspec

from benchmarks import certificates
from benchmarks.canned import GEMEENTE, PEILDATUM, person
from benchmarks.load import Target, post
from gateway.issuer import DemoIssuer

GATEWAY_CORE, OTHER_CORE = 0, 1
_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE_SECONDS = 20
_LOOK_SECONDS = 0.05
_ADDRESS = re.compile(r"https?://127\.0\.0\.1:[0-9]+")
ROOT = Path(__file__).parents[1]
BRONNEN = tuple(sorted(path.parent.name for path in (ROOT / "adapters").glob("*/manifest.toml")))
ASKED = ("UWV_POLIS", "UWV_UITKERING", "SVB", "DUO", "GEMEENTE_UITKERING", "GEMEENTE_REINTEGRATIE")
"""The bronnen that the naive gateway asks, and so the question names: both do the same work."""

_PATH = "/v1/raadplegingen"
_HEADERS = {"content-type": "application/json", "accept": "application/json"}
_ZAAK = "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11"


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
def started(module: str, *arguments: str, core: int, environ: Mapping[str, str]) -> Iterator[Process]:
    """Run a module on one core until the block ends; it must say its address when it listens."""
    command = [sys.executable, "-m", module, *arguments]
    mine = os.sched_getaffinity(0)
    # What it says goes to a file: a pipe that nobody reads would stop it.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        os.sched_setaffinity(0, {core})
        try:
            process = subprocess.Popen(  # noqa: S603 - our own modules
                command, stdout=said, stderr=said, env={**os.environ, **environ}, cwd=ROOT
            )
        finally:
            os.sched_setaffinity(0, mine)
        try:
            yield Process(process.pid, _address(process, said))
        finally:
            _end(process)


def _address(process: subprocess.Popen[bytes], said: TextIO) -> str:
    patience = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < patience:
        said.seek(0)
        if found := _ADDRESS.search(said.read()):
            return found[0]
        time.sleep(_LOOK_SECONDS)
    said.seek(0)
    raise RuntimeError(f"{process.args!r} is niet gestart en zei: {said.read()}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def naive(bronnen: str) -> Iterator[tuple[Process, Target]]:
    """Run the naive gateway; give it with the question to ask it."""
    environ = {"BENCH_BRONNEN": bronnen}
    with started("benchmarks.naive", core=GATEWAY_CORE, environ=environ) as process:
        yield process, Target(process.url, post(_PATH, _question(bronnen=ASKED), _HEADERS))


@contextmanager
def ours(bronnen: str, state: Path) -> Iterator[tuple[Process, Target]]:
    """Run `gateway serve` with its state in a folder; give it with the question, token included."""
    with gateway({bron: f"{bronnen}/{bron}" for bron in BRONNEN}, state) as process:
        yield process, asked(process, state, bronnen=ASKED)


@contextmanager
def signed(bronnen: str, state: Path, pki: Path) -> Iterator[tuple[Process, Target]]:
    """Run the same gateway with mTLS on every link and signatures where there is SOAP."""
    addresses = {bron: f"{bronnen}/{bron}" for bron in BRONNEN}
    with gateway(addresses, state, more=certificates.settings(pki, BRONNEN)) as process:
        yield process, asked(process, state, bronnen=ASKED)


@contextmanager
def gateway(
    addresses: Mapping[str, str], state: Path, room: Path = ROOT, more: Mapping[str, str] | None = None
) -> Iterator[Process]:
    """Run `gateway serve` with its state in a folder, on the contracts and adapters in `room`.

    `addresses` says where each source is, `more` are other settings.
    """
    environ = {
        "GATEWAY_PORT": "0",
        "GATEWAY_STATE_DIR": str(state),
        "GATEWAY_PEILDATUM": PEILDATUM,
        "GATEWAY_CONTRACTS": str(room / "contracts"),
        "GATEWAY_ADAPTERS": str(room / "adapters"),
    }
    for bron, url in addresses.items():
        environ[f"GATEWAY_BRONNEN__{bron.upper()}__URL"] = url
        environ[f"GATEWAY_BRONNEN__{bron.upper()}__OMGEVING"] = "nagebootst"
    environ |= more or {}
    with started("gateway", "serve", core=GATEWAY_CORE, environ=environ) as process:
        yield process


def asked(process: Process, state: Path, **narrowed: tuple[str, ...]) -> Target:
    """Give a gateway with the question to ask it; `velden` or `bronnen` may narrow that."""
    token = DemoIssuer.load_or_create(state / "sleutels").token(now=time.time())
    headers = {**_HEADERS, "authorization": f"Bearer {token}"}
    return Target(process.url, post(_PATH, _question(**narrowed), headers))


def _question(**narrowed: tuple[str, ...]) -> bytes:
    life = person()
    born = life.geboortedatum
    return msgspec.json.encode(
        {
            "burgerservicenummer": life.bsn,
            "geboortedatum": f"{born[:4]}-{born[4:6]}-{born[6:]}",
            "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
            "zaakkenmerk": _ZAAK,
            "gemeenten": [GEMEENTE],
            **narrowed,
        }
    )
