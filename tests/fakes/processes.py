"""Real processes for tests: the mock sources in their own process, a gateway on top of them."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Unpack
from uuid import uuid4

import httpx

from gateway.core.bsn import Bsn
from gateway.core.question import Caller, Question
from gateway.issuer import DemoClaims, DemoIssuer
from gateway.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
BRONNEN = tuple(sorted(path.parent.name for path in (ROOT / "adapters").glob("*/manifest.toml")))
PERSONAS = ROOT / "adapters" / "mock" / "personas"
CASEMANAGER = Caller(
    afnemer="00000099000000010000",
    medewerker="medewerker-0001",
    rol="casemanager",
    inrichting="PI_TEST",
    acr="urn:etoegang:core:assurance-class:loa3",
    scope=frozenset({"DJI_INTAKE_ARBEIDSMARKT"}),
)
ABOUT_P01: Mapping[str, object] = {
    "burgerservicenummer": "999990019",
    "geboortedatum": "1994-03-14",
    "doelbinding": "DJI_INTAKE_ARBEIDSMARKT",
    "zaakkenmerk": "2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11",
}


@dataclass(frozen=True, slots=True)
class MockSources:
    """Mock sources that listen at `url`, in the process `process`."""

    url: str
    process: subprocess.Popen[str]


@contextmanager
def mock_sources(*options: str, given: Mapping[str, str] | None = None) -> Iterator[MockSources]:
    """Start mock sources on a free port and end them afterwards, by their own handle.

    `given` comes on top of the environment of the tests.
    """
    with sources_of("adapters.mock", "--port", "0", *options, given=given) as sources:
        yield sources


@contextmanager
def sources_of(module: str, *options: str, given: Mapping[str, str] | None = None) -> Iterator[MockSources]:
    """Start a module whose first line ends with where its sources listen; end it by its own handle."""
    command = [sys.executable, "-m", module, *options]
    env = {**os.environ, **(given or {})}
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield MockSources(process.stdout.readline().split()[-1], process)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def environment(state: Path, urls: Mapping[str, str]) -> dict[str, str]:
    """Give the settings of a gateway on mock sources; `urls` by bron."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(state),
        "GATEWAY_STATE_DIR": str(state),
        "GATEWAY_PEILDATUM": "2026-11-01",
        **{f"GATEWAY_BRONNEN__{bron.upper()}__URL": f"{url}/{bron}" for bron, url in urls.items()},
        **{f"GATEWAY_BRONNEN__{bron.upper()}__OMGEVING": "nagebootst" for bron in urls},
    }


@dataclass(frozen=True, slots=True)
class Served:
    """A gateway that listens at `url`, in the process `pid` (0: not known), with these settings.

    Its state lies in `state`, and all it says in the file `said`.
    """

    url: str
    state: Path
    said: Path
    process: "subprocess.Popen[bytes] | None" = None
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self.process is not None
        return self.process.pid

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        host, _, port = self.url.rpartition("/")[2].partition(":")
        return host, int(port)

    def token(self, **claims: Unpack[DemoClaims]) -> str:
        """Give a fresh token, of the test casemanager unless claims say otherwise."""
        return DemoIssuer.load_or_create(self.state / "sleutels").token(now=time.time(), **claims)

    def ask(self, question: Mapping[str, object] = ABOUT_P01, **claims: Unpack[DemoClaims]) -> httpx.Response:
        """Ask one question on a connection of its own, with the claims of a token."""
        headers = {"Authorization": f"Bearer {self.token(**claims)}"}
        url = f"{self.url}/v1/raadplegingen"
        return httpx.post(url, json=dict(question), headers=headers, timeout=120, trust_env=False)

    def recorded(self, soort: str) -> int:
        """Count the records of a kind in the journal, durable ones as they are."""
        with closing(sqlite3.connect(self.state / "logboek.db")) as connection:
            query = "SELECT count(*) FROM journaal WHERE soort = ?"
            (count,) = connection.execute(query, (soort,)).fetchone()
        return int(count)

    def signal(self, number: int) -> None:
        """Send a signal to the process that was started."""
        assert self.process is not None
        self.process.send_signal(number)

    def ended(self) -> int:
        """Wait until the process has ended; gives its exit code."""
        assert self.process is not None
        return self.process.wait(60)


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fails when it does not come to pass at all."""
    latest = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < latest
        time.sleep(0.02)


class Said:
    """Reads what a gateway says of itself, each line once."""

    def __init__(self, served: Served) -> None:
        self._path = served.said
        self._read = self._path.stat().st_size

    def since(self) -> str:
        """Give what was said since the last time."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        self._read += len(new)
        return new.decode("utf-8", "replace")


@contextmanager
def served_gateway(
    folder: Path, sources: MockSources, *options: str, given: Mapping[str, str] | None = None
) -> Iterator[Served]:
    """Run `gateway serve` on mock sources, on a free port, with everything it writes in a folder.

    `options` are those of the command; `given` comes on top of the environment it needs. Several on one
    folder share what they remember.
    """
    state, said = folder / "staat", folder / f"gezegd-{uuid4()}.txt"
    state.mkdir(exist_ok=True)
    env = {**environment(state, dict.fromkeys(BRONNEN, sources.url)), "GATEWAY_PORT": "0", **(given or {})}
    command = [sys.executable, "-m", "gateway", "serve", *options]
    with said.open("w") as file:
        process = subprocess.Popen(command, env=env, stderr=file, cwd=ROOT)
    try:
        yield Served(_first_address(process, said), state, said, process, env)
    finally:
        process.terminate()
        process.wait(20)


def _first_address(process: subprocess.Popen[bytes], said: Path) -> str:
    latest = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < latest:
        if (text := said.read_text("utf-8")).endswith("\n"):
            return text.split()[-1]
        time.sleep(0.05)
    raise AssertionError(f"de gateway is niet gestart en zei: {said.read_text('utf-8')}")


def settings_for(state: Path, url: str, **urls: str) -> Settings:
    """Read the settings of a gateway whose sources are all at `url`, but for those named."""
    return read_settings(environment(state, dict.fromkeys(BRONNEN, url) | urls))


def question_about(person: Mapping[str, Any], **narrowed: Any) -> Question:
    """Ask about a person of a life (`[persoon]`)."""
    return Question(
        bsn=Bsn(person["bsn"]),
        geboortedatum=person["geboortedatum"],
        doelbinding="DJI_INTAKE_ARBEIDSMARKT",
        zaakkenmerk="2f1c7a52-6a0e-4c83-9c53-0c7f5d0a1b11",
        **narrowed,
    )


def plain(value: Any) -> Any:
    """Write dates of TOML as JSON does."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(below) for name, below in value.items()}
    return [plain(below) for below in value] if isinstance(value, list) else value
