"""Real processes: killed in the middle, and on a full disk."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from gateway.logbook.verify import verify

HERE = Path(__file__).parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}


def recorded(path: Path) -> set[str]:
    """Read which look-ups are in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT raadpleging_id FROM journaal")}


def test_whatever_was_called_durable_survives_kill_9(path: Path) -> None:
    """Three processes in turn are killed while writing: every record they reported is there, and sound."""
    reported: set[str] = set()
    for writer, amount in (("w1", 1), ("w2", 37), ("w3", 150)):
        with subprocess.Popen(
            [sys.executable, str(HERE / "endless_writer.py"), str(path), writer],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdout is not None
            reported |= {child.stdout.readline().strip() for _ in range(amount)}
            child.kill()
            # The last line may be cut off by the kill.
            reported |= {line.strip() for line in child.stdout if line.endswith("\n")}
    assert len(reported) >= 188
    assert reported <= recorded(path)
    assert verify(path) == []


def test_a_full_disk_refuses_and_the_chain_goes_on_when_there_is_room(path: Path) -> None:
    """With no byte left on the disk a record is refused; with room again the chain goes on soundly."""
    child = subprocess.run(
        [sys.executable, str(HERE / "full_disk.py"), str(path)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (child.stdout, child.stderr) == ("DUURZAAM LOGBOEK_NIET_BESCHIKBAAR DUURZAAM", "")
    assert recorded(path) == {"voor", "na"}
    assert verify(path) == []


def test_processes_that_write_one_file_at_once_keep_their_own_chains(path: Path) -> None:
    """Two processes on one file: all that each reported is there, in two sound chains."""
    children = [
        subprocess.Popen(
            [sys.executable, str(HERE / "endless_writer.py"), str(path), f"w{number}"],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in (1, 2)
    ]
    reported: set[str] = set()
    for child in children:
        assert child.stdout is not None
        reported |= {child.stdout.readline().strip() for _ in range(50)}
    for child in children:
        child.kill()
        child.communicate()
    assert len(reported) == 100
    assert reported <= recorded(path)
    assert verify(path) == []
