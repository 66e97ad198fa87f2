"""Many who ask the same thing at once are one question (`gateway/flight.py`)."""

import asyncio
from dataclasses import dataclass, field

import pytest

from gateway.flight import Flight


@dataclass(slots=True)
class Work:
    """Work that lasts until it is let go; counts how often it was begun, and notes how it ended."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    ended: list[str] = field(default_factory=list)
    fails: bool = False

    async def __call__(self) -> int:
        """Do it: give the number of times it was begun."""
        self.begun += 1
        number = self.begun
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            self.ended.append("afgebroken")
            raise
        if self.fails:
            raise LookupError
        self.ended.append("klaar")
        return number


async def _settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def _others() -> set[str]:
    """Name the tasks that run beside the test itself."""
    return {task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()}


async def test_all_who_ask_at_once_get_the_one_answer() -> None:
    """A hundred join the same work: it is done once, and afterwards nothing of it is left."""
    flight, work = Flight[int](), Work()
    joined = [asyncio.create_task(flight.join("x", work)) for _ in range(100)]
    await _settle()
    work.go.set()
    assert (await asyncio.gather(*joined), work.begun) == ([1] * 100, 1)
    await _settle()
    assert ("x" in flight, _others()) == (False, set())


async def test_what_is_done_is_not_kept() -> None:
    """Who asks after the work is done has it done again; another key is other work."""
    flight, work = Flight[int](), Work()
    work.go.set()
    assert [await flight.join(key, work) for key in ("x", "x", "y")] == [1, 2, 3]


async def test_who_began_may_leave_without_taking_it_from_the_others() -> None:
    """The first is cancelled; the second has the answer of the same work."""
    flight, work = Flight[int](), Work()
    first, second = (asyncio.create_task(flight.join("x", work)) for _ in range(2))
    await _settle()
    first.cancel()
    await _settle()
    work.go.set()
    assert (await second, work.begun, first.cancelled()) == (1, 1, True)


async def test_when_the_last_leaves_the_work_has_ended_before_it_is_gone() -> None:
    """The work is cancelled once nobody waits, and its cleaning up is waited for; no task is left."""
    flight, work = Flight[int](), Work()
    joined = [asyncio.create_task(flight.join("x", work)) for _ in range(3)]
    await _settle()
    for task in joined[:2]:
        task.cancel()
    await _settle()
    assert work.ended == []
    joined[2].cancel()
    await asyncio.wait(joined)
    assert (work.ended, "x" in flight, _others()) == (["afgebroken"], False, set())


async def test_nobody_joins_what_is_ending() -> None:
    """Who asks while cancelled work cleans up has it begun anew."""
    flight, work = Flight[int](), Work()
    leaving = asyncio.create_task(flight.join("x", work))
    await _settle()
    leaving.cancel()
    await asyncio.sleep(0)
    new = asyncio.create_task(flight.join("x", work))
    await asyncio.sleep(0)
    work.go.set()
    assert (await new, work.begun, work.ended) == (2, 2, ["afgebroken", "klaar"])


async def test_each_has_a_deadline_of_its_own() -> None:
    """Of two who wait for the same work the one whose time is up leaves; the other has the answer."""
    flight, work = Flight[int](), Work()
    patient = asyncio.create_task(flight.join("x", work))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await flight.join("x", work)
    work.go.set()
    assert (await patient, work.begun) == (1, 1)


async def test_a_failure_is_everybodys_and_is_not_kept() -> None:
    """All who waited get the same failure; the next has the work done again."""
    flight, work = Flight[int](), Work(fails=True)
    joined = [asyncio.create_task(flight.join("x", work)) for _ in range(3)]
    await _settle()
    work.go.set()
    failures = await asyncio.gather(*joined, return_exceptions=True)
    assert ({type(failure) for failure in failures}, work.begun) == ({LookupError}, 1)
    work.fails = False
    assert await flight.join("x", work) == 2


def test_a_flight_shows_no_key() -> None:
    """Its text tells nothing of what is under way: keys may be about a person."""
    assert repr(Flight[int]()) == "Flight()"
