"""Whose turn it is to write the database, among processes.

SQLite's own waiting is a poll: under load one of eight processes came too late by seconds. The kernel hands
this lock on in the order of asking, and takes it back from a process that dies.
"""

import fcntl
import os
import stat
from pathlib import Path

OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR


class Turn:
    """The turn to write one database, taken with `with`: that blocks, and raises OSError.

    Its file, beside the database, is opened once: who has no files left can still write.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._descriptor: int | None = None

    def __enter__(self) -> None:
        """Wait for the turn."""
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        """Hand the turn on."""
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close the file."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)
