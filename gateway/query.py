"""THE story: one question becomes one profile, or a clear refusal.

decide who may ask what · heed the person's wishes · compile a plan · record that it begins ·
ask every source at once · merge what they said · check what would leave · record how it ended · answer
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import msgspec

from gateway import consent
from gateway.clock import Clock
from gateway.consent import Wishes
from gateway.core.call import Call
from gateway.core.datum import begin_date
from gateway.core.doelbinding import Doelbinding
from gateway.core.facts import Outcome
from gateway.core.plan import Plan, SourcePlan
from gateway.core.profile import Profile, merge
from gateway.core.question import Caller, Question
from gateway.core.told import Told
from gateway.errors import Refused, Unavailable
from gateway.fanout import FanOut
from gateway.figures import Figures
from gateway.keys import pseudonym
from gateway.logs import Name, describe, tell
from gateway.pipes.fetch import Fetch
from gateway.register.register import Register
from gateway.telemetry import Telemetry, Trace
from gateway.trouble import report

_PROVENANCE = frozenset({"bron", "herkomst", "rij"})
_MERGE_SHARE = 0.1
"""Kept of a question's time for merging, checking and recording, also when many end at once."""


GELEVERD, AFGEBROKEN = "GELEVERD", "AFGEBROKEN"
"""How a look-up ends in its record: answered, or nobody waited for it any more; else the name of an error."""


_NAMES: Mapping[str, Name] = {AFGEBROKEN: "RAADPLEGING_AFGEBROKEN", "EgressViolation": "UITGANG_INCIDENT"}
"""How a look-up that failed is called in the log of events; any other end is RAADPLEGING_MISLUKT."""


class Journal(Protocol):
    """The durable record; both raise Unavailable when it cannot be written."""

    async def begin(self, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]) -> None:
        """Return once "begonnen" is durable."""

    async def end(self, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]) -> None:
        """Return once "geëindigd" is durable."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What answering needs from the outside; `seconds` is the deadline of a whole question."""

    register: Register
    wishes: Wishes
    journal: Journal
    clock: Clock
    telemetry: Telemetry
    fetch_for: Callable[[SourcePlan], Fetch]
    message_id: Callable[[], str]
    key: bytes = field(repr=False)
    only_test_persons: bool = True
    seconds: float = 10.0
    figures: Figures = field(default_factory=Figures)


Heard = Callable[[Told], None]
"""Is told of each source as it ends."""


def unheard(_told: Told) -> None:
    """Listen to nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with who asks it, under which name it is recorded, and who hears of its sources."""

    question: Question
    caller: Caller
    raadpleging_id: str
    traceparent: str | None = field(default=None, repr=False)
    heard: Heard = field(default=unheard, repr=False)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """One day for a whole question, also past midnight; when sources are late; whose gemeenten it asks.

    `toestemming` is the version of the person's wishes under which it was let in.
    """

    today: date
    latest: float
    gemeenten: tuple[str, ...]
    toestemming: str


async def answer(asked: Asked, tools: Tools) -> bytes:
    """Answer one question: the finished JSON of `interface.md` §2.

    Raises Refused before any source is asked, or after it when the person took back consent meanwhile;
    Unavailable when the record cannot be made durable, and EgressViolation when the answer would hold
    more than its plan. Cancelled once it has begun, it ends only when that end is recorded too.
    """
    with tools.figures.question(), tools.telemetry.trace(asked.traceparent) as trace:
        return await _answered(asked, trace, tools)


async def _answered(asked: Asked, trace: Trace, tools: Tools) -> bytes:
    question, today = asked.question, tools.clock.today()
    latest = asyncio.get_running_loop().time() + tools.seconds * (1 - _MERGE_SHARE)
    doelbinding = tools.register.decide(question.doelbinding, asked.caller, today)
    gemeenten = tools.register.gemeenten(doelbinding, asked.caller, question.gemeenten)
    _only_test_persons(question, tools)
    toestemming = await consent.require(tools.wishes, question, doelbinding)
    planned = tools.register.plan(doelbinding, question.velden)
    record = _record(asked, doelbinding, trace, tools)
    bounds, outcomes = _Bounds(today, latest, gemeenten, toestemming), tuple[Outcome, ...]()
    await _begun(asked, tools, record)
    try:
        outcomes = await _fan_out(asked, planned.plan, bounds, trace, tools)
        report(outcomes, asked.raadpleging_id)
        profile = merge(planned.plan, outcomes, peildatum=today.isoformat())
        body = _written(profile, asked, doelbinding, tools)
        planned.check(body, today, gemeenten)
        await consent.require(tools.wishes, question, doelbinding)
    except BaseException as error:
        await _failed(asked, tools, outcomes, error)
        raise
    await _ended(asked, tools, GELEVERD, outcomes)
    return body


async def _begun(asked: Asked, tools: Tools, record: Mapping[str, object]) -> None:
    try:
        await tools.journal.begin(asked.raadpleging_id, tools.clock.moment(), record)
    except asyncio.CancelledError as error:
        await _failed(asked, tools, (), error)
        raise


