"""From the planned part of an answer to rows: walk to the rows, read their slots."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.core.plan import RowPlan, Slot
from gateway.extract.values import Lijsten, converter

Node = dict[str, Any]
"""The planned part of one element: leaves as text, children as Node, what repeats as a list of Node."""

Row = dict[str, Any]

Get = Callable[[Node], str | None]
"""Gives the text at one path, None when it is not there."""


@dataclass(frozen=True, slots=True)
class RowReader:
    """A compiled RowPlan."""

    path: tuple[str, ...]
    slots: tuple[tuple[str, int, Get, Callable[[str], object]], ...]
    lists: tuple[tuple[str, "RowReader"], ...]

    def read(self, node: Node, above: tuple[Node, ...] = ()) -> list[Row]:
        """Read every row below a node; a slot without a value is left out of its row."""
        return [self._row(row, parents) for row, parents in _walk(node, self.path, above)]

    def _row(self, node: Node, above: tuple[Node, ...]) -> Row:
        row: Row = {}
        for name, up, get, convert in self.slots:
            text = get(above[-up] if up else node)
            if text and (value := convert(text)) is not None:
                row[name] = value
        for name, reader in self.lists:
            row[name] = reader.read(node, above)
        return row


def compile_rows(plan: RowPlan, lijsten: Lijsten, join: bytes) -> RowReader:
    """Bind a RowPlan to its converters."""
    slots = tuple(_bind(slot, lijsten, join) for slot in plan.slots)
    lists = tuple((name, compile_rows(nested, lijsten, join)) for name, nested in plan.lists)
    return RowReader(plan.path, slots, lists)


def _bind(slot: Slot, lijsten: Lijsten, join: bytes) -> tuple[str, int, Get, Callable[[str], object]]:
    return slot.name, slot.up, _getter(slot.path), converter(slot, lijsten, join)


def _walk(node: Node, path: tuple[str, ...], above: tuple[Node, ...]) -> list[tuple[Node, tuple[Node, ...]]]:
    """Give every row below a node with its parents, nearest last."""
    found = [(node, above)]
    for name in path:
        found = [(child, (*parents, parent)) for parent, parents in found for child in parent.get(name, ())]
    return found


def _getter(path: tuple[str, ...]) -> Get:
    """Compile a path. The decoders guarantee its shape: a leaf is text, what repeats a list of Node."""
    *above, leaf = (part.removesuffix("[1]") for part in path)
    if not above:
        return lambda node: node.get(leaf)

    def get(node: Node) -> str | None:
        below: Any = node
        for name in above:
            below = below.get(name)
            if isinstance(below, list):
                below = below[0] if below else None
            if below is None:
                return None
        text: str | None = below.get(leaf)
        return text

    return get
