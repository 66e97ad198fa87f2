"""Whoever changes a record is found out; whoever deletes a body lawfully is not accused."""

import asyncio
import shutil
import sqlite3
import struct
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from gateway.errors import Unavailable
from gateway.logbook.chain import GENESIS, Head, body_hash, link
from gateway.logbook.journal import Journal
from gateway.logbook.verify import examine, read_records, verify
from gateway.store.thread import StoreThread

NU = "2026-11-01T08:12:00Z"
KEYS = {"sleutel-1": b"\x07" * 32}
TEXTS = ("writer", "raadpleging_id", "soort", "tijdstip", "sleutel_id")
BLOBS = ("lichaam", "lichaam_hash", "hash")


async def _fill(path: Path) -> None:
    store = StoreThread(path)
    for writer in ("schrijver-1", "schrijver-2"):
        journal = Journal(store, writer=writer, key=KEYS["sleutel-1"], key_id="sleutel-1")
        await journal.begin(f"{writer}-r1", NU, {"n": 1})
        await journal.end(f"{writer}-r1", NU, {"n": 2})
    store.close()


@pytest.fixture
def filled(path: Path) -> Path:
    """Give a sound journal: two chains of two records, rows 1-2 and 3-4."""
    asyncio.run(_fill(path))
    return path


