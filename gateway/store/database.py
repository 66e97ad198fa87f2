"""Where the database is, and whether its tables are those of this version."""

import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from gateway.errors import SettingsInvalid
from gateway.store.turn import OWNER_ONLY, Turn
from gateway.system_words import in_dutch

_SETTING = "GATEWAY_DATABASE_URL"
_BUSY_SECONDS = 30


def sqlite_path(url: str) -> Path:
    """Give the file of an SQLite URL (`sqlite:////var/lib/gateway/gateway.db`).

    Raises SettingsInvalid for anything else: SQLite is the store as long as there is one replica.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _invalid("dit is geen adres van een database") from None
    if parsed.get_backend_name() != "sqlite" or parsed.query:
        raise _invalid("alleen een kaal SQLite-adres kan nu")
    if parsed.database in (None, "", ":memory:"):
        raise _invalid("een vastlegging overleeft het proces, dus noem een bestand")
    return Path(str(parsed.database))


def upgrade(url: str) -> None:
    """Bring the database to the newest schema, making file (0600) and folder (0700) where missing.

    Safe when several processes do it at once: they queue. Raises SettingsInvalid when the file cannot
    be made, opened or migrated.
    """
    path = sqlite_path(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=stat.S_IRWXU)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY))
        # Switching a new file to WAL answers "locked" at once, without waiting.
        with closing(Turn(path)) as turn, turn, _connection(path) as connection:
            _migrate(connection)
    except OSError as error:
        raise _invalid(f"het databasebestand is niet te maken ({in_dutch(error)})") from None


def is_current(url: str) -> bool:
    """Whether the database exists and has the newest schema. Raises SettingsInvalid as `upgrade`."""
    path = sqlite_path(url)
    if not path.exists():
        return False
    with _connection(path) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found == ScriptDirectory.from_config(_config()).get_current_head()


def _migrate(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    # The driver would commit at each CREATE: one explicit transaction makes a migration all or nothing.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    command.upgrade(config, "head")
    connection.commit()


@contextmanager
def _connection(path: Path) -> Iterator[Connection]:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=NullPool,
        connect_args={"isolation_level": None, "timeout": _BUSY_SECONDS},
    )
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        name = getattr(error.orig, "sqlite_errorname", type(error).__name__)
        raise _invalid(f"de database is niet te openen of bij te werken ({name})") from None


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _invalid(text: str) -> SettingsInvalid:
    return SettingsInvalid((f"{_SETTING}: {text}; geef sqlite:/// en het pad van een bestand",))
