"""Limits of running gateways, with a real Redis: exact, shared, and never gone when Redis is."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.fakes.processes import MockSources, Said, Served, served_gateway, until
from tests.fakes.redis import RedisServer, redis_server

NO_SOURCES = MockSources("http://127.0.0.1:9", None)  # type: ignore[arg-type]  # nobody is asked
WRONG: dict[str, object] = {}
"""A question of which nothing is right: it reaches no source, and it counts."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two gateways that share a Redis and the key of pseudonyms: three questions a minute an employee."""

    first: Served
    second: Served
    redis: RedisServer

    def both_reach_redis(self) -> bool:
        """Whether what each of them counts is found in Redis, and none of them counts alone for a while."""
        with self.redis.client() as inside:
            inside.flushall()
            for served in (self.first, self.second):
                before = inside.dbsize()
                statuses(served, 1, sub=str(uuid4()))
                events = re.findall("REDIS_[A-Z]+", served.said.read_text("utf-8"))
                if inside.dbsize() == before or events[-1:] not in ([], ["REDIS_TERUG"]):
                    return False
        return True


@pytest.fixture(scope="module")
def _pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    one, two, three = (tmp_path_factory.mktemp(name) for name in ("een", "twee", "redis"))
    key = str(one / "staat" / "sleutels" / "pseudoniem.key")
    wide = {"GATEWAY_LIMIET__INRICHTING": "1000000", "GATEWAY_LIMIET__AFNEMER": "1000000"}
    with ExitStack() as ending:
        redis = ending.enter_context(redis_server(three))
        limits = {"GATEWAY_REDIS_URL": redis.url, "GATEWAY_LIMIET__MEDEWERKER": "3", **wide}
        first = ending.enter_context(served_gateway(one, NO_SOURCES, given=limits))
        limits["GATEWAY_SLEUTELS__PSEUDONIEM_FILE"] = key
        second = ending.enter_context(served_gateway(two, NO_SOURCES, given=limits))
        yield Pair(first, second, redis)


@pytest.fixture
def pair(_pair: Pair) -> Pair:
    """Give the pair while both of them reach Redis."""
    until(_pair.both_reach_redis)
    return _pair


def statuses(served: Served, times: int, sub: str) -> list[int]:
    """Ask so many wrong questions one after the other."""
    return [served.ask(WRONG, sub=sub).status_code for _ in range(times)]


def quota(answer: httpx.Response) -> tuple[int, str | None]:
    """Give the status and the limit it is about."""
    return answer.status_code, answer.headers.get("RateLimit-Limit")


def test_each_of_the_three_limits_is_exact(tmp_path: Path) -> None:
    """Two of an employee, three of an inrichting, four of an afnemer pass in two processes; not one more."""
    limits = {
        "GATEWAY_LIMIET__MEDEWERKER": "2",
        "GATEWAY_LIMIET__INRICHTING": "3",
        "GATEWAY_LIMIET__AFNEMER": "4",
    }
    with (
        redis_server(tmp_path) as redis,
        served_gateway(
            tmp_path, NO_SOURCES, "--workers", "2", given={"GATEWAY_REDIS_URL": redis.url, **limits}
        ) as served,
    ):
        first = [quota(served.ask(WRONG, sub="a", inrichting="PI_1")) for _ in range(3)]
        second = [quota(served.ask(WRONG, sub="b", inrichting="PI_1")) for _ in range(2)]
        third = [quota(served.ask(WRONG, sub="c", inrichting="PI_2")) for _ in range(2)]
        other = quota(served.ask(WRONG, sub="c", inrichting="PI_2", azp="00000099000000020000"))
    assert first == [(400, "2"), (400, "2"), (429, "2")]
    assert second == [(400, "3"), (429, "3")]
    assert third == [(400, "4"), (429, "4")]
    assert other == (400, "2")


