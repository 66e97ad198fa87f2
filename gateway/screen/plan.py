"""A plan for reviewers: per operation a table, from veld down to element, condition and reason."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from rich import box
from rich.console import Console
from rich.table import Table

_COLUMNS = {"veld": 4, "locator": 5, "als": 3, "voorwaarden": 3, "reden": 6}
_INTERN = "intern: "


def show_plan(rows: Iterable[Mapping[str, str]], console: Console, *, title: str) -> None:
    """Print the rows of `register.plan_table.plan_rows`; interns are dim and say `intern`."""
    console.print(f"\n[bold]{title}[/]: wat wordt gevraagd, waar het staat en waarom")
    for (bron, operatie), group in groupby(rows, key=lambda row: (row["bron"], row["operatie"])):
        listed = list(group)
        status = next((row["grondslag"] for row in listed if row["grondslag"]), "")
        console.print(f"\n[bold]{bron}[/] · {operatie} · levering [bold]{status}[/]")
        if groups := dict.fromkeys(_groep(row["veld"]) for row in listed if not _is_intern(row)):
            console.print(f"voor {', '.join(groups)}")
        console.print(_table(listed))


def _is_intern(row: Mapping[str, str]) -> bool:
    return row["veld"].startswith(_INTERN)


def _groep(veld: str) -> str:
    return veld.rpartition(".")[0]


def _table(rows: Sequence[Mapping[str, str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    for name, ratio in _COLUMNS.items():
        table.add_column(name, overflow="fold", ratio=ratio)
    for row in rows:
        veld = row["veld"] if _is_intern(row) else row["veld"].rpartition(".")[2]
        rest = (row[name] for name in _COLUMNS if name != "veld")
        table.add_row(veld, *rest, style="dim" if _is_intern(row) else None)
    return table
