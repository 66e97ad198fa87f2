"""The tables of the screen: what each bron did, the rows of each group, and what is absent and why."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

import msgspec
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.core.velden import Groep, Profiel
from gateway.screen.answer import Absence, Answer, Bronstatus, Row
from gateway.screen.rows import claim, level, period, result, say
from gateway.screen.timeline import INDENT, indented
from gateway.screen.words import (
    DASH,
    OORZAAK,
    REDEN,
    STATUS,
    STATUS_WHY,
    bron_words,
    clean,
    day_words,
    moment_words,
    small,
)

Cell = Callable[[Row], str]
_GAP = 3
_WHOLE = frozenset({"Periode", "Peildatum", "Wat", "Resultaat"})
_BREAKS = {"Periode": f" {DASH} ", "Resultaat": ", ", "Uitleg": ", "}
_JOINED = frozenset({"indicatieLopend", "indicatieDiploma", "datumDiploma", "nlqfNiveau"})
_SPECIAL: dict[str, tuple[str, Cell]] = {
    "codeNiveauOpleiding": ("Niveau", level),
    "codeStatusOpleiding": ("Resultaat", result),
}


def pairs(lines: Iterable[tuple[str, str | Text]], *, indent: int = INDENT, names: int = 0) -> RenderableType:
    """Give names with their values in two columns, the first at least `names` wide."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, min_width=names)
    grid.add_column(overflow="fold")
    for name, value in lines:
        grid.add_row(Text(name), value if isinstance(value, Text) else Text(value))
    return indented(grid, indent)


def statuses(answer: Answer, profiel: Profiel, *, width: int) -> RenderableType:
    """Give the table of what each bron did; symbol and words say it, colour only repeats it."""
    bronnen = answer.frame.bronnen
    return _table(
        {
            "Bron": [bron_words(bron.bron) for bron in bronnen],
            "Gemeente": [clean(bron.gemeente or "") for bron in bronnen],
            "Wat": [_what(bron) for bron in bronnen],
            "Uitleg": [_explain(bron, answer, profiel) for bron in bronnen],
            "Peildatum": [day_words(bron.peildatum) if bron.peildatum else "" for bron in bronnen],
        },
        width,
    )


def source_line(entry: Mapping[str, object]) -> Text:
    """Say of one source that it has ended, from an event `bron`; raises msgspec.ValidationError."""
    bron = msgspec.convert(entry, Bronstatus)
    line = _what(bron).append(f"  {bron_words(bron.bron, bron.gemeente)}", style="default")
    return (
        line if bron.oorzaak is None else line.append(f": {OORZAAK.get(bron.oorzaak, clean(bron.oorzaak))}")
    )


def _what(bron: Bronstatus) -> Text:
    symbol, words, style = STATUS.get(bron.bron_status, ("?", clean(bron.bron_status), "yellow"))
    return Text(f"{symbol} {words}", style=style)


def _explain(bron: Bronstatus, answer: Answer, profiel: Profiel) -> str:
    if bron.oorzaak is not None:
        why = OORZAAK.get(bron.oorzaak, clean(bron.oorzaak))
    else:
        counts = ", ".join(_counts(bron, answer, profiel)) if bron.bron_status == "GEVONDEN" else ""
        why = counts or STATUS_WHY.get(bron.bron_status, "")
    if bron.opnieuw_vanaf is None:
        return why
    again = moment_words(bron.opnieuw_vanaf, since=answer.frame.raadpleging.tijdstip)
    return f"{why}; vraag het na {again} opnieuw"


def _counts(bron: Bronstatus, answer: Answer, profiel: Profiel) -> Iterator[str]:
    for groep in profiel.groep:
        rows = answer.rows(groep.pad) if groep.soort == "RIJEN" else None
        count = sum(_is_from(row, bron) for row in rows or ())
        if count:
            yield f"{groep.titel.lower()}: {count}"


def _is_from(row: Row, bron: Bronstatus) -> bool:
    gemeente = row.get("gemeente")
    elsewhere = isinstance(gemeente, dict) and gemeente.get("code") != bron.gemeente
    return row.get("bron") == bron.bron and not (bron.gemeente and elsewhere)


def group_table(rows: Sequence[Row], groep: Groep, profiel: Profiel, *, width: int) -> RenderableType:
    """Give the rows of a group as a table."""
    columns = {title: [cell(row) for row in rows] for title, cell in _columns(groep, profiel, rows)}
    return _table(columns, width)


