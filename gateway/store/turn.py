"""Whose turn it is to write the database, among processes.

SQLite's own waiting is a poll: under load one of eight processes came too late by seconds. The kernel hands
this lock on in the order of asking, and takes it back from a process that dies.
"""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR


@contextmanager
def turn(database: Path) -> Iterator[None]:
    """Wait for the turn and hold it, in a file beside the database. Blocks; raises OSError."""
    descriptor = os.open(database.with_name(f"{database.name}.lock"), os.O_RDWR | os.O_CREAT, OWNER_ONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
