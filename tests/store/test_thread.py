"""The store thread: one commit for many, one future for each, and it outlives every failure."""

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from gateway.store.thread import StoreError, StoreThread
from gateway.store.turn import Turn
from tests.fakes.stuck import Stuck


class Names:
    """Writes names in a table; a name 'kapot' is a fault of this writer."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.durable = 0

    def write(self, connection: sqlite3.Connection, items: Sequence[str], /) -> None:
        """Insert the names."""
        self.batches.append(len(items))
        for name in items:
            connection.execute("INSERT INTO namen VALUES (?)", (name,))
        if "kapot" in items:
            raise KeyError("canary")

    def committed(self) -> None:
        """Count the batches that became durable."""
        self.durable += 1


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a database with one table."""
    file = tmp_path / "store.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE namen (naam TEXT PRIMARY KEY)")
    return file


@pytest.fixture
def store(path: Path) -> Iterator[StoreThread]:
    """Give a running store thread."""
    thread = StoreThread(path, busy_seconds=0.05)
    yield thread
    thread.close()


def names(path: Path) -> set[str]:
    """Read the names through another connection."""
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT naam FROM namen")}


def move(here: Path, there: Path) -> None:
    """Give a file another name, at which nothing may stand."""
    assert not there.exists()
    here.rename(there)


async def test_a_write_is_durable_when_its_future_is_done(store: StoreThread, path: Path) -> None:
    """Another connection sees the row, and the thread commits with synchronous=FULL in WAL mode."""
    await store.submit(Names(), "a")
    assert names(path) == {"a"}
    assert await store.read("PRAGMA synchronous") == [(2,)]
    assert await store.read("PRAGMA journal_mode") == [("wal",)]


async def test_what_waits_together_is_committed_together(store: StoreThread, path: Path) -> None:
    """Three hundred writes that wait for one slow commit are all in the next one."""
    writer, stuck = Names(), Stuck()
    first = store.submit(stuck, None)
    await asyncio.to_thread(stuck.started.wait, 10)
    waiting = [store.submit(writer, str(number)) for number in range(300)]
    stuck.let_go.set()
    await asyncio.gather(first, *waiting)
    assert names(path) == {str(number) for number in range(300)}
    assert writer.batches == [300]
    assert (store.commits, writer.durable) == (2, 1)


async def test_a_cancelled_waiter_harms_no_other(store: StoreThread, path: Path) -> None:
    """Cancelling some of a batch leaves the others done, and all records are written."""
    writer = Names()
    waiting = [store.submit(writer, str(number)) for number in range(40)]
    for future in waiting[::2]:
        future.cancel()
    await asyncio.gather(*waiting[1::2])
    await store.read("SELECT 1")
    assert names(path) == {str(number) for number in range(40)}


async def test_a_failed_batch_fails_each_of_its_waiters_and_keeps_nothing(
    store: StoreThread, path: Path
) -> None:
    """One bad item undoes its whole batch, tells no value, and the next batch succeeds."""
    writer, stuck = Names(), Stuck()
    first = store.submit(stuck, None)
    await asyncio.to_thread(stuck.started.wait, 10)
    batch = [store.submit(writer, name) for name in ("a", "kapot", "b")]
    stuck.let_go.set()
    await first
    failed = await asyncio.gather(*batch, return_exceptions=True)
    assert [(type(one), str(one)) for one in failed] == [(StoreError, "KeyError")] * 3
    assert len({id(one) for one in failed}) == 3
    await store.submit(writer, "c")
    assert names(path) == {"c"}
    assert writer.durable == 1


async def test_a_failed_read_harms_no_write(store: StoreThread, path: Path) -> None:
    """A query on a table that is not there fails alone; a read sees the writes queued before it."""
    bad = store.read("SELECT * FROM onbekend")
    good = store.submit(Names(), "a")
    after = store.read("SELECT naam FROM namen WHERE naam = ?", ("a",))
    with pytest.raises(StoreError, match="no such table: onbekend"):
        await bad
    await good
    assert await after == [("a",)]
    assert names(path) == {"a"}


@pytest.mark.parametrize("fault", ["PRAGMA query_only = ON", "PRAGMA max_page_count = 1"])
async def test_a_store_that_could_not_write_can_write_again(store: StoreThread, fault: str) -> None:
    """After a read-only or full database the next batch uses a fresh connection."""
    writer = Names()
    await store.read(fault)
    with pytest.raises(StoreError):
        await store.submit(writer, "x" * 20_000)
    await store.submit(writer, "x" * 20_000)


async def test_a_database_that_is_gone_is_a_failure_and_not_a_new_file(
    store: StoreThread, path: Path
) -> None:
    """Records never go to a deleted file, nor to an empty new one; when it is back, writing goes on."""
    writer = Names()
    await store.submit(writer, "a")
    aside = path.with_name("elders.db")
    move(path, aside)
    with pytest.raises(StoreError, match="FileNotFoundError"):
        await store.submit(writer, "b")
    move(aside, path)
    await store.submit(writer, "c")
    assert names(path) == {"a", "c"}


async def test_records_go_to_the_file_that_has_the_name(store: StoreThread, path: Path) -> None:
    """After a restored copy takes the place of the file, records are written in the copy."""
    writer = Names()
    await store.submit(writer, "a")
    copy = path.with_name("kopie.db")
    with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there)
    # SQLite finds the log of a database by its name, so the old one must not meet the copy.
    for name in ("store.db", "store.db-wal", "store.db-shm"):
        move(path.with_name(name), path.with_name(f"oud-{name}"))
    move(copy, path)
    await store.submit(writer, "b")
    assert names(path) == {"a", "b"}


async def test_close_finishes_what_is_queued_and_refuses_the_rest(path: Path) -> None:
    """Everything submitted before close is durable; what comes after fails at once."""
    store = StoreThread(path)
    writer = Names()
    queued = [store.submit(writer, str(number)) for number in range(20)]
    await asyncio.to_thread(store.close)
    await asyncio.gather(*queued)
    assert names(path) == {str(number) for number in range(20)}
    with pytest.raises(StoreError, match="closed"):
        await store.submit(writer, "te laat")
    with pytest.raises(StoreError, match="closed"):
        await store.read("SELECT 1")
    store.close()


def test_a_waiter_whose_loop_is_closed_harms_no_other(store: StoreThread, path: Path) -> None:
    """A loop that ended while waiting does not stop the thread from serving the next loop."""
    writer = Names()

    async def leave() -> None:
        store.submit(writer, "a")

    async def stay() -> None:
        await store.submit(writer, "b")

    asyncio.run(leave())
    asyncio.run(stay())
    assert names(path) == {"a", "b"}


async def test_processes_wait_for_their_turn_however_long(path: Path) -> None:
    """While another holds the turn a write waits, past what SQLite itself would wait, and then is durable."""
    store = StoreThread(path, busy_seconds=0.01)
    await store.submit(Names(), "eerst")
    with closing(Turn(path)) as turn, turn, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        write = store.submit(Names(), "a")
        await asyncio.sleep(0.2)
        assert not write.done()
        other.execute("ROLLBACK")
    await write
    assert names(path) == {"eerst", "a"}
    store.close()
