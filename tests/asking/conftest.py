"""Mock sources whose faults a test may set, and a gateway on them that is served in this process."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.wiring import Gateway, running
from tests.fakes.asking import Asker, serving
from tests.fakes.processes import mock_sources, settings_for


@dataclass(frozen=True, slots=True)
class Sources:
    """Mock sources under way."""

    url: str

    def slow(self, bron: str, ms: int) -> None:
        """Let a bron (or a service of it) answer that much later."""
        where = {"bron": bron}
        self._admin("POST", "faults", {"soort": "VERTRAGING", "ms": ms, "waar": where})

    def reset(self) -> None:
        """Forget faults and journal."""
        self._admin("POST", "reset")

    def asked(self) -> list[dict[str, Any]]:
        """Give every question that reached a source since the reset."""
        journal: list[dict[str, Any]] = json.loads(self._admin("GET", "requests"))
        return journal

    def _admin(self, method: str, path: str, content: object = None) -> bytes:
        answer = httpx.request(method, f"{self.url}/__admin/{path}", json=content, trust_env=False)
        assert answer.is_success, answer.text
        return answer.content


@pytest.fixture(scope="session")
def _mocks() -> Iterator[Sources]:
    with mock_sources() as started:
        yield Sources(started.url)


@pytest.fixture
def sources(_mocks: Sources) -> Sources:
    """Give mock sources without a fault."""
    _mocks.reset()
    return _mocks


@pytest.fixture
async def gateway(sources: Sources, tmp_path: Path) -> AsyncIterator[Gateway]:
    """Give a gateway on them."""
    async with running(settings_for(tmp_path, sources.url)) as started:
        yield started


@pytest.fixture
async def asker(gateway: Gateway) -> AsyncIterator[Asker]:
    """Give the casemanager of that gateway, which is served."""
    async with serving(gateway) as someone:
        yield someone
