"""Whoever asked goes away: nothing more is done for them, and that is recorded."""

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.links import WireFor
from gateway.logbook.verify import examine
from gateway.query import Asked, answer
from gateway.sources.tls import TlsWire
from gateway.store.database import sqlite_path
from gateway.wiring import Gateway, running
from tests.asking.conftest import Sources
from tests.fakes.asking import QUESTION, Asker, Silent, person_of, records_of, serving, until
from tests.fakes.processes import CASEMANAGER, question_about, settings_for

CONTEXT = ssl.create_default_context()
ENDED = [("BEGONNEN", None), ("GEEINDIGD", "AFGEBROKEN")]


def _as_real(_adapter: str) -> TlsWire:
    """Give the wire that real sources have; to an address without TLS it speaks without."""
    return TlsWire(lambda: CONTEXT, max_bytes=100_000)


@asynccontextmanager
async def _waiting_for_svb(
    sources: Sources, folder: Path, wire_for: WireFor | None = _as_real, seconds: float = 8.0
) -> AsyncIterator[tuple[Gateway, Asker, Silent]]:
    """Serve a gateway whose SVB never answers."""
    async with Silent().listening() as silent:
        settings = settings_for(folder, sources.url, svb=silent.url)
        svb = settings.bronnen["svb"].model_copy(update={"tijd_poging": seconds, "tijd_totaal": seconds})
        settings = settings.model_copy(update={"bronnen": {**settings.bronnen, "svb": svb}})
        async with running(settings, wire_for=wire_for) as gateway, serving(gateway) as asker:
            yield gateway, asker, silent


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _ends(gateway: Gateway) -> list[tuple[str, str | None]]:
    return [(record["soort"], record.get("uitkomst")) for record in records_of(gateway)]


async def _leave_json(asker: Asker, silent: Silent) -> None:
    asking = asyncio.create_task(asker.ask())
    await until(lambda: silent.waiting)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def _leave_stream(asker: Asker, silent: Silent) -> None:
    async with asker.listen() as events:
        await anext(events)
        await until(lambda: silent.waiting)


@pytest.mark.parametrize("leave", [_leave_json, _leave_stream])
async def test_who_leaves_ends_the_question_and_its_sources(
    leave: Callable[[Asker, Silent], Awaitable[None]], sources: Sources, tmp_path: Path
) -> None:
    """The source sees its connection end long before its time, and the look-up ends as AFGEBROKEN, sound."""
    async with _waiting_for_svb(sources, tmp_path) as (gateway, asker, silent):
        tasks = asyncio.all_tasks()
        await leave(asker, silent)
        await until(lambda: silent.waiting == 0, 4)
        await until(lambda: _ends(gateway) == ENDED)
        await until(lambda: asyncio.all_tasks() <= tasks)
        verdict = examine(sqlite_path(gateway.settings.database))
    assert (verdict.findings, verdict.notes, silent.asked) == ([], [], 1)


async def test_without_tls_a_connection_lasts_no_longer_than_its_attempt(
    sources: Sources, tmp_path: Path
) -> None:
    """The wire to mock sources cannot take a request back: it ends with its attempt, and is not repeated."""
    async with _waiting_for_svb(sources, tmp_path, None, 2.0) as (gateway, asker, silent):
        await _leave_json(asker, silent)
        await until(lambda: _ends(gateway) == ENDED)
        await until(lambda: silent.waiting == 0, 6)
    assert silent.asked == 1


async def test_a_thousand_who_leave_leave_nothing_behind(sources: Sources, tmp_path: Path) -> None:
    """After a thousand questions whose asker left there are as many tasks and open files as before."""
    async with _waiting_for_svb(sources, tmp_path) as (gateway, asker, silent):
        await _come_and_go(asker, silent, 8)
        await until(lambda: silent.waiting == 0)
        before = len(asyncio.all_tasks()), _open_files()
        for _ in range(125):
            await _come_and_go(asker, silent, 8)
        await until(lambda: silent.waiting == 0)
        await until(lambda: (len(asyncio.all_tasks()), _open_files()) <= before)
        ends = Counter(_ends(gateway))
    assert ends == dict.fromkeys(ENDED, 1008)


async def _come_and_go(asker: Asker, silent: Silent, count: int) -> None:
    """Ask so many questions at once, each on a connection of its own, and go while a source is asked."""
    asked = silent.asked + count
    question = {**QUESTION, "bronnen": ["SVB"]}
    writers = [await asker.begin(question) for _ in range(count)]
    await until(lambda: silent.asked >= asked)
    for writer in writers:
        writer.transport.abort()


async def test_a_look_up_cancelled_at_any_moment_is_recorded_whole_or_not_at_all(gateway: Gateway) -> None:
    """Whatever the question was doing when it was cancelled: no beginning stands without its end."""
    question = question_about(person_of("P01"))
    for step in range(120):
        asked = Asked(question, CASEMANAGER, f"018f-{step}")
        asking = asyncio.create_task(answer(asked, gateway.tools))
        await asyncio.sleep(step / 4000)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    verdict = examine(sqlite_path(gateway.settings.database))
    ends = Counter(end for _, end in _ends(gateway))
    assert (verdict.findings, verdict.notes) == ([], [])
    assert ends["AFGEBROKEN"] > 0
