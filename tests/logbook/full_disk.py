"""A process that records one look-up, meets a full disk (a limit on file size), and records again.

    python full_disk.py DATABASE_FILE

It prints the outcome of each of its three records.
"""

import asyncio
import resource
import signal
import sys
from pathlib import Path

from gateway.errors import Unavailable
from gateway.logbook.journal import Journal
from gateway.store.thread import StoreThread

NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


async def record(journal: Journal, name: str) -> str:
    """Record one look-up and tell how it went."""
    try:
        await journal.begin(name, "2026-11-01T08:12:00Z", {"vulling": "x" * 9000})
    except Unavailable as refusal:
        return refusal.code
    return "DUURZAAM"


async def main(path: Path) -> list[str]:
    """Record before, during and after the disk is full."""
    store = StoreThread(path)
    journal = Journal(store, writer="w", key=b"\x07" * 32, key_id="sleutel-1")
    outcomes = [await record(journal, "voor")]
    full = path.with_name(f"{path.name}-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
    outcomes.append(await record(journal, "tijdens"))
    resource.setrlimit(resource.RLIMIT_FSIZE, NO_LIMIT)
    outcomes.append(await record(journal, "na"))
    store.close()
    return outcomes


if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sys.stdout.write(" ".join(asyncio.run(main(Path(sys.argv[1])))))
