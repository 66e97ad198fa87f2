"""Kept answers while Redis is killed, flushed, stopped, full or put back from a dump: nobody notices."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from gateway.issuer import DemoClaims
from tests.fakes.redis import redis_server
from tests.trouble.asking import Answer, Asker, asking
from tests.trouble.judging import silent_in, wrong_with
from tests.trouble.keeper import Keeper
from tests.trouble.report import Report, Tell
from tests.trouble.seen_by_redis import Monitor, found_of, memory_of
from tests.trouble.site import Site, keeping, site
from tests.trouble.versions import change, taken_out

OTHER = "GEMEENTE_REINTEGRATIE"
TROUBLES = ("well", "killed", "restarted", "flushed", "frozen", "full", "restored")
_WRITING = ("--appendonly", "yes", "--rdbcompression", "no", "--maxmemory-policy", "noeviction")
_SLOW_LOG = ("--slowlog-log-slower-than", "0", "--slowlog-max-len", "100000")
_TILBURG = DemoClaims(azp="00000099000000855000", rol="nazorgcoordinator", scope=(OTHER,))
_SEED = 20261101
_LOOKED_FOR = 5
"""People whose every secret is looked for: looking takes longer than asking."""


@dataclass(frozen=True, slots=True)
class Size:
    """So many people, questions a second, seconds of each trouble, and seconds that answers are kept."""

    people: int = 100
    rate: float = 40.0
    seconds: float = 20.0
    kept: int = 5


def kept(size: Size, tell: Tell) -> Report:
    """Ask while Redis fails in one way after another and lives change, then look at all that Redis saw."""
    report = Report("redis")
    with TemporaryDirectory() as folder, redis_server(Path(folder), *_WRITING, *_SLOW_LOG) as server:
        with site(size.people, keeping(size.kept) | {"GATEWAY_REDIS_URL": server.url}) as running:
            trial = Trial(running, Keeper(server), size, report, [], [])
            seen = asyncio.run(trial.run(tell))
        seen += memory_of(server, Path(folder))
    report.expect("antwoorden anders dan beloofd", trial.wrong)
    report.expect("mensen die Redis kan herkennen", found_of(range(_LOOKED_FOR), seen))
    report.figures |= {"antwoorden": len(trial.ids), "MB gezien door Redis": round(len(seen) / 2**20, 1)}
    return report


@dataclass(slots=True)
class Trial:
    """What is asked under one trouble after another, and what was wrong with it."""

    running: Site
    keeper: Keeper
    size: Size
    report: Report
    wrong: list[str]
    ids: list[str]

    async def run(self, tell: Tell) -> bytes:
        """Go through every trouble; give what a monitor of Redis heard."""
        heard = b""
        async with AsyncExitStack() as open_:
            asker = await open_.enter_async_context(asking(self.running.served))
            other = await open_.enter_async_context(asking(self.running.served, OTHER, **_TILBURG))
            due = {number: _told(await other.ask(number)) for number in range(self.size.people)}
            for version, name in enumerate(TROUBLES, start=1):
                tell(
                    version / len(TROUBLES), f"{name}: {len(self.ids)} antwoorden, {len(self.wrong)} verkeerd"
                )
                monitor = None if self.keeper.server.process is None else Monitor(self.keeper.server)
                await self._trouble(name, version, asker, other, due)
                heard += b"" if monitor is None else monitor.close()
        return heard

    async def _trouble(
        self, name: str, version: int, asker: Asker, other: Asker, due: Mapping[int, Any]
    ) -> None:
        """Change every life, let Redis fail meanwhile, and see that nothing old is left after its time."""
        change(self.running, version)
        old = time.monotonic() + self.size.kept + 1
        async with asyncio.TaskGroup() as group:
            group.create_task(self._fail(name))
            await self._ask_for(asker, other, due, version)
        await asyncio.sleep(max(0.0, old - time.monotonic()))
        for number in range(self.size.people):
            self._judge(name, await asker.ask(number), {version})
        if name == "well":
            self.report.figures["uit Redis gegeven"] = self.keeper.hits()
            self.keeper.save()

    async def _fail(self, name: str) -> None:
        await asyncio.sleep(self.size.seconds / 4)
        await getattr(self.keeper, name)()

    async def _ask_for(self, asker: Asker, other: Asker, due: Mapping[int, Any], version: int) -> None:
        """Ask at a steady rate; an answer is of this version or, while that is kept, the one before."""
        dice, began = Random(_SEED + version), time.monotonic()  # noqa: S311 - the same questions again

        async def one(number: int, *, elsewhere: bool) -> None:
            if elsewhere:
                answer = await other.ask(number)
                self.wrong += [] if _told(answer) == due[number] else [f"M{number:05}: anders voor {OTHER}"]
            else:
                self._judge(TROUBLES[version - 1], await asker.ask(number), {version - 1, version})

        async with asyncio.TaskGroup() as group:
            for turn in range(int(self.size.seconds * self.size.rate)):
                await asyncio.sleep(max(0.0, began + turn / self.size.rate - time.monotonic()))
                group.create_task(one(dice.randrange(self.size.people), elsewhere=dice.random() < 0.25))

    def _judge(self, name: str, answer: Answer, versions: set[int]) -> None:
        if answer.status != 200:
            self.wrong += [f"{name}: {fault}" for fault in answer.wrong()]
            return
        body, told = taken_out(answer.body)
        faults = wrong_with(answer.number, answer.zaak, body)
        faults += [f"{bron} zwijgt" for bron in silent_in(body)]
        faults += [
            f"{bron} is van versie {found}" for bron, found in told.items() if found not in versions - {0}
        ]
        if len(told) < 3 and 0 not in versions:
            faults.append(f"alleen {sorted(told)} noemen een versie")
        self.wrong += [f"{name}: M{answer.number:05}: {fault}" for fault in faults]
        self.ids.append(answer.id)


def _told(answer: Answer) -> Any:
    """Give what does not differ between two answers to the same question."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(below) for below in value]
        if isinstance(value, dict):
            return {name: plain(below) for name, below in value.items() if name not in {"rij", "raadpleging"}}
        return value

    assert answer.status == 200
    return plain(taken_out(answer.body)[0])
