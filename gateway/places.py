"""How many questions may be under way in this process, so that too many are refused before they cost."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gateway.errors import Unavailable

_ARRIVING_PER_PLACE = 4
_RECORDS_PER_PLACE = 2
_LEAVING_SECONDS = 5.0


class Places:
    """Room for `most` questions; `waiting` tells how many records wait for the store thread.

    A question takes its place once its body is read, so a slow or stuck sender holds none. What those may
    cost is bounded apart: at most four requests a place are open at once, under way or still arriving, of
    64 kB each (102 MB at 400 places), and the protocol gives each of them 30 s to arrive.

    A question that is under way has one record waiting at most. When twice as many wait as there are
    places, the store has not kept up for longer than a question lasts, and more would only fill memory.
    """

    def __init__(self, most: int, waiting: Callable[[], int]) -> None:
        self._most, self._waiting = most, waiting
        self._open = self._under_way = 0
        self._left = asyncio.Event()
        self._left.set()

    @property
    def full(self) -> bool:
        """Whether a question that comes now must be refused, whatever it is."""
        return (
            self._under_way >= self._most
            or self._open >= _ARRIVING_PER_PLACE * self._most
            or self._waiting() >= _RECORDS_PER_PLACE * self._most
        )

    @contextmanager
    def arrived(self) -> Iterator[None]:
        """Hold a request for a question from its head to the end of its answer."""
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place while a question is answered; raises Unavailable OVERBELAST when there is none."""
        if self._under_way >= self._most:
            raise Unavailable("OVERBELAST")
        self._under_way += 1
        self._left.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._left.set()

    async def left(self) -> None:
        """Wait until every question has ended and its end is recorded; not longer than that can take."""
        try:
            async with asyncio.timeout(_LEAVING_SECONDS):
                await self._left.wait()
        except TimeoutError:
            return
