"""Locators: where planned values stand in an answer, and the shape they make together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gateway.core.mapping import Koppelvlak, Locator, Operatie, Tabel


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a message: whether it can stand there more than once, and what can stand in it.

    `rank` is its place among its siblings; what may stand mixed has the same.
    """

    many: bool
    children: Mapping[str, "Element"]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """The part of an answer that may be read: names of leaves, of children, and which children repeat.

    `ranks` holds the place of each among its siblings; all the same where no order is agreed. `anywhere` are
    the names in any namespace: the right name in another one is no accident.
    """

    leaves: frozenset[str]
    children: Mapping[str, "Shape"]
    many: frozenset[str]
    tags: tuple[str, ...]
    ranks: Mapping[str, int] = field(default_factory=dict)
    anywhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned locator: climb `up` parents, follow `path` (taking the first of what repeats), convert."""

    name: str
    up: int
    path: tuple[str, ...]
    als: str
    lijst: str | None


@dataclass(frozen=True, slots=True)
class RowPlan:
    """Where rows are (`path`, a name that ends in `[]` repeats) and what is read of each."""

    path: tuple[str, ...]
    slots: tuple[Slot, ...]
    lists: tuple[tuple[str, "RowPlan"], ...] = ()


def row_plan(tabel: Tabel, needed: frozenset[str], koppelvlak: Koppelvlak) -> RowPlan:
    """Compile the locators of a table that are needed, in the names of one koppelvlak."""
    own = tabel.veld | tabel.intern
    lists = []
    for name, lijst in tabel.lijst.items():
        slots = tuple(
            _slot(slot, locator, koppelvlak)
            for slot, locator in lijst.intern.items()
            if f"{name}.{slot}" in needed
        )
        if slots:
            lists.append((name, RowPlan(_row_path(lijst.rij, koppelvlak), slots)))
    slots = tuple(_slot(name, locator, koppelvlak) for name, locator in own.items() if name in needed)
    return RowPlan(_row_path(tabel.rij, koppelvlak), slots, tuple(lists))


def _slot(name: str, locator: Locator, koppelvlak: Koppelvlak) -> Slot:
    parts = locator.uit.split("/")
    up = parts.count("..")
    path = tuple(
        _member(part.removesuffix("[1]"), koppelvlak) + part[len(part.removesuffix("[1]")) :]
        for part in parts[up:]
    )
    return Slot(name, up, path, locator.als, locator.lijst)


def _row_path(rij: str, koppelvlak: Koppelvlak) -> tuple[str, ...]:
    return () if rij == "." else tuple(_member(part, koppelvlak) for part in rij.split("/"))


def _member(name: str, koppelvlak: Koppelvlak) -> str:
    """Name an element as this koppelvlak writes it: REST writes its first letter small."""
    return name if koppelvlak == "soap" else name[0].lower() + name[1:]


def echo_names(operatie: Operatie) -> tuple[str, str | None]:
    """Give the names under which an answer repeats the person: BSN, and birth date where it is given."""
    if operatie.koppelvlak == "rest":
        return "burgerservicenummer", "geboortedatum"
    return "Burgerservicenr", "Geboortedat" if operatie.geboortedatum else None


def planned_paths(tables: Iterable[RowPlan]) -> frozenset[tuple[str, ...]]:
    """Give the absolute path of every planned leaf; a name that ends in `[]` repeats."""
    paths: set[tuple[str, ...]] = set()
    for rows in tables:
        paths |= _paths(rows, ())
    return frozenset(paths)


def _paths(rows: RowPlan, base: tuple[str, ...]) -> set[tuple[str, ...]]:
    here = base + rows.path
    paths = {
        here[: len(here) - slot.up] + tuple(part.replace("[1]", "[]") for part in slot.path)
        for slot in rows.slots
    }
    for _, nested in rows.lists:
        paths |= _paths(nested, here)
    return paths


def asked_fields(tables: Iterable[RowPlan]) -> tuple[str, ...]:
    """Give the dotted member paths a REST source is asked for."""
    return tuple(sorted(".".join(path).replace("[]", "") for path in planned_paths(tables)))


def shape_of(tables: Iterable[RowPlan], operatie: Operatie, dossier: Element | None = None) -> Shape:
    """Give the part of an answer that may be read: every planned leaf and the echo of the person.

    `dossier` is the message as it was agreed, where that says in which order elements stand.
    """
    echo = {(name,) for name in echo_names(operatie) if name is not None}
    return _shape(planned_paths(tables) | echo, {} if dossier is None else dossier.children)


def _shape(paths: Iterable[tuple[str, ...]], agreed: Mapping[str, Element]) -> Shape:
    leaves: set[str] = set()
    below: dict[str, set[tuple[str, ...]]] = {}
    many: set[str] = set()
    for head, *rest in paths:
        name = head.removesuffix("[]")
        if not rest:
            leaves.add(name)
            continue
        below.setdefault(name, set()).add(tuple(rest))
        if head != name:
            many.add(name)
    children = {
        name: _shape(sub, agreed[name].children if name in agreed else {}) for name, sub in below.items()
    }
    tags = (*sorted(leaves), *sorted(children))
    ranks = {name: agreed[name].rank if name in agreed else 0 for name in tags}
    anywhere = tuple(f"{{*}}{name}" for name in tags)
    return Shape(frozenset(leaves), children, frozenset(many), tags, ranks, anywhere)
