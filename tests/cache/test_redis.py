"""A shelf in a real Redis: together out, not waited for, and in trouble only a miss."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from gateway.redis_address import redis_address
from gateway.shelf.client import redis_client
from gateway.shelf.redis import PREFIX, RedisShelf, redis_shelf
from tests.fakes.redis import RedisServer, redis_server

NAMES = [bytes([number]) * 32 for number in range(6)]


@asynccontextmanager
async def shelf_on(server: RedisServer) -> AsyncIterator[RedisShelf]:
    """Open a shelf."""
    async with (
        AsyncExitStack() as ending,
        redis_shelf(redis_client(redis_address(server.url), None, ending)) as shelf,
    ):
        yield shelf


async def until(true: Callable[[], object]) -> None:
    """Wait until something holds, at most ten seconds."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.01)


async def kept(shelf: RedisShelf, name: bytes, value: bytes, seconds: int = 60) -> None:
    """Lay something there and wait until it lies there."""
    shelf.put(name, value, seconds)
    async with asyncio.timeout(10):
        while await shelf.get(name) != value:  # noqa: ASYNC110 - idem
            await asyncio.sleep(0.01)


def calls(server: RedisServer) -> dict[str, int]:
    """Count the commands that Redis carried out."""
    with server.client() as client:
        stats = client.info("commandstats")
    return {name.removeprefix("cmdstat_"): found["calls"] for name, found in stats.items()}


async def test_what_is_put_is_there_with_its_time_and_only_with_it(server: RedisServer) -> None:
    """The value comes back, its name begins with the prefix, and its time runs from the first moment."""
    async with shelf_on(server) as shelf:
        await kept(shelf, NAMES[0], b"waarde", 60)
    with server.client() as client:
        assert client.keys("*") == [PREFIX + NAMES[0]]
        assert 0 < client.ttl(PREFIX + NAMES[0]) <= 60
    assert calls(server).keys() & {"expire", "pexpire", "setex", "persist"} == set()


async def test_the_gets_of_one_moment_are_one_command(server: RedisServer) -> None:
    """Six gets, half of them begun one turn of the loop later, are one MGET; each has its own value."""
    async with shelf_on(server) as shelf:
        for name in NAMES[:3]:
            await kept(shelf, name, b"van " + name)

        async def later(name: bytes) -> bytes | None:
            return await asyncio.create_task(shelf.get(name))

        before = calls(server)["mget"]
        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(shelf.get(name)) for name in NAMES[::2]]
            asked += [group.create_task(later(name)) for name in NAMES[1::2]]
        assert [task.result() for task in asked] == [
            b"van " + name if name in NAMES[:3] else None for name in (*NAMES[::2], *NAMES[1::2])
        ]
        assert calls(server)["mget"] == before + 1


async def test_a_put_is_not_waited_for_and_many_go_out_together(server: RedisServer) -> None:
    """Putting returns before Redis has it, and what is put at one moment arrives whole."""
    async with shelf_on(server) as shelf:
        for number in range(500):
            shelf.put(b"%032d" % number, b"x" * 100, 60)
        with server.client() as client:
            assert client.dbsize() == 0
            await until(lambda: client.dbsize() == 500)


async def test_what_waits_to_be_put_is_bounded(server: RedisServer) -> None:
    """With 8 MB waiting the rest is not kept."""
    async with shelf_on(server) as shelf:
        for number in range(20):
            shelf.put(b"%032d" % number, b"x" * 1024 * 1024, 60)
        assert shelf._waiting_bytes == 8 * 1024 * 1024  # noqa: SLF001 - the bound itself
        with server.client() as client:
            await until(lambda: not shelf._waiting)  # noqa: SLF001 - idem
            await until(lambda: client.dbsize() == 8)


async def test_a_get_that_is_taken_back_leaves_the_others(server: RedisServer) -> None:
    """Of two gets in one command one is cancelled; the other has its value, and so has the next."""
    async with shelf_on(server) as shelf:
        await kept(shelf, NAMES[0], b"waarde")
        leaving, staying = (asyncio.create_task(shelf.get(NAMES[0])) for _ in range(2))
        await asyncio.sleep(0)
        leaving.cancel()
        assert await staying == b"waarde"
        assert await shelf.get(NAMES[0]) == b"waarde"


async def test_flushed_and_of_another_type_are_misses(server: RedisServer) -> None:
    """FLUSHALL, and a list where a value should lie, give None; what lies beside it is still given."""
    async with shelf_on(server) as shelf:
        await kept(shelf, NAMES[0], b"waarde")
        with server.client() as client:
            client.flushall()
            client.rpush(PREFIX + NAMES[0], b"geen waarde")
        await kept(shelf, NAMES[1], b"wel")
        assert await asyncio.gather(*map(shelf.get, NAMES[:2])) == [None, b"wel"]


