"""Time and room: no part of a pipe outlives its deadline, and slots always come back."""

import asyncio
from contextlib import suppress

import pytest

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.pipes.bulkhead import bulkhead
from gateway.pipes.deadline import cut_off, deadline
from gateway.sources.port import unreadable
from tests.pipes.stage import FACTS, Held, Scripted, call, ended


async def test_a_deadline_is_brought_forward_and_never_put_back() -> None:
    """The call that goes on ends with the part's seconds or with its own deadline, whichever is first."""
    source = Scripted([FACTS])
    for own, part in ((60.0, 1.0), (1.0, 60.0)):
        now = asyncio.get_running_loop().time()
        await deadline(source.fetch, part)(call(own))
        assert source.calls[-1].deadline == pytest.approx(now + 1.0, abs=0.5)


async def test_who_does_not_heed_the_deadline_is_cancelled() -> None:
    """A source that goes on after its deadline is TIJD_OM, and nothing of it runs on."""
    held = Held()
    assert await ended(deadline(cut_off(held.fetch), 0.01), call()) == "TIJD_OM"
    assert held.held == 0


async def test_a_late_answer_is_no_answer() -> None:
    """What comes after the deadline is not given, also when the source ignores being cancelled."""

    async def stubborn(_asked: Call) -> Facts:
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        return FACTS

    assert await ended(deadline(cut_off(stubborn), 0.01), call()) == "TIJD_OM"


async def test_no_more_at_once_than_there_are_slots() -> None:
    """Of a hundred questions at once no more than seven are at the source, and all are answered."""
    held = Held()
    fetch = bulkhead(held.fetch, asyncio.Semaphore(7))
    asked = [asyncio.create_task(ended(fetch, call())) for _ in range(100)]
    await asyncio.sleep(0)
    held.gate.set()
    assert set(await asyncio.gather(*asked)) == {"GEVONDEN"}
    assert held.most == 7


async def test_who_waits_too_long_for_a_slot_is_late() -> None:
    """A question whose time ends while it waits never reaches the source."""
    held, slots = Held(), asyncio.Semaphore(1)
    first = asyncio.create_task(ended(bulkhead(held.fetch, slots), call()))
    await asyncio.sleep(0)
    source = Scripted([FACTS])
    assert await ended(bulkhead(source.fetch, slots), call(0.01)) == "TIJD_OM"
    held.gate.set()
    await first
    assert (source.calls, slots.locked()) == ([], False)


async def test_every_slot_comes_back() -> None:
    """After failures, late answers and ten thousand cancelled questions all slots are free."""
    held, slots = Held(), asyncio.Semaphore(3)
    await ended(bulkhead(Scripted([unreadable()]).fetch, slots), call())
    await ended(deadline(bulkhead(cut_off(held.fetch), slots), 0.01), call())
    fetch = bulkhead(held.fetch, slots)
    asked = [asyncio.create_task(ended(fetch, call())) for _ in range(10_000)]
    await asyncio.sleep(0)
    for one in asked:
        one.cancel()
    await asyncio.gather(*asked, return_exceptions=True)
    held.gate.set()
    assert await asyncio.gather(*(bulkhead(held.fetch, slots)(call()) for _ in range(3))) == [FACTS] * 3
    assert held.most == 3
