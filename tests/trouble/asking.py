"""A client of a gateway: asks about person n, and notes when the answer, and each source in it, was there."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Unpack

import aiohttp

from gateway.issuer import DemoClaims
from tests.fakes.processes import Served
from tests.trouble.held import Held, held_by
from tests.trouble.judging import wrong_with
from tests.trouble.people import born, bsn_of

PATH = "/v1/raadplegingen"
DJI = "DJI_INTAKE_ARBEIDSMARKT"
_PATIENCE = 90
_TOKEN_SECONDS = 300
JSON, EVENTS = "application/json", "text/event-stream"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question; `heard` tells after how many seconds each source was heard of."""

    number: int
    zaak: str
    status: int
    seconds: float
    body: dict[str, Any] = field(repr=False)
    heard: dict[str, float]

    @property
    def id(self) -> str:
        """The raadplegingId."""
        found: str = self.body["raadpleging"]["raadplegingId"]
        return found

    def wrong(self) -> list[str]:
        """Say what is not as promised of a whole answer."""
        if self.status != 200:
            return [f"status {self.status} {self.body.get('code', '')}"]
        return wrong_with(self.number, self.zaak, self.body)


@dataclass(slots=True)
class Asker:
    """Asks a gateway over kept connections, each question under a zaakkenmerk of its own."""

    served: Served
    session: aiohttp.ClientSession
    doelbinding: str = DJI
    claims: DemoClaims = field(default_factory=DemoClaims)
    _numbers: Any = field(default_factory=count)
    _token: str = ""
    _fresh_until: float = 0.0

    async def ask(self, number: int, bronnen: Sequence[str] | None = None, *, events: bool = False) -> Answer:
        """Ask about person n; raises aiohttp.ClientError when there is no answer."""
        zaak, body = self.question(number, bronnen)
        began = time.perf_counter()
        headers = self.headers(EVENTS if events else JSON)
        async with self.session.post(self.served.url + PATH, data=body, headers=headers) as response:
            if response.content_type == EVENTS:
                heard, content = await _events(response, began)
            else:
                heard, content = {}, await response.read()
        answer = json.loads(content) if content else {}
        return Answer(number, zaak, response.status, time.perf_counter() - began, answer, heard)

    async def held_at_rest(self) -> Held:
        """Give what a gateway that was never asked anything will hold when it is idle again.

        The first question opens what stays open, and connections, which do not.
        """
        fresh = held_by(self.served.pid)
        await self.ask(0)
        return replace(held_by(self.served.pid), sockets=fresh.sockets)

    async def offers_events(self) -> bool:
        """Whether the gateway tells of each source as it ends."""
        return bool((await self.ask(0, events=True)).heard)

    def question(self, number: int, bronnen: Sequence[str] | None = None) -> tuple[str, bytes]:
        """Write a question; gives its zaakkenmerk too."""
        zaak = f"{next(self._numbers):08x}-0000-4000-8000-{number:012x}"
        question: dict[str, Any] = {
            "burgerservicenummer": bsn_of(number),
            "geboortedatum": born(number),
            "doelbinding": self.doelbinding,
            "zaakkenmerk": zaak,
        }
        return zaak, json.dumps(question | ({"bronnen": bronnen} if bronnen else {})).encode()

    def headers(self, accept: str = JSON) -> dict[str, str]:
        """Give the headers of a question, with a token that is still good."""
        if time.monotonic() > self._fresh_until:
            self._token, self._fresh_until = (
                self.served.token(**self.claims),
                time.monotonic() + _TOKEN_SECONDS,
            )
        return {
            "authorization": f"Bearer {self._token}",
            "content-type": "application/json",
            "accept": accept,
        }


async def _events(response: aiohttp.ClientResponse, began: float) -> tuple[dict[str, float], bytes]:
    """Read events to their end; gives when each bron was heard of, and the profile or problem."""
    heard: dict[str, float] = {}
    name, last = "", b""
    async for line in response.content:
        kind, _, rest = line.rstrip(b"\n").partition(b": ")
        if kind == b"event":
            name = rest.decode()
        elif kind == b"data" and name == "bron":
            heard[json.loads(rest)["bron"]] = time.perf_counter() - began
        elif kind == b"data":
            last += rest
    return heard, last


@asynccontextmanager
async def asking(
    served: Served, doelbinding: str = DJI, **claims: Unpack[DemoClaims]
) -> AsyncIterator[Asker]:
    """Open connections to a gateway, as many as there are questions at once, and close them.

    Who asks, and for what, is the test casemanager at the intake, or whom the claims name.
    """
    # The gateway closes what is idle for five seconds: a question must not meet that.
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=2)
    timeout = aiohttp.ClientTimeout(total=_PATIENCE)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, read_bufsize=2**20) as session:
        yield Asker(served, session, doelbinding, claims)
        await asyncio.sleep(0)
