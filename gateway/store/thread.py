"""The one thread that owns the database connection and commits for everybody who waits.

Group commit: a commit waits a millisecond for each record that the last one had, three at most, and while
it is on its way to the disk the next records gather; then all of them go in one transaction. So a busy
gateway pays one fsync for many records, and a quiet one waits for nobody (`docs/prestaties.md`). Plain
driver statements only: this is the hot path.
"""

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, Protocol, TypeVar

from gateway.errors import GatewayError
from gateway.store.turn import Turn

_LARGEST_BATCH = 512
_MOST_COMPANY = 3

Item = TypeVar("Item")
Item_contra = TypeVar("Item_contra", contravariant=True)


class StoreError(GatewayError):
    """The store could not do it and nothing of it is kept; the text names the cause, never a value."""

    exit_code = 5


class Writer(Protocol[Item_contra]):
    """What the store thread calls to write the items of one kind. Both methods run in that thread."""

    def write(self, connection: sqlite3.Connection, items: Sequence[Item_contra], /) -> None:
        """Write all items inside the transaction that is open; whatever it raises undoes the batch."""

    def committed(self) -> None:
        """Learn that the items of the last `write` are durable. Must not raise."""


@dataclass(frozen=True, slots=True)
class _Write:
    writer: Writer[Any]
    item: Any
    future: asyncio.Future[None]


@dataclass(frozen=True, slots=True)
class _Read:
    sql: str
    parameters: Sequence[object]
    future: asyncio.Future[list[tuple[Any, ...]]]


_Outcome = tuple[asyncio.Future[Any], Any, str | None]


class StoreThread:
    """Reads and writes one SQLite file (WAL, synchronous=FULL) from one thread, in batches.

    The file must exist and have its tables (`database.upgrade`). Processes that share it write in turn
    (`turn`); `busy_seconds` is how long anything else may hold the file before a batch fails,
    `gather_seconds` how long the first item of a batch waits for others, times the company that the last
    batch had. After any failed commit the
    connection is opened anew, so a store that could not write a moment ago (disk full, locked, file gone)
    can write again as soon as the cause is away. `commits` counts the transactions made.
    """

    def __init__(self, path: Path, *, busy_seconds: float = 2.0, gather_seconds: float = 0.001) -> None:
        self.commits = 0
        self._gather_seconds = gather_seconds
        self.failing = False
        self._path = path
        self._turn = Turn(path)
        self._busy_seconds = busy_seconds
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._queue: SimpleQueue[_Write | _Read | None] = SimpleQueue()
        self._gate = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="store", daemon=True)
        self._thread.start()

    def submit(self, writer: Writer[Item], item: Item) -> asyncio.Future[None]:
        """Queue one item; the future is done when it is durable, or raises StoreError.

        Cancelling the future does not take the item back and touches no other. Call it in a running
        event loop.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._put(_Write(writer, item, future))
        return future

    def read(self, sql: str, parameters: Sequence[object] = ()) -> asyncio.Future[list[tuple[Any, ...]]]:
        """Queue one query; the future gives its rows, all writes queued before it included.

        Raises StoreError through the future; a failed query harms no other.
        """
        future: asyncio.Future[list[tuple[Any, ...]]] = asyncio.get_running_loop().create_future()
        self._put(_Read(sql, parameters, future))
        return future

    @property
    def waiting(self) -> int:
        """How many reads and writes wait for the thread."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finish what is queued, then end the thread. What is asked afterwards fails. Blocks."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _put(self, job: _Write | _Read) -> None:
        with self._gate:
            if not self._closed:
                self._queue.put(job)
                return
        job.future.set_exception(StoreError("the store is closed"))

    def _run(self) -> None:
        last, company = False, 1
        while not last:
            batch = self._take(company)
            company = min(len(batch), _MOST_COMPANY)
            last = batch[-1] is None
            self._serve([job for job in batch if job is not None])
        self._disconnect()
        self._turn.close()

    def _take(self, company: int) -> list[_Write | _Read | None]:
        batch = [self._queue.get()]
        time.sleep(self._gather_seconds * company)
        with suppress(Empty):
            while len(batch) < _LARGEST_BATCH:
                batch.append(self._queue.get_nowait())
        return batch

    def _serve(self, batch: Sequence[_Write | _Read]) -> None:
        writes = [job for job in batch if isinstance(job, _Write)]
        failure = self._commit(writes) if writes else None
        outcomes: list[_Outcome] = [(job.future, None, failure) for job in writes]
        outcomes += [self._answer(job) for job in batch if isinstance(job, _Read)]
        _deliver(outcomes)

    def _commit(self, writes: Sequence[_Write]) -> str | None:
        """Make all writes durable in one transaction, or give the name of what went wrong."""
        items: dict[Writer[Any], list[Any]] = {}
        for job in writes:
            items.setdefault(job.writer, []).append(job.item)
        try:
            with self._turn:
                connection = self._connected()
                connection.execute("BEGIN IMMEDIATE")
                for writer, own in items.items():
                    writer.write(connection, own)
                connection.execute("COMMIT")
        except Exception as error:  # noqa: BLE001 - one writer's fault must not end the thread of all
            self._disconnect()
            self.failing = True
            return _name(error)
        self.commits += 1
        self.failing = False
        for writer in items:
            writer.committed()
        return None

    def _answer(self, job: _Read) -> _Outcome:
        try:
            return job.future, self._connected().execute(job.sql, job.parameters).fetchall(), None
        except Exception as error:  # noqa: BLE001 - as above
            return job.future, None, _name(error)

    def _connected(self) -> sqlite3.Connection:
        # A file that was replaced under an open connection would swallow records without an error.
        status = self._path.stat()
        file = (status.st_dev, status.st_ino)
        if self._connection is None or file != self._file:
            self._disconnect()
            self._file = file
            self._connection = _open(self._path, self._busy_seconds)
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()


def _open(path: Path, busy_seconds: float) -> sqlite3.Connection:
    # mode=rw: a database that is gone is a failure, never a new empty one.
    url = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(url, uri=True, timeout=busy_seconds, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        # The same few pages are written again and again: folding them back less often writes them less often.
        connection.execute("PRAGMA wal_autocheckpoint=4000")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _deliver(outcomes: Sequence[_Outcome]) -> None:
    """Hand each waiter its own outcome, in its own event loop, waking each loop once."""
    for loop in {future.get_loop() for future, _, _ in outcomes}:
        own = [outcome for outcome in outcomes if outcome[0].get_loop() is loop]
        # A closed loop has nobody left who waits.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, own)


def _settle(outcomes: Sequence[_Outcome]) -> None:
    for future, result, failure in outcomes:
        if future.done():
            continue
        if failure is None:
            future.set_result(result)
        else:
            future.set_exception(StoreError(failure))


def _name(error: Exception) -> str:
    # Only SQLite's own texts are free of values: its parameters are bound, never written in them.
    return str(error) if isinstance(error, sqlite3.Error) else type(error).__name__
