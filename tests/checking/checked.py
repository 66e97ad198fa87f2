"""Check one endpoint in this process, the way the command does, and give its verdicts by step."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from gateway.checking.own import Endpoint
from gateway.checking.run import Tools, check
from gateway.checking.target import Wished, targets_of
from gateway.checking.verdict import SourceReport, Verdict
from gateway.clock import Clock, system_time
from gateway.register.register import load
from gateway.settings import read_settings
from tests.fakes.answers import MESSAGE, TODAY
from tests.fakes.rogue import Misbehave, rogue_source

Steps = Mapping[str, Verdict]


async def report_on(
    endpoint: Endpoint, state: Path, *, seconds: float | None = None, real: datetime | None = None
) -> SourceReport:
    """Check an endpoint about P01; our question has the MessageID of `tests.fakes.answers`."""
    environ = {"HOME": str(state), "GATEWAY_PEILDATUM": TODAY.isoformat()}
    base = read_settings(environ)
    manifest, operaties = endpoint.operaties(load(base.contracts, base.adapters).manifesten)
    settings = endpoint.settings(manifest, operaties[0], environ)
    clock = Clock(settings.peildatum, system_time if real is None else lambda: real)
    wished = Wished(testpersoon="P01", gemeente="0855", operaties=operaties)
    async with AsyncExitStack() as ending:
        links, (target,) = targets_of(settings, clock, wished, b"j" * 32)
        for opened in links.values():
            ending.push_async_callback(opened.link.wire.close)
        tools = Tools(clock, lambda: MESSAGE, lambda size: b"\1" * size)
        return await check(replace(target, seconds=seconds or target.seconds), tools)


def steps_of(report: SourceReport) -> Steps:
    """Give every verdict by its step; none of them holds the number or the birth date of P01."""
    assert "999990019" not in repr(report)
    assert "19940314" not in repr(report)
    return {stap.stap: stap for stap in report.stappen}


async def steps(misbehave: Misbehave, state: Path, service: str = "SVB", seconds: float = 5.0) -> Steps:
    """Check a source that misbehaves."""
    async with rogue_source(misbehave) as url:
        return steps_of(await report_on(Endpoint(url, service), state, seconds=seconds))


def verdicts(found: Steps) -> dict[str, str]:
    """Give the verdict of every step that was looked at."""
    return {stap: one.oordeel for stap, one in found.items() if one.oordeel != "NIET_GEKEKEN"}
