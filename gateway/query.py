"""THE story: one question becomes one profile, or a clear refusal.

decide who may ask what · heed the person's wishes · compile a plan · record that it begins ·
ask every source at once · merge what they said · check what would leave · record how it ended · answer
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
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
from gateway.errors import Refused, Unavailable
from gateway.fanout import FanOut
from gateway.keys import pseudonym
from gateway.logs import describe
from gateway.pipes.fetch import Fetch
from gateway.register.register import Register
from gateway.telemetry import Telemetry, Trace

_log = logging.getLogger(__name__)
_PROVENANCE = frozenset({"bron", "herkomst", "rij"})
_MERGE_SECONDS = 0.25
"""Kept of a question's time for merging, checking and recording."""


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


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with who asks it and under which name it is recorded."""

    question: Question
    caller: Caller
    raadpleging_id: str
    traceparent: str | None = field(default=None, repr=False)


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
    more than its plan.
    """
    question, today = asked.question, tools.clock.today()
    latest = asyncio.get_running_loop().time() + tools.seconds - _MERGE_SECONDS
    doelbinding = tools.register.decide(question.doelbinding, asked.caller, today)
    gemeenten = tools.register.gemeenten(doelbinding, asked.caller, question.gemeenten)
    _only_test_persons(question, tools)
    toestemming = await consent.require(tools.wishes, question, doelbinding)
    planned = tools.register.plan(doelbinding, question.velden)
    trace = tools.telemetry.trace(asked.traceparent)
    record = _record(asked, doelbinding, trace, tools)
    await tools.journal.begin(asked.raadpleging_id, tools.clock.moment(), record)
    bounds, outcomes = _Bounds(today, latest, gemeenten, toestemming), tuple[Outcome, ...]()
    try:
        outcomes = await _fan_out(asked, planned.plan, bounds, trace, tools)
        profile = merge(planned.plan, outcomes, peildatum=today.isoformat())
        body = _written(profile, asked, doelbinding, tools)
        planned.check(body, today, gemeenten)
        await consent.require(tools.wishes, question, doelbinding)
    except BaseException as error:
        await _failed(asked, tools, outcomes, error)
        raise
    await _ended(asked, tools, "GELEVERD", outcomes)
    if trouble := _trouble(outcomes):
        _log.warning("raadpleging %s: %s", asked.raadpleging_id, trouble)
    return body


async def _failed(asked: Asked, tools: Tools, outcomes: Sequence[Outcome], error: BaseException) -> None:
    """Record and log how a look-up failed; what went wrong first stays the error that is raised."""
    _log.error("raadpleging %s eindigt met %s", asked.raadpleging_id, describe(error))
    try:
        await asyncio.shield(_ended(asked, tools, type(error).__name__, outcomes))
    except Unavailable as unavailable:
        _log.error("raadpleging %s: geen einde vastgelegd (%s)", asked.raadpleging_id, unavailable.code)


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
    await tools.journal.end(asked.raadpleging_id, tools.clock.moment(), record)


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


def _trouble(outcomes: Sequence[Outcome]) -> str:
    """Name the sources that did not answer or drifted from their contract; nothing of the person.

    A source that answered is not named: that somebody has a benefit is a fact about them.
    """
    silent = [f"{outcome.bron}={outcome.oorzaak or outcome.status}" for outcome in outcomes if outcome.reden]
    drifted = [f"{outcome.bron} drift {outcome.facts.drift}" for outcome in outcomes if outcome.facts.drift]
    return ", ".join(silent + drifted)
