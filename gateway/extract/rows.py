"""From the planned part of an answer to rows: walk to the rows, read their slots."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.core.locator import RowPlan
from gateway.extract.bounds import MAX_ROWS
from gateway.extract.refusal import too_large, unusable
from gateway.extract.values import Lijsten, converter

Node = dict[str, Any]
"""The planned part of one element: leaves as text, children as Node, what repeats as a list of Node."""

Row = dict[str, Any]

Way = tuple[int, tuple[str, ...]]
"""How to come to an element: climb so many parents, then follow these names, the first of what repeats."""


Leaf = tuple[str, str, Callable[[str], object], re.Pattern[str]]
"""One text to read at the end of a way: the slot it fills, the name it has there, its converter, and the
characters that make an answer unusable when they stand in it."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
"""In words for people a direction mark only makes that text unreadable; in a code, date or number it is no
accident. A line break is: it only makes the code unknown."""


@dataclass(frozen=True, slots=True)
class RowReader:
    """A compiled RowPlan; slots that stand in one element are read together."""

    path: tuple[str, ...]
    places: tuple[tuple[Way, tuple[Leaf, ...]], ...]
    lists: tuple[tuple[str, "RowReader"], ...]

    def read(self, node: Node, above: tuple[Node, ...] = ()) -> list[Row]:
        """Read every row below a node; a slot without a value is left out of its row."""
        return [self._row(row, parents) for row, parents in _walk(node, self.path, above)]

    def _row(self, node: Node, above: tuple[Node, ...]) -> Row:
        row: Row = {}
        for (up, names), leaves in self.places:
            place = above[-up] if up else node
            if names:
                place = _descend(place, names)
            for slot, name, convert, forbidden in leaves:
                text = place.get(name)
                if not text:
                    continue
                if not text.isprintable() and forbidden.search(text):
                    raise unusable()
                if (value := convert(text)) is not None:
                    row[slot] = value
        for name, reader in self.lists:
            row[name] = reader.read(node, above)
        return row


def compile_rows(plan: RowPlan, lijsten: Lijsten, join: bytes) -> RowReader:
    """Bind a RowPlan to its converters."""
    places: dict[Way, tuple[Leaf, ...]] = {}
    for slot in plan.slots:
        *names, name = (part.removesuffix("[1]") for part in slot.path)
        way = (slot.up, tuple(names))
        forbidden = _CONTROL if slot.als == "tekst" else _INVISIBLE
        leaf = (slot.name, name, converter(slot, lijsten, join), forbidden)
        places[way] = (*places.get(way, ()), leaf)
    lists = tuple((name, compile_rows(nested, lijsten, join)) for name, nested in plan.lists)
    return RowReader(tuple(name.removesuffix("[]") for name in plan.path), tuple(places.items()), lists)


def _walk(node: Node, path: tuple[str, ...], above: tuple[Node, ...]) -> list[tuple[Node, tuple[Node, ...]]]:
    """Give every row below a node with its parents, nearest last."""
    found = [(node, above)]
    for name in path:
        found = [(child, (*above, node)) for node, above in found for child in _children(node, name)]
        if len(found) > MAX_ROWS:
            raise too_large()
    return found


def _children(node: Node, name: str) -> list[Node]:
    below: Any = node.get(name, [])
    return below if isinstance(below, list) else [below]


def _descend(node: Node, names: tuple[str, ...]) -> Node:
    """Follow names; an empty Node where there is nothing. The decoders guarantee what is a list."""
    for name in names:
        below: Any = node.get(name)
        if isinstance(below, list):
            below = below[0] if below else None
        if below is None:
            return {}
        node = below
    return node