def _columns(groep: Groep, profiel: Profiel, rows: Sequence[Row]) -> Iterator[tuple[str, Cell]]:
    joined = _JOINED | {groep.begin, groep.einde}
    velden = [veld for veld in profiel.veld if veld.groep == groep.pad and veld.naam not in joined]
    cells = [_SPECIAL.get(veld.naam, (veld.titel, partial(say, veld=veld))) for veld in velden]
    yield from cells[:1]
    yield "Periode", partial(period, groep=groep, days=True)
    yield from cells[1:]
    if shared_origin(rows) is None:
        yield "Bron", origin


def origin(row: Row) -> str:
    """Say which bron a row came from, and when it is no registration, how."""
    return ", ".join(filter(None, (bron_words(str(row.get("bron"))), claim(row))))


def shared_origin(rows: Iterable[Row]) -> str | None:
    """Say the origin that all rows share; None when they differ."""
    origins = {origin(row) for row in rows}
    return origins.pop() if len(origins) == 1 else None


def absences(answer: Answer, profiel: Profiel) -> RenderableType:
    """Give what is absent by reden: an explanation, then one line per bron with the titles of its velden."""
    order = {reden: place for place, reden in enumerate(REDEN)}
    items = sorted(answer.frame.niet_geleverd, key=lambda item: order.get(item.reden, len(order)))
    names = max((cell_len(bron_words(item.bron, item.gemeente)) for item in items), default=0)
    parts: list[RenderableType] = []
    for reden, group in groupby(items, key=lambda item: item.reden):
        parts.append(indented(Text(REDEN.get(reden, clean(reden)), style="bold")))
        by_bron: dict[str, list[Absence]] = {}
        for item in group:
            by_bron.setdefault(bron_words(item.bron, item.gemeente), []).append(item)
        lines = ((bron, _titles(found, profiel)) for bron, found in by_bron.items())
        parts.append(pairs(lines, indent=2 * INDENT, names=names))
    return Group(*parts) if parts else indented(Text("niets: alles wat is gevraagd, staat hierboven"))


def _titles(items: Iterable[Absence], profiel: Profiel) -> str:
    by_group: dict[str, list[str]] = {}
    for item in items:
        veld = profiel.velden[item.veld]
        groep = profiel.groepen[veld.groep]
        by_group.setdefault(f"{groep.titel}: " if groep.soort == "RIJEN" else "", []).append(veld.titel)
    return "; ".join(
        groep + ", ".join(small(title) if groep else title for title in titles)
        for groep, titles in by_group.items()
    )


def _table(columns: Mapping[str, Sequence[str | Text]], width: int) -> RenderableType:
    """Give a table without empty columns; when tight, cells break, and else rows become lists."""
    filled = {title: cells for title, cells in columns.items() if any(cells)}
    room = width - INDENT - _GAP * (len(filled) - 1)
    natural = [_longest(title, cells, "\n") for title, cells in filled.items()]
    if sum(natural) <= room:
        return _grid(filled, natural)
    broken = {title: [_broken(title, cell) for cell in cells] for title, cells in filled.items()}
    natural = [_longest(title, cells, "\n") for title, cells in broken.items()]
    least = [_longest(title, cells, "\n" if title in _WHOLE else None) for title, cells in broken.items()]
    spare, wish = room - sum(least), sum(natural) - sum(least)
    if spare < 0:
        return _records(filled)
    widths = [
        low + min(high - low, (high - low) * spare // max(wish, 1))
        for low, high in zip(least, natural, strict=True)
    ]
    return _grid(broken, widths)


def _broken(title: str, cell: str | Text) -> str | Text:
    separator = _BREAKS.get(title)
    return cell.replace(separator, f"{separator.rstrip()}\n") if separator and isinstance(cell, str) else cell


def _longest(title: str, cells: Sequence[str | Text], separator: str | None) -> int:
    return max(cell_len(part) for cell in (title, *cells) for part in str(cell).split(separator) or [""])


def _grid(columns: Mapping[str, Sequence[str | Text]], widths: Sequence[int]) -> RenderableType:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1), header_style="bold")
    for title, width in zip(columns, widths, strict=True):
        table.add_column(title, overflow="fold", width=width)
    for cells in zip(*columns.values(), strict=True):
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in cells))
    return indented(table)


def _records(columns: Mapping[str, Sequence[str | Text]]) -> RenderableType:
    names = max(map(cell_len, columns))
    records = [
        pairs(((title, cell) for title, cell in zip(columns, cells, strict=True) if cell), names=names)
        for cells in zip(*columns.values(), strict=True)
    ]
    spaced = [part for record in records for part in (Text(), record)]
    return Group(*spaced[1:])
