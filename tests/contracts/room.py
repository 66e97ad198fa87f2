"""A copy of the contracts and mappings in which a test may change text and load again."""

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gateway.core.question import Caller
from gateway.errors import ContractsInvalid, Fault
from gateway.register.register import Register, load

ROOT = Path(__file__).parents[2]
DJI = "contracts/doelbindingen/DJI_INTAKE_ARBEIDSMARKT.2026-01-01.toml"
CASES = DJI.replace(".toml", ".cases.toml")
TODAY = date(2026, 11, 1)
CASEMANAGER = Caller(
    "00000099000000010000",
    "medewerker",
    "casemanager",
    "PI_TEST",
    "urn:etoegang:core:assurance-class:loa3",
    frozenset({"DJI_INTAKE_ARBEIDSMARKT"}),
)


@dataclass(frozen=True, slots=True)
class Room:
    """One copy below `root`; names of files are relative to it, as faults tell them."""

    root: Path

    def read(self, file: str) -> str:
        """Give the text of a file."""
        return (self.root / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Put a text in place of a file."""
        (self.root / file).write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str, *, at: str = "", above: str = "") -> int:
        """Replace the first `old`; gives the line of `at` in what came of it, or of `above` before it."""
        text = self.read(file)
        start = text.index(old)
        changed = text[:start] + new + text[start + len(old) :]
        self.write(file, changed)
        found = changed.rindex(above, 0, start) if above else changed.index(at or new, start)
        return changed.count("\n", 0, found) + 1

    def load(self) -> Register:
        """Load what is here now."""
        return load(self.root / "contracts", self.root / "adapters")

    def faults(self) -> tuple[Fault, ...]:
        """Give the faults of what is here now; none when it loads."""
        try:
            self.load()
        except ContractsInvalid as invalid:
            return invalid.faults
        return ()


def new_room(root: Path) -> Room:
    """Copy what the loader reads, and nothing else."""
    shutil.copytree(ROOT / "contracts", root / "contracts")
    for path in ROOT.glob("adapters/*/*.toml"):
        target = root / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    return Room(root)
