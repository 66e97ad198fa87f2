"""A migrated database file, a store thread on it and a journal: real files, no fakes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.logbook.journal import Journal
from gateway.store.database import sqlite_path, upgrade
from gateway.store.thread import StoreThread


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give the file of a migrated database."""
    url = f"sqlite:///{tmp_path}/gateway.db"
    upgrade(url)
    return sqlite_path(url)


@pytest.fixture
def store(path: Path) -> Iterator[StoreThread]:
    """Give a running store thread."""
    thread = StoreThread(path, busy_seconds=0.05)
    yield thread
    thread.close()


@pytest.fixture
def journal(store: StoreThread) -> Journal:
    """Give a journal that writes chain `schrijver-1`."""
    return Journal(store, writer="schrijver-1", key=b"\x07" * 32, key_id="sleutel-1")
