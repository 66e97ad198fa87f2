"""What a part of the soak found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Tell = Callable[[float, str], None]
"""Told how far a part is, from 0 to 1, and what it sees."""

MOST_SHOWN = 20


def in_silence(_part: float, _text: str) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Report:
    """The figures of one part; `broken` names promises that do not hold.

    `over` names figures that are over their bound. They count in a long run on a quiet machine; in a short
    one they say little.
    """

    part: str
    figures: dict[str, Any] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)

    def expect(self, what: str, faults: Iterable[str]) -> None:
        """Count a promise and note what breaks it; of many faults the first are shown."""
        found = list(faults)
        self.figures[what] = len(found)
        self.broken += [f"{what}: {fault}" for fault in found[:MOST_SHOWN]]

    def bound(self, what: str, value: float, most: float) -> None:
        """Note a figure and whether it is over its bound."""
        self.figures[what] = round(value, 3)
        if value > most:
            self.over.append(f"{what}: {value:.3f}, hoogstens {most:g}")


def percentile(values: Iterable[float], part: float) -> float:
    """Give the value that this part of all values is not over; 0 of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
