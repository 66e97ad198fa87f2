"""Three in ten answers of every source go wrong, each in one of many ways: profiles stay right and logged."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import aiohttp

from tests.trouble.asking import Answer, Asker, asking
from tests.trouble.held import at_rest, memory_of
from tests.trouble.judging import statuses_of
from tests.trouble.people import bsn_of
from tests.trouble.recorded import recorded_by, verified
from tests.trouble.report import Report, Tell
from tests.trouble.site import Site, site

SHARE = 0.3
MOST_GROWTH_MB = 5.0
SEED = 20261101

BOTH: Sequence[Mapping[str, Any]] = (
    {"soort": "VERTRAGING", "verdeling": "uniform", "ms": 20, "tot_ms": 1500},
    {"soort": "VERTRAGING", "ms": 60_000},
    {"soort": "DRUPPEL", "stuk": 512, "pauze_ms": 50},
    {"soort": "VERBROKEN"},
    {"soort": "LEEG"},
    {"soort": "KAPOT_STUK"},
    {"soort": "WILLEKEURIG"},
    {"soort": "AFGEKAPT"},
    {"soort": "VERKEERDE_SOORT"},
    {"soort": "STATUS", "status": 302},
    {"soort": "STATUS", "status": 429, "retry_after": 1},
    {"soort": "STATUS", "status": 500},
    {"soort": "STATUS", "status": 503},
    {"soort": "SCHEMA_ONGELDIG", "wijze": "vorm"},
    {"soort": "SCHEMA_ONGELDIG", "wijze": "ontbreekt"},
    {"soort": "SCHEMA_ONGELDIG", "wijze": "letters", "waar": {"operatie": "VERWIJSINDEX"}},
)
"""What any source may do; that it knows nobody is left out, for then it only lies."""

SOAP: Sequence[Mapping[str, Any]] = (
    {"soort": "SOAP_FAULT"},
    {"soort": "FWI"},
    {"soort": "FWI", "alleen": True},
    {"soort": "FWI", "melding": "Waarschuwing"},
    {"soort": "FWI", "melding": "Informatie"},
)
_KNOW_EVERYBODY: Sequence[Mapping[str, str]] = (
    {"bron": "duo"},
    {"bron": "in_made"},
    {"bron": "uwv", "operatie": "UWVDossierInkomstenGSD"},
    {"bron": "uwv", "operatie": "UWVWbDossierPersoonGSD"},
)
ANOTHER: Sequence[Mapping[str, Any]] = tuple(
    {**rule, "waar": waar}
    for waar in _KNOW_EVERYBODY
    for rule in (
        {"soort": "ANDERE_PERSOON", "persoon": bsn_of(0)},
        {"soort": "SCHEMA_ONGELDIG", "wijze": "letters"},
    )
)
"""Answers that name another number, or none: each of these must show as PERSOON_WIJKT_AF."""


@dataclass(frozen=True, slots=True)
class Size:
    """So many seconds at so many questions a second, of which the first are to warm up; a deadline each."""

    seconds: float = 600.0
    rate: float = 30.0
    warm_up: float = 120.0
    deadline: float = 10.0
    people: int = 300


@dataclass(slots=True)
class Seen:
    """What came of it all."""

    ids: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)

    def add(self, answer: Answer) -> None:
        """Judge an answer."""
        self.wrong += [f"M{answer.number:05}: {fault}" for fault in answer.wrong()]
        if answer.status == 200:
            self.ids.append(answer.id)
            self.statuses.update(statuses_of(answer.body).values())


def faults(size: Size, tell: Tell) -> Report:
    """Ask on and on while sources go wrong, then look at what was said, recorded and kept."""
    report = Report("faults")
    with site(size.people, {"GATEWAY_TIJD_VRAAG": f"{size.deadline:g}"}) as running:
        seen = asyncio.run(_run(running, size, report, tell))
        report.expect("profielen anders dan beloofd", seen.wrong)
        report.expect("antwoorden zonder volledig logboek", recorded_by(running.served).missing(seen.ids))
        report.expect("bevindingen in het logboek", verified(running.served))
        report.expect("raadplegingen met hetzelfde nummer", ["dubbel"] * (len(seen.ids) - len(set(seen.ids))))
    report.figures |= {"antwoorden": len(seen.ids), "per bronStatus": dict(seen.statuses)}
    _judge_memory(report, seen, size)
    return report


async def _run(running: Site, size: Size, report: Report, tell: Tell) -> Seen:
    seen, pid = Seen(), running.served.pid
    async with asking(running.served) as asker:
        before = await asker.held_at_rest()
        _let_go_wrong(running)
        await _ask_for(asker, size, seen, tell)
    struck = running.mocks.get("/faults")
    running.mocks.reset()
    after = await at_rest(pid, before)
    report.expect("blijft achter", [] if after.within(before) else [f"{before} werd {after}"])
    report.figures["houdt vast"] = f"{before} → {after}"
    _judge_faults(report, seen, struck)
    return seen


def _let_go_wrong(running: Site) -> None:
    """Give each rule a chance so that together they strike as often as promised."""
    chance = 1 - (1 - SHARE) ** (1 / (len(BOTH) + 2))
    for number, rule in enumerate((*BOTH, *SOAP, *ANOTHER)):
        running.fault(**rule, kans=chance, seed=SEED + number)


async def _ask_for(asker: Asker, size: Size, seen: Seen, tell: Tell) -> None:
    """Ask at a steady rate, however long answers take."""
    dice, began = Random(SEED), time.monotonic()  # noqa: S311 - the same questions again
    total = int(size.seconds * size.rate)

    async def one(number: int) -> None:
        try:
            seen.add(await asker.ask(number))
        except (aiohttp.ClientError, TimeoutError) as error:
            seen.wrong.append(f"M{number:05}: geen antwoord ({type(error).__name__})")

    async with asyncio.TaskGroup() as group:
        for asked in range(total):
            await asyncio.sleep(max(0.0, began + asked / size.rate - time.monotonic()))
            group.create_task(one(dice.randrange(1, size.people)))
            if asked % int(size.rate) == 0:
                seen.memory.append((time.monotonic() - began, memory_of(asker.served.pid)))
                tell(
                    asked / total,
                    f"{asked} gevraagd, {seen.memory[-1][1]:.1f} MB, {len(seen.wrong)} verkeerd",
                )


def _judge_faults(report: Report, seen: Seen, struck: Sequence[Mapping[str, Any]]) -> None:
    asked = max(1, struck[0]["pasten"])
    report.figures["vragen aan bronnen"] = asked
    report.figures["fouten per soort"] = dict(_by_kind(struck))
    report.figures["deel dat fout ging"] = round(sum(rule["geraakt"] for rule in struck) / asked, 3)
    others = sum(rule["geraakt"] for rule in struck[-len(ANOTHER) :])
    refused = seen.statuses["PERSOON_WIJKT_AF"]
    what = [] if others == refused else [f"{others} gestuurd, {refused} geweigerd"]
    report.expect("antwoorden over een ander die niet werden geweigerd", what)


def _by_kind(struck: Sequence[Mapping[str, Any]]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for rule in struck:
        counted[rule["soort"]] += rule["geraakt"]
    return counted


def _judge_memory(report: Report, seen: Seen, size: Size) -> None:
    minutes: dict[int, list[float]] = {}
    for moment, memory in seen.memory:
        minutes.setdefault(int(moment // 60), []).append(memory)
    report.figures["MB per minuut"] = [f"{min(each):.1f}-{max(each):.1f}" for each in minutes.values()]
    warm = [memory for moment, memory in seen.memory if moment >= size.warm_up]
    report.bound("MB erbij na het opwarmen", max(warm) - min(warm) if warm else 0.0, MOST_GROWTH_MB)
