"""A gateway over hand-written sources that keeps what they answer."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.core.facts import Facts
from gateway.core.plan import SourcePlan
from gateway.flight import Flight
from gateway.pipes.cache import Room, cache, cache_of
from gateway.pipes.fetch import Fetch
from gateway.shelf.port import Shelf
from tests.fakes.answers import dji, purpose, register
from tests.fakes.processes import CASEMANAGER
from tests.fakes.world import RECLASSERING, TILBURG, World

SECONDS = 60
PLACE = "nagebootst http://bron"
ASKING = (
    (dji(), CASEMANAGER),
    (purpose("GEMEENTE_REINTEGRATIE"), TILBURG),
    (purpose("RECLASSERING_REINTEGRATIE"), RECLASSERING),
)
"""Everybody of whom the tests ask: a purpose with somebody who may."""


@dataclass(slots=True)
class Dict:
    """A shelf that loses nothing and counts what it gave; `now` is never looked at."""

    kept: dict[bytes, bytes] = field(default_factory=dict)
    given: list[bytes] = field(default_factory=list)

    async def get(self, name: bytes) -> bytes | None:
        """Give what lies there."""
        found = self.kept.get(name)
        if found is not None:
            self.given.append(name)
        return found

    def put(self, name: bytes, value: bytes, seconds: int) -> None:
        """Keep it."""
        assert seconds == SECONDS
        self.kept[name] = value


class Seconds(dict[str, int]):
    """Every source keeps as long."""

    def __missing__(self, adapter: str) -> int:
        return SECONDS


@dataclass(slots=True)
class Now:
    """A clock that stands still until it is set."""

    moment: float = 1_800_000_000.0

    def __call__(self) -> float:
        """Tell the moment."""
        return self.moment


def room_on(
    shelf: Shelf,
    *,
    now: Now | None = None,
    key: bytes = b"c" * 32,
    edition: bytes = b"",
    seconds: Mapping[str, int] | None = None,
) -> Room:
    """Make what caches share over a shelf."""
    flight = Flight[Facts]()
    return Room(shelf, key, edition, register().profiel, seconds or Seconds(), now or Now(), flight)


@dataclass(slots=True)
class KeptWorld(World):
    """A world of which a room keeps the answers; `edition` of the room is the digest of the contracts."""

    room: Room | None = None

    def fetch_for(self, source: SourcePlan) -> Fetch:
        """Give the pipe of a hand-written source, with a cache where there is a room."""
        fetch = World.fetch_for(self, source)
        return fetch if self.room is None else cache(fetch, cache_of(self.room, source, PLACE))


def timeless(answer: bytes) -> bytes:
    """Leave out the moment of an answer; its raadplegingId is fixed in a world."""
    return re.sub(rb'"tijdstip":"[^"]+"', b'"tijdstip":""', answer)
