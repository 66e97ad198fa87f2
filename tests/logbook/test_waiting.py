"""Waiting for the store: who is cancelled meanwhile is not left in doubt, and nobody waits without end."""

import asyncio

import pytest

from gateway.errors import Unavailable
from gateway.store.thread import StoreThread
from gateway.store.waiting import durable
from tests.fakes.stuck import Stuck


async def test_who_is_cancelled_hears_of_it_when_the_item_is_durable(store: StoreThread) -> None:
    """While the disk hangs the cancelled one waits; when it comes back the item is there, and the cancel."""
    stuck = Stuck()
    written = store.submit(stuck, None)
    waiting = asyncio.create_task(durable(written, 10))
    await asyncio.to_thread(stuck.started.wait, 10)
    waiting.cancel()
    await asyncio.sleep(0.05)
    assert not waiting.done()
    stuck.let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert written.exception() is None


async def test_who_is_cancelled_learns_that_the_item_is_not_there(store: StoreThread) -> None:
    """A cancelled one whose item cannot be written in time gets Unavailable: nothing was begun."""
    stuck, late = Stuck(), Stuck()
    late.let_go.set()
    waiting = asyncio.create_task(durable(store.submit(stuck, None), 10))
    await asyncio.to_thread(stuck.started.wait, 10)
    other = asyncio.create_task(durable(store.submit(late, None), 0.2))
    await asyncio.sleep(0.05)
    other.cancel()
    with pytest.raises(Unavailable, match="LOGBOEK_NIET_BESCHIKBAAR"):
        await other
    stuck.let_go.set()
    await waiting