async def _failed(asked: Asked, tools: Tools, outcomes: Sequence[Outcome], error: BaseException) -> None:
    """Record and log how a look-up failed; what went wrong first stays the error that is raised."""
    uitkomst = AFGEBROKEN if isinstance(error, asyncio.CancelledError) else type(error).__name__
    tell(
        _NAMES.get(uitkomst, "RAADPLEGING_MISLUKT"), raadplegingId=asked.raadpleging_id, fout=describe(error)
    )
    with suppress(Unavailable):
        await _ended(asked, tools, uitkomst, outcomes)


def _only_test_persons(question: Question, tools: Tools) -> None:
    if tools.only_test_persons and not question.bsn.is_test_person:
        raise Refused("ALLEEN_TESTPERSONEN")


def _record(asked: Asked, doelbinding: Doelbinding, trace: Trace, tools: Tools) -> dict[str, object]:
    """Say who asked for what purpose; the person and the case only as pseudonyms."""
    question, caller = asked.question, asked.caller
    return {
        "doelbinding": doelbinding.id,
        "doelbindingVersie": doelbinding.versie,
        "contractDigest": tools.register.digest,
        "activiteit": doelbinding.activiteit,
        "traceId": trace.trace_id,
        "afnemer": caller.afnemer,
        "medewerker": caller.medewerker,
        "rol": caller.rol,
        "inrichting": caller.inrichting,
        "betrokkene": pseudonym(tools.key, "betrokkene", question.bsn.reveal()),
        "zaak": pseudonym(tools.key, "zaak", question.zaakkenmerk),
        "velden": question.velden,
        "gevraagdeBronnen": question.bronnen,
    }


async def _fan_out(
    asked: Asked, plan: Plan, bounds: _Bounds, trace: Trace, tools: Tools
) -> tuple[Outcome, ...]:
    question = asked.question
    person = (question.bsn.reveal(), asked.caller.afnemer, question.doelbinding)
    salt = pseudonym(tools.key, "rij", *person).encode()

    def bind(
        source: SourcePlan, gemeente: str | None, gemeenten: frozenset[str] | None, traceparent: str
    ) -> Call:
        return Call(
            plan=source,
            bsn=question.bsn,
            today=bounds.today,
            deadline=bounds.latest,
            traceparent=traceparent,
            bericht=tools.message_id(),
            geboortedatum=question.geboortedatum,
            salt=salt,
            toestemming=bounds.toestemming,
            gemeente=gemeente,
            gemeenten=gemeenten,
        )

    return await FanOut(
        plan=plan,
        gemeenten=bounds.gemeenten,
        bronnen=question.bronnen,
        bind=bind,
        fetch_for=tools.fetch_for,
        trace=trace,
        later=tools.clock.moment,
        figures=tools.figures,
        heard=asked.heard,
    ).run()


def _written(profile: Profile, asked: Asked, doelbinding: Doelbinding, tools: Tools) -> bytes:
    """Write the answer of `interface.md` §2."""
    question = asked.question
    return msgspec.json.encode(
        {
            "raadpleging": {
                "raadplegingId": asked.raadpleging_id,
                "tijdstip": tools.clock.moment(),
                "doelbinding": doelbinding.id,
                "doelbindingVersie": doelbinding.versie,
                "contractDigest": tools.register.digest,
                "zaakkenmerk": question.zaakkenmerk,
            },
            "volledig": profile.volledig,
            "onvolledig": profile.onvolledig,
            "persoon": {
                "burgerservicenummer": question.bsn.reveal(),
                "geboortedatum": begin_date(question.geboortedatum),
                "vergewist": profile.vergewist,
            },
            **profile.delen,
            "bronnen": profile.bronnen,
            "nietGeleverd": profile.niet_geleverd,
        }
    )


async def _ended(asked: Asked, tools: Tools, uitkomst: str, outcomes: Sequence[Outcome]) -> None:
    """Record the end; who asked for what stands in the beginning, under the same raadplegingId."""
    record = {"uitkomst": uitkomst, "bronnen": _supplied(outcomes)}
    try:
        await tools.journal.end(asked.raadpleging_id, tools.clock.moment(), record)
    except Unavailable as unavailable:
        tell("EINDE_NIET_VASTGELEGD", raadplegingId=asked.raadpleging_id, code=unavailable.code)
        raise


def _supplied(outcomes: Sequence[Outcome]) -> list[dict[str, object]]:
    """Say which velden came from which bron; names, never values."""
    return [
        {
            "bron": outcome.bron,
            "gemeente": outcome.gemeente,
            "bronStatus": outcome.status,
            "oorzaak": outcome.oorzaak,
            "pogingen": outcome.pogingen,
            "velden": sorted(
                f"{groep}.{naam}"
                for groep, names in outcome.facts.given.items()
                for naam in names - _PROVENANCE
            ),
        }
        for outcome in outcomes
    ]