def test_a_refusal_says_how_long_and_leaves_no_record(tmp_path: Path) -> None:
    """Strangers count for nobody; two answers count down; the third is 429 with Retry-After and no record."""
    with served_gateway(tmp_path, NO_SOURCES, given={"GATEWAY_LIMIET__MEDEWERKER": "2"}) as served:
        url = f"{served.url}/v1/raadplegingen"
        strangers = [httpx.post(url, json={}, trust_env=False) for _ in range(3)]
        good = [served.ask() for _ in range(2)]
        refused = served.ask()
        assert served.recorded("BEGONNEN") == served.recorded("GEEINDIGD") == 2
    assert [quota(answer) for answer in strangers] == [(401, None)] * 3
    assert [quota(answer) for answer in good] == [(200, "2")] * 2
    assert [answer.headers["RateLimit-Remaining"] for answer in (*good, refused)] == ["1", "0", "0"]
    assert (refused.status_code, refused.json()["code"]) == (429, "TE_VEEL_VRAGEN")
    assert refused.json()["detail"] == "De limiet is 2 vragen per minuut per medewerker."
    assert 1 <= int(refused.headers["Retry-After"]) <= 30 < int(refused.headers["RateLimit-Reset"]) <= 60


def test_who_tries_ids_is_stopped_like_who_asks(tmp_path: Path) -> None:
    """Look-ups that are not there count in the same limit as questions: the third of both is 429."""
    with served_gateway(tmp_path, NO_SOURCES, given={"GATEWAY_LIMIET__MEDEWERKER": "2"}) as served:
        headers = {"Authorization": f"Bearer {served.token()}"}
        asked = served.ask(WRONG)
        url = f"{served.url}/v1/raadplegingen/{uuid4()}"
        tried = [httpx.get(url, headers=headers, trust_env=False) for _ in range(2)]
        stranger = httpx.get(url, trust_env=False)
    assert [quota(answer) for answer in (asked, *tried)] == [(400, "2"), (404, "2"), (429, "2")]
    assert tried[1].json()["code"] == "TE_VEEL_VRAGEN"
    assert 1 <= int(tried[1].headers["Retry-After"]) <= 30
    assert quota(stranger) == (401, None)


@pytest.mark.parametrize("loss", ["kill", "freeze"])
def test_when_redis_is_lost_each_process_goes_on_counting(pair: Pair, loss: str) -> None:
    """Shared to the question while there is a Redis; without it each process has what it had left itself."""
    assert statuses(pair.first, 2, loss) + statuses(pair.second, 2, loss) == [400, 400, 400, 429]
    getattr(pair.redis, loss)()
    try:
        assert statuses(pair.first, 2, loss) == [400, 429]
        # The second counted two attempts itself: that Redis refused one is forgotten with Redis.
        assert statuses(pair.second, 2, loss) == [400, 429]
    finally:
        getattr(pair.redis, {"kill": "start", "freeze": "thaw"}[loss])()


def test_many_at_once_are_counted_exactly(pair: Pair) -> None:
    """Of sixty questions at once at two gateways exactly three pass; three each where Redis was too slow.

    And one more for every twenty seconds that a busy machine takes for them.
    """
    both = (pair.first, pair.second)
    said = [Said(one) for one in both]
    began = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda at: both[at % 2].ask(WRONG, sub="menigte").status_code, range(60)))
    gateways = 2 if any("REDIS_WEG" in one.since() for one in said) else 1
    most = 3 + int((time.monotonic() - began) // 20)
    assert answers.count(400) + answers.count(429) == 60
    assert 3 <= answers.count(400) <= gateways * most


def test_redis_hears_nobodys_name(pair: Pair, tmp_path: Path) -> None:
    """What Redis hears names no employee, inrichting or afnemer, and stays no longer than a minute."""
    heard = tmp_path / "gehoord.txt"
    with heard.open("wb") as file:
        command = ["redis-cli", "-p", str(pair.redis.port), "MONITOR"]
        monitor = subprocess.Popen(command, stdout=file)
        until(lambda: heard.read_bytes().startswith(b"OK"))
        answer = pair.first.ask(WRONG, sub="jansen-0042", inrichting="PI_KANARIE")
        until(lambda: heard.read_bytes().count(b"gateway:limiet:") >= 9)
        monitor.terminate()
        monitor.wait()
    with pair.redis.client() as inside:
        kept = {name.decode(): inside.pttl(name) for name in inside.scan_iter()}
    said = heard.read_text("utf-8") + json.dumps(kept)
    assert answer.status_code == 400
    assert not [name for name in ("jansen-0042", "PI_KANARIE", "00000099000000010000") if name in said]
    assert all(name.startswith("gateway:limiet:") and 0 < left <= 60_000 for name, left in kept.items())
