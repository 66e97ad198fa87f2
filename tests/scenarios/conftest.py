"""A real gateway on real mock sources, and the command as a tester runs it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway.issuer import DemoIssuer
from tests.fakes.processes import ROOT, MockSources, Served, mock_sources, served_gateway
from tests.fakes.world import RECLASSERING

SCENARIOS = ROOT / "adapters" / "mock" / "scenarios"
ANSWERED = SCENARIOS / "alleen-wat-nodig-is.toml"


@dataclass(frozen=True, slots=True)
class Done:
    """Exit code and output of the command."""

    code: int
    out: str
    err: str


def command(*words: str, token: str | None = None, given: Mapping[str, str] | None = None) -> Done:
    """Do `gateway mocks run`, with no environment but the token and what is given."""
    environ = {"PATH": os.environ["PATH"]} | ({"MOCKS_TOKEN": token} if token else {}) | dict(given or {})
    line = [sys.executable, "-W", "error", "-m", "adapters.mock", "run", *words]
    done = subprocess.run(line, env=environ, cwd=ROOT, capture_output=True, check=False, timeout=120)
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass(frozen=True, slots=True)
class Pair:
    """Mock sources and the gateway on them."""

    sources: MockSources
    gateway: Served
    given: Mapping[str, str]

    def run(self, *words: str | Path) -> Done:
        """Play against these two."""
        where = ("--mocks", self.sources.url, "--tegen", self.gateway.url)
        issuer = DemoIssuer.load_or_create(self.gateway.state / "sleutels")
        probation = issuer.token(
            now=time.time(),
            azp=RECLASSERING.afnemer,
            rol=RECLASSERING.rol,
            scope=tuple(RECLASSERING.scope),
        )
        tokens = {"MOCKS_TOKEN_RECLASSERING_REINTEGRATIE": probation}
        return command(*map(str, words), *where, token=self.gateway.token(), given={**tokens, **self.given})


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """One pair for every test; each scenario has a scope of its own."""
    with ExitStack() as stack:
        yield new_pair(stack, tmp_path_factory.mktemp("gateway"))


def new_pair(stack: ExitStack, folder: Path, **given: str) -> Pair:
    """Start a pair that ends with the stack; all three processes get the environment `given`."""
    sources = stack.enter_context(mock_sources(given=given))
    return Pair(sources, stack.enter_context(served_gateway(folder, sources, given=given)), given)


def edited(folder: Path, scenario: Path, old: str, new: str) -> Path:
    """Write a scenario with one piece of text replaced."""
    text = scenario.read_text("utf-8")
    assert text.count(old) == 1, old
    path = folder / scenario.name
    path.write_text(text.replace(old, new), "utf-8")
    return path
