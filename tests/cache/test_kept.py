"""Answers with kept facts are those without them, and nothing kept for one question serves another."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from gateway.core.call import Call
from gateway.core.doelbinding import Doelbinding
from gateway.core.facts import Facts
from gateway.core.question import Caller
from gateway.errors import Refused, SourceError
from gateway.pipes.cache import Room, cache, cache_of
from gateway.pipes.deadline import cut_off, deadline
from gateway.register.register import Register, asks_index
from tests.cache.kept import ASKING, PLACE, Dict, KeptWorld, room_on, timeless
from tests.fakes.answers import (
    BENEFIT,
    BORN,
    TODAY,
    OnePurpose,
    call_of,
    dji,
    facts,
    found,
    fwi,
    plan_of,
    purpose,
    raw,
    register,
    source_of,
)
from tests.fakes.dossiers import benefit, benefits
from tests.fakes.processes import CASEMANAGER
from tests.fakes.strategies import PROPERTY, answers
from tests.fakes.world import RECLASSERING, TILBURG, Answers, Recorded, caller_of

ROTTERDAM = caller_of("GEMEENTE_REINTEGRATIE", "00000099000000599000", "nazorgcoordinator")
OLD = date(2021, 6, 30)
SVB = source_of("SVB")
SOURCE_DOWN = SourceError("NIET_BESCHIKBAAR", "VERBINDING", "BRON_NIET_BESCHIKBAAR")


def _changed(kept: Register) -> Register:
    """Give contracts that differ in one word, so in their digest."""
    other = OnePurpose(dji(), kept)
    other.doelbindingen = kept.doelbindingen
    other.digest = "sha256:een-woord-anders"
    return other


CONTRACTS = (register(), _changed(register()))
WHO: tuple[tuple[Doelbinding, Caller, date], ...] = (
    (dji(), CASEMANAGER, TODAY),
    (purpose("GEMEENTE_REINTEGRATIE"), TILBURG, TODAY),
    (purpose("GEMEENTE_REINTEGRATIE"), ROTTERDAM, TODAY),
    (purpose("GEMEENTE_REINTEGRATIE", OLD), TILBURG, OLD),
    (purpose("RECLASSERING_REINTEGRATIE"), RECLASSERING, TODAY),
)


@dataclass(frozen=True, slots=True)
class Asking:
    """One question with everything its answer may depend on."""

    doelbinding: Doelbinding
    caller: Caller
    today: date
    contracts: int
    consent: str
    velden: tuple[str, ...] | None
    gemeenten: tuple[str, ...]
    born: str

    def world(self, said: Answers, room: Room | None) -> KeptWorld:
        """Give the gateway that is asked; a room of the contracts in force."""
        kept = CONTRACTS[self.contracts]
        if room is not None:
            room = replace(room, edition=kept.digest.encode())
        return KeptWorld(
            said,
            doelbinding=self.doelbinding,
            caller=self.caller,
            today=self.today,
            kept=kept,
            wishes=Recorded(lambda: True, state=lambda: self.consent),
            room=room,
        )

    def ask(self, said: Answers, room: Room | None) -> tuple[bytes, list[str]]:
        """Ask; give the answer without its moment, and who was asked."""
        world = self.world(said, room)
        answer = asyncio.run(world.answer(self.velden, gemeenten=self.gemeenten, born=self.born))
        return timeless(answer), sorted(world.asked)

    def keys(self, asked: list[str]) -> Iterator[tuple[str, object]]:
        """Give, for each place that is asked without a cache, all that its answer depends on."""
        plan = CONTRACTS[self.contracts].plan(self.doelbinding, self.velden).plan
        velden = {source.bron: source.velden for source in plan.bronnen}
        everybody = asks_index(plan, self.gemeenten) or (plan.doelbinding.verwijsindex == "ALTIJD")
        consent = "" if self.doelbinding.toestemming == "NIET_VEREIST" else self.consent
        for place in asked:
            bron, _, gemeente = place.partition("/")
            whose = gemeente or (everybody, tuple(sorted(self.gemeenten)))
            who = (self.caller.afnemer, self.doelbinding.id, self.doelbinding.versie, consent, self.born)
            yield place, (*who, self.contracts, self.today, bron, velden.get(bron), whose)


@st.composite
def askings(draw: st.DrawFn) -> Asking:
    """Draw a question of somebody who may ask it."""
    doelbinding, caller, today = draw(st.sampled_from(WHO))
    own = doelbinding.eigen_gemeente
    whitelist = sorted(doelbinding.toegestaan)
    return Asking(
        doelbinding,
        caller,
        today,
        draw(st.integers(0, 1)),
        draw(st.sampled_from(("1", "2"))),
        draw(
            st.none() | st.lists(st.sampled_from(whitelist), min_size=1, max_size=4, unique=True).map(tuple)
        ),
        () if own else draw(st.sampled_from(((), ("0855",), ("0772",), ("0855", "0772")))),
        draw(st.sampled_from((BORN, "19940300"))),
    )


@PROPERTY
@given(said=answers(failing=False), asked=st.lists(askings(), min_size=2, max_size=8), data=st.data())
def test_a_warm_cache_changes_no_answer_and_crosses_no_question(
    said: Answers, asked: list[Asking], data: st.DataObject
) -> None:
    """Every purpose, afnemer, wish, contract, consent and gemeente gets the bytes it gets without.

    And a source is asked exactly when nobody asked it before with all the same.
    """
    said = {**said, "VERWIJSINDEX": data.draw(st.sampled_from(((), ("0855",), ("0855", "0772"))))}
    room, seen = room_on(Dict()), set[object]()
    for asking in [*asked, *asked]:
        cold, everybody = asking.ask(said, None)
        warm, places = asking.ask(said, room)
        assert warm == cold
        keys = dict(asking.keys(everybody))
        assert places == sorted(place for place in everybody if keys[place] not in seen)
        seen |= {keys[place] for place in everybody}


@PROPERTY
@given(said=answers(), asking=askings())
def test_what_failed_is_asked_again(said: Answers, asking: Asking) -> None:
    """The second time just the sources are asked that failed the first time, and the answer is the same."""
    room = room_on(Dict())
    first, _ = asking.ask(said, room)
    second, places = asking.ask(said, room)
    assert second == first
    assert places == sorted(place for place in places if isinstance(said.get(place), SourceError))


@pytest.mark.parametrize(
    "said",
    [
        raw(SVB, found(SVB, benefits(benefit("AOW")), beside=fwi("Waarschuwing"))),
        raw(SVB, b"<html/>", status=503, media="text/html"),
        SOURCE_DOWN,
    ],
    ids=["waarschuwing", "storing", "onbereikbaar"],
)
def test_no_warning_and_no_failure_is_kept(said: Any) -> None:
    """Of a source that warns, refuses or is away nothing is kept: it is asked each time."""
    shelf = Dict()
    world = KeptWorld({"SVB": said}, room=room_on(shelf))
    for _ in range(2):
        world.ask(bronnen=("SVB",))
    assert (world.asked, shelf.kept) == (["SVB", "SVB"], {})


def test_a_kept_answer_is_recorded_as_not_asked() -> None:
    """The journal says of a kept answer what was delivered, under the day it holds for, and no attempt."""
    world = KeptWorld({"SVB": benefits(benefit("AOW"))}, room=room_on(Dict()))
    first, second = (world.ask(bronnen=("SVB",)) for _ in range(2))
    ends = [record["bronnen"] for record in world.journal.records if "uitkomst" in record]
    assert ends[0] == ends[1]
    assert first["bronnen"] == second["bronnen"]
    assert world.asked == ["SVB"]


async def test_after_a_withdrawal_nothing_kept_before_it_is_read() -> None:
    """A consent given again finds nothing of what was kept under the one that was withdrawn."""
    state = ["1"]
    doelbinding = purpose("RECLASSERING_REINTEGRATIE")
    wishes = Recorded(lambda: state[0] != "2", state=lambda: state[0])
    world = KeptWorld({}, doelbinding=doelbinding, caller=RECLASSERING, wishes=wishes, room=room_on(Dict()))
    await world.answer(gemeenten=())
    everybody = sorted(world.asked)
    state[0] = "2"
    with pytest.raises(Refused, match="TOESTEMMING_ONTBREEKT"):
        await world.answer(gemeenten=())
    assert sorted(world.asked) == everybody
    state[0] = "3"
    await world.answer(gemeenten=())
    assert sorted(world.asked) == sorted(everybody * 2)


async def test_an_answer_that_was_late_for_a_withdrawal_is_laid_where_nobody_looks() -> None:
    """Withdrawn and given again while a source is asked: its answer is kept under the old wish only."""
    state, shelf = ["1"], Dict()
    room = room_on(shelf)
    kept = cache_of(room, SVB, PLACE)

    async def slow(call: Call) -> Facts:
        state[0] = "3"
        assert call.toestemming == "1"
        return facts("SVB", benefits(benefit("AOW")))

    call = structs.replace(call_of(SVB), deadline=asyncio.get_running_loop().time() + 5, toestemming="1")
    await cache(slow, kept)(call)
    assert list(shelf.kept) == [kept.name(call)]
    assert kept.name(structs.replace(call, toestemming=state[0])) not in shelf.kept


@dataclass(slots=True)
class Slow:
    """A source that answers when it is let go."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[Call] = field(default_factory=list)
    left: int = 0

    async def __call__(self, call: Call) -> Facts:
        """Answer once let go."""
        self.asked.append(call)
        call.sent.append(call.bericht)
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.left += 1
            raise
        return facts("SVB", benefits(benefit("AOW")))


