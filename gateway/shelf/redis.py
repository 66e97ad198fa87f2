"""A shelf in Redis: gets of one moment go out together, puts are not waited for, trouble is a miss."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from gateway.logs import tell

PREFIX = b"gateway:cache:"
"""Every name in Redis begins so: an ACL can keep the gateway to these."""

_GET_SECONDS = 0.05
_OTHER_SECONDS = 1.0
_LEFT_ALONE_SECONDS = 1.0
_MOST_AT_ONCE = 100
_MOST_WAITING_BYTES = 8 * 1024 * 1024


@dataclass(slots=True, eq=False)
class _Asked:
    name: bytes
    answer: asyncio.Future[bytes | None]
    until: float


@dataclass(slots=True, eq=False)
class RedisShelf:
    """Bytes by name in Redis.

    One task gets and one puts, each over a connection of its own, and both only while there is work. After a
    failure nothing is asked of Redis but, every second, whether it is back.
    """

    redis: Redis = field(repr=False)
    _up: bool = False
    _refuses: set[str] = field(default_factory=set, repr=False)
    _asked: list[_Asked] = field(default_factory=list, repr=False)
    _waiting: list[tuple[bytes, bytes, int]] = field(default_factory=list, repr=False)
    _waiting_bytes: int = 0
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict, repr=False)

    async def get(self, name: bytes) -> bytes | None:
        """Give what lies there, or None."""
        if not self._up:
            return None
        loop = asyncio.get_running_loop()
        asked = _Asked(name, loop.create_future(), loop.time() + _GET_SECONDS)
        self._asked.append(asked)
        self._run("get", self._get_all)
        return await asked.answer

    def put(self, name: bytes, value: bytes, seconds: int) -> None:
        """Lay it there for so many seconds, unless too much is waiting already."""
        if self._up and self._waiting_bytes + len(value) <= _MOST_WAITING_BYTES:
            self._waiting.append((PREFIX + name, value, seconds))
            self._waiting_bytes += len(value)
            self._run("put", self._put_all)

    async def reach(self) -> None:
        """Ask once whether Redis is there; what fails is tried again each second, in the background."""
        try:
            await self._ping()
        except Exception as error:  # noqa: BLE001 - Redis is never a reason not to answer
            self._lost(error)

    async def close(self) -> None:
        """End every task; who still waits for a get has a miss."""
        self._up = False
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._miss_all()

    def _run(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self._runs(name):
            self._tasks[name] = asyncio.create_task(work())

    def _runs(self, name: str) -> bool:
        return name in self._tasks and not self._tasks[name].done()

    async def _get_all(self) -> None:
        # The sources of one question begin within two turns of the loop: gemeenten one later.
        await asyncio.sleep(0)
        while self._asked:
            asked, self._asked = self._asked[:_MOST_AT_ONCE], self._asked[_MOST_AT_ONCE:]
            try:
                found = await self._values(asked)
            except asyncio.CancelledError:
                _answer(asked)
                raise
            _answer(asked, found)

    async def _values(self, asked: Sequence[_Asked]) -> Sequence[bytes | None]:
        try:
            async with asyncio.timeout_at(asked[0].until):
                found = await self.redis.mget([PREFIX + one.name for one in asked])
        except ResponseError as error:
            self._told("get", [error])
        except Exception as error:  # noqa: BLE001 - idem
            self._lost(error)
        else:
            self._told("get", ())
            return [value if isinstance(value, bytes) else None for value in found]
        return ()

    async def _put_all(self) -> None:
        while self._waiting:
            waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
            pipeline = self.redis.pipeline(transaction=False)
            for name, value, seconds in waiting:
                pipeline.set(name, value, ex=seconds)
            try:
                async with asyncio.timeout(_OTHER_SECONDS):
                    self._told("put", await pipeline.execute(raise_on_error=False))
            except Exception as error:  # noqa: BLE001 - idem
                self._lost(error)

    def _told(self, what: str, answers: Sequence[object]) -> None:
        """Say once that Redis refuses (it is full, or may not), until it does what is asked again."""
        refused = [answer for answer in answers if isinstance(answer, Exception)]
        if refused and what not in self._refuses:
            tell("REDIS_WEIGERT", waarvoor="bewaren", fout=_kind(refused[0]))
        (self._refuses.add if refused else self._refuses.discard)(what)

    def _lost(self, error: Exception) -> None:
        if not self._runs("mend"):
            tell("REDIS_WEG", waarvoor="bewaren", fout=_kind(error))
        self._up = False
        self._miss_all()
        self._waiting, self._waiting_bytes = [], 0
        self._run("mend", self._mend)

    def _miss_all(self) -> None:
        _answer(self._asked)
        self._asked = []

    async def _mend(self) -> None:
        while not self._up:
            await asyncio.sleep(_LEFT_ALONE_SECONDS)
            try:
                await self._ping()
            except Exception:  # noqa: BLE001, S112 - said once already
                continue
        tell("REDIS_TERUG", waarvoor="bewaren")

    async def _ping(self) -> None:
        async with asyncio.timeout(_OTHER_SECONDS):
            await self.redis.ping()
        self._up = True


def _answer(asked: Sequence[_Asked], found: Sequence[bytes | None] = ()) -> None:
    """Give each its value; a miss where there is none."""
    for one, value in zip_longest(asked, found[: len(asked)]):
        if not one.answer.done():
            one.answer.set_result(value)


def _kind(error: object) -> str:
    """Name the kind of trouble: its text may hold an address."""
    return type(error).__name__


@asynccontextmanager
async def redis_shelf(redis: Redis) -> AsyncIterator[RedisShelf]:
    """Open a shelf, also when Redis is not there, and end it."""
    shelf = RedisShelf(redis)
    try:
        await shelf.reach()
        yield shelf
    finally:
        await shelf.close()
