"""Check what was asked of the sources: "exactly one question to DUO about this person, no employer asked"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.mock.journal import Entry
from adapters.mock.shape import ShapeError


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it is as expected, how many requests were found, and what is different."""

    klopt: bool
    gevonden: int
    verschil: tuple[str, ...]


def check_demands(expected: Mapping[str, Any], key: str = "") -> None:
    """Raise ShapeError for counts that no journal can have; `key` stands before the name of a wrong one."""
    if "hoogstens" in expected and expected["hoogstens"] < expected.get("minstens", 0):
        raise ShapeError(f"{key}hoogstens", "mag niet minder zijn dan minstens")


def verify(found: Iterable[Entry], expected: Mapping[str, Any]) -> Verdict:
    """Compare the entries found with precies, minstens, hoogstens, met_velden and zonder_velden.

    Without a count at least one is expected; a veld is a dotted path and stands for all below it.
    """
    entries = list(found)
    verschil = (*_counted(len(entries), expected), *_fields(entries, expected))
    return Verdict(not verschil, len(entries), verschil)


def _counted(count: int, expected: Mapping[str, Any]) -> Iterable[str]:
    demands = {name: expected[name] for name in ("precies", "minstens", "hoogstens") if name in expected}
    for name, number in (demands or {"minstens": 1}).items():
        wrong = {"precies": count != number, "minstens": count < number, "hoogstens": count > number}
        if wrong[name]:
            yield f"{name} {number} verwacht, {count} gevonden"


def _fields(entries: list[Entry], expected: Mapping[str, Any]) -> Iterable[str]:
    for entry in entries:
        for veld in expected.get("met_velden", []):
            if not _asks(entry, veld):
                yield f"vraag {entry.nummer} vraagt {veld} niet"
        for veld in expected.get("zonder_velden", []):
            if _asks(entry, veld):
                yield f"vraag {entry.nummer} vraagt {veld}"


def _asks(entry: Entry, veld: str) -> bool:
    return any(field == veld or field.startswith(f"{veld}.") for field in entry.fields)
