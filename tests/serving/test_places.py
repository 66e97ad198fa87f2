"""Room for questions: beyond it a refusal at once, which costs nothing and takes nothing from the rest."""

import asyncio
import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from gateway.errors import Unavailable
from gateway.places import Places
from gateway.store.thread import StoreThread
from tests.fakes.client import client, post
from tests.fakes.processes import MockSources, Served, mock_sources, served_gateway, until
from tests.fakes.service import FakeService
from tests.fakes.stuck import Stuck
from tests.fakes.wire import request, say

PATH = b"/v1/raadplegingen"


@pytest.fixture(scope="module")
def sources() -> Iterator[MockSources]:
    with mock_sources() as running:
        yield running


@pytest.fixture(scope="module")
def served(sources: MockSources, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, given = tmp_path_factory.mktemp("gateway"), {"GATEWAY_VRAGEN_TEGELIJK": "2"}
    with served_gateway(folder, sources, given=given) as running:
        yield running


def test_beyond_the_places_a_question_is_refused_before_anything_is_read(
    sources: MockSources, served: Served
) -> None:
    """With two under way the third is 503 OVERBELAST, without token and body; what only reads goes on."""
    before = served.recorded("BEGONNEN")
    with ThreadPoolExecutor(2) as pool:
        os.kill(sources.process.pid, signal.SIGSTOP)
        try:
            asked = [pool.submit(served.ask) for _ in range(2)]
            until(lambda: served.recorded("BEGONNEN") == before + 2)
            unread = request(PATH, [(b"Content-Length", b"60000")], method=b"POST")
            refused = say(served, unread, method="POST")
            reads = [
                httpx.get(f"{served.url}/{path}", trust_env=False).status_code
                for path in ("livez", "readyz", "v1/bronnen", "v1/doelbindingen")
            ]
        finally:
            os.kill(sources.process.pid, signal.SIGCONT)
        answers = [asking.result().status_code for asking in asked]
    assert (refused.status, refused.json()["code"]) == (503, "OVERBELAST")
    assert refused.all_of("retry-after") == ["5"]
    assert (reads, answers) == ([200] * 4, [200, 200])
    assert served.ask().status_code == 200
    assert served.recorded("BEGONNEN") == served.recorded("GEEINDIGD") == before + 3


def test_a_body_that_does_not_come_holds_no_place_but_not_without_end(served: Served) -> None:
    """Seven senders that stop halfway leave both places free; an eighth fills what may be open at once."""
    token = (b"Authorization", b"Bearer " + served.token().encode())
    kind, length = (b"Content-Type", b"application/json"), (b"Content-Length", b"60000")
    half = request(PATH, [token, kind, length], b"{", method=b"POST")
    senders = [_sending(served, half) for _ in range(7)]
    try:
        assert served.ask().status_code == 200
        senders.append(_sending(served, half))
        until(lambda: served.ask().status_code == 503)
    finally:
        for sender in senders:
            sender.close()
    until(lambda: served.ask().status_code == 200)


def _sending(served: Served, half: bytes) -> socket.socket:
    connection = socket.create_connection(served.address, timeout=10)
    connection.sendall(half)
    return connection


async def test_with_too_many_records_waiting_no_question_is_taken(tmp_path: Path) -> None:
    """While a disk hangs, twice as many records as places is the end of it: 503, and room once it writes."""
    path = tmp_path / "store.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE leeg (leeg)")
    store, stuck = StoreThread(path), Stuck()
    service = FakeService(places=Places(3, lambda: store.waiting))
    first = store.submit(stuck, None)
    await asyncio.to_thread(stuck.started.wait, 10)
    waiting = [store.submit(stuck, None) for _ in range(5)]
    assert (await post(service)).status_code == 200
    waiting.append(store.submit(stuck, None))
    refused = await post(service)
    assert (refused.status_code, refused.json()["code"]) == (503, "OVERBELAST")
    async with client(service) as http:
        assert (await http.get("/readyz")).status_code == 200
    stuck.let_go.set()
    await asyncio.gather(first, *waiting)
    assert (await post(service)).status_code == 200
    await asyncio.to_thread(store.close)


async def test_a_place_is_taken_once_and_given_back() -> None:
    """One place: the second question is refused, also when the first fails; then it is free again."""
    places = Places(1, lambda: 0)
    with pytest.raises(ZeroDivisionError), places.taken():  # noqa: PT012 - both are the point
        assert places.full
        with pytest.raises(Unavailable) as refusal, places.taken():
            raise AssertionError
        assert refusal.value.code == "OVERBELAST"
        raise ZeroDivisionError
    assert not places.full


async def test_leaving_waits_for_the_last_question() -> None:
    """Who waits for all to have left goes on when the last question ends, at once when there is none."""
    places = Places(9, lambda: 0)
    await places.left()
    ended: list[str] = []

    async def question(name: str, after: asyncio.Event) -> None:
        with places.taken():
            await after.wait()
        ended.append(name)

    one, two = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(question("een", one))
        group.create_task(question("twee", two))
        await asyncio.sleep(0)
        leaving = group.create_task(places.left())
        one.set()
        await asyncio.sleep(0.05)
        assert (ended, leaving.done()) == (["een"], False)
        two.set()
        await leaving
    assert ended == ["een", "twee"]
