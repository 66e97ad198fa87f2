"""What was measured, and how it is shown to people and machines."""

import platform
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

NAIVE, OURS, SIGNED = GATEWAYS = ("naief", "deze", "ondertekend")
"""The gateways by name, in the order in which they take their turns."""


@dataclass(frozen=True, slots=True)
class Demand:
    """How many times the naive gateway one of ours must be per core at least, and should be."""

    least: float
    aim: float


DEMANDS: Mapping[str, Demand] = {OURS: Demand(6.0, 9.0), SIGNED: Demand(1.8, 4.0)}
_SHOWN = {NAIVE: "naïef", OURS: "deze", SIGNED: "ondertekend"}
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


Round = Mapping[str, Sample]
"""The gateways measured one after the other, by name."""


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
    """All rounds; the rows per group that all answered; the bytes of an answer by gateway."""

    rounds: tuple[Round, ...]
    rows: dict[str, int]
    lengths: dict[str, int]
    connections: int

    def per_core(self, name: str) -> Spread:
        """Give how many times less CPU a gateway takes per answer than the naive one."""
        return Spread.of(round_[NAIVE].cpu_us / round_[name].cpu_us for round_ in self.rounds)

    def per_second(self, name: str) -> Spread:
        """Give how many times more answers a second."""
        return Spread.of(round_[name].per_second / round_[NAIVE].per_second for round_ in self.rounds)


def enough(report: Report) -> bool:
    """Tell whether every demand is met."""
    return all(report.per_core(name).median >= demand.least for name, demand in DEMANDS.items())


def line(number: int, rounds: int, round_: Round) -> str:
    """Say how one round went."""
    said = (f"{_SHOWN[name]} {one.per_second:6.1f}/s {one.cpu_us:7,.0f} µs" for name, one in round_.items())
    ratios = " en ".join(f"{round_[NAIVE].cpu_us / round_[name].cpu_us:.2f}" for name in DEMANDS)
    return f"ronde {number}/{rounds}   {'   '.join(said)}   per kern {ratios} x"


def show(report: Report, console: Console) -> None:
    """Print the table and the verdicts."""
    table = Table(title="Deze gateway met alle plichten naast een naïeve zonder", caption=_caption(report))
    for head in ("gateway", "antwoorden/s", "CPU µs/antwoord", "bytes", "kern 0", "kern 1"):
        table.add_column(head, justify="left" if head == "gateway" else "right")
    for name in GATEWAYS:
        table.add_row(*_row(report, name))
    table.add_section()
    for name in DEMANDS:
        ratios = (report.per_second(name), report.per_core(name))
        table.add_row(f"{_SHOWN[name]} : naïef", *(f"{ratio.text(1)} x" for ratio in ratios))
    console.print(table)
    if min(sample.gateway_busy for round_ in report.rounds for sample in round_.values()) < _ALONE:
        console.print("[yellow]Kern 0 was niet steeds vrij voor de gateway: de cijfers zijn grover.[/]")
    for name, demand in DEMANDS.items():
        console.print(f"{_SHOWN[name]}: {_verdict(report.per_core(name).median, demand)}")


def _row(report: Report, name: str) -> Iterable[str]:
    samples = [round_[name] for round_ in report.rounds]
    yield _SHOWN[name]
    yield Spread.of(sample.per_second for sample in samples).text(0)
    yield Spread.of(sample.cpu_us for sample in samples).text(0)
    yield f"{report.lengths[name]:,}"
    yield f"{Spread.of(sample.gateway_busy for sample in samples).median:.0%}"
    yield f"{Spread.of(sample.rest_busy for sample in samples).median:.0%}"


def _verdict(median: float, demand: Demand) -> str:
    verdict = "[green]gehaald[/]" if median >= demand.least else "[red]niet gehaald[/]"
    return f"per kern {median:.1f} x naïef. Ten minste {demand.least:g} x: {verdict}. Doel: {demand.aim:g} x."


def as_json(report: Report) -> dict[str, object]:
    """Give the report for machines: ratios to the naive gateway first, then every round."""
    return {
        "ratios": {
            name: {
                "perCore": asdict(report.per_core(name)),
                "perSecond": asdict(report.per_second(name)),
                **asdict(demand),
            }
            for name, demand in DEMANDS.items()
        },
        "connections": report.connections,
        "bytes": report.lengths,
        "rows": report.rows,
        "rounds": [{name: asdict(sample) for name, sample in round_.items()} for round_ in report.rounds],
    }


def _caption(report: Report) -> str:
    rows = ", ".join(f"{count} {groep.rpartition('.')[2]}" for groep, count in report.rows.items())
    return (
        f"{report.connections} verbindingen, {len(report.rounds)} rondes om en om, mediaan \\[minst-meest]; "
        f"Python {platform.python_version()}, {platform.machine()}.\n"
        f"Kern 0: de gateway; kern 1: bronnen en vrager samen. Rijen: {rows}.\n"
        "Ondertekend: TLS met certificaten op elke verbinding, 2W-be-S op SOAP.\n"
        "Alleen verhoudingen binnen één meting zeggen iets."
    )
