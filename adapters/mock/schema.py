"""Read a BodyReaction.xsd into a small tree: what an answer may hold, in order, with its facets."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree as ET

_XS = "{http://www.w3.org/2001/XMLSchema}"
_NUMBERS = frozenset({"length", "minLength", "maxLength", "minInclusive", "maxInclusive", "totalDigits"})


class SchemaError(Exception):
    """A schema is not written in the one style this reader knows; the text says where."""


@dataclass(frozen=True, slots=True)
class Facets:
    """What a text may be. `type` is the SuwiML type name, `base` the built-in type below it."""

    type: str = ""
    base: str = "string"
    min_length: int = 0
    max_length: int | None = None
    patterns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One element: a leaf has `facets`, every other node has `children`.

    `mixes`: it stands in a choice that repeats, so that its order among the branches is free.
    """

    name: str
    required: bool
    repeats: bool
    children: tuple["Item", ...] = ()
    facets: Facets | None = None
    mixes: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of the branches occurs."""

    branches: tuple[Node, ...]


Item: TypeAlias = Node | Choice


def branches(item: Item) -> tuple[Node, ...]:
    """Give the elements that may stand at one place of a sequence."""
    return item.branches if isinstance(item, Choice) else (item,)


def read_schema(body: Path, basis: Path, name: str = "ClientSuwi") -> Node:
    """Read one element of a schema; `basis` is the Basisschema with the shared types.

    Raises SchemaError when the element is missing or written in another style.
    """
    root = ET.XML(body.read_bytes())
    types = _types(ET.XML(basis.read_bytes())) | _types(root)
    client = next((e for e in root.iter(f"{_XS}element") if e.get("name") == name), None)
    if client is None:
        raise SchemaError(f"{body}: er is geen element {name}")
    return _node(client, types)


def _types(root: ET.Element) -> dict[str, ET.Element]:
    return {kind.attrib["name"]: kind for kind in root.findall(f"{_XS}simpleType")}


def _node(element: ET.Element, types: dict[str, ET.Element]) -> Node:
    node = Node(
        name=element.attrib["name"],
        required=element.get("minOccurs", "1") != "0",
        repeats=element.get("maxOccurs", "1") != "1",
    )
    sequence = element.find(f"{_XS}complexType/{_XS}sequence")
    if sequence is not None:
        return replace(node, children=tuple(item for child in sequence for item in _items(child, types)))
    return replace(node, facets=_leaf(element, types))


def _items(child: ET.Element, types: dict[str, ET.Element]) -> tuple[Item, ...]:
    """Read one part of a sequence; a choice that repeats becomes its branches, each any number of times."""
    if child.tag == f"{_XS}choice":
        branches = tuple(_node(branch, types) for branch in child)
        if child.get("maxOccurs", "1") == "1":
            return (Choice(branches),)
        return tuple(replace(branch, required=False, repeats=True, mixes=True) for branch in branches)
    if child.tag == f"{_XS}element" and "name" in child.attrib:
        return (_node(child, types),)
    raise SchemaError(f"{child.tag}: in een sequence staan hier alleen element en choice")


def _leaf(element: ET.Element, types: dict[str, ET.Element]) -> Facets:
    if "type" not in element.attrib:
        raise SchemaError(f"{element.attrib['name']}: geef een type of een complexType met een sequence")
    return _facets(element.attrib["type"], types)


def _facets(qualified: str, types: dict[str, ET.Element]) -> Facets:
    prefix, _, name = qualified.rpartition(":")
    if prefix in {"xs", "xsd"}:
        return Facets(base=name)
    if name not in types:
        raise SchemaError(f"{qualified}: dit type staat niet in het schema en niet in het Basisschema")
    restriction = types[name].find(f"{_XS}restriction")
    if restriction is None:
        raise SchemaError(f"{qualified}: alleen simpleTypes met een restriction worden gelezen")
    below = _facets(restriction.attrib["base"], types)
    given = [(facet.tag.removeprefix(_XS), facet.get("value", "")) for facet in restriction]
    numbers = {name: int(value) for name, value in given if name in _NUMBERS}
    length = numbers.get("length")
    return Facets(
        type=name,
        base=below.base,
        min_length=numbers.get("minLength", below.min_length) if length is None else length,
        max_length=numbers.get("maxLength", below.max_length) if length is None else length,
        patterns=tuple(value for name, value in given if name == "pattern") or below.patterns,
        values=tuple(value for name, value in given if name == "enumeration") or below.values,
        minimum=numbers.get("minInclusive", below.minimum),
        maximum=numbers.get("maxInclusive", below.maximum),
        digits=numbers.get("totalDigits", below.digits),
    )
