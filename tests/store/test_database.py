"""Making and migrating the database, also by several processes at once."""

import fcntl
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from gateway.errors import SettingsInvalid
from gateway.store.database import is_current, sqlite_path, upgrade
from gateway.store.schema import METADATA

ROOT = Path(__file__).parents[2]
MIGRATE = """
import sys
from gateway.store.database import upgrade
print("ready", flush=True)
sys.stdin.readline()
upgrade(sys.argv[1])
"""


def url_of(folder: Path) -> str:
    """Name a database file in a folder that is not there yet."""
    return f"sqlite:///{folder}/state/gateway.db"


def test_upgrade_makes_a_private_wal_file_with_exactly_the_schema(tmp_path: Path) -> None:
    """The migrated file has the tables of `schema.py`, nothing more or less, in WAL mode, mode 0600."""
    url = url_of(tmp_path)
    assert not is_current(url)
    assert not sqlite_path(url).parent.exists()
    upgrade(url)
    assert is_current(url)
    assert stat.S_IMODE(sqlite_path(url).stat().st_mode) == 0o600
    assert stat.S_IMODE(sqlite_path(url).parent.stat().st_mode) == 0o700
    with create_engine(url, poolclass=NullPool).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_upgrade_twice_changes_nothing(tmp_path: Path) -> None:
    """A second upgrade of a current database keeps its rows."""
    url = url_of(tmp_path)
    upgrade(url)
    with closing(sqlite3.connect(sqlite_path(url))) as connection, connection:
        connection.execute("INSERT INTO journaal VALUES ('w', 1, 'r', 'BEGONNEN', 't', 'k', NULL, x'', x'')")
    upgrade(url)
    with closing(sqlite3.connect(sqlite_path(url))) as connection:
        assert connection.execute("SELECT count(*) FROM journaal").fetchone() == (1,)


def test_processes_that_migrate_one_file_at_once_all_succeed(tmp_path: Path) -> None:
    """Three processes start on a database that does not exist; each ends well and it is current."""
    url = url_of(tmp_path)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, url],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    # Nobody starts before all have imported everything: so that they really meet.
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"\n")
        child.stdin.flush()
    for child in children:
        _, errors = child.communicate(timeout=60)
        assert (child.returncode, errors) == (0, b"")
    assert is_current(url)


def test_an_upgrade_waits_for_its_turn(tmp_path: Path) -> None:
    """While another process has the turn nothing is made; afterwards the upgrade is done."""
    url = url_of(tmp_path)
    lock = sqlite_path(url).with_name("gateway.db.lock")
    lock.parent.mkdir()
    with lock.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        waiting = Thread(target=upgrade, args=(url,))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert not sqlite_path(url).exists() or sqlite_path(url).stat().st_size == 0
    waiting.join(10)
    assert is_current(url)


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """When the second statement of a step fails, what the first one made is gone too."""
    path = tmp_path / "gateway.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE ix_journaal_raadpleging_id (in_de_weg TEXT)")
    with pytest.raises(SettingsInvalid, match="GATEWAY_DATABASE_URL"):
        upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert tables == {"ix_journaal_raadpleging_id"}


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://canary:canary@127.0.0.1/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///x?mode=ro",
        "canary",
    ],
)
def test_any_other_database_is_refused_by_the_name_of_the_setting(url: str) -> None:
    """Only a file of SQLite is a store; the fault names the setting and never the value."""
    with pytest.raises(SettingsInvalid) as fault:
        sqlite_path(url)
    assert str(fault.value).startswith("GATEWAY_DATABASE_URL: ")
    assert "canary" not in str(fault.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A file with other content is neither migrated nor overwritten."""
    path = tmp_path / "gateway.db"
    path.write_bytes(b"geen database" * 100)
    with pytest.raises(SettingsInvalid, match=r"GATEWAY_DATABASE_URL.*NOTADB"):
        upgrade(f"sqlite:///{path}")
    with pytest.raises(SettingsInvalid, match=r"GATEWAY_DATABASE_URL.*NOTADB"):
        is_current(f"sqlite:///{path}")
    assert path.read_bytes() == b"geen database" * 100
