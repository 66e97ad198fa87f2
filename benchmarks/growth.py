"""What `scaling` measured, and how it is shown to people and machines: cost by size, beside linear growth."""

import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from benchmarks.report import Spread

MOST = 1.0
"""Growth beside linear: at most so many times. What every answer costs anyhow keeps it below."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One round of one size: µs of CPU per answer, and the longest wait of a /livez meanwhile in ms."""

    cpu_us: float
    wait_ms: float


@dataclass(frozen=True, slots=True)
class Step:
    """One size (sources, or kB of the source's answer) with the rows and bytes of our answer, every round."""

    size: float
    rows: int
    length: int
    samples: list[Sample] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Series:
    """Growing sizes of one kind; growth is held beside that of the size at `base`."""

    title: str
    unit: str
    steps: tuple[Step, ...]
    base: int

    def cpu(self, at: int) -> Spread:
        """Give µs of CPU per answer."""
        return self._spread(at, lambda number: self._cost(at, number))

    def added(self, at: int) -> Spread:
        """Give the µs that each unit more costs since the size before."""
        more = self.steps[at].size - self.steps[at - 1].size
        return self._spread(at, lambda number: (self._cost(at, number) - self._cost(at - 1, number)) / more)

    def ratio(self, at: int) -> Spread:
        """Give how many times linear growth from the base it is, within one round."""
        linear = self.steps[at].size / self.steps[self.base].size
        return self._spread(
            at, lambda number: self._cost(at, number) / self._cost(self.base, number) / linear
        )

    def wait(self, at: int) -> Spread:
        """Give the longest wait of a round in ms."""
        return self._spread(at, lambda number: self.steps[at].samples[number].wait_ms)

    @property
    def worst(self) -> float:
        """The largest ratio beyond the base."""
        return max(self.ratio(at).median for at in range(self.base + 1, len(self.steps)))

    @property
    def holds(self) -> bool:
        """Whether growth is at most linear."""
        return self.worst <= MOST

    def _cost(self, at: int, number: int) -> float:
        return self.steps[at].samples[number].cpu_us

    def _spread(self, at: int, value: Callable[[int], float]) -> Spread:
        return Spread.of(value(number) for number in range(len(self.steps[at].samples)))


def line(series: Series) -> str:
    """Say how the last round of a series went."""
    costs = (f"{step.size:,.0f}: {step.samples[-1].cpu_us:,.0f} µs" for step in series.steps)
    return f"{series.unit:>4}  " + "   ".join(costs)


def show(series: Series, console: Console) -> None:
    """Print the table of one series and the verdict."""
    table, unit = Table(title=series.title, box=SIMPLE_HEAD), series.unit
    for head in (unit, "rijen", "CPU µs/antwoord", f"µs/{unit}", "erbij", "x evenredig", "livez ms"):
        table.add_column(head, justify="right", min_width=16 if head.startswith("CPU") else None)
    for at, step in enumerate(series.steps):
        table.add_row(
            f"{step.size:,.0f}",
            f"{step.rows}",
            series.cpu(at).text(0),
            f"{series.cpu(at).median / step.size:,.0f}",
            f"{series.added(at).median:,.1f}" if at else "",
            series.ratio(at).text(2) if at > series.base else "",
            f"{series.wait(at).median:,.0f}",
        )
    console.print(table)
    verdict = "[green]gehaald[/]" if series.holds else "[red]niet gehaald[/]"
    start = series.steps[series.base].size
    console.print(
        f"Groei vanaf {start:.0f} {unit}: {series.worst:.2f} x evenredig. Mag {MOST:.0f} x: {verdict}.\n"
    )


def caption(rounds: int, connections: int) -> str:
    """Say what the tables are made of."""
    return (
        f"{connections} verbindingen, {rounds} rondes langs alle groottes, mediaan \\[minst-meest]; "
        f"Python {platform.python_version()}.\n"
        "Erbij: wat elke bron of kB meer aan µs kost sinds de grootte ervoor.\n"
        "Livez: hoe lang /livez in een ronde hoogstens wachtte, steeds ernaast gevraagd.\n"
        "Alleen verhoudingen binnen één meting zeggen iets."
    )


def as_json(series: Series) -> dict[str, object]:
    """Give a series for machines: by size, then every round."""
    return {
        "unit": series.unit,
        "base": series.steps[series.base].size,
        "worst": series.worst,
        "most": MOST,
        "steps": [
            {
                "size": step.size,
                "rows": step.rows,
                "bytes": step.length,
                "cpuUs": asdict(series.cpu(at)),
                "addedUs": asdict(series.added(at)) if at else None,
                "ratio": asdict(series.ratio(at)),
                "waitMs": asdict(series.wait(at)),
                "rounds": [asdict(sample) for sample in step.samples],
            }
            for at, step in enumerate(series.steps)
        ],
    }
