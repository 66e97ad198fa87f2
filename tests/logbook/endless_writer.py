"""A process that records look-ups without end and prints each id once the journal says it is durable.

python endless_writer.py DATABASE_FILE WRITER
"""

import asyncio
import sys
from pathlib import Path

from gateway.logbook.journal import Journal
from gateway.store.thread import StoreThread


async def look_up_for_ever(journal: Journal, name: str) -> None:
    """Record one look-up after another."""
    number = 0
    while True:
        number += 1
        raadpleging_id = f"{name}-{number}"
        await journal.begin(raadpleging_id, "2026-11-01T08:12:00Z", {"vulling": "x" * 300})
        sys.stdout.write(raadpleging_id + "\n")
        sys.stdout.flush()


async def main(path: Path, writer: str) -> None:
    """Run four of them at once."""
    journal = Journal(StoreThread(path), writer=writer, key=b"\x07" * 32, key_id="sleutel-1")
    await asyncio.gather(*[look_up_for_ever(journal, f"{writer}-{letter}") for letter in "abcd"])


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
