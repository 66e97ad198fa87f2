"""Join those who ask for the same thing at the same time, so that it is done once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class _UnderWay(Generic[T]):
    task: asyncio.Task[T]
    waiting: int = 0


@dataclass(slots=True)
class Flight(Generic[T]):
    """Work under way by key. What is done is forgotten: this keeps nothing."""

    _under_way: dict[Hashable, _UnderWay[T]] = field(default_factory=dict, repr=False)

    def __contains__(self, key: Hashable) -> bool:
        """Whether this work is under way."""
        return key in self._under_way

    async def join(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        """Wait for the work under this key, and begin it when nobody did; raises what it raises.

        Who is cancelled leaves the others alone; when the last one leaves, the work is cancelled and has
        ended before that one goes on. Everybody gets the same value: leave it as it is.
        """
        under_way = self._under_way.get(key)
        if under_way is None:
            under_way = self._under_way[key] = self._begin(key, work)
        under_way.waiting += 1
        try:
            return await asyncio.shield(under_way.task)
        finally:
            under_way.waiting -= 1
            if not (under_way.waiting or under_way.task.done()):
                await self._abandon(key, under_way)

    def _begin(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> _UnderWay[T]:
        async def done() -> T:
            return await work()

        task = asyncio.create_task(done())
        under_way = _UnderWay(task)
        task.add_done_callback(lambda _: self._forget(key, under_way))
        return under_way

    async def _abandon(self, key: Hashable, under_way: _UnderWay[T]) -> None:
        # Forgotten first: who comes now must not join what is ending.
        self._forget(key, under_way)
        under_way.task.cancel()
        await asyncio.wait((under_way.task,))

    def _forget(self, key: Hashable, under_way: _UnderWay[T]) -> None:
        if self._under_way.get(key) is under_way:
            del self._under_way[key]
