"""One fault in a file that a tester brought: where it is, what is wrong, and what to change."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from adapters.mock.numbers import masked


@dataclass(frozen=True, slots=True)
class Fault:
    """`place` is a key of TOML, an element or a member; `line` 0 when the file has no such line."""

    file: str
    line: int
    place: str
    text: str
    cure: str

    def shown(self) -> dict[str, str | int]:
        """Give the fault for machines; no number that could be a real person's is in it."""
        return {
            "bestand": masked(self.file),
            "regel": self.line,
            "plaats": masked(self.place),
            "fout": masked(self.text),
            "herstel": masked(self.cure),
        }


def write_json(value: object) -> str:
    """Write what a command tells machines."""
    return f"{json.dumps(value, ensure_ascii=False, indent=2)}\n"


def write_faults(faults: Iterable[Fault]) -> str:
    """Write faults for people, two lines each."""
    return "".join(map(_lines, faults))


def _lines(fault: Fault) -> str:
    shown = fault.shown()
    where = f"{shown['bestand']}:{shown['regel']}" if fault.line else f"{shown['bestand']}"
    place = f" {shown['plaats']}:" if fault.place else ""
    return f"{where}:{place} {shown['fout']}\n    herstel: {shown['herstel']}\n"


def instead(name: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Say which known name was probably meant, or else what to do."""
    names = sorted(known)
    close = get_close_matches(name, names, 1)
    return f"bedoelt u {close[0]}?" if close else otherwise or f"kies een van {', '.join(names)}"
