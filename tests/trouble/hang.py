"""One source hangs while hundreds ask: the others are there as soon, and every answer is in time."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from tests.fakes.processes import BRONNEN, MockSources, Served
from tests.trouble import people
from tests.trouble.asking import Answer, Asker, asking
from tests.trouble.judging import silent_in, statuses_of
from tests.trouble.report import Report, Tell, percentile
from tests.trouble.site import frozen, people_at, site

OTHERS = sorted(people.BRONNEN - {"SVB"})
MOST_RISE = 1.10
GRACE_SECONDS = 0.1
_UNGUARDED = ("onderbreker uit", {"GATEWAY_BRONNEN__SVB__ONDERBREKER_NA": "1000000"})
_AS_SHIPPED: tuple[str, dict[str, str]] = ("onderbreker aan", {})
_BURSTS = 2
"""In a row: the breaker opens in the first and is open in the second."""


@dataclass(frozen=True, slots=True)
class Size:
    """So many questions at once, in so many rounds of each kind, with a deadline of so many seconds.

    `as_shipped` adds the series with the breaker as it is shipped; `slots` is how many questions a source is
    asked at once, fewer than there are questions.
    """

    questions: int = 200
    rounds: int = 5
    seconds: float = 10.0
    as_shipped: bool = True
    slots: int = 64


@dataclass(slots=True)
class Series:
    """What was seen in the rounds of one kind; `p99s` are of the other sources, one for each time."""

    p99s: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    causes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, answers: Sequence[Answer], apart: Sequence[Answer]) -> None:
        """Note how all who asked at once fared; `apart` asked the others only."""
        parts = [seconds for each in answers for bron, seconds in each.heard.items() if bron != "SVB"]
        self.p99s.append(percentile(parts + [answer.seconds for answer in apart], 0.99))
        for answer in answers:
            self.wrong += answer.wrong()
            self.wholes.append(answer.seconds)
            if answer.status == 200:
                self._note(answer)

    def _note(self, answer: Answer) -> None:
        for entry in answer.body["bronnen"]:
            bron, cause = entry["bron"], entry.get("oorzaak", entry["bronStatus"])
            if bron == "SVB":
                self.causes[cause] += 1
            elif bron in silent_in(answer.body):
                self.wrong.append(f"{bron} antwoordt niet: {cause}")


def hang(size: Size, tell: Tell) -> Report:
    """Alternate rounds with and without SVB; first with a breaker that never opens, then as shipped."""
    report = Report("hang", {"vragen tegelijk": size.questions, "rondes": size.rounds})
    with people_at(size.questions, "--bron", "svb") as svb:
        for name, more in (_UNGUARDED, _AS_SHIPPED)[: 2 if size.as_shipped else 1]:
            settings = {
                "GATEWAY_TIJD_VRAAG": f"{size.seconds:g}",
                **{f"GATEWAY_BRONNEN__{bron.upper()}__GELIJKTIJDIG": f"{size.slots}" for bron in BRONNEN},
                "GATEWAY_BRONNEN__SVB__URL": f"{svb.url}/svb",
            }
            with site(size.questions, {**settings, **more}) as running:
                well, hung = asyncio.run(_rounds(running.served, svb, size, tell))
            _judge(report, name, well, hung, size)
    return report


async def _rounds(served: Served, svb: MockSources, size: Size, tell: Tell) -> tuple[Series, Series]:
    well, hung = Series(), Series()
    async with asking(served) as asker:
        events = await asker.offers_events()
        await _ask_all(asker, size, Series(), events=events)
        for number in range(size.rounds):
            for _ in range(_BURSTS):
                await _ask_all(asker, size, well, events=events)
            with frozen(svb):
                for _ in range(_BURSTS):
                    await _ask_all(asker, size, hung, events=events)
            tell((number + 1) / size.rounds, f"ronde {number + 1}: {len(hung.wholes)} vragen zonder SVB")
            await _back(asker)
    return well, hung


async def _ask_all(asker: Asker, size: Size, series: Series, *, events: bool) -> None:
    """Ask about everybody at once; without events the part of the others is a question of its own."""
    whole = [asker.ask(number, events=events) for number in range(size.questions)]
    part = [] if events else [asker.ask(number, OTHERS) for number in range(size.questions)]
    answers = await asyncio.gather(*whole, *part)
    series.add(answers[: len(whole)], answers[len(whole) :])


async def _back(asker: Asker) -> None:
    """Wait until SVB is asked and answers again: a breaker that opened tries it after its time."""
    for _ in range(200):
        if statuses_of((await asker.ask(0)).body)["SVB"] == "GEVONDEN":
            return
        await asyncio.sleep(0.25)


def _judge(report: Report, name: str, well: Series, hung: Series, size: Size) -> None:
    report.expect(f"{name}: antwoorden anders dan beloofd", well.wrong + hung.wrong)
    others = hung.causes.keys() - {"TIJD_OM", *(() if name == _UNGUARDED[0] else ("ONDERBREKER_OPEN",))}
    report.expect(f"{name}: SVB hangt en heet iets anders", sorted(others))
    report.figures[f"{name}: oorzaken"] = dict(hung.causes)
    # One slow moment of the machine makes one p99 high; it says nothing of the gateway.
    for what, series in (("met SVB", well), ("SVB hangt", hung)):
        report.figures[f"{name}: p99 van de anderen, {what}, s"] = [round(each, 3) for each in series.p99s]
    report.bound(
        f"{name}: p99 van de anderen, verhouding van de medianen",
        median(hung.p99s) / median(well.p99s),
        MOST_RISE,
    )
    report.bound(f"{name}: langste antwoord, s", max(hung.wholes), size.seconds + GRACE_SECONDS)
