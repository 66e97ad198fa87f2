"""What was measured, and how it is shown to people and machines."""

import platform
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

LEAST = 6.0
"""Per core at least so many times the naive gateway."""

AIM = 9.0
_ALONE = 0.9


@dataclass(frozen=True, slots=True)
class Sample:
    """One round of one gateway.

    Answers a second, µs of CPU per answer, and how busy the gateway kept its core and the sources and the
    load generator the other (0 to 1).
    """

    per_second: float
    cpu_us: float
    gateway_busy: float
    rest_busy: float


@dataclass(frozen=True, slots=True)
class Round:
    """The two gateways measured one after the other."""

    naive: Sample
    ours: Sample

    @property
    def per_core(self) -> float:
        """How many times less CPU ours takes."""
        return self.naive.cpu_us / self.ours.cpu_us

    @property
    def per_second(self) -> float:
        """How many times more answers ours gives."""
        return self.ours.per_second / self.naive.per_second


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some rounds with the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Spread":
        """Take the spread of some values."""
        values = tuple(values)
        return cls(statistics.median(values), min(values), max(values))

    def text(self, digits: int) -> str:
        """Write it as `median [least-most]`."""
        return f"{self.median:,.{digits}f} [{self.least:,.{digits}f}-{self.most:,.{digits}f}]"


@dataclass(frozen=True, slots=True)
class Report:
    """All rounds; the rows per group both answered; the bytes of an answer of naive and ours."""

    rounds: tuple[Round, ...]
    rows: dict[str, int]
    lengths: tuple[int, int]
    connections: int

    @property
    def per_core(self) -> Spread:
        """The ratio of CPU per answer."""
        return Spread.of(round_.per_core for round_ in self.rounds)

    @property
    def per_second(self) -> Spread:
        """The ratio of answers a second."""
        return Spread.of(round_.per_second for round_ in self.rounds)


def line(number: int, rounds: int, round_: Round) -> str:
    """Say how one round went."""
    return (
        f"ronde {number}/{rounds}   naïef {round_.naive.per_second:6.1f}/s {round_.naive.cpu_us:8,.0f} µs"
        f"   deze {round_.ours.per_second:6.1f}/s {round_.ours.cpu_us:7,.0f} µs"
        f"   verhouding per kern {round_.per_core:5.2f} x"
    )


def show(report: Report, console: Console) -> None:
    """Print the table and the verdict."""
    table = Table(title="Deze gateway met alle plichten naast een naïeve zonder", caption=_caption(report))
    for head in ("gateway", "antwoorden/s", "CPU µs/antwoord", "bytes", "kern 0", "kern 1"):
        table.add_column(head, justify="left" if head == "gateway" else "right")
    for name, length, samples in _gateways(report):
        table.add_row(
            name,
            Spread.of(sample.per_second for sample in samples).text(0),
            Spread.of(sample.cpu_us for sample in samples).text(0),
            f"{length:,}",
            f"{Spread.of(sample.gateway_busy for sample in samples).median:.0%}",
            f"{Spread.of(sample.rest_busy for sample in samples).median:.0%}",
        )
    table.add_section()
    table.add_row("verhouding", f"{report.per_second.text(1)} x", f"{report.per_core.text(1)} x")
    console.print(table)
    median = report.per_core.median
    verdict = "[green]gehaald[/]" if median >= LEAST else "[red]niet gehaald[/]"
    if (
        min(sample.gateway_busy for round_ in report.rounds for sample in (round_.naive, round_.ours))
        < _ALONE
    ):
        console.print("[yellow]Kern 0 was niet steeds vrij voor de gateway: de cijfers zijn grover.[/]")
    console.print(f"Per kern {median:.1f} x naïef. Ten minste {LEAST:.0f} x: {verdict}. Doel: {AIM:.0f} x.")


def as_json(report: Report) -> dict[str, object]:
    """Give the report for machines: ratios first, then every round."""
    return {
        "perCore": asdict(report.per_core),
        "perSecond": asdict(report.per_second),
        "least": LEAST,
        "aim": AIM,
        "connections": report.connections,
        "bytes": dict(zip(("naive", "ours"), report.lengths, strict=True)),
        "rows": report.rows,
        "rounds": [asdict(round_) for round_ in report.rounds],
    }


def _gateways(report: Report) -> tuple[tuple[str, int, list[Sample]], ...]:
    naive, ours = report.lengths
    return (
        ("naïef", naive, [round_.naive for round_ in report.rounds]),
        ("deze", ours, [round_.ours for round_ in report.rounds]),
    )


def _caption(report: Report) -> str:
    rows = ", ".join(f"{count} {groep.rpartition('.')[2]}" for groep, count in report.rows.items())
    return (
        f"{report.connections} verbindingen, {len(report.rounds)} rondes om en om, mediaan \\[minst-meest]; "
        f"Python {platform.python_version()}, {platform.machine()}.\n"
        f"Kern 0: de gateway; kern 1: bronnen en vrager samen. Rijen: {rows}.\n"
        "Alleen verhoudingen binnen één meting zeggen iets."
    )
