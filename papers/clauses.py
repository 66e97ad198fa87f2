"""Pieces of the contracts for the reader, cut from the real files, and what loading says of a wrong one."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from gateway.errors import ContractsInvalid
from gateway.register.register import load
from papers import ROOT


def excerpt(path: str, start: str, *, blocks: int = 1) -> str:
    """Give the block of a file that holds a line, up to the first empty line; or so many blocks on end.

    Raises ValueError when no block holds it: choose another line in the template.
    """
    parts = (ROOT / path).read_text("utf-8").strip().split("\n\n")
    for number, part in enumerate(parts):
        if start in part.splitlines():
            return "\n\n".join(parts[number : number + blocks])
    raise ValueError(f"{path}: geen stuk met de regel {start}; kies er een in het sjabloon")


def refusal(path: str, old: str, new: str) -> list[str]:
    """Give what loading says when in one file the first `old` were `new`; of that file itself first.

    Raises ValueError when `old` is not there, or when the changed contracts still load.
    """
    with TemporaryDirectory() as folder:
        room = Path(folder)
        shutil.copytree(ROOT / "contracts", room / "contracts")
        for toml in ROOT.glob("adapters/*/*.toml"):
            (room / toml.relative_to(ROOT)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(toml, room / toml.relative_to(ROOT))
        text = (room / path).read_text("utf-8")
        (room / path).write_text(text.replace(old, new, 1), "utf-8")
        try:
            load(room / "contracts", room / "adapters")
        except ContractsInvalid as invalid:
            faults = sorted(invalid.faults, key=lambda fault: fault.file != path)
            return [fault.text for fault in faults]
    raise ValueError(f"{path}: met {new} in plaats van {old} laadt het nog; kies iets anders in het sjabloon")