def call_in(seconds: float) -> Call:
    """Give a call that is worth something for so many seconds."""
    return structs.replace(call_of(SVB), deadline=asyncio.get_running_loop().time() + seconds)


async def test_who_asks_the_same_meanwhile_waits_for_the_same_answer() -> None:
    """Twenty at once are one question to the source; only the one that asked counts an attempt."""
    source, shelf = Slow(), Dict()
    fetch = cache(source, cache_of(room_on(shelf), SVB, PLACE))
    calls = [structs.replace(call_in(5), sent=[]) for _ in range(20)]
    asking = [asyncio.ensure_future(fetch(call)) for call in calls]
    await asyncio.sleep(0.01)
    source.go.set()
    read = await asyncio.gather(*asking)
    assert (len(source.asked), len(shelf.kept), [len(call.sent) for call in calls]) == (1, 1, [1] + [0] * 19)
    assert all(one == read[0] for one in read)


async def test_two_plans_of_one_source_share_no_flight() -> None:
    """Another wish at the same time is another question: each gets what its own plan allows."""
    source, room = Slow(), room_on(Dict())
    narrow = source_of("SVB", plan_of((SVB.velden[0],)))
    fetches = [cache(source, cache_of(room, plan, PLACE)) for plan in (SVB, narrow)]
    asking = [asyncio.ensure_future(fetch(call_in(5))) for fetch in fetches]
    await asyncio.sleep(0.01)
    source.go.set()
    await asyncio.gather(*asking)
    assert len(source.asked) == 2


