"""The demonstration: mock sources and gateway as processes of their own, one question, the profile.

Test persons only; every process that was started is ended again, by its own handle.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from gateway.errors import GatewayError, SettingsInvalid
from gateway.settings import Settings

PEILDATUM = "2026-11-01"
ZAAK = "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11"
DOELBINDING = "DJI_INTAKE_ARBEIDSMARKT"
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0

Say = Callable[[str], None]
"""Tells a person what happens."""


@dataclass(frozen=True, slots=True)
class Running:
    """A running demonstration: where its two parts listen."""

    gateway: str
    mocks: str


def free_port(host: str, wanted: int, say: Say, *, taken: int | None = None) -> int:
    """Give the wanted port or the next free one, and say so when it is another.

    `taken` is a port that was promised already, though nobody listens there yet.
    """
    for port in range(wanted, wanted + 100):
        if port == taken:
            continue
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            say(f"Poort {wanted} is in gebruik; ik neem {port}.")
        return port
    raise SettingsInvalid((f"GATEWAY_PORT: geen vrije poort tussen {wanted} en {wanted + 99}",))


def question_of(persona: str, adapters: Path) -> dict[str, object]:
    """Make the question about a test person: with the birth date of `[gevraagd]`, else the sources' own.

    `persona` names one of ours, or is the file of an own one (`*.toml`). Raises SettingsInvalid naming the
    persons there are, or saying that this one has no burgerservicenummer.
    """
    folder = adapters / "mock" / "personas"
    path = Path(persona) if persona.endswith(".toml") else folder / f"{persona}.toml"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.toml"))) or "geen"
        raise SettingsInvalid((f"--persona: deze testpersoon bestaat niet; wel: {known}",))
    life = tomllib.loads(path.read_text(encoding="utf-8"))
    person = life["persoon"] | life.get("gevraagd", {})
    if not person.get("bsn"):
        why = "zonder dat nummer kan aan geen enkele bron iets worden gevraagd"
        raise SettingsInvalid((f"--persona: van {persona} is geen burgerservicenummer bekend; {why}",))
    return {
        "burgerservicenummer": person["bsn"],
        "geboortedatum": _as_asked(person["geboortedatum"]),
        "doelbinding": DOELBINDING,
        "zaakkenmerk": ZAAK,
    }


def _as_asked(born: str) -> str:
    """Write a birth date EEJJMMDD as a question does: as far as it is known."""
    year, month, day = born[:4], born[4:6], born[6:]
    if month == "00":
        return year
    return f"{year}-{month}" if day == "00" else f"{year}-{month}-{day}"


@contextmanager
def running(settings: Settings, environ: Mapping[str, str], say: Say) -> Iterator[Running]:
    """Start mock sources and gateway, wait until they answer, and end both afterwards."""
    mocks_port = free_port(settings.host, 8081, say)
    port = free_port(settings.host, settings.port, say, taken=mocks_port)
    mocks, gateway = f"http://{settings.host}:{mocks_port}", f"http://{settings.host}:{port}"
    bronnen = sorted(path.parent.name for path in settings.adapters.glob("*/manifest.toml"))
    child = {
        **own_settings(environ),
        "GATEWAY_HOST": settings.host,
        "GATEWAY_PORT": str(port),
        "GATEWAY_PEILDATUM": PEILDATUM,
        "GATEWAY_LOG_NIVEAU": "WARNING",
        **{f"GATEWAY_BRONNEN__{bron.upper()}__URL": f"{mocks}/{bron}" for bron in bronnen},
        **{f"GATEWAY_BRONNEN__{bron.upper()}__OMGEVING": "nagebootst" for bron in bronnen},
    }
    say("Nagebootste bronnen starten …")
    mock_command = [sys.executable, "-m", "adapters.mock", "--host", settings.host, "--port", str(mocks_port)]
    with _process(mock_command, child, quiet=True) as first:
        _wait_for(f"{mocks}/__admin/health", first)
        say("Gateway starten …")
        with _process([sys.executable, "-m", "gateway", "serve"], child, quiet=False) as second:
            _wait_for(f"{gateway}/readyz", second)
            yield Running(gateway, mocks)


@contextmanager
def _process(
    command: list[str], environ: Mapping[str, str], *, quiet: bool
) -> Iterator[subprocess.Popen[bytes]]:
    output = subprocess.DEVNULL if quiet else sys.stderr.fileno()
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
        command,
        env=dict(environ),
        stdout=output,
        stderr=None,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise GatewayError(
                f"een onderdeel stopte meteen weer, met code {process.returncode}; zie hierboven"
            )
        try:
            if httpx.get(url, timeout=1.0, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise GatewayError(f"geen antwoord binnen {_START_SECONDS:.0f} seconden van {url}")


def own_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """Leave out the sources and the issuer of a gateway that is not the demo."""
    foreign = ("GATEWAY_BRONNEN__", "GATEWAY_OIDC__")
    return {name: value for name, value in environ.items() if not name.startswith(foreign)}


def end_on_signals() -> None:
    """Make every way of being asked to end a KeyboardInterrupt, so that what was started is ended too."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def child_environ() -> dict[str, str]:
    """Give the environment for the parts: our own, where the folder one stands in holds no code of ours."""
    return {**os.environ, "PYTHONSAFEPATH": "1"}
