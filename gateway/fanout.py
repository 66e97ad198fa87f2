"""Ask every planned source at once; every (bron, gemeente) ends in exactly one Outcome."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from gateway.core.call import Call
from gateway.core.facts import Facts, Outcome
from gateway.core.plan import Plan, SourcePlan
from gateway.core.question import MOST_GEMEENTEN
from gateway.core.told import Told, told
from gateway.errors import BirthDateDiffers, SourceError, Status
from gateway.figures import Figures
from gateway.logs import describe
from gateway.pipes.fetch import Fetch
from gateway.register.register import asks_index, whose
from gateway.telemetry import Trace


@dataclass(frozen=True, slots=True)
class FanOut:
    """One question on its way to the sources.

    `gemeenten` are those the question is about; `bronnen` narrows it when it is not None; `bind` makes the
    Call of a source for a gemeente, the gemeenten whose rows may be read, and a trace; `fetch_for` gives the
    pipe of a source; `later` tells the moment so many seconds from now; `figures` are told of each outcome;
    `heard` is told of each source as soon as it has ended, of a gemeente by its code only when no index
    named it.
    """

    plan: Plan
    gemeenten: tuple[str, ...]
    bronnen: tuple[str, ...] | None
    bind: Callable[[SourcePlan, str | None, frozenset[str] | None, str], Call]
    fetch_for: Callable[[SourcePlan], Fetch]
    trace: Trace
    later: Callable[[float], str]
    heard: Callable[[Told], None] = lambda _told: None
    figures: Figures = field(default_factory=Figures)

    async def run(self) -> tuple[Outcome, ...]:
        """Ask them all and wait for every outcome, in the order of the plan."""
        single = [source for source in self.plan.bronnen if source.operatie.per is None]
        keyed = [source for source in self.plan.bronnen if source.operatie.per is not None]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._ask(source)) for source in single]
            by_gemeente = group.create_task(self._ask_by_gemeente(keyed))
        return _of_this_person((*(task.result() for task in tasks), *by_gemeente.result()))

    async def _ask_by_gemeente(self, keyed: list[SourcePlan]) -> list[Outcome]:
        """Ask the index where the purpose says so, then each gemeente it or the question named."""
        index = (
            await self._ask(self.plan.index)
            if self.plan.index and asks_index(self.plan, self.gemeenten)
            else None
        )
        named = index.facts.sleutels if index else ()
        keys = tuple(dict.fromkeys((*self.gemeenten, *named)))
        outcomes = [] if index is None else [index]
        if not keys:
            missed = [self._without_gemeente(source, index) for source in keyed]
            for outcome in missed:
                self.figures.answered(outcome, 0.0)
                self.heard(told([outcome]))
            return outcomes + missed
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(self._ask_one(source, key, hear, full=number >= MOST_GEMEENTEN))
                for source in keyed
                for hear in [self._hear_each if index is None else self._hear_all(len(keys))]
                for number, key in enumerate(keys)
            ]
        return outcomes + [task.result() for task in tasks]

    async def _ask(self, source: SourcePlan) -> Outcome:
        return await self._ask_one(source, None, self._hear_each, full=False)

    async def _ask_one(
        self, source: SourcePlan, gemeente: str | None, hear: Callable[[Outcome], None], *, full: bool
    ) -> Outcome:
        begun = self.figures.now()
        outcome = await self._ended(source, gemeente, full=full)
        self.figures.answered(outcome, self.figures.now() - begun)
        hear(outcome)
        return outcome

    def _hear_each(self, outcome: Outcome) -> None:
        self.heard(told([outcome], outcome.gemeente))

    def _hear_all(self, count: int) -> Callable[[Outcome], None]:
        """Tell of a bron once it has ended for all gemeenten: how many an index named is personal."""
        ended: list[Outcome] = []

        def hear(outcome: Outcome) -> None:
            ended.append(outcome)
            if len(ended) == count:
                self.heard(told(ended))

        return hear

    async def _ended(self, source: SourcePlan, gemeente: str | None, *, full: bool) -> Outcome:
        if not self._chosen(source):
            return Outcome(source.bron, gemeente, "NIET_GEVRAAGD", reden="NIET_GEVRAAGD")
        gemeenten = whose(self.plan, self.gemeenten) if gemeente is None else frozenset({gemeente})
        if not source.toegestaan or (source.meer_gemeenten and gemeenten == frozenset()):
            return Outcome(source.bron, gemeente, "NIET_TOEGESTAAN", "GRONDSLAG", "NIET_TOEGESTAAN")
        if full or not source.bereikbaar:
            oorzaak = "VOL" if full else "VERBINDING"
            return Outcome(source.bron, gemeente, "NIET_BESCHIKBAAR", oorzaak, "BRON_NIET_BESCHIKBAAR")
        with self.trace.source(source.bron) as span:
            span.outcome = await self._outcome(
                source, self.bind(source, gemeente, gemeenten, span.traceparent)
            )
            return span.outcome

    async def _outcome(self, source: SourcePlan, call: Call) -> Outcome:
        try:
            facts = await self.fetch_for(source)(call)
        except SourceError as error:
            differs = isinstance(error, BirthDateDiffers)
            return Outcome(
                source.bron,
                call.gemeente,
                error.status,
                error.oorzaak,
                error.reden,
                tegengesproken=differs,
                opnieuw_vanaf=None if error.after is None else self.later(error.after),
                pogingen=len(call.sent),
                waarom=error.why,
            )
        except Exception as error:  # noqa: BLE001 - one source's surprise must not take the whole profile with it
            return Outcome(
                source.bron,
                call.gemeente,
                "FOUT",
                "ONGELDIG_ANTWOORD",
                "ONLEESBAAR",
                pogingen=len(call.sent),
                fout=describe(error),
            )
        return Outcome(source.bron, call.gemeente, _status(facts), facts=facts, pogingen=len(call.sent))

    def _chosen(self, source: SourcePlan) -> bool:
        """Whether the question chose a source; an index is also chosen as the way to a chosen bron."""
        if self.bronnen is None or source.bron in self.bronnen:
            return True
        ways = (other.operatie.per for other in self.plan.bronnen if other.bron in self.bronnen)
        return any(per is not None and per.operatie == source.bron for per in ways)

    def _without_gemeente(self, source: SourcePlan, index: Outcome | None) -> Outcome:
        """Say what it means for a bron per gemeente that no gemeente is known."""
        if not self._chosen(source):
            return Outcome(source.bron, None, "NIET_GEVRAAGD", reden="NIET_GEVRAAGD")
        if not source.toegestaan or index is None or index.status == "NIET_TOEGESTAAN":
            return Outcome(source.bron, None, "NIET_TOEGESTAAN", "GRONDSLAG", "NIET_TOEGESTAAN")
        if index.status == "NIETS_GEVONDEN":
            return Outcome(source.bron, None, "NIETS_GEVONDEN")
        return Outcome(source.bron, None, "NIET_BESCHIKBAAR", index.oorzaak, "BRON_NIET_BESCHIKBAAR")


def _of_this_person(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Drop what nobody confirmed once a source said that the number is somebody else's (Wabb art. 12).

    Sources that repeat no birth date know the person by that number alone: theirs is the other one.
    """
    if not any(outcome.tegengesproken for outcome in outcomes):
        return outcomes
    return tuple(
        Outcome(outcome.bron, outcome.gemeente, "PERSOON_WIJKT_AF", reden="PERSOON_WIJKT_AF")
        if outcome.facts.rijen and outcome.facts.gevonden and outcome.facts.vergewist == "NEE"
        else outcome
        for outcome in outcomes
    )


def _status(facts: Facts) -> Status:
    if facts.waarschuwing:
        return "WAARSCHUWING"
    return "GEVONDEN" if facts.gevonden else "NIETS_GEVONDEN"
