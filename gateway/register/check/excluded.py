"""Faults between what a purpose excludes and what it allows: no veld is read from an excluded element."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from gateway.core.mapping import Locator, Tabel
from gateway.errors import Fault
from gateway.register.files import Files

Edge = tuple[str, str]
"""A bron and a veld that it delivers."""


def check_excluded(files: Files) -> Iterator[Fault]:
    """Find elements that a purpose excludes by name, and that a veld it allows is read from.

    What is only read to work with (intern) may be excluded: it is never delivered.
    """
    read = _elements(files)
    deals = [deal for loaded in files.afspraken for deal in loaded.contract.levering]
    for loaded in files.doelbindingen:
        doel = loaded.contract
        agreed = {(deal.bron, veld) for deal in deals if deal.doelbinding == doel.id for veld in deal.velden}
        mine = sorted(edge for edge in agreed & read.keys() if edge[1] in doel.toegestaan)
        for number, item in enumerate(doel.uitgesloten):
            for position, element in enumerate(item.elementen):
                for bron, veld in mine:
                    if any(fnmatchcase(name, element) for name in read[bron, veld]):
                        yield from loaded.file.blame(
                            ("uitgesloten", number, "elementen", position),
                            f"{element} is uitgesloten, maar {bron} leest er {veld} uit: kies een van beide",
                        )


def _elements(files: Files) -> dict[Edge, set[str]]:
    """Give the elements on the way to each veld, from the dossier down."""
    read: dict[Edge, set[str]] = {}
    for mapping in files.mappings.values():
        for tabel in mapping.contract.tabel:
            for name, locator in tabel.veld.items():
                read.setdefault((tabel.bron, f"{tabel.groep}.{name}"), set()).update(_names(tabel, locator))
    return read


def _names(tabel: Tabel, locator: Locator) -> tuple[str, ...]:
    rows = [] if tabel.rij == "." else tabel.rij.split("/")
    parts = locator.uit.split("/")
    up = parts.count("..")
    return tuple(part.partition("[")[0] for part in (*rows[: len(rows) - up], *parts[up:]))