def execute(path: Path, sql: str, *values: object) -> None:
    """Change the file as somebody with a database tool would, checks of the schema switched off."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(sql, values)


def one(path: Path, column: str, row: int) -> bytes:
    """Read one value as bytes."""
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = bytes
        value = connection.execute(f"SELECT {column} FROM journaal WHERE rowid = ?", (row,)).fetchone()[0]  # noqa: S608 - our own names
        assert isinstance(value, bytes)
        return value


def test_an_untouched_journal_is_sound(filled: Path) -> None:
    """Four records, no finding, no note."""
    verdict = examine(filled)
    assert (verdict.records, verdict.findings, verdict.notes) == (4, [], [])


@pytest.mark.parametrize("row", [1, 2, 3, 4])
@pytest.mark.parametrize("column", [*TEXTS, *BLOBS])
def test_every_changed_byte_of_every_column_is_found(filled: Path, column: str, row: int) -> None:
    """Each byte of each value, changed to three other values, also to bytes that are no text."""
    value = one(filled, column, row)
    new = "CAST(? AS TEXT)" if column in TEXTS else "?"
    missed = []
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for place in range(len(value)):
            for flip in (0x01, 0x20, 0x80):
                changed = value[:place] + bytes([value[place] ^ flip]) + value[place + 1 :]
                connection.execute(f"UPDATE journaal SET {column} = {new} WHERE rowid = ?", (changed, row))  # noqa: S608 - our own names
                connection.commit()
                if not verify(filled):
                    missed.append((place, flip))
    assert missed == []
    assert len(value) > 0


@pytest.mark.parametrize("number", [-1, 0, 3, 2**62])
def test_a_changed_number_is_found(filled: Path, number: int) -> None:
    """A record that moves within its chain is found, also the last one."""
    execute(filled, "UPDATE journaal SET volgnummer = ? WHERE rowid = 2", number)
    assert verify(filled)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM journaal WHERE rowid = 1",
        "UPDATE journaal SET volgnummer = volgnummer + 1 WHERE rowid = 2",
        "UPDATE journaal SET raadpleging_id = CAST(raadpleging_id AS BLOB) WHERE rowid = 2",
        "UPDATE journaal SET lichaam = (SELECT lichaam FROM journaal WHERE rowid = 2) WHERE rowid = 1",
        "UPDATE journaal SET lichaam = CAST(lichaam AS TEXT) WHERE rowid = 1",
        "UPDATE journaal SET lichaam = x'' WHERE rowid = 1",
        "UPDATE journaal SET hash = x'' WHERE rowid = 2",
        "INSERT INTO journaal SELECT writer, 3, 'r9', soort, '', '', NULL, hash, hash FROM journaal LIMIT 1",
        "INSERT INTO journaal SELECT 'w', rowid, 'r9', soort, '', '', NULL, hash, hash FROM journaal LIMIT 1",
        "DROP TABLE journaal",
    ],
)
def test_removing_adding_moving_and_retyping_are_found(filled: Path, change: str) -> None:
    """Whatever is done to a chain apart from cutting its end is a finding."""
    execute(filled, change)
    assert verify(filled)


async def test_a_record_removed_from_a_running_journal_leaves_a_gap(
    journal: Journal, store: StoreThread, path: Path
) -> None:
    """Also the last record cannot be taken away unseen once another one follows."""
    await journal.begin("r1", NU, {})
    await journal.begin("r2", NU, {})
    execute(path, "DELETE FROM journaal WHERE volgnummer = 2")
    await journal.begin("r3", NU, {})
    store.close()
    assert any("volgnummer 2 was verwacht" in finding for finding in verify(path))


@pytest.mark.parametrize("with_body", [True, False])
def test_a_forger_who_hashes_a_row_anew_is_found_by_the_next_row(filled: Path, *, with_body: bool) -> None:
    """A row that is changed and made right in itself no longer fits the row after it."""
    body = b"vals" if with_body else one(filled, "lichaam", 1)
    number = "r9" if not with_body else "schrijver-1-r1"
    hashed = body_hash(body)
    head = Head("schrijver-1", 1, number, "BEGONNEN", NU, "sleutel-1").encode()
    forged = (number, body, hashed, link(GENESIS, head=head, lichaam_hash=hashed))
    columns = "raadpleging_id = ?, lichaam = ?, lichaam_hash = ?, hash = ?"
    execute(filled, f"UPDATE journaal SET {columns} WHERE rowid = 1", *forged)  # noqa: S608 - our own names
    (finding,) = verify(filled)
    assert finding.startswith("schrijver 'schrijver-1', volgnummer 2: de rij past niet aan de vorige")


def test_the_chain_is_what_its_description_says(filled: Path) -> None:
    """Hashes recomputed from the written formula alone are those in the file, so others can verify too."""

    def list_of(*parts: bytes) -> bytes:
        return b"".join(struct.pack(">I", len(part)) + part for part in parts)

    with closing(sqlite3.connect(filled)) as connection:
        rows = connection.execute("SELECT * FROM journaal WHERE writer = 'schrijver-1'").fetchall()
    previous = bytes(32)
    for *named, lichaam, lichaam_hash, found in rows:
        head = list_of(b"journaal/1", *[str(value).encode() for value in named])
        assert lichaam_hash == sha256(lichaam).digest()
        previous = sha256(list_of(previous, head, lichaam_hash)).digest()
        assert found == previous
    assert len(rows) == 2


def test_a_lawfully_deleted_body_is_a_note_and_the_record_stays(filled: Path) -> None:
    """Setting a body to NULL keeps the chain sound; the record says that its body is gone."""
    execute(filled, "UPDATE journaal SET lichaam = NULL WHERE rowid = 1")
    verdict = examine(filled)
    assert verdict.findings == []
    assert verdict.notes == [
        "schrijver 'schrijver-1', volgnummer 1: het lichaam is verwijderd; de vastlegging zelf is bewaard"
    ]
    assert next(read_records(filled, KEYS)) == {
        "raadplegingId": "schrijver-1-r1",
        "soort": "BEGONNEN",
        "tijdstip": NU,
        "lichaam": "VERWIJDERD",
    }


def test_a_lookup_that_did_not_end_is_a_note(filled: Path) -> None:
    """A chain that stops after BEGONNEN is sound and names the open look-up."""
    execute(filled, "DELETE FROM journaal WHERE rowid = 4")
    verdict = examine(filled)
    assert verdict.findings == []
    assert verdict.notes == ["raadpleging 'schrijver-2-r1' is begonnen en niet geëindigd"]


def test_a_changed_name_cannot_write_lines_in_the_report(filled: Path) -> None:
    """Line breaks and escape codes put in a record come out escaped."""
    execute(filled, "UPDATE journaal SET writer = ? WHERE rowid = 1", "x\nalles in orde\x1b[0m\u2028")
    findings = verify(filled)
    assert findings
    assert all(finding.isprintable() for finding in findings)


def test_a_damaged_or_absent_file_is_a_finding(filled: Path, tmp_path: Path) -> None:
    """Overwritten pages, a file that is no database and a missing file are findings, never a crash."""
    content = filled.read_bytes()
    filled.write_bytes(content[:4096] + bytes(len(content) - 4096))
    assert verify(filled)
    filled.write_bytes(b"niets" * 2000)
    assert verify(filled)
    assert verify(tmp_path / "weg.db")
    with pytest.raises(Unavailable, match="LOGBOEK_NIET_BESCHIKBAAR"):
        list(read_records(tmp_path / "weg.db", KEYS))


def test_an_index_that_hides_a_lookup_is_found(filled: Path) -> None:
    """Rows that the index no longer knows are hidden from `log show`, and that is a finding."""
    with closing(sqlite3.connect(filled)) as connection, connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_journaal_raadpleging_id'"
        page = connection.execute(sql).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(filled.read_bytes())
    # An empty leaf page of an index: type 10, no cells.
    content[(page - 1) * size : page * size] = b"\x0a" + bytes(4) + size.to_bytes(2, "big") + bytes(size - 7)
    filled.write_bytes(content)
    assert any("beschadigd" in finding for finding in verify(filled))


def test_a_record_that_does_not_open_says_so_and_hides_no_other(filled: Path) -> None:
    """A missing key or a changed seal is told per record; the others are given."""
    execute(filled, "UPDATE journaal SET lichaam = x'00' WHERE rowid = 1")
    execute(filled, "UPDATE journaal SET sleutel_id = 'weg' WHERE rowid = 2")
    execute(filled, "UPDATE journaal SET tijdstip = '2020' WHERE rowid = 3")
    found = [record.get("lichaam", record.get("n")) for record in read_records(filled, KEYS)]
    assert found == ["ONLEESBAAR", "SLEUTEL_ONTBREEKT", "ONLEESBAAR", 2]


def test_a_bare_copy_of_the_file_can_be_verified(filled: Path, tmp_path: Path) -> None:
    """The examiner needs the file only: no WAL beside it, no key."""
    place = tmp_path / "kopie"
    place.mkdir()
    shutil.copy(filled, place / "x.db")
    assert verify(place / "x.db") == []