async def test_a_frozen_redis_costs_fifty_milliseconds_once(
    server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The gets of that moment are misses, the next do not ask; said once, and it comes back by itself."""
    async with shelf_on(server) as shelf:
        await kept(shelf, NAMES[0], b"waarde")
        loop = asyncio.get_running_loop()
        server.freeze()
        try:
            begun = loop.time()
            assert await asyncio.gather(*map(shelf.get, NAMES)) == [None] * 6
            assert loop.time() - begun < 1
            for _ in range(3):
                assert await shelf.get(NAMES[0]) is None
                shelf.put(NAMES[1], b"gaat verloren", 60)
        finally:
            server.thaw()
        assert [record.levelno for record in caplog.records] == [logging.WARNING]
        await until(lambda: shelf._up)  # noqa: SLF001 - there is no other sign
        assert await asyncio.gather(*map(shelf.get, NAMES[:2])) == [b"waarde", None]


async def test_an_answer_that_came_too_late_is_nobodys(server: RedisServer) -> None:
    """What Redis said to a get that was given up is never taken for the answer to a later one."""
    async with shelf_on(server) as shelf:
        await kept(shelf, NAMES[0], b"van nul")
        await kept(shelf, NAMES[1], b"van een")
        for _ in range(3):
            server.freeze()
            assert await shelf.get(NAMES[0]) is None
            server.thaw()
            await until(lambda: shelf._up)  # noqa: SLF001 - idem
            assert await shelf.get(NAMES[1]) == b"van een"


async def test_a_killed_redis_is_a_miss_and_a_new_one_is_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Killed with -9: misses, which is said once; restarted empty on the same port it is used again."""
    with redis_server(tmp_path) as server:
        async with shelf_on(server) as shelf:
            await kept(shelf, NAMES[0], b"waarde")
            server.kill()
            for _ in range(5):
                assert await shelf.get(NAMES[0]) is None
                shelf.put(NAMES[0], b"gaat verloren", 60)
            server.start()
            await until(lambda: shelf._up)  # noqa: SLF001 - idem
            assert await shelf.get(NAMES[0]) is None
            await kept(shelf, NAMES[0], b"nieuw")
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2
    assert said == ["Redis is niet bereikbaar", "Redis is weer bereikbaar"]


async def test_a_redis_that_is_not_there_yet_is_used_once_it_is(tmp_path: Path) -> None:
    """The shelf opens without it, answers misses, and finds it later."""
    with redis_server(tmp_path) as server:
        server.kill()
        async with shelf_on(server) as shelf:
            assert await shelf.get(NAMES[0]) is None
            server.start()
            await until(lambda: shelf._up)  # noqa: SLF001 - idem
            await kept(shelf, NAMES[0], b"waarde")


async def test_a_full_redis_takes_nothing_and_still_gives(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With maxmemory reached without eviction puts are lost, which is said once; gets go on."""
    with redis_server(tmp_path, "--maxmemory-policy", "noeviction") as server, server.client() as client:
        async with shelf_on(server) as shelf:
            await kept(shelf, NAMES[0], b"waarde")
            client.config_set("maxmemory", 1)
            for name in NAMES[1:4]:
                shelf.put(name, b"past niet", 60)
                await until(lambda: not shelf._runs("put"))  # noqa: SLF001 - idem
            assert await asyncio.gather(*map(shelf.get, NAMES[:4])) == [b"waarde", None, None, None]
            client.config_set("maxmemory", 0)
            await kept(shelf, NAMES[1], b"past weer")
    assert [record.getMessage() for record in caplog.records] == ["Redis weigert wat hem wordt gevraagd"]


async def test_nothing_runs_on_after_the_end(server: RedisServer) -> None:
    """Closed with work under way, no task and no connection is left, and who waited has a miss."""
    async with shelf_on(server) as shelf:
        server.freeze()
        try:
            waiting = asyncio.create_task(shelf.get(NAMES[0]))
            shelf.put(NAMES[1], b"waarde", 60)
            await asyncio.sleep(0.01)
            await shelf.close()
            assert await waiting is None
        finally:
            server.thaw()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    with server.client() as client:
        await until(lambda: len(client.client_list()) == 1)


async def test_a_shelf_shows_neither_name_nor_value_nor_address(server: RedisServer) -> None:
    """Its text says only how it is doing."""
    async with shelf_on(server) as shelf:
        shelf.put(NAMES[0], b"canary", 60)
        assert repr(shelf).startswith("RedisShelf(_up=True, ")
        assert not [text for text in ("canary", "127.0.0.1", str(server.port)) if text in repr(shelf)]
