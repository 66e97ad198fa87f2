"""Whole gateways on mock sources that keep answers; how often a source was asked is counted on the wire."""

import asyncio
import dataclasses
import tomllib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from gateway.core.call import Raw
from gateway.core.question import Caller
from gateway.settings import read_settings
from gateway.sources.wire import FastWire, Wire
from gateway.wiring import Gateway, running
from tests.cache.kept import timeless
from tests.fakes.processes import BRONNEN, CASEMANAGER, PERSONAS, environment, question_about

LIVES: dict[str, dict[str, Any]] = {
    path.stem: life
    for path in sorted(PERSONAS.glob("P*.toml"))
    if "bsn" in (life := tomllib.loads(path.read_text("utf-8")))["persoon"]
}
"""The test persons who have a number."""


@dataclasses.dataclass(slots=True)
class Counted:
    """A wire that counts what goes over it, by adapter, and may hold it back for a while."""

    adapter: str
    asked: Counter[str]
    wire: Wire
    held: float

    async def post(self, url: str, headers: Mapping[str, str], content: bytes, *, seconds: float) -> Raw:
        """Send."""
        self.asked[self.adapter] += 1
        await asyncio.sleep(self.held)
        return await self.wire.post(url, headers, content, seconds=seconds)

    async def close(self) -> None:
        """Close."""
        await self.wire.close()


@dataclasses.dataclass(slots=True)
class Asked:
    """A gateway, and how often it asked each source."""

    gateway: Gateway
    asked: Counter[str]

    async def answer(self, life: str = "P01", caller: Caller = CASEMANAGER, **how: Any) -> bytes:
        """Ask about a test person; give the answer without its moment and name."""
        question = question_about(_asked_of(LIVES[life]), gemeenten=("0855",))
        question = dataclasses.replace(question, **how)
        answer = await self.gateway.ask(question, caller, raadpleging_id="raadpleging", traceparent=None)
        return timeless(answer)


def settings_of(seconds: int = 60, **others: str) -> dict[str, str]:
    """Give the settings by which every source is kept so long; `others` by name without GATEWAY_."""
    kept = {f"GATEWAY_BRONNEN__{bron.upper()}__CACHE_SECONDEN": str(seconds) for bron in BRONNEN}
    return kept | {f"GATEWAY_{name.upper()}": value for name, value in others.items()}


def _asked_of(life: Mapping[str, Any]) -> dict[str, Any]:
    """Give the person as a question names them, which may differ from what the sources hold."""
    return {**life["persoon"], **life.get("gevraagd", {})}


@asynccontextmanager
async def gateway_on(
    state: Path, url: str, extra: Mapping[str, str], *, held: float = 0.0
) -> AsyncIterator[Asked]:
    """Run a gateway on mock sources, with its state in a folder; two on one folder have the same keys.

    Every message to a source is held back for so many seconds.
    """
    asked = Counter[str]()
    settings = read_settings({**environment(state, dict.fromkeys(BRONNEN, url)), **extra})

    def wire_for(adapter: str) -> Counted:
        wire = FastWire(max_bytes=settings.bronnen[adapter].max_bytes)
        return Counted(adapter, asked, wire, held)

    async with running(settings, wire_for=wire_for) as gateway:
        yield Asked(gateway, asked)
