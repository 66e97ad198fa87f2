"""A running gateway on mock sources, in which one source is a server that does whatever a test wants."""

import asyncio
import json
import re
import sqlite3
import time
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gateway.store.database import sqlite_path
from gateway.wiring import Gateway, running
from tests.fakes.answers import MESSAGE
from tests.fakes.processes import CASEMANAGER, PERSONAS, question_about, settings_for
from tests.fakes.rogue import Misbehave, silent
from tests.hostile.attack import Outcome
from tests.hostile.scene import svb
from tests.integration.strict import client_files, server_context

SECONDS = 1.0
"""What the bad source gets."""

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"urn:uuid:[0-9a-f-]{36}")


@dataclass(slots=True)
class Server:
    """The bad source: what it does now, and what it was sent, per connection."""

    misbehave: Misbehave = silent
    heads: list[bytes] = field(default_factory=list)
    connections: int = 0
    message: str = ""

    def good(self) -> bytes:
        """Write the good answer to the question that was asked last."""
        return svb().good.replace(MESSAGE.encode(), self.message.encode())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer every request on a connection until one side has enough."""
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                self.heads.append(head)
                found = _MESSAGE_ID.search(body)
                self.message = found[0].decode() if found else ""
                await self.misbehave(reader, writer)
                if not getattr(self.misbehave, "keeps", False):
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def sound(
    server: Server, *, keeps: bool = False, after: bytes = b"", extra: str = "", filler: str = ""
) -> Misbehave:
    """Answer well; `filler` stands in the dossier, `after` follows on the connection, which `keeps` on."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = server.good().replace(b"</ClientSuwi>", f"{filler}</ClientSuwi>".encode())
        head = f"HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n{extra}content-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body + after)
        await writer.drain()

    answer.keeps = keeps  # type: ignore[attr-defined]  # read by the server
    return answer


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one question: the outcome of the bad source, the answer, how long it took, the records."""

    outcome: Outcome
    answer: dict[str, Any]
    seconds: float
    records: int

    @property
    def others(self) -> set[str]:
        """The statuses of the other sources."""
        return {entry["bronStatus"] for entry in self.answer["bronnen"] if entry["bron"] != "SVB"}


@dataclass(slots=True)
class Rig:
    """A gateway, its bad source, and the loop on which both live."""

    runner: asyncio.Runner
    gateway: Gateway
    server: Server
    secured: bool = False
    asked: int = 0

    def ask(self, misbehave: Misbehave) -> Seen:
        """Ask about a person while the bad source does this."""
        return self.runner.run(self._ask(misbehave))

    async def _ask(self, misbehave: Misbehave) -> Seen:
        self.server.misbehave = misbehave
        self.asked += 1
        name = f"018f-{self.asked}"
        person = tomllib.loads((PERSONAS / "P01.toml").read_text("utf-8"))["persoon"]
        begin = time.monotonic()
        body = await self.gateway.ask(
            question_about(person), CASEMANAGER, raadpleging_id=name, traceparent=None
        )
        seconds = time.monotonic() - begin
        answer: dict[str, Any] = json.loads(body)
        (entry,) = (entry for entry in answer["bronnen"] if entry["bron"] == "SVB")
        reasons = {absence["reden"] for absence in answer["nietGeleverd"] if absence["bron"] == "SVB"}
        outcome = (entry["bronStatus"], entry.get("oorzaak"), "".join(sorted(reasons)))
        return Seen(outcome, answer, seconds, self._records(name))

    def _records(self, name: str) -> int:
        with closing(sqlite3.connect(sqlite_path(self.gateway.settings.database))) as database:
            query = "SELECT count(*) FROM journaal WHERE raadpleging_id = ?"
            return int(database.execute(query, (name,)).fetchone()[0])


@asynccontextmanager
async def _started(
    state: Path, mocks: str, pki: Path | None, limits: Mapping[str, int]
) -> AsyncIterator[tuple[Gateway, Server]]:
    server = Server()
    async with AsyncExitStack() as ending:
        secured = None if pki is None else server_context(pki)
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=secured)
        ending.callback(listening.close)
        port = listening.sockets[0].getsockname()[1]
        settings = settings_for(state, mocks, svb=f"http{'' if pki is None else 's'}://127.0.0.1:{port}")
        files = {} if pki is None else client_files(pki)
        # Each attack once, and one source that fails all the time is never left alone.
        once = {"tijd_totaal": SECONDS, "pogingen": 1, "onderbreker_na": 1_000_000}
        bad = settings.bronnen["svb"].model_copy(update={**once, **limits, **files})
        settings = settings.model_copy(update={"bronnen": {**settings.bronnen, "svb": bad}})
        yield await ending.enter_async_context(running(settings)), server


@contextmanager
def rig(
    state: Path, mocks: str, pki: Path | None = None, limits: Mapping[str, int] | None = None
) -> Iterator[Rig]:
    """Start a gateway whose SVB is a bad source, with these limits of its answers; end both.

    With a PKI the two meet over TLS.
    """
    with asyncio.Runner() as runner:
        started = _started(state, mocks, pki, limits or {})
        gateway, server = runner.run(started.__aenter__())
        try:
            yield Rig(runner, gateway, server, secured=pki is not None)
        finally:
            runner.run(started.__aexit__(None, None, None))
