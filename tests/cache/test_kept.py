"""Answers with kept facts are those without them, and nothing kept for one question serves another."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.core.doelbinding import Doelbinding
from gateway.core.question import Caller
from gateway.errors import SourceError
from gateway.pipes.cache import Room
from gateway.register.register import Register, asks_index
from tests.cache.kept import ASKING, Dict, KeptWorld, room_on, timeless
from tests.fakes.answers import (
    BORN,
    TODAY,
    OnePurpose,
    dji,
    found,
    fwi,
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


def test_everybody_who_may_ask_is_asked_of() -> None:
    """The purposes of these tests are those that may be asked today, and one of an older day."""
    assert {doel.id for doel, _, _ in WHO} == {doel.id for doel, _ in ASKING}
