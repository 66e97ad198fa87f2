"""Ask every planned source at once; every (bron, gemeente) ends in exactly one Outcome."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from gateway.core.call import Call
from gateway.core.facts import Facts, Outcome
from gateway.core.plan import Plan, SourcePlan
from gateway.core.question import MOST_GEMEENTEN
from gateway.core.told import BEANTWOORD, Told, told
from gateway.errors import BirthDateDiffers, SourceError, Status
from gateway.figures import Figures
from gateway.logs import describe
from gateway.pipes.fetch import Fetch
from gateway.register.register import asks_index, whose
from gateway.telemetry import SourceSpan, Trace

_Barred = tuple[Status, str | None, str]
"""Status, oorzaak and reden of a bron that is not asked."""

_NIET_GEVRAAGD: _Barred = ("NIET_GEVRAAGD", None, "NIET_GEVRAAGD")
_NIET_TOEGESTAAN: _Barred = ("NIET_TOEGESTAAN", "GRONDSLAG", "NIET_TOEGESTAAN")
_ONBEREIKBAAR: _Barred = ("NIET_BESCHIKBAAR", "VERBINDING", "BRON_NIET_BESCHIKBAAR")
_VOL: _Barred = ("NIET_BESCHIKBAAR", "VOL", "BRON_NIET_BESCHIKBAAR")


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
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._ask_at(source, keys, index)) for source in keyed]
        outcomes = [outcome for task in tasks for outcome in task.result()]
        return outcomes if index is None else [index, *outcomes]

    async def _ask(self, source: SourcePlan) -> Outcome:
        gemeenten = whose(self.plan, self.gemeenten)
        barred = self._barred(source, gemeenten)
        with self._span(source, asked=barred is None) as span:
            outcome = await self._ended(source, None, gemeenten, barred, span.traceparent)
            span.outcomes = (outcome,)
        self.heard(told([outcome]))
        return outcome

    async def _ask_at(
        self, source: SourcePlan, keys: tuple[str, ...], index: Outcome | None
    ) -> Sequence[Outcome]:
        """Ask a bron at every gemeente, in one span: how many an index named, or whether any, is personal."""
        barred, each = self._barred(source), index is None
        answered = index is not None and index.stand == BEANTWOORD
        with self._span(source, asked=barred is None and (answered or bool(keys))) as span:
            if keys:
                span.outcomes = await self._at_each(source, keys, barred, span.traceparent, each=each)
            else:
                span.outcomes = (self._without_gemeente(source, index),)
                self.figures.answered(span.outcomes[0], 0.0)
        if not (each and keys):
            self.heard(told(span.outcomes))
        return span.outcomes

    async def _at_each(
        self,
        source: SourcePlan,
        keys: tuple[str, ...],
        barred: _Barred | None,
        traceparent: str,
        *,
        each: bool,
    ) -> Sequence[Outcome]:
        """Ask a bron at all gemeenten at once; `each` of them is told of only when no index named it."""

        async def ask(number: int) -> Outcome:
            why = _VOL if barred is None and number >= MOST_GEMEENTEN else barred
            key = keys[number]
            outcome = await self._ended(source, key, frozenset({key}), why, traceparent)
            if each:
                self.heard(told([outcome], key))
            return outcome

        if len(keys) == 1:  # as it mostly is: that needs no task of its own
            return (await ask(0),)
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask(number)) for number in range(len(keys))]
        return tuple(task.result() for task in tasks)

    async def _ended(
        self,
        source: SourcePlan,
        gemeente: str | None,
        gemeenten: frozenset[str] | None,
        barred: _Barred | None,
        traceparent: str,
    ) -> Outcome:
        begun = self.figures.now()
        if barred is None:
            outcome = await self._outcome(source, self.bind(source, gemeente, gemeenten, traceparent))
        else:
            outcome = Outcome(source.bron, gemeente, *barred)
        self.figures.answered(outcome, self.figures.now() - begun)
        return outcome

    def _span(self, source: SourcePlan, *, asked: bool) -> AbstractContextManager[SourceSpan]:
        """Trace a bron that is asked; one that is left out has no span."""
        return self.trace.source(source.bron) if asked else nullcontext(SourceSpan(""))

    def _barred(self, source: SourcePlan, gemeenten: frozenset[str] | None = None) -> _Barred | None:
        """Say why a bron is not asked at all; None when it is."""
        if not self._chosen(source):
            return _NIET_GEVRAAGD
        if not source.toegestaan or (source.meer_gemeenten and gemeenten == frozenset()):
            return _NIET_TOEGESTAAN
        return None if source.bereikbaar else _ONBEREIKBAAR

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
            return Outcome(source.bron, None, *_NIET_GEVRAAGD)
        if not source.toegestaan or index is None or index.status == "NIET_TOEGESTAAN":
            return Outcome(source.bron, None, *_NIET_TOEGESTAAN)
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
