"""A source's answer for the eye: what the plan reads of it, and what it leaves alone."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Any, TypeAlias

from lxml import etree

from gateway.core.locator import Shape, echo_names
from gateway.core.plan import SourcePlan
from gateway.extract.xml import parse

Tree: TypeAlias = "list[tuple[str, str | Tree]]"
"""Names with a text, or with what is below them; a name that repeats stands there again."""

_SHOWN = 2
"""So many unread parts in a row are shown; the rest is counted."""


@dataclass(slots=True)
class Marked:
    """An answer line by line, and its values counted: `+` read, `!` compared and dropped, `-` not read."""

    xml: bool
    echo: frozenset[str]
    lines: list[str] = field(default_factory=list)
    values: int = 0
    read: int = 0

    def walk(self, tree: Tree, shape: Shape, depth: int = 0) -> None:
        """Write a part of the answer by the shape that may be read of it."""
        left: Tree = []
        for name, group in groupby(tree, key=lambda item: item[0]):
            items = list(group)
            if name in shape.leaves or name in shape.children:
                self._leave(left, depth)
                left = []
                self._take(items, shape, depth)
            else:
                left += items
        self._leave(left, depth)

    def _take(self, items: Tree, shape: Shape, depth: int) -> None:
        for number, (name, value) in enumerate(items):
            if isinstance(value, str) and name in shape.leaves:
                self._count(1, read=1)
                mark = "!" if depth == 1 and name in self.echo else "+"
                self._line(mark, depth, self._leaf(name, value, many=name in shape.many))
            elif number == 0:
                self._whole(name, value, shape, depth)
            else:
                self._silently(value, shape.children[name])
        if len(items) > 1 and items[0][0] in shape.children:
            self._line(" ", depth, f"… nog {len(items) - 1} keer {items[0][0]}")

    def _whole(self, name: str, value: "str | Tree", shape: Shape, depth: int) -> None:
        before, after = ("[{", "}]") if name in shape.many else ("{", "}")
        if not value:
            self._line(" ", depth, f"<{name}/>" if self.xml else f'"{name}": {before}{after}')
            return
        self._line(" ", depth, f"<{name}>" if self.xml else f'"{name}": {before}')
        self.walk(value if isinstance(value, list) else [], shape.children[name], depth + 1)
        self._line(" ", depth, f"</{name}>" if self.xml else after)

    def _leave(self, items: Tree, depth: int) -> None:
        for name, value in items[:_SHOWN]:
            self._line(
                "-", depth, self._leaf(name, value) if isinstance(value, str) else self._skip(name, value)
            )
        if more := sum(map(_values, items[_SHOWN:])):
            self._line("-", depth, f"… en nog {more}")
        self._count(sum(map(_values, items)))

    def _silently(self, value: "str | Tree", shape: Shape) -> None:
        kept = len(self.lines)
        self.walk(value if isinstance(value, list) else [], shape)
        del self.lines[kept:]

    def _count(self, values: int, *, read: int = 0) -> None:
        self.values += values
        self.read += read

    def _line(self, mark: str, depth: int, text: str) -> None:
        self.lines.append(f"{mark} {'  ' * depth}{text}")

    def _leaf(self, name: str, value: str, *, many: bool = False) -> str:
        if self.xml:
            return f"<{name}>{escape(value)}</{name}>"
        text = json.dumps(value, ensure_ascii=False)
        return f'"{name}": [{text}]' if many else f'"{name}": {text}'

    def _skip(self, name: str, value: Tree) -> str:
        count = sum(map(_values, value))
        return f"<{name}> … {count} … </{name}>" if self.xml else f'"{name}": {{ … {count} … }}'


def mark(source: SourcePlan, body: bytes) -> Marked:
    """Mark an answer by the plan of its source, with the very shape that the reader gets."""
    operatie = source.operatie
    marked = Marked(operatie.koppelvlak == "soap", frozenset(filter(None, echo_names(operatie))))
    nothing = Shape(frozenset(), {}, frozenset(), ())
    around = {"ClientSuwi": source.shape, "dossiers": source.shape, "NietsGevonden": nothing}
    tree = _of_xml(_answer(body)) if marked.xml else list(_of_json(json.loads(body)))
    marked.walk(tree, Shape(frozenset({"gemeenten"}), around, frozenset({"dossiers", "gemeenten"}), ()))
    if not marked.lines:
        marked.lines.append(f"  {body.decode()}")
    return marked


def _answer(body: bytes) -> etree._Element:
    (soap_body,) = parse(body).iterchildren("{*}Body")
    return soap_body[0]


def _of_xml(element: Iterable[etree._Element]) -> Tree:
    return [
        (etree.QName(child).localname, _of_xml(child) if len(child) else (child.text or ""))
        for child in element
    ]


def _of_json(members: dict[str, Any]) -> Iterator[tuple[str, "str | Tree"]]:
    for name, value in members.items():
        for item in value if isinstance(value, list) else [value]:
            yield name, list(_of_json(item)) if isinstance(item, dict) else str(item)


def _values(item: "tuple[str, str | Tree]") -> int:
    return 1 if isinstance(item[1], str) else sum(map(_values, item[1]))
