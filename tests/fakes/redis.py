"""A real Redis for tests, in a process of its own on a free port of 127.0.0.1."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis

SERVER = shutil.which("redis-server") or "redis-server"


def free_port() -> int:
    """Give a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@dataclass(slots=True)
class RedisServer:
    """A Redis at `port`; all it writes lies in `folder`, `options` are those of its command line."""

    folder: Path
    port: int
    options: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it listens."""
        with (self.folder / "redis.log").open("ab") as log:
            command = [SERVER, *self.options, "--dir", str(self.folder)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + 10
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.01)
        raise AssertionError((self.folder / "redis.log").read_text("utf-8", "replace"))

    def client(self) -> "redis.Redis":
        """Give a client of our own, to look inside."""
        return redis.Redis(port=self.port)

    def freeze(self) -> None:
        """Stop it from running without ending it."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it run again."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _signal(self, number: int) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[RedisServer]:
    """Run a Redis that writes nothing down unless `options` say so, and end it by its own handle."""
    port = free_port()
    usual = ("--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no")
    server = RedisServer(folder, port, (*usual, *options))
    server.start()
    try:
        yield server
    finally:
        server.kill()
