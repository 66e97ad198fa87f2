"""Mock sources for the tests of others: pytest fixtures, and the client they give.

In a conftest.py: `from adapters.mock.testing import mock_sources, mocks`. Only this module needs pytest.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest

from adapters.mock.http_server import http_server, serve
from adapters.mock.ports import listen
from adapters.mock.server import serve_world
from adapters.mock.world import World, build_world

_ADMIN = "/__admin"
_PATIENCE = 10


class AdminRefused(Exception):
    """The admin API did not do what was asked; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class Mocks:
    """Mock sources that run at `url`, wherever that is; with a traceparent only what was asked under it."""

    url: str
    traceparent: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers a client under test must send along for this scope."""
        return {"traceparent": self.traceparent} if self.traceparent else {}

    @property
    def trace(self) -> str | None:
        """The trace-id of this scope, 32 hexadecimal digits, for rules of the admin API."""
        return self.traceparent.split("-")[1] if self.traceparent else None

    def bron(self, name: str) -> str:
        """Give the base address of a source: `bron("svb")`."""
        return f"{self.url}/{name}"

    def scoped(self) -> "Mocks":
        """Give the same sources with a scope that nobody else has."""
        return replace(self, traceparent=f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01")

    def requests(self) -> list[dict[str, Any]]:
        """Give the journal, oldest first: what was asked in this scope, or of everyone."""
        entries: list[dict[str, Any]] = self.get("/requests")
        if self.trace is None:
            return entries
        return [entry for entry in entries if self.trace in (entry["traceparent"] or "").split("-")]

    def reset(self) -> None:
        """Begin anew: with what is of this scope, or with everything."""
        self.post("/reset", {"trace": self.trace} if self.trace else {})

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Give what the admin API answers to GET; `path` is below /__admin. Raises AdminRefused."""
        return self._call("GET", path)

    def post(self, path: str, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Give what the admin API answers to this JSON object. Raises AdminRefused."""
        return self._call("POST", path, json.dumps(content))

    def _call(self, method: str, path: str, content: str | None = None) -> Any:  # noqa: ANN401 - JSON
        with closing(HTTPConnection(urlsplit(self.url).netloc, timeout=_PATIENCE)) as connection:
            connection.request(method, _ADMIN + path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP
            raise AdminRefused(f"{method} {_ADMIN}{path}: {answer.status} {text}")
        return json.loads(text) if text else None


@contextmanager
def running_mocks(world: World | None = None) -> Iterator[Mocks]:
    """Run mock sources on a free port, in a thread of this process; with the committed lives by default."""
    listening = listen("127.0.0.1", 0, [None])
    server = http_server(serve_world(world or build_world()), listening)
    thread = Thread(target=serve, args=(server, listening), daemon=True)
    thread.start()
    try:
        yield Mocks("http://{}:{}".format(*listening[0].address))
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)


@pytest.fixture(scope="session")
def mock_sources() -> Iterator[Mocks]:
    """Mock sources for the whole run. Name a fixture of your own so to use others: `Mocks("http://…")`."""
    with running_mocks() as running:
        yield running


@pytest.fixture
def mocks(mock_sources: Mocks) -> Iterator[Mocks]:
    """The mock sources for one test: its `headers` keep what it asks apart from every other test."""
    scoped = mock_sources.scoped()
    yield scoped
    scoped.reset()
