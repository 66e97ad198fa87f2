"""A check of sources for people: per operation a table of steps, and what to do about each."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.checking.told import lines
from gateway.checking.verdict import Oordeel, SourceReport, Verdict

_MARKS: dict[Oordeel, tuple[str, str]] = {
    "GOED": ("✓ goed", "green"),
    "LET_OP": ("! let op", "yellow"),
    "FOUT": ("✗ fout", "bold red"),
    "NIET_GEKEKEN": ("· niet gekeken", "dim"),
}
_SHOWN = 8


def show_checks(reports: Sequence[SourceReport], console: Console) -> None:
    """Print every report, and a line that counts."""
    for report in reports:
        console.print(
            Text.assemble(
                ("\n" + report.bron, "bold"),
                f" · {report.bericht} · {_whom(report)}",
            )
        )
        console.print(_table(report))
    counts = [report.oordeel for report in reports]
    console.print(
        f"\n{len(counts)} nagekeken: {counts.count('GOED')} goed, {counts.count('LET_OP')} let op,"
        f" {counts.count('FOUT')} fout, {counts.count('NIET_GEKEKEN')} niet gevraagd"
    )


def _whom(report: SourceReport) -> str:
    return "niet gevraagd" if report.testpersoon is None else f"testpersoon {report.testpersoon}"


def _table(report: SourceReport) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for stap in report.stappen:
        mark, style = _MARKS[stap.oordeel]
        table.add_row(stap.stap, Text(mark, style=style), _said(stap))
    return table


def _said(stap: Verdict) -> Text:
    said = Text(stap.tekst, style="dim" if stap.oordeel == "NIET_GEKEKEN" else "")
    if stap.raad:
        said.append(f"\n→ {stap.raad}", style="bold")
    places = lines(stap)
    for place in places[:_SHOWN]:
        said.append(f"\n  {place}")
    if len(places) > _SHOWN:
        said.append(f"\n  … en {len(places) - _SHOWN} meer; alles staat in --json")
    return said
