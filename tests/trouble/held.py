"""What a process holds, read from /proc: files, sockets, threads and memory."""

import asyncio
import os
import time
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Held:
    """Open files that are no socket, sockets, and threads."""

    files: int
    sockets: int
    threads: int

    def __str__(self) -> str:
        return f"{self.files} bestanden, {self.sockets} sockets, {self.threads} draden"

    def within(self, other: "Held") -> bool:
        """Whether it is nowhere more."""
        return all(mine <= theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True))


def held_by(pid: int) -> Held:
    """Count what a process holds now."""
    links = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # it closed between listing and reading
            links.append(os.readlink(entry))  # noqa: PTH115 - not a path: socket:[12345]
    sockets = sum(link.startswith("socket:") for link in links)
    return Held(len(links) - sockets, sockets, sum(1 for _ in Path(f"/proc/{pid}/task").iterdir()))


def memory_of(pid: int) -> float:
    """Give the memory of a process in MB (VmRSS)."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


async def at_rest(pid: int, most: Held, *, seconds: float = 60) -> Held:
    """Wait, so long at most, until an idle process holds no more than that; give what it holds then.

    Connections to sources stay open for a while after they were used.
    """
    until = time.monotonic() + seconds
    while not (held := held_by(pid)).within(most) and time.monotonic() < until:  # noqa: ASYNC110 - /proc calls nobody
        await asyncio.sleep(_LOOK_SECONDS)
    return held
