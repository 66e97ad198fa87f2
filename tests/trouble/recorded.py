"""What a gateway recorded, read as its own commands read it, without a process for each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gateway.keys import key_id, load_key
from gateway.logbook.verify import examine, read_records
from gateway.settings import Settings, read_settings
from gateway.store.database import sqlite_path
from tests.fakes.processes import Served


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
    """Read every record of a gateway (`gateway log show`)."""
    settings = read_settings(served.settings)
    key = load_key(settings.key_file("logboek"), "logboek")
    recorded = Recorded()
    for record in read_records(_path(settings), {key_id(key): key}):
        if record["soort"] == "BEGONNEN":
            recorded.begun[str(record["raadplegingId"])] += 1
        else:
            recorded.ended.setdefault(str(record["raadplegingId"]), []).append(str(record["uitkomst"]))
    return recorded


def verified(served: Served) -> list[str]:
    """Give what a check of the chain finds (`gateway log verify`); nothing when the log is sound."""
    return list(examine(_path(read_settings(served.settings))).findings)


def _path(settings: Settings) -> Path:
    return sqlite_path(settings.database)
