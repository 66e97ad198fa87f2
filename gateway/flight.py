"""One piece of work for everybody who asks for the same thing at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _UnderWay:
    task: asyncio.Task[Any]
    waiting: int = 0

    @property
    def ending(self) -> bool:
        """Whether everybody has left and the work has not yet heard of it."""
        return self.waiting == 0 and not self.task.done()


class Flight:
    """Starts work once for each key and gives all who join meanwhile what came of it.

    Whoever is cancelled leaves alone; when the last has left, the work is cancelled and waited for. Who comes
    while it ends does not join it, but waits and starts anew.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, _UnderWay] = {}

    async def join(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> T:
        """Give the result of the work under this key, or raise its error; it starts unless it runs."""
        while (found := self._under_way.get(key)) is not None and found.ending:
            await asyncio.wait([found.task])
        if found is None or found.task.done():
            found = self._start(key, work)
        found.waiting += 1
        try:
            result: T = await asyncio.shield(found.task)
            return result
        finally:
            found.waiting -= 1
            if found.ending:
                found.task.cancel()
                await asyncio.wait([found.task])

    def _start(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> _UnderWay:
        started = _UnderWay(asyncio.ensure_future(_run(work)))
        self._under_way[key] = started

        def forget(_done: object) -> None:
            if self._under_way.get(key) is started:
                del self._under_way[key]

        started.task.add_done_callback(forget)
        return started


async def _run(work: Callable[[], Awaitable[T]]) -> T:
    return await work()