async def test_an_answer_after_the_deadline_is_not_kept() -> None:
    """Who asked has TIJD_OM; the asking is cancelled, and what would have come is nowhere."""
    source, shelf = Slow(), Dict()
    fetch = cache(source, cache_of(room_on(shelf), SVB, PLACE))
    with pytest.raises(SourceError) as late:
        await fetch(call_in(0.02))
    source.go.set()
    await asyncio.sleep(0.01)
    assert (late.value.oorzaak, source.left, shelf.kept) == ("TIJD_OM", 1, {})


async def test_one_whose_time_is_up_leaves_the_other_its_answer() -> None:
    """The first to ask has too little time; the second is answered by what the first set going."""
    source, shelf = Slow(), Dict()
    fetch = cache(deadline(cut_off(source), 5), cache_of(room_on(shelf), SVB, PLACE))
    hasty, patient = (asyncio.ensure_future(fetch(call_in(seconds))) for seconds in (0.02, 5))
    with pytest.raises(SourceError):
        await hasty
    await asyncio.sleep(0.1)  # longer than a deadline is let slip
    source.go.set()
    assert (await patient).rijen[BENEFIT]
    assert (len(source.asked), source.left, len(shelf.kept)) == (1, 0, 1)


def test_everybody_who_may_ask_is_asked_of() -> None:
    """The purposes of these tests are those that may be asked today, and one of an older day."""
    assert {doel.id for doel, _, _ in WHO} == {doel.id for doel, _ in ASKING}
