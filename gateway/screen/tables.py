"""The tables of the screen: what each bron did, the rows of each group, and what is absent and why."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gateway.core.velden import Groep, Profiel
from gateway.screen.answer import Absence, Answer, Bronstatus, Row
from gateway.screen.rows import level, period, result, say
from gateway.screen.words import (
    OORZAAK,
    REDEN,
    STATUS,
    STATUS_WHY,
    bron_words,
    clean,
    day_words,
    moment_words,
)

Cell = Callable[[Row], str]
_PERIOD_CELLS = 13
_JOINED = frozenset({"indicatieLopend", "indicatieDiploma", "datumDiploma", "nlqfNiveau"})
_SPECIAL: dict[str, tuple[str, Cell]] = {
    "codeNiveauOpleiding": ("Niveau", level),
    "codeStatusOpleiding": ("Resultaat", result),
}


def pairs(lines: Iterable[tuple[str | Text, str | Text]]) -> RenderableType:
    """Give names with their values in two columns."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in lines:
        grid.add_row(name, value)
    return Padding(grid, (0, 0, 0, 2))


def statuses(answer: Answer, profiel: Profiel) -> RenderableType:
    """Give the table of what each bron did; symbol and words say it, colour only repeats it."""
    table = _table()
    for title in ("Bron", "Gemeente", "Wat", "Uitleg", "Peildatum"):
        table.add_column(title, overflow="fold", no_wrap=title == "Peildatum")
    for bron in answer.frame.bronnen:
        symbol, words, style = STATUS.get(bron.bron_status, ("?", clean(bron.bron_status), "yellow"))
        table.add_row(
            bron_words(bron.bron),
            bron.gemeente or "",
            Text(f"{symbol} {words}", style=style),
            _explain(bron, answer, profiel),
            "" if bron.peildatum is None else day_words(bron.peildatum),
        )
    return table


def _explain(bron: Bronstatus, answer: Answer, profiel: Profiel) -> str:
    if bron.oorzaak is not None:
        why = OORZAAK.get(bron.oorzaak, clean(bron.oorzaak))
    elif bron.bron_status == "GEVONDEN":
        why = ", ".join(_counts(bron, answer, profiel))
    else:
        why = STATUS_WHY.get(bron.bron_status, "")
    again = bron.opnieuw_vanaf
    return why if again is None else f"{why}; probeer het na {moment_words(again)} opnieuw"


def _counts(bron: Bronstatus, answer: Answer, profiel: Profiel) -> Iterator[str]:
    for groep in profiel.groep:
        rows = answer.rows(groep.pad) or () if groep.soort == "RIJEN" else ()
        mine = [row for row in rows if row.get("bron") == bron.bron]
