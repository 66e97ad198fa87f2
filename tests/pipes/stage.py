"""What the parts of a pipe are tried on: a source of which each answer is said beforehand."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec import structs

from gateway.core.call import Call
from gateway.core.facts import Facts
from gateway.errors import SourceError
from gateway.pipes.fetch import Fetch
from tests.fakes.answers import call_of, source_of

FACTS = Facts(vergewist="JA")
Said = SourceError | Facts


def call(seconds: float = 60.0, gemeente: str | None = None) -> Call:
    """Give a call that may take so many seconds from now."""
    now = asyncio.get_running_loop().time()
    return structs.replace(call_of(source_of("SVB"), gemeente=gemeente), deadline=now + seconds)


@dataclass(slots=True)
class Scripted:
    """Answers as it was told, the last answer again and again; `calls` are those that reached it."""

    said: Iterable[Said]
    calls: list[Call] = field(default_factory=list)

    async def fetch(self, asked: Call) -> Facts:
        """Answer the next."""
        self.calls.append(asked)
        first, *rest = self.said
        self.said = rest or [first]
        if isinstance(first, SourceError):
            raise first
        return first


@dataclass(slots=True)
class Held:
    """Answers nobody until it is let go; `most` is how many it held at once."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    held: int = 0
    most: int = 0

    async def fetch(self, _asked: Call) -> Facts:
        """Hold a question."""
        self.held += 1
        self.most = max(self.most, self.held)
        try:
            await self.gate.wait()
        finally:
            self.held -= 1
        return FACTS


async def ended(fetch: Fetch, asked: Call) -> str:
    """Tell how a question ended: its oorzaak (or status), or GEVONDEN."""
    try:
        await fetch(asked)
    except SourceError as error:
        return error.oorzaak or error.status
    return "GEVONDEN"


@dataclass(slots=True)
class Time:
    """A clock that goes when it is told to."""

    now: float = 0.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def numbered() -> Callable[[], str]:
    """Give names of messages: again-1, then again-2."""
    given = iter(range(1, 1000))
    return lambda: f"again-{next(given)}"
