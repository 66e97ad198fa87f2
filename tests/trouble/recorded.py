"""What a gateway recorded, read with its own commands."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.fakes.processes import ROOT, Served


@dataclass(frozen=True, slots=True)
class Recorded:
    """Which look-ups began, and by look-up how it ended, once for each time that it did."""

    begun: Counter[str] = field(default_factory=Counter)
    ended: dict[str, list[str]] = field(default_factory=dict)

    def missing(self, delivered: Iterable[str]) -> list[str]:
        """Say which of these answers, and which beginnings, have no record as promised."""
        unlogged = [
            f"{one} is geantwoord en niet precies eens begonnen en geleverd"
            for one in delivered
            if self.begun[one] != 1 or self.ended.get(one) != ["GELEVERD"]
        ]
        return unlogged + [
            f"{one} is begonnen en niet geeindigd" for one in self.begun if one not in self.ended
        ]


def recorded_by(served: Served) -> Recorded:
    """Read every record of a gateway."""
    recorded = Recorded()
    for line in _run(served, "log", "show", "--json").stdout.splitlines():
        record = json.loads(line)
        if record["soort"] == "BEGONNEN":
            recorded.begun[record["raadplegingId"]] += 1
        else:
            recorded.ended.setdefault(record["raadplegingId"], []).append(record["uitkomst"])
    return recorded


def verified(served: Served) -> list[str]:
    """Give what `gateway log verify` finds; nothing when the log is sound."""
    done = _run(served, "log", "verify")
    return (
        [] if done.returncode == 0 else [f"gateway log verify eindigt met {done.returncode}: {done.stderr}"]
    )


def _run(served: Served, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "gateway", *words]
    return subprocess.run(
        command, env=dict(served.settings), cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
    )
