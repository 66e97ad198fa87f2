"""The issuer's keys fetched from its JWKS: one fetch at a time, never more often than agreed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from gateway.access.compact import read_object
from gateway.access.keys import VerificationKey, usable_keys
from gateway.errors import Unavailable
from gateway.logs import tell

_MAX_JWKS_BYTES = 256 * 1024


Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(slots=True, eq=False)
class RemoteKeys:
    """Keys of the JWKS at one configured address. All times in seconds.

    `fetch` gives the bytes of that address and may raise anything; `now` is any clock in seconds. A fetch is
    started when a kid is unknown, or when the keys are older than `max_age_seconds` so that a withdrawn key
    disappears; at most once per `pause_seconds`, and never two at a time. It outlives the question that
    started it. When it fails the old keys stay.

    As long as no JWKS was ever fetched no token can be judged: then `key` raises Unavailable OVERBELAST
    (503) rather than a 401, because the token may be good and signing in again would not help. Nothing is
    let through, and a next attempt may follow after `first_pause_seconds`.
    """

    url: str
    fetch: Fetch
    now: Callable[[], float]
    pause_seconds: float = field(default=60, kw_only=True)
    first_pause_seconds: float = field(default=5, kw_only=True)
    max_age_seconds: float = field(default=600, kw_only=True)
    deadline_seconds: float = field(default=3, kw_only=True)
    _keys: dict[str, VerificationKey] | None = field(default=None, init=False, repr=False)
    _fetched: float | None = field(default=None, init=False)
    _attempted: float | None = field(default=None, init=False)
    _flight: asyncio.Task[dict[str, VerificationKey]] | None = field(default=None, init=False, repr=False)

    async def key(self, kid: str) -> VerificationKey | None:
        """Give the key, or None when the issuer has no such key. Raises Unavailable when nobody knows."""
        if kid not in (self._keys or {}) or self._passed(self._fetched, self.max_age_seconds):
            await self._refresh()
        if self._keys is None:
            raise Unavailable(
                "OVERBELAST",
                detail="De sleutels van de uitgever van toegangsbewijzen zijn nu niet op te halen.",
            )
        return self._keys.get(kid)

    async def _refresh(self) -> None:
        pause = self.first_pause_seconds if self._keys is None else self.pause_seconds
        if self._flight is None and self._passed(self._attempted, pause):
            self._flight = asyncio.create_task(self._fetch_keys())
            self._flight.add_done_callback(self._land)
        if self._flight is not None:
            # Unlike awaiting the task, this neither raises its error nor cancels it with the question.
            await asyncio.wait({self._flight})

    async def _fetch_keys(self) -> dict[str, VerificationKey]:
        async with asyncio.timeout(self.deadline_seconds):
            raw = await self.fetch(self.url)
        jwks = read_object(raw) if len(raw) <= _MAX_JWKS_BYTES else None
        if jwks is None or not isinstance(jwks.get("keys"), list):
            raise ValueError("geen JWKS")
        return usable_keys(jwks)

    def _land(self, flight: asyncio.Task[dict[str, VerificationKey]]) -> None:
        self._flight = None
        self._attempted = self.now()
        error = None if flight.cancelled() else flight.exception()
        if error is not None:
            tell("UITGEVERSLEUTELS_NIET_VERNIEUWD", fout=type(error).__name__)
        elif not flight.cancelled():
            self._keys = flight.result()
            self._fetched = self._attempted

    def _passed(self, since: float | None, seconds: float) -> bool:
        # A clock that was set back counts as passed, or a refresh could wait for ever.
        return since is None or not 0 <= self.now() - since < seconds
