"""A writer that holds the store thread, as a disk that hangs."""

import sqlite3
from collections.abc import Sequence
from threading import Event


class Stuck:
    """Holds the store thread until it is let go, as a disk that hangs."""

    def __init__(self) -> None:
        self.started, self.let_go = Event(), Event()

    def write(self, connection: sqlite3.Connection, items: Sequence[None], /) -> None:
        """Wait."""
        del connection, items
        self.started.set()
        self.let_go.wait(10)

    def committed(self) -> None:
        """Take note of nothing."""
