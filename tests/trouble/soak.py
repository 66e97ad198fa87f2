"""`python -m tests.trouble.soak`: the gateway under trouble; ends with 1 when a promise does not hold."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.trouble import cancel, crosstalk, faults, hang, kept
from tests.trouble.report import Report, Tell

Part = Callable[[Tell], Report]
_WHOLE_MINUTES = 10


def parts(minutes: float) -> Mapping[str, Part]:
    """Give every part at the size of a soak in which the faults last so long; the rest shrinks with it."""
    share = min(1.0, minutes / _WHOLE_MINUTES)
    seconds = minutes * 60
    return {
        "hang": partial(hang.hang, hang.Size(rounds=max(1, round(5 * share)))),
        "faults": partial(faults.faults, faults.Size(seconds=seconds, warm_up=min(120.0, seconds / 3))),
        "cancel": partial(cancel.cancel, cancel.Size(questions=max(100, int(10_000 * share)))),
        "crosstalk": partial(
            crosstalk.crosstalk,
            crosstalk.Size(questions=max(1000, int(100_000 * share)), kept=max(1000, int(20_000 * share))),
        ),
        "redis": partial(kept.kept, kept.Size(seconds=max(4.0, 20 * share))),
    }


def _run(name: str, part: Part, screen: Console) -> Report:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}"),
    )
    with Progress(*columns, console=screen) as progress:
        task = progress.add_task(name, total=1.0, said="begint")
        report = part(lambda share, text: progress.update(task, completed=share, said=text))
        progress.update(task, completed=1.0, said="klaar")
    return report


def _show(reports: list[Report], screen: Console) -> None:
    table = Table("onderdeel", "wat", "gezien")
    for report in reports:
        for what, value in report.figures.items():
            table.add_row(report.part, what, str(value))
        table.add_section()
    screen.print(table)
    for report in reports:
        for text in report.broken:
            screen.print(f"GEVONDEN {report.part}: {text}", style="bold red", markup=False)
        for text in report.over:
            screen.print(f"TE HOOG {report.part}: {text}", style="bold red", markup=False)


def main() -> int:
    """Read the options and run what is asked; give the exit code."""
    parser = argparse.ArgumentParser(description="De gateway terwijl alles om haar heen misgaat.")
    parser.add_argument("--only", choices=parts(1), help="alleen dit onderdeel")
    parser.add_argument(
        "--minutes", type=float, default=_WHOLE_MINUTES, help="zo lang fouten; de rest naar rato"
    )
    parser.add_argument("--json", action="store_true", help="het verslag als JSON op stdout")
    options = parser.parse_args()
    screen = Console(stderr=True)
    chosen = {name: part for name, part in parts(options.minutes).items() if options.only in {None, name}}
    reports = [_run(name, part, screen) for name, part in chosen.items()]
    _show(reports, screen)
    if options.json:
        told = {
            each.part: {"gezien": each.figures, "gevonden": each.broken, "teHoog": each.over}
            for each in reports
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    return 1 if any(report.broken or report.over for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
