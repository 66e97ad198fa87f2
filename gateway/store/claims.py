"""Who has an Idempotency-Key: one row for each key, the same for every process on this database."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.store.thread import StoreThread
from gateway.store.waiting import durable

KEPT_SECONDS = 24 * 3600
"""How long a key is remembered."""

_PATIENCE_SECONDS = 3.0
_FORGET = "DELETE FROM herhaling WHERE moment <= ?"
_RELEASE = "DELETE FROM herhaling WHERE sleutel = ? AND raadpleging_id = ?"
_TAKE = (
    "INSERT INTO herhaling (sleutel, vraag, raadpleging_id, moment) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (sleutel) DO NOTHING"
)
_OWNER = "SELECT sleutel, vraag, raadpleging_id, moment FROM herhaling WHERE sleutel = ?"


@dataclass(frozen=True, slots=True)
class Claim:
    """One look-up that wants a key: pseudonyms of key and question; `moment` is in seconds since 1970."""

    sleutel: str
    vraag: str
    raadpleging_id: str
    moment: int


@dataclass(slots=True)
class _Step:
    """On its way to the store thread: who lets go of a key, who wants it, and then who has it.

    With `moment` the keys of a day before it are forgotten.
    """

    moment: int | None = None
    wanted: Claim | None = None
    released: Claim | None = None
    owner: Claim | None = None


class Claims:
    """Takes, releases and forgets keys; all three raise Unavailable when the store cannot be written."""

    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self._writer = _Writer()

    async def take(self, claim: Claim, *, instead_of: Claim | None = None) -> Claim:
        """Give the claim that has the key now, durably: this one, or the one that was first.

        `instead_of` had the key and may lose it.
        """
        step = _Step(claim.moment, wanted=claim, released=instead_of)
        await self._write(step)
        return step.owner or claim

    async def release(self, claim: Claim) -> None:
        """Let go of a key if this claim has it."""
        await self._write(_Step(released=claim))

    async def forget(self, now: float) -> None:
        """Forget every key of a day ago; `now` is in seconds since 1970."""
        await self._write(_Step(int(now)))

    async def _write(self, step: _Step) -> None:
        await durable(self._store.submit(self._writer, step), _PATIENCE_SECONDS)


class _Writer:
    """Runs in the store thread (`thread.Writer`)."""

    def write(self, connection: sqlite3.Connection, items: Sequence[_Step], /) -> None:
        """Let go, forget and take, in the order in which it was asked; a key that is taken undoes nothing."""
        for step in items:
            if step.released is not None:
                connection.execute(_RELEASE, (step.released.sleutel, step.released.raadpleging_id))
            if step.moment is not None:
                connection.execute(_FORGET, (step.moment - KEPT_SECONDS,))
            if step.wanted is not None:
                step.owner = _take(connection, step.wanted)

    def committed(self) -> None:
        """Nothing is kept in memory."""


def _take(connection: sqlite3.Connection, claim: Claim) -> Claim:
    connection.execute(_TAKE, (claim.sleutel, claim.vraag, claim.raadpleging_id, claim.moment))
    return Claim(*connection.execute(_OWNER, (claim.sleutel,)).fetchone())
