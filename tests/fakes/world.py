"""A gateway over hand-written sources: the whole way from question to checked answer, without a network."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from gateway.clock import Clock
from gateway.consent import NothingRecorded, Wishes
from gateway.core.call import Call, Raw
from gateway.core.doelbinding import Doelbinding
from gateway.core.facts import Facts
from gateway.core.plan import SourcePlan
from gateway.core.question import Caller, Question
from gateway.errors import SourceError
from gateway.pipes.fetch import Fetch
from gateway.query import Asked, Tools, answer
from gateway.register.register import Register
from gateway.telemetry import Telemetry
from tests.fakes.answers import (
    BORN,
    MESSAGE,
    PERSON,
    TODAY,
    OnePurpose,
    dji,
    found,
    nothing,
    raw,
    reader_of,
    register,
)
from tests.fakes.dossiers import Tree
from tests.fakes.processes import CASEMANAGER


@dataclass(slots=True)
class MemoryJournal:
    """Keeps records in memory."""

    records: list[Mapping[str, object]] = field(default_factory=list)

    async def begin(self, _raadpleging_id: str, _tijdstip: str, body: Mapping[str, object]) -> None:
        """Keep a "begonnen"."""
        self.records.append(body)

    async def end(self, _raadpleging_id: str, _tijdstip: str, body: Mapping[str, object]) -> None:
        """Keep a "geëindigd"."""
        self.records.append(body)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a person recorded, as it is at the moment of asking."""

    consent: Callable[[], bool] = lambda: False
    objection: Callable[[], bool] = lambda: False
    state: Callable[[], str] = str

    async def consented(self, _question: Question, _doelbinding: Doelbinding) -> bool:
        """Whether there is a consent now."""
        return self.consent()

    async def objected(self, _question: Question, _doelbinding: Doelbinding) -> bool:
        """Whether there is an objection now."""
        return self.objection()

    async def version(self, _question: Question, _doelbinding: Doelbinding) -> str:
        """Give the state of it all now."""
        return self.state()


def caller_of(doelbinding: str, afnemer: str, rol: str) -> Caller:
    """Give an employee of another afnemer who may ask for one purpose."""
    return replace(CASEMANAGER, afnemer=afnemer, rol=rol, scope=frozenset({doelbinding}))


TILBURG = caller_of("GEMEENTE_REINTEGRATIE", "00000099000000855000", "nazorgcoordinator")
RECLASSERING = caller_of("RECLASSERING_REINTEGRATIE", "00000099000000020000", "reclasseringswerker")

Answers: TypeAlias = Mapping[str, "Tree | Raw | SourceError | tuple[str, ...] | None"]
"""What each source says, by `BRON` or `BRON/gemeente`: dossier, index, failure; absent: nothing found."""


@dataclass(slots=True)
class World:
    """A gateway over hand-written sources; `asked` collects who was asked, as `BRON` or `BRON/gemeente`.

    `headers` collects the traceparent that each of them got.
    """

    answers: Answers
    doelbinding: Doelbinding = field(default_factory=dji)
    today: date = TODAY
    asked: list[str] = field(default_factory=list)
    caller: Caller = CASEMANAGER
    kept: Register = field(default_factory=register)
    wishes: Wishes = field(default_factory=NothingRecorded)
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    telemetry: Telemetry = field(default_factory=lambda: Telemetry(bytes))
    headers: dict[str, str] = field(default_factory=dict)

    def fetch_for(self, source: SourcePlan) -> Fetch:
        """Give the pipe of a hand-written source."""
        reader = reader_of(source)

        async def fetch(call: Call) -> Facts:
            place = source.bron if call.gemeente is None else f"{source.bron}/{call.gemeente}"
            self.asked.append(place)
            self.headers[place] = call.traceparent
            said = self.answers.get(place)
            if isinstance(said, SourceError):
                raise said
            return await reader.read(_spoken(source, said), call)

        return fetch

    async def answer(
        self,
        velden: tuple[str, ...] | None = None,
        *,
        bronnen: tuple[str, ...] | None = None,
        gemeenten: tuple[str, ...] = ("0855",),
        born: str = BORN,
    ) -> bytes:
        """Ask the whole question; the answer passes the egress check."""
        known = any(self.doelbinding is found for found in self.kept.doelbindingen)
        tools = Tools(
            wishes=self.wishes,
            register=self.kept if known else OnePurpose(self.doelbinding, self.kept),
            journal=self.journal,
            clock=Clock(self.today),
            telemetry=self.telemetry,
            fetch_for=self.fetch_for,
            message_id=lambda: MESSAGE,
            key=b"k" * 32,
        )
        question = Question(
            PERSON, born, self.doelbinding.id, "zaak", gemeenten, velden=velden, bronnen=bronnen
        )
        return await answer(Asked(question, self.caller, "raadpleging"), tools)

    def ask(self, velden: tuple[str, ...] | None = None, **how: Any) -> dict[str, Any]:
        """Ask and decode; for tests that are not async."""
        decoded: dict[str, Any] = json.loads(asyncio.run(self.answer(velden, **how)))
        return decoded


def _spoken(source: SourcePlan, said: "Tree | Raw | tuple[str, ...] | None") -> Raw:
    if isinstance(said, Raw):
        return said
    if isinstance(said, tuple):
        return raw(source, json.dumps({"gemeenten": said}).encode())
    return raw(source, nothing(source) if said is None else found(source, said))
