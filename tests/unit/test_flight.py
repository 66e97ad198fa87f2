"""Work that is joined: done once, left one by one, and never joined while it ends."""

import asyncio

import pytest

from gateway.flight import Flight


class _Work:
    """Waits until it is let go; counts how often it began and how often it was called off."""

    def __init__(self) -> None:
        self.go, self.ending = asyncio.Event(), asyncio.Event()
        self.begun = self.called_off = 0

    async def __call__(self) -> int:
        self.begun += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.called_off += 1
            await self.ending.wait()
            raise
        return self.begun


async def _joined(flight: Flight[int], work: _Work, count: int = 1) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(flight.join("sleutel", work)) for _ in range(count)]
    await asyncio.sleep(0.01)
    return tasks


async def test_all_who_join_share_one_result_and_nothing_is_kept() -> None:
    """Three joiners get the result of one piece of work; who comes afterwards begins another."""
    flight, work = Flight[int](), _Work()
    joined = await _joined(flight, work, 3)
    assert "sleutel" in flight
    work.go.set()
    assert [await task for task in joined] == [1, 1, 1]
    assert await flight.join("sleutel", work) == 2
    await asyncio.sleep(0)
    assert "sleutel" not in flight


async def test_who_leaves_leaves_alone_until_the_last() -> None:
    """One of two is cancelled and the work goes on; with the other it is called off, and waited for."""
    flight, work = Flight[int](), _Work()
    first, last = await _joined(flight, work, 2)
    first.cancel()
    await asyncio.wait([first])
    assert work.called_off == 0
    last.cancel()
    await asyncio.sleep(0.01)
    assert (work.called_off, last.done()) == (1, False)
    work.ending.set()
    with pytest.raises(asyncio.CancelledError):
        await last


async def test_who_comes_while_it_ends_waits_and_begins_anew() -> None:
    """A newcomer joins nothing that was called off, and begins only when that has ended."""
    flight, work = Flight[int](), _Work()
    [left] = await _joined(flight, work)
    left.cancel()
    await asyncio.sleep(0.01)
    newcomers = await _joined(flight, work, 2)
    assert work.begun == 1
    work.ending.set()
    work.go.set()
    assert [await task for task in newcomers] == [2, 2]
    assert left.cancelled()


async def test_an_error_goes_to_all_who_joined() -> None:
    """What the work raises is raised for each of them, and the next one starts again."""
    flight, begun = Flight[int](), []

    async def fails() -> int:
        begun.append(1)
        await asyncio.sleep(0.01)
        raise KeyError

    said = await asyncio.gather(*[flight.join(1, fails) for _ in range(2)], return_exceptions=True)
    assert [type(error) for error in said] == [KeyError, KeyError]
    with pytest.raises(KeyError):
        await flight.join(1, fails)
    assert len(begun) == 2
