"""Whole gateways that keep answers: on their own, together over one Redis, and with a Redis in trouble."""

import asyncio
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gateway.core.question import Caller
from gateway.errors import SettingsInvalid
from gateway.shelf.redis import PREFIX
from tests.cache.gateways import gateway_on, settings_of
from tests.fakes.processes import CASEMANAGER, MockSources
from tests.fakes.redis import RedisServer
from tests.fakes.world import TILBURG, caller_of

ROTTERDAM = caller_of("GEMEENTE_REINTEGRATIE", "00000099000000599000", "nazorgcoordinator")


async def until_kept(server: RedisServer, asked: Counter[str]) -> None:
    """Wait until every answer that was asked for lies in Redis."""
    with server.client() as client:
        async with asyncio.timeout(10):
            while client.dbsize() < asked.total():  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.01)


async def test_off_nothing_is_kept(mocks: MockSources, tmp_path: Path, server: RedisServer) -> None:
    """Without a setting each question asks the sources, and nothing connects to the Redis that is named."""
    async with gateway_on(tmp_path, mocks.url, {"GATEWAY_REDIS_URL": server.url}) as gateway:
        first = await gateway.answer()
        once = Counter(gateway.asked)
        assert (await gateway.answer(), gateway.asked) == (first, once + once)
    with server.client() as client:
        assert (client.dbsize(), len(client.client_list())) == (0, 1)


async def test_in_process_the_second_question_asks_nobody(mocks: MockSources, tmp_path: Path) -> None:
    """The same question twice: the same bytes, no source asked; about somebody else: asked."""
    async with gateway_on(tmp_path, mocks.url, settings_of()) as gateway:
        first = await gateway.answer()
        once = Counter(gateway.asked)
        assert (await gateway.answer(), gateway.asked) == (first, once)
        await gateway.answer("P02")
        assert gateway.asked.total() > once.total()


async def test_one_source_may_be_kept_and_another_not(mocks: MockSources, tmp_path: Path) -> None:
    """Only the source whose setting says so is kept."""
    async with gateway_on(tmp_path, mocks.url, {"GATEWAY_BRONNEN__SVB__CACHE_SECONDEN": "60"}) as gateway:
        await gateway.answer()
        once = Counter(gateway.asked)
        await gateway.answer()
    assert gateway.asked - once == Counter({name: count for name, count in once.items() if name != "svb"})


async def test_two_gateways_give_each_others_answers(
    mocks: MockSources, tmp_path: Path, server: RedisServer
) -> None:
    """With the same keys and Redis the second gateway answers, in the same bytes, without asking a source.

    Six sources are one command to Redis.
    """
    extra = settings_of(redis_url=server.url)
    async with gateway_on(tmp_path, mocks.url, extra) as one, gateway_on(tmp_path, mocks.url, extra) as two:
        first = await one.answer()
        await until_kept(server, one.asked)
        with server.client() as client:
            client.config_resetstat()
            assert (await two.answer(), two.asked.total()) == (first, 0)
            assert client.info("commandstats")["cmdstat_mget"]["calls"] == 1
            names = client.keys("*")
    assert len(names) == one.asked.total()
    assert {(name[: len(PREFIX)], len(name)) for name in names} == {(PREFIX, len(PREFIX) + 32)}


async def test_gateways_with_other_keys_share_nothing(
    mocks: MockSources, tmp_path: Path, server: RedisServer
) -> None:
    """Another cache key, or another key for pseudonyms, finds nothing of what the first kept."""
    extra = settings_of(redis_url=server.url)
    async with gateway_on(tmp_path / "een", mocks.url, extra) as one:
        first = await one.answer()
        await until_kept(server, one.asked)
        shared = f"{tmp_path}/een/sleutels/cache.key"
        extra["GATEWAY_SLEUTELS__CACHE_FILE"] = shared
        async with gateway_on(tmp_path / "twee", mocks.url, extra) as two:
            await two.answer()
        del extra["GATEWAY_SLEUTELS__CACHE_FILE"]
        extra["GATEWAY_SLEUTELS__PSEUDONIEM_FILE"] = f"{tmp_path}/een/sleutels/pseudoniem.key"
        async with gateway_on(tmp_path / "drie", mocks.url, extra) as three:
            assert await three.answer() == first
    assert one.asked == two.asked == three.asked


