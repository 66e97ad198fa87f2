"""Answers that come late or in drops: VERTRAGING and DRUPPEL."""

import asyncio
import math
from random import Random

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from adapters.mock.faults.kind import Kind, Parameters
from adapters.mock.shape import Schema, one_of

_LONGEST_MS = 600_000
_MS: Schema = {"type": "number", "minimum": 0, "maximum": _LONGEST_MS}


class Late(Response):
    """An answer that comes after so many seconds, unless the client leaves first."""

    def __init__(self, answer: Response, seconds: float) -> None:
        super().__init__(status_code=answer.status_code)
        self.body = answer.body
        self._answer = answer
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, and answer."""
        if await _stays(receive, self._seconds):
            await self._answer(scope, receive, send)


class Dripping(Response):
    """An answer whose body comes in pieces of so many bytes, each after a pause."""

    def __init__(self, answer: Response, size: int, seconds: float) -> None:
        super().__init__(status_code=answer.status_code)
        self.raw_headers, self.body = answer.raw_headers, answer.body
        self._size = size
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Drip until the body or the client is gone."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = bytes(self.body)
        for start in range(0, len(body), self._size):
            if not await _stays(receive, self._seconds):
                return
            piece = body[start : start + self._size]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _stays(receive: Receive, seconds: float) -> bool:
    """Wait; give whether the client is still there: the question was read, so what comes is its leaving."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return True
    return False


def _delay(answer: Response, given: Parameters, dice: Random) -> Response:
    ms = given["ms"]
    if given["verdeling"] == "uniform":
        ms = dice.uniform(ms, given["tot_ms"])
    elif given["verdeling"] == "lognormaal":
        ms = min(_LONGEST_MS, dice.lognormvariate(math.log(max(ms, 1)), given["sigma"]))
    return Late(answer, ms / 1000)


def _drip(answer: Response, given: Parameters, _: Random) -> Response:
    return Dripping(answer, given["stuk"], given["pauze_ms"] / 1000)


VERTRAGING = Kind(
    "VERTRAGING",
    "het goede antwoord, maar te laat",
    {
        "verdeling": one_of(
            "vast",
            "uniform",
            "lognormaal",
            default="vast",
            text="vast: ms; uniform: van ms tot tot_ms; lognormaal: mediaan ms en spreiding sigma",
        ),
        "ms": {**_MS, "default": 1000, "description": "milliseconden"},
        "tot_ms": {**_MS, "default": 2000, "description": "milliseconden, bij uniform"},
        "sigma": {
            "type": "number",
            "minimum": 0,
            "maximum": 3,
            "default": 0.5,
            "description": "spreiding, bij lognormaal",
        },
    },
    send=_delay,
)
DRUPPEL = Kind(
    "DRUPPEL",
    "het goede antwoord, maar in druppels: de verbinding lijkt te leven en het duurt lang",
    {
        "stuk": {
            "type": "integer",
            "minimum": 1,
            "maximum": 1_000_000,
            "default": 16,
            "description": "bytes per druppel",
        },
        "pauze_ms": {**_MS, "default": 100, "description": "milliseconden voor elke druppel"},
    },
    send=_drip,
)
