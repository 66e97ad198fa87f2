"""The journal: "begonnen" is durable before a source is asked, "geëindigd" before an answer leaves."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.logbook.chain import GENESIS, Head, body_hash, link, seal
from gateway.logbook.rows import OF_ONE, ROWS, record_of, row_of
from gateway.store.thread import StoreThread
from gateway.store.waiting import durable, within

BEGONNEN = "BEGONNEN"
GEEINDIGD = "GEEINDIGD"

_INSERT = (
    "INSERT INTO journaal (writer, volgnummer, raadpleging_id, soort, tijdstip, sleutel_id,"
    " lichaam, lichaam_hash, hash) VALUES "
)
_ONE_ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HASH_AT = "SELECT hash FROM journaal WHERE writer = ? AND volgnummer = ?"
_ROWS_A_STATEMENT = 64

_Row = tuple[str, int, str, str, str, str, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One record on its way to the store thread; `body` is JSON, still in clear."""

    raadpleging_id: str
    soort: str
    tijdstip: str
    body: bytes = field(repr=False)


class Journal:
    """The durable record of every look-up, chained per writer and sealed.

    `writer` is a fresh uuid4 for each process start, made where the process is wired together, so two
    processes never write one chain; it stands in every row. `key` is 32 bytes (AES-256-GCM), `key_id`
    its name (`keys.key_id`). `patience_seconds` bounds how long a record may take.

    Number, seal and hash are made in the store thread, inside the transaction that writes them: a batch
    that fails has used no number, so the chain has no gap and the next batch goes on where the last
    durable one ended, and the seal can still be bound to the number. The end of the chain is kept in
    memory, not read back, so a row removed from a running journal leaves a gap that `verify` finds.
    """

    def __init__(
        self,
        store: StoreThread,
        *,
        writer: str,
        key: bytes,
        key_id: str,
        patience_seconds: float = 3.0,
    ) -> None:
        self._store = store
        self._ciphers = {key_id: AESGCM(key)}
        self._chain = _Chain(writer, key_id, cipher=self._ciphers[key_id])
        self._patience = patience_seconds

    async def begin(self, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]) -> None:
        """Record that a look-up begins; returns when the record is durable.

        `tijdstip` is UTC with Z; `body` is what msgspec can write as JSON, members in the given order.
        Raises Unavailable (LOGBOEK_NIET_BESCHIKBAAR) when it cannot be recorded in time: then no source
        may be asked. A record that comes too late may still be written. A cancelled look-up hears of it only
        once the record is durable, so that its end can be recorded.
        """
        await self._append(BEGONNEN, raadpleging_id, tijdstip, body)

    async def end(self, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]) -> None:
        """Record how a look-up ended; returns when the record is durable.

        As `begin`; on Unavailable nothing may be answered.
        """
        await self._append(GEEINDIGD, raadpleging_id, tijdstip, body)

    async def records(self, raadpleging_id: str) -> list[dict[str, object]]:
        """Give what is recorded of one look-up, oldest first, as `rows.record_of` opens it.

        Raises Unavailable when the store cannot be read in time.
        """
        found = self._store.read(ROWS + OF_ONE, (raadpleging_id,))
        return [record_of(row_of(values), self._ciphers) for values in await within(found, self._patience)]

    async def _append(
        self, soort: str, raadpleging_id: str, tijdstip: str, body: Mapping[str, object]
    ) -> None:
        encoded = msgspec.json.encode(dict(body))
        written = self._store.submit(self._chain, _Entry(raadpleging_id, soort, tijdstip, encoded))
        await durable(written, self._patience)


class _Chain:
    """The end of one writer's chain; lives in the store thread (`thread.Writer`)."""

    def __init__(self, writer: str, key_id: str, *, cipher: AESGCM) -> None:
        self._writer = writer
        self._key_id = key_id
        self._cipher = cipher
        self._tail = (0, GENESIS)
        self._attempt: tuple[int, bytes] | None = None

    def write(self, connection: sqlite3.Connection, items: Sequence[_Entry], /) -> None:
        """Add the records to the end of the chain."""
        if self._attempt is not None:
            self._settle_doubt(connection, self._attempt)
        number, previous = self._tail
        rows: list[_Row] = []
        for entry in items:
            number += 1
            rows.append(self._row(entry, number, previous))
            previous = rows[-1][-1]
        self._attempt = (number, previous)
        _insert(connection, rows)

    def committed(self) -> None:
        """Move the end of the chain to the last record written."""
        if self._attempt is not None:
            self._tail, self._attempt = self._attempt, None

    def _settle_doubt(self, connection: sqlite3.Connection, attempt: tuple[int, bytes]) -> None:
        # A commit that reported an I/O error can turn out durable when the database is opened anew.
        number, last = attempt
        if connection.execute(_HASH_AT, (self._writer, number)).fetchone() == (last,):
            self._tail = attempt
        self._attempt = None

    def _row(self, entry: _Entry, number: int, previous: bytes) -> _Row:
        fields = (self._writer, number, entry.raadpleging_id, entry.soort, entry.tijdstip, self._key_id)
        head = Head(*fields).encode()
        sealed = seal(self._cipher, body=entry.body, head=head)
        lichaam_hash = body_hash(sealed)
        return (*fields, sealed, lichaam_hash, link(previous, head=head, lichaam_hash=lichaam_hash))


def _insert(connection: sqlite3.Connection, rows: Sequence[_Row]) -> None:
    # One statement for many rows: the driver hands over the interpreter lock at each statement.
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        part = rows[start : start + _ROWS_A_STATEMENT]
        values = [value for row in part for value in row]
        connection.execute(_INSERT + ", ".join([_ONE_ROW] * len(part)), values)