async def test_another_purpose_and_another_afnemer_never(
    mocks: MockSources, tmp_path: Path, server: RedisServer
) -> None:
    """What is kept for one is not read for the other: each is asked as if nothing lay there."""
    extra = settings_of(redis_url=server.url)
    asking: list[tuple[Caller, dict[str, Any]]] = [
        (CASEMANAGER, {}),
        (TILBURG, {"doelbinding": "GEMEENTE_REINTEGRATIE", "gemeenten": ("0855",)}),
        (ROTTERDAM, {"doelbinding": "GEMEENTE_REINTEGRATIE", "gemeenten": ("0599",)}),
    ]
    asked, bodies = [], []
    for number, (caller, how) in enumerate(asking):
        async with gateway_on(tmp_path / str(number), mocks.url, {}) as cold:
            await cold.answer(caller=caller, **how)
        asked.append(cold.asked)
    async with gateway_on(tmp_path / "warm", mocks.url, extra) as warm:
        for (caller, how), expected in zip(asking, asked, strict=True):
            before = Counter(warm.asked)
            bodies.append(await warm.answer(caller=caller, **how))
            assert warm.asked - before == expected
            await until_kept(server, warm.asked)
            assert (await warm.answer(caller=caller, **how), warm.asked - before) == (bodies[-1], expected)


async def test_a_value_changed_or_moved_is_asked_again(
    mocks: MockSources, tmp_path: Path, server: RedisServer
) -> None:
    """Values swapped between names, cut or overwritten in Redis: right answers, asked anew."""
    extra = settings_of(redis_url=server.url)
    async with gateway_on(tmp_path, mocks.url, extra) as gateway:
        first = await gateway.answer()
        once = Counter(gateway.asked)
        await until_kept(server, once)
        with server.client() as client:
            names = sorted(client.keys("*"))
            values = client.mget(names)
            client.mset(dict(zip(names, values[1:] + values[:1], strict=True)))
            assert (await gateway.answer(), gateway.asked) == (first, once + once)
            for bad in (b"", b"x", b"\x00" * 28, os.urandom(400)):
                await asyncio.sleep(0.05)
                client.mset(dict.fromkeys(names, bad))
                before = Counter(gateway.asked)
                assert (await gateway.answer(), gateway.asked - before) == (first, once)


async def test_a_redis_in_trouble_changes_no_answer(
    mocks: MockSources, tmp_path: Path, server: RedisServer
) -> None:
    """Frozen, flushed, or refusing every command, the answer is the same and complete."""
    extra = settings_of(redis_url=server.url)
    async with gateway_on(tmp_path, mocks.url, extra) as gateway:
        first = await gateway.answer()
        await until_kept(server, gateway.asked)
        with server.client() as client:
            client.flushall()
            assert await gateway.answer() == first
            server.freeze()
            try:
                answers = await asyncio.gather(*(gateway.answer() for _ in range(5)))
            finally:
                server.thaw()
            assert set(answers) == {first}


async def test_five_at_once_ask_each_source_once_though_redis_is_away(
    mocks: MockSources, tmp_path: Path
) -> None:
    """Joining those who ask the same needs no Redis."""
    extra = settings_of(redis_url="redis://127.0.0.1:1/0")
    async with gateway_on(tmp_path, mocks.url, {}) as cold:
        first = await cold.answer()
    # Long enough for all five to come, however busy the machine is.
    async with gateway_on(tmp_path, mocks.url, extra, held=0.5) as gateway:
        answers = await asyncio.gather(*(gateway.answer() for _ in range(5)))
    assert (set(answers), gateway.asked) == ({first}, cold.asked)


@pytest.mark.parametrize("seconds", ["-1", "901", "1.5", "lang"])
def test_more_than_fifteen_minutes_is_refused(seconds: str, tmp_path: Path) -> None:
    """The setting is 0 to 900 whole seconds; anything else names it."""
    extra = {"GATEWAY_BRONNEN__SVB__CACHE_SECONDEN": seconds}
    with pytest.raises(SettingsInvalid, match="GATEWAY_BRONNEN__SVB__CACHE_SECONDEN"):
        asyncio.run(_start(tmp_path, extra))


@pytest.mark.parametrize(
    ("name", "value"),
    [("GATEWAY_REDIS_URL", "http://:canary@x"), ("GATEWAY_REDIS_CA_FILE", "/bestaat/niet/canary")],
)
def test_a_faulty_redis_is_refused_at_the_start(name: str, value: str, tmp_path: Path) -> None:
    """The setting is named and its value not shown."""
    extra = settings_of(redis_url="redis://127.0.0.1:1") | {name: value}
    with pytest.raises(SettingsInvalid) as refusal:
        asyncio.run(_start(tmp_path, extra))
    assert str(refusal.value).startswith(f"{name}: ")
    assert "canary" not in str(refusal.value)


async def _start(state: Path, extra: dict[str, str]) -> None:
    async with gateway_on(state, "http://127.0.0.1:9", extra):
        raise AssertionError
