"""From the planned part of an answer to rows: walk to the rows, read their slots."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gateway.core.plan import RowPlan, Slot
from gateway.extract.values import Lijsten, converter

Node = dict[str, Any]
"""The planned part of one element: leaves as text, children as Node, what repeats as a list of Node."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowReader:
    """A compiled RowPlan."""

    path: tuple[str, ...]
    slots: tuple[tuple[str, int, tuple[str, ...], Callable[[str], object]], ...]
    lists: tuple[tuple[str, "RowReader"], ...]

    def read(self, node: Node, above: tuple[Node, ...] = ()) -> list[Row]:
        """Read every row below a node; a slot without a value is left out of its row."""
        return [self._row(row, parents) for row, parents in _walk(node, self.path, above)]

    def _row(self, node: Node, above: tuple[Node, ...]) -> Row:
        row: Row = {}
        for name, up, path, convert in self.slots:
            text = _text(above[-up] if up else node, path)
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


def _bind(
    slot: Slot, lijsten: Lijsten, join: bytes
) -> tuple[str, int, tuple[str, ...], Callable[[str], object]]:
    path = tuple(part.removesuffix("[1]") for part in slot.path)
    return slot.name, slot.up, path, converter(slot, lijsten, join)


def _walk(
    node: Node, path: tuple[str, ...], above: tuple[Node, ...]
) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    if not path:
        yield node, above
        return
    for child in node.get(path[0], ()):
        yield from _walk(child, path[1:], (*above, node))


def _text(node: Node | None, path: tuple[str, ...]) -> str | None:
    value: Any = node
    for name in path:
        if isinstance(value, list):
            value = value[0] if value else None
        if value is None:
            return None
        value = value.get(name)
    return value if isinstance(value, str) else None
