"""Who asks the same meanwhile waits for the one answer, each within its own time."""

import asyncio
from dataclasses import dataclass, field

import pytest
from msgspec import structs

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.pipes.cache import cache, cache_of
from gateway.pipes.deadline import cut_off, deadline
from tests.cache.kept import PLACE, Dict, room_on
from tests.fakes.answers import BENEFIT, call_of, facts, plan_of, source_of
from tests.fakes.dossiers import benefit, benefits

SVB = source_of("SVB")


@dataclass(slots=True)
class Slow:
    """A source that answers when it is let go."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[Call] = field(default_factory=list)
    left: int = 0

    async def __call__(self, call: Call) -> Facts:
        """Answer once let go."""
        self.asked.append(call)
        call.sent.append(0.0)
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
