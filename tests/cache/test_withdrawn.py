"""A wish that changes at any moment of a question: no answer against it, none kept from before it, one end.

Every place where answering waits is a moment. At any one of them, and at any two, the person changes their
mind; two changes at one moment are a withdrawal that is taken back at once.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations_with_replacement

import pytest

from gateway.core.call import Call
from gateway.core.doelbinding import Doelbinding
from gateway.core.facts import Facts
from gateway.core.plan import SourcePlan
from gateway.core.question import Caller, Question
from gateway.errors import Refused
from gateway.pipes.cache import Room, cache, cache_of
from gateway.pipes.fetch import Fetch
from tests.cache.kept import PLACE, Dict, room_on
from tests.fakes.answers import TODAY, dji, purpose
from tests.fakes.processes import CASEMANAGER
from tests.fakes.world import RECLASSERING, TILBURG, MemoryJournal, World

OLD = date(2021, 6, 30)
Purpose = tuple[Doelbinding, Caller, date, tuple[str, ...]]
PURPOSES: tuple[Purpose, ...] = (
    (purpose("RECLASSERING_REINTEGRATIE"), RECLASSERING, TODAY, ("DUO", "UWV_POLIS")),
    (purpose("GEMEENTE_REINTEGRATIE", OLD), TILBURG, OLD, ("DUO", "UWV_POLIS")),
    (dji(), CASEMANAGER, TODAY, ("DUO", "SVB")),
    (purpose("GEMEENTE_REINTEGRATIE"), TILBURG, TODAY, ("DUO", "SVB")),
)
"""Who asks what of which two bronnen: every kind of toestemming."""
SEES, HEARS, BEGUN, ENDED = "ziet de stand", "hoort de wens", "begonnen", "geeindigd"


@dataclass(slots=True)
class Person:
    """Somebody whose wish changes at the moments of `changes`; is the Wishes of a gateway.

    `passed` names the moments so far, `states` is the state of the wishes when each look at them began, and
    `told` what was said at each.
    """

    willing: bool
    changes: tuple[int, ...] = ()
    state: int = 0
    passed: list[str] = field(default_factory=list)
    states: list[int] = field(default_factory=list)
    told: list[bool] = field(default_factory=list)

    async def moment(self, name: str) -> None:
        """Let a moment pass, and everything else go on; change where it is one for that."""
        turns = self.changes.count(len(self.passed))
        self.willing, self.state = self.willing ^ (turns % 2 == 1), self.state + turns
        self.passed.append(name)
        await asyncio.sleep(0)

    async def version(self, _question: Question, _doelbinding: Doelbinding) -> str:
        """Name the state of the wishes."""
        await self.moment(SEES)
        self.states.append(self.state)
        return str(self.state)

    async def consented(self, _question: Question, _doelbinding: Doelbinding) -> bool:
        """Whether there is a consent."""
        await self.moment(HEARS)
        self.told.append(self.willing)
        return self.willing

    async def objected(self, question: Question, doelbinding: Doelbinding) -> bool:
        """Whether there is an objection."""
        return not await self.consented(question, doelbinding)


@dataclass(slots=True)
class Notes(MemoryJournal):
    """A journal of which beginning and end are moments, before they are durable and after."""

    person: Person = field(default_factory=lambda: Person(willing=True))

    async def begin(self, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]) -> None:
        """Keep a "begonnen"."""
        await self.person.moment("begint")
        await MemoryJournal.begin(self, raadpleging_id, tijdstip, body)
        await self.person.moment(BEGUN)

    async def end(self, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]) -> None:
        """Keep a "geëindigd"."""
        await self.person.moment("eindigt")
        await MemoryJournal.end(self, raadpleging_id, tijdstip, body)
        await self.person.moment(ENDED)


@dataclass(slots=True)
class Shelf(Dict):
    """A shelf of which looking is a moment."""

    person: Person = field(default_factory=lambda: Person(willing=True))

    async def get(self, name: bytes) -> bytes | None:
        """Give what lies there."""
        await self.person.moment("zoekt")
        return await Dict.get(self, name)


@dataclass(slots=True)
class Changing(World):
    """A world with a cache of which asking a source and its answer are moments."""

    room: Room = field(default_factory=lambda: room_on(Dict()))
    person: Person = field(default_factory=lambda: Person(willing=True))

    def fetch_for(self, source: SourcePlan) -> Fetch:
        """Give the pipe of a hand-written source."""
        fetch = World.fetch_for(self, source)

        async def slow(call: Call) -> Facts:
            await self.person.moment("vraagt")
            facts = await fetch(call)
            await self.person.moment("leest")
            return facts

        return cache(slow, cache_of(self.room, source, PLACE))


@dataclass(frozen=True, slots=True)
class Ended:
    """How one question ended: whether it was answered, who was asked, and how its look-ups ended."""

    answered: bool
    asked: list[str]
    ends: list[object]


async def ask(who: Purpose, person: Person, shelf: Shelf) -> Ended:
    """Ask one question while the person changes their mind."""
    doelbinding, caller, today, bronnen = who
    shelf.person, notes = person, Notes(person=person)
    at = Changing(
        {},
        doelbinding=doelbinding,
        caller=caller,
        today=today,
        wishes=person,
        journal=notes,
        room=room_on(shelf),
        person=person,
    )
    try:
        body = await at.answer(bronnen=bronnen, gemeenten=())
    except Refused:
        body = b"{}"
    begun = sum("doelbinding" in record for record in notes.records)
    ends = [record["uitkomst"] for record in notes.records if "uitkomst" in record]
    assert len(ends) == begun <= 1
    return Ended("bronnen" in json.loads(body), sorted(at.asked), ends)


async def moments_of(who: Purpose) -> list[str]:
    """Name the moments of a question that nothing stops."""
    person = Person(willing=True)
    assert (await ask(who, person, Shelf())).answered
    return person.passed


def changes(moments: int) -> Iterator[tuple[int, ...]]:
    """Give no change, one at each moment, and two at every two; the last moment is after the answer."""
    for times in range(3):
        yield from combinations_with_replacement(range(moments + 1), times)


NEEDED = [who for who in PURPOSES if who[0].toestemming != "NIET_VEREIST"]


def named(who: Purpose) -> str:
    """Name a purpose by its toestemming and version."""
    return f"{who[0].toestemming} {who[0].id}.{who[0].versie}"


def test_every_kind_of_toestemming_is_asked_under() -> None:
    """The purposes of these tests have all that a doelbinding can say of toestemming."""
    assert {doelbinding.toestemming for doelbinding, *_ in PURPOSES} == {
        "VEREIST",
        "STOPKNOP",
        "NIET_VEREIST",
    }


@pytest.mark.parametrize("who", NEEDED, ids=named)
async def test_the_moments_of_a_question(who: Purpose) -> None:
    """The wish is heard before the look-up begins, and once more after the last word of every source."""
    assert await moments_of(who) == [
        *(SEES, HEARS, "begint", BEGUN),
        *("zoekt", "zoekt", "vraagt", "vraagt", "leest", "leest"),
        *(SEES, HEARS, "eindigt", ENDED),
    ]


@pytest.mark.parametrize("willing", [True, False], ids=["wil", "wil niet"])
@pytest.mark.parametrize("who", NEEDED, ids=named)
async def test_a_wish_that_changes_at_any_moment_holds(who: Purpose, *, willing: bool) -> None:
    """Answered only if willing at the last look; each look-up has one end; nothing kept crosses a change."""
    everybody = sorted(who[3])
    for at in changes(len(await moments_of(who))):
        person, shelf = Person(willing, at), Shelf()
        first = await ask(who, person, shelf)
        let_in, answered = person.told[0], person.told == [True, True]
        assert first.answered is answered, at
        assert first.asked == (everybody if let_in else []), at
        assert first.ends == ([] if not let_in else ["GELEVERD" if answered else "Refused"]), at

        await person.moment("daarna")
        seen, later = person.states[0], Person(person.willing, state=person.state)
        second = await ask(who, later, shelf)
        known = let_in and later.state == seen
        assert second.answered is later.willing, at
        assert second.asked == (everybody if later.willing and not known else []), at


async def test_where_it_is_nobodys_say_no_change_matters() -> None:
    """NIET_VEREIST: whatever the person records at any moment, nobody looks, and what is kept is given."""
    who = next(who for who in PURPOSES if who[0].toestemming == "NIET_VEREIST")
    for at in changes(len(await moments_of(who))):
        person, shelf = Person(willing=False, changes=at), Shelf()
        first, second = await ask(who, person, shelf), await ask(who, person, shelf)
        assert person.told == [], at
        assert first == Ended(answered=True, asked=sorted(who[3]), ends=["GELEVERD"]), at
        assert second == Ended(answered=True, asked=[], ends=["GELEVERD"]), at
