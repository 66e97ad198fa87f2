"""What a part of the soak runs on: mock sources with watermarked people, and a gateway; real processes."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.mock.testing import Mocks
from tests.fakes.processes import BRONNEN, MockSources, Served, served_gateway, sources_of


@dataclass(frozen=True, slots=True)
class Site:
    """A gateway on mock sources that know so many people."""

    served: Served
    sources: MockSources
    people: int

    @property
    def mocks(self) -> Mocks:
        """The admin API of the sources."""
        return Mocks(self.sources.url)

    def fault(self, soort: str, **more: Any) -> None:
        """Let sources go wrong from now on."""
        self.mocks.post("/faults", {"soort": soort, **more})


@contextmanager
def people_at(people: int, *options: str) -> Iterator[MockSources]:
    """Run mock sources that know so many people; `--bron svb` only those of one source."""
    with sources_of("tests.trouble.sources", "--people", str(people), *options) as sources:
        yield sources


@contextmanager
def site(people: int, settings: Mapping[str, str] | None = None) -> Iterator[Site]:
    """Run a gateway on sources with so many people; its state lies on a disk, not in memory."""
    with (
        TemporaryDirectory(dir="/var/tmp") as folder,
        people_at(people) as sources,
        served_gateway(Path(folder), sources, given=settings) as served,
    ):
        yield Site(served, sources, people)


def keeping(seconds: int) -> dict[str, str]:
    """Give the settings by which a gateway keeps every answer so long."""
    return {f"GATEWAY_BRONNEN__{bron.upper()}__CACHE_SECONDEN": f"{seconds}" for bron in BRONNEN}


@contextmanager
def frozen(sources: MockSources) -> Iterator[None]:
    """Stop sources without ending them: connections are taken, questions are never answered."""
    os.kill(sources.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(sources.process.pid, signal.SIGCONT)
