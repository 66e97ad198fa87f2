"""Faults between what a purpose excludes and what it allows: no veld is read from an excluded element."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from gateway.core.mapping import STEPS, Locator, Tabel
from gateway.errors import Fault
from gateway.register.files import Files

Edge = tuple[str, str]
"""A bron and a veld that it delivers."""


def check_excluded(files: Files) -> Iterator[Fault]:
    """Find elements that a purpose excludes by name, and that a veld it allows is read from.

    What a step makes into a veld counts as read for it; what is only read to choose rows by may be
    excluded, for that is never delivered.
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
            for name, elements in _sources(tabel):
                read.setdefault((tabel.bron, f"{tabel.groep}.{name}"), set()).update(elements)
    return read


def _sources(tabel: Tabel) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each short name with the elements of one locator that it comes from, itself or through a step."""
    slots = _slots(tabel)
    for name in tabel.veld:
        yield name, slots[name]
    for stap in tabel.stappen:
        made = STEPS[stap].geeft if stap in STEPS else {}
        for name, needed in made.items():
            yield from ((name, slots[slot]) for slot in needed & slots.keys())


def _slots(tabel: Tabel) -> dict[str, tuple[str, ...]]:
    """Give the elements on the way to each slot of a table; `list.slot` is a slot of a nested list."""
    rows = () if tabel.rij == "." else tuple(tabel.rij.split("/"))
    slots = {name: _names(rows, locator) for name, locator in (tabel.veld | tabel.intern).items()}
    for name, lijst in tabel.lijst.items():
        below = (*rows, *lijst.rij.split("/"))
        slots |= {f"{name}.{slot}": _names(below, locator) for slot, locator in lijst.intern.items()}
    return slots


def _names(rows: tuple[str, ...], locator: Locator) -> tuple[str, ...]:
    parts = locator.uit.split("/")
    up = parts.count("..")
    return tuple(part.partition("[")[0] for part in (*rows[: len(rows) - up], *parts[up:]))
