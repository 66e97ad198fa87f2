"""The journal promises: durable or refused, private, and going on after every fault."""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from gateway.core.bsn import Bsn
from gateway.errors import Unavailable
from gateway.logbook.journal import Journal
from gateway.logbook.verify import examine, read_records, verify
from gateway.store.thread import StoreThread
from tests.fakes.stuck import Stuck

NU = "2026-11-01T08:12:00Z"
KEYS = {"sleutel-1": b"\x07" * 32}


def stored(path: Path) -> list[tuple[int, str, str]]:
    """Read number, id and kind of every record through another connection."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT volgnummer, raadpleging_id, soort FROM journaal ORDER BY writer, volgnummer"
        ).fetchall()


async def test_a_record_is_in_the_file_when_begin_and_end_return(journal: Journal, path: Path) -> None:
    """Another connection sees each record at the moment the journal says it is written."""
    await journal.begin("r1", NU, {"doelbinding": "D"})
    assert stored(path) == [(1, "r1", "BEGONNEN")]
    await journal.end("r1", NU, {"bronnen": ["DUO"]})
    assert stored(path) == [(1, "r1", "BEGONNEN"), (2, "r1", "GEEINDIGD")]
    assert examine(path).notes == []


async def test_many_lookups_at_once_share_commits_and_one_sound_chain(
    journal: Journal, store: StoreThread, path: Path
) -> None:
    """Two hundred look-ups at once: every record is there once, in far fewer commits, and sound."""

    async def look_up(name: str) -> None:
        await journal.begin(name, NU, {"naam": name})
        await journal.end(name, NU, {"naam": name})

    names = [f"r{number}" for number in range(200)]
    await asyncio.gather(*[look_up(name) for name in names])
    assert [number for number, _, _ in stored(path)] == list(range(1, 401))
    assert sorted((name, kind) for _, name, kind in stored(path)) == sorted(
        (name, kind) for name in names for kind in ("BEGONNEN", "GEEINDIGD")
    )
    assert store.commits <= 100
    assert verify(path) == []


async def test_read_records_gives_back_what_was_recorded(journal: Journal, path: Path) -> None:
    """Records come back in order with the members of their body; one look-up can be picked."""
    await journal.begin("r1", NU, {"velden": ["a"], "soort": "niet deze"})
    await journal.begin("r2", NU, {"velden": ["b"]})
    await journal.end("r1", NU, {"aantal": 1})
    first = {"raadplegingId": "r1", "soort": "BEGONNEN", "tijdstip": NU, "velden": ["a"]}
    last = {"raadplegingId": "r1", "soort": "GEEINDIGD", "tijdstip": NU, "aantal": 1}
    other = {"raadplegingId": "r2", "soort": "BEGONNEN", "tijdstip": NU, "velden": ["b"]}
    assert list(read_records(path, KEYS)) == [first, other, last]
    assert list(read_records(path, KEYS, raadpleging_id="r1")) == [first, last]
    assert list(read_records(path, KEYS, raadpleging_id="r3")) == []


async def test_nothing_of_a_body_stands_in_clear_in_any_file(
    journal: Journal, store: StoreThread, path: Path
) -> None:
    """BSN, name and key are in no byte of database, WAL or shared memory, open or closed."""
    await journal.begin("r1", NU, {"betrokkene": "999990019", "naam": "Kanarie-Jansen"})
    seen = [file.read_bytes() for file in path.parent.iterdir()]
    store.close()
    seen += [file.read_bytes() for file in path.parent.iterdir()]
    assert any(b"r1" in content for content in seen)
    for secret in (b"999990019", b"Kanarie", b"betrokkene", b"\x07" * 32):
        assert not any(secret in content for content in seen)


async def test_equal_bodies_are_sealed_differently(journal: Journal, path: Path) -> None:
    """Two records with one body cannot be seen to be equal."""
    for _ in range(2):
        await journal.begin("r1", NU, {"naam": "x"})
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(DISTINCT lichaam) FROM journaal").fetchone() == (2,)


async def test_a_value_that_hides_itself_is_not_recorded(journal: Journal, path: Path) -> None:
    """A Bsn in a body is a fault of the caller, without its digits, and nothing is written."""
    with pytest.raises(TypeError) as fault:
        await journal.begin("r1", NU, {"betrokkene": Bsn("999990019")})
    assert "999990019" not in str(fault.value)
    assert stored(path) == []


@pytest.mark.parametrize("fault", ["PRAGMA query_only = ON", "PRAGMA max_page_count = 1"])
async def test_a_store_that_cannot_write_refuses_and_recovers(
    journal: Journal, store: StoreThread, path: Path, fault: str
) -> None:
    """Read-only or full: 503, nothing kept; afterwards the chain goes on without a gap."""
    await journal.begin("r1", NU, {})
    await store.read(fault)
    refused = await asyncio.gather(
        *[journal.begin(name, NU, {"vulling": os.urandom(9000).hex()}) for name in ("r2", "r3")],
        return_exceptions=True,
    )
    # The fault lasts for one connection, so at least the first batch met it.
    assert isinstance(refused[0], Unavailable)
    assert refused[0].code == "LOGBOEK_NIET_BESCHIKBAAR"
    await journal.end("r1", NU, {})
    assert verify(path) == []
    assert {name for _, name, _ in stored(path)} == {
        "r1",
        *(name for name, outcome in zip(("r2", "r3"), refused, strict=True) if outcome is None),
    }


async def test_a_locked_database_refuses_and_recovers(journal: Journal, path: Path) -> None:
    """While another connection holds the file nothing is recorded; afterwards the chain is sound."""
    await journal.begin("r1", NU, {})
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        for name in ("r2", "r3"):
            with pytest.raises(Unavailable, match="LOGBOEK_NIET_BESCHIKBAAR"):
                await journal.begin(name, NU, {})
    await journal.end("r1", NU, {})
    assert stored(path) == [(1, "r1", "BEGONNEN"), (2, "r1", "GEEINDIGD")]
    assert verify(path) == []


async def test_a_closed_store_refuses(journal: Journal, store: StoreThread) -> None:
    """After close every record is refused with the code of the log."""
    store.close()
    with pytest.raises(Unavailable, match="LOGBOEK_NIET_BESCHIKBAAR"):
        await journal.begin("r1", NU, {})


async def test_a_hanging_disk_refuses_within_the_patience(store: StoreThread, path: Path) -> None:
    """A record that is not durable in time is refused; when the disk comes back the chain is sound."""
    journal = Journal(store, writer="w", key=b"\x07" * 32, key_id="k", patience_seconds=0.5)
    stuck = Stuck()
    hanging = store.submit(stuck, None)
    await asyncio.to_thread(stuck.started.wait, 10)
    with pytest.raises(Unavailable, match="LOGBOEK_NIET_BESCHIKBAAR"):
        await asyncio.wait_for(journal.begin("r1", NU, {}), 5)
    stuck.let_go.set()
    await hanging
    await journal.begin("r2", NU, {})
    assert verify(path) == []


async def test_a_cancelled_lookup_harms_no_other(journal: Journal, path: Path) -> None:
    """Cancelling half of the look-ups leaves the rest recorded and the chain sound."""
    tasks = [asyncio.create_task(journal.begin(f"r{number}", NU, {})) for number in range(40)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert outcomes[1::2] == [None] * 20
    assert {name for _, name, _ in stored(path)} >= {f"r{number}" for number in range(1, 40, 2)}
    assert verify(path) == []


class CommitThenFail:
    """Makes the transaction durable and then reports an error, as a disk can."""

    def write(self, connection: sqlite3.Connection, items: Sequence[None], /) -> None:
        """Commit and fail."""
        del items
        connection.execute("COMMIT")
        raise OSError

    def committed(self) -> None:
        """Never called."""


async def test_a_failed_commit_that_was_durable_after_all_keeps_its_place(
    journal: Journal, store: StoreThread, path: Path
) -> None:
    """When the disk kept a batch whose commit reported an error, the next record follows that batch."""
    stuck = Stuck()
    hanging = store.submit(stuck, None)
    await asyncio.to_thread(stuck.started.wait, 10)
    doubtful = asyncio.create_task(journal.begin("r1", NU, {}))
    await asyncio.sleep(0)
    late = store.submit(CommitThenFail(), None)
    stuck.let_go.set()
    outcomes = await asyncio.gather(hanging, doubtful, late, return_exceptions=True)
    assert isinstance(outcomes[1], Unavailable)
    await journal.begin("r2", NU, {})
    assert stored(path) == [(1, "r1", "BEGONNEN"), (2, "r2", "BEGONNEN")]
    assert verify(path) == []
