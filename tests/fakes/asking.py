"""Asks a gateway over HTTP, whole or as it comes, and goes away when told; and serves one in this process."""

import asyncio
import json
import socket
import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from gateway.cli.serve import configured
from gateway.demo import question_of
from gateway.keys import key_id, load_key
from gateway.logbook.verify import read_records
from gateway.store.database import sqlite_path
from gateway.wiring import Gateway, demo_issuer
from tests.fakes.processes import PERSONAS, ROOT
from tests.fakes.wire import request

PATH = "/v1/raadplegingen"
EVENTS = {"Accept": "text/event-stream"}
QUESTION: Mapping[str, Any] = question_of("P01", ROOT / "adapters")

Event = tuple[str, str]
"""The name of an event and its data."""


@dataclass(frozen=True, slots=True)
class Asker:
    """One employee at a gateway."""

    url: str
    token: str = field(repr=False)

    @asynccontextmanager
    async def _client(self, headers: Mapping[str, str]) -> AsyncIterator[httpx.AsyncClient]:
        usual = {"Authorization": f"Bearer {self.token}"}
        async with httpx.AsyncClient(
            base_url=self.url, headers=usual | dict(headers), trust_env=False, timeout=20
        ) as client:
            yield client

    async def ask(
        self,
        question: Mapping[str, Any] = QUESTION,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Ask and wait for the whole answer."""
        async with self._client(_keyed(key) | dict(headers or {})) as client:
            return await client.post(PATH, json=dict(question))

    async def begin(self, question: Mapping[str, Any] = QUESTION) -> asyncio.StreamWriter:
        """Send a question on a connection of its own and wait for nothing; who closes that goes away."""
        url = httpx.URL(self.url)
        _, writer = await asyncio.open_connection(url.host, url.port)
        body = json.dumps(dict(question)).encode()
        headers = [
            (b"Authorization", b"Bearer " + self.token.encode()),
            (b"Content-Type", b"application/json"),
            (b"Content-Length", b"%d" % len(body)),
        ]
        writer.write(request(PATH.encode(), headers, body, method=b"POST"))
        return writer

    async def look_up(self, raadpleging_id: str) -> httpx.Response:
        """Ask how a look-up ended."""
        async with self._client({}) as client:
            return await client.get(f"{PATH}/{raadpleging_id}")

    @asynccontextmanager
    async def listen(
        self, question: Mapping[str, Any] = QUESTION, key: str | None = None
    ) -> AsyncIterator[AsyncIterator[Event]]:
        """Ask for events; leaving the context leaves the question."""
        async with (
            self._client(EVENTS | _keyed(key)) as client,
            client.stream("POST", PATH, json=dict(question)) as response,
        ):
            assert response.status_code == 200, await response.aread()
            yield _events(response)

    async def heard(self, question: Mapping[str, Any] = QUESTION, key: str | None = None) -> list[Event]:
        """Ask for events and wait for the last."""
        async with self.listen(question, key) as events:
            return [event async for event in events]


async def _events(response: httpx.Response) -> AsyncIterator[Event]:
    name, data = "", []
    async for line in response.aiter_lines():
        if line:
            kind, _, value = line.partition(": ")
            if kind == "event":
                name = value
            else:
                assert kind == "data"
                data.append(value)
        else:
            yield name, "\n".join(data)
            name, data = "", []


def _keyed(key: str | None) -> dict[str, str]:
    return {} if key is None else {"Idempotency-Key": key}


@asynccontextmanager
async def serving(gateway: Gateway) -> AsyncIterator[Asker]:
    """Serve a gateway as `gateway serve` does, on a free port of this process; gives its casemanager."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(configured(gateway))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    await until(lambda: server.started)
    try:
        yield Asker(f"http://127.0.0.1:{listening.getsockname()[1]}", token_of(gateway))
    finally:
        server.should_exit = True
        await running


def token_of(gateway: Gateway, **claims: Any) -> str:
    """Give a fresh token of the test casemanager, or of who has these claims."""
    return demo_issuer(gateway.settings).token(now=gateway.clock.epoch(), **claims)


def records_of(gateway: Gateway) -> list[dict[str, Any]]:
    """Read the journal of a gateway from its file."""
    key = load_key(gateway.settings.key_file("logboek"), "X")
    return list(read_records(sqlite_path(gateway.settings.database), {key_id(key): key}))


def person_of(persona: str) -> dict[str, Any]:
    """Give `[persoon]` of a test person."""
    person: dict[str, Any] = tomllib.loads((PERSONAS / f"{persona}.toml").read_text("utf-8"))["persoon"]
    return person


def leaves(value: object) -> set[str]:
    """Give every text and number of a JSON value; of rows not where they came from."""
    if isinstance(value, Mapping):
        return set[str]().union(
            *(leaves(below) for name, below in value.items() if name not in {"bron", "herkomst"})
        )
    if isinstance(value, list):
        return set[str]().union(*map(leaves, value))
    return {value if isinstance(value, str) else json.dumps(value)}


class Silent:
    """A source that takes every question and never answers; counts who is still waiting."""

    def __init__(self) -> None:
        self.waiting = 0
        self.asked = 0
        self.url = ""

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.waiting += 1
        self.asked += 1
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                while await reader.read(65_536):
                    pass
        finally:
            self.waiting -= 1
            writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Silent"]:
        """Listen on a free port."""
        async with await asyncio.start_server(self._serve, "127.0.0.1", 0) as server:
            host, port = server.sockets[0].getsockname()
            self.url = f"http://{host}:{port}"
            yield self


async def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something is so; fails when it does not come about."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for is in another process or library
            await asyncio.sleep(0.01)
