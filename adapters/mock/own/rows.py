"""The rows of a life per bron: read as the sources read them, and held against their schemas."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from adapters.mock.cures import Words
from adapters.mock.fault import instead
from adapters.mock.lives import Life
from adapters.mock.own.form import mended, read_form
from adapters.mock.own.lines import Found, Path
from adapters.mock.own.watched import Told, Trace, Watched, kind
from adapters.mock.schema import Node, branches
from adapters.mock.service import Asked, Tree, Value
from adapters.mock.world import World


def row_faults(life: Life, bron: str, world: World) -> list[Found]:
    """Find every fault in what a life says of one bron; each once."""
    services = [service for service in world.services if service.bron == bron]
    found: list[Found] = []
    table = mended(life.tables[bron], (bron,), read_form(services, world), found)
    trace, crashes, trees = Trace(), 0, []
    tables = Watched({bron: table}, (), trace)
    for service in services:
        try:
            trees.append((service, service.expand(replace(life, tables=tables), Asked())))
        except (TypeError, ValueError, AttributeError, LookupError, OverflowError):
            crashes += 1
            found += [] if trace.missing else [(trace.last, _UNREADABLE)]
    found += [(path, _MISSING) for path in trace.missing]
    if not crashes:
        found += _unread(table, (bron,), trace)
    for service, tree in trees:
        found += _in_tree(world.schemas[service.key], tree, (bron,), "", service.facts)
    return list(dict.fromkeys(found))


_UNREADABLE = (
    "deze waarde kan niet worden gelezen",
    "schrijf een getal zonder aanhalingstekens, een tekst of datum ermee, ja of nee als true of false",
)
_MISSING = ("ontbreekt", "zet deze sleutel erbij, of haal de hele rij weg")


def _unread(value: Any, path: Path, trace: Trace) -> Iterator[Found]:  # noqa: ANN401 - a value of TOML
    """Give every key that no service asked for: a slip of the pen, or a key of another place."""
    if isinstance(value, list):
        for at, item in enumerate(value):
            yield from _unread(item, (*path, at), trace)
    if isinstance(value, dict):
        known = trace.names[kind(path)]
        for name, item in value.items():
            if name in known:
                yield from _unread(item, (*path, name), trace)
            elif known:
                yield (*path, name), _unknown(name, known)


def _unknown(name: str, known: Iterable[str]) -> Words:
    return "geen bericht leest deze sleutel hier", instead(name, known, otherwise="haal de sleutel weg")


def _in_tree(node: Node, tree: Tree, around: Path, path: str, facts: frozenset[str]) -> Iterator[Found]:
    """Hold what the life became against the schema: unknown elements, and facts that only a life can give."""
    here = next(_told(tree), around)
    known = {child.name: child for item in node.children for child in branches(item)}
    for name, value in tree.items():
        if name not in known:
            place = value.path if isinstance(value, Told) else (*here, name)
            yield place, _unknown(name, known)
            continue
        dotted = f"{path}.{name}" if path else name
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _in_tree(known[name], item, here, dotted, facts)
    for child in node.children:
        if isinstance(child, Node) and child.required and child.name not in tree:
            missing = f"{path}.{child.name}" if path else child.name
            yield from [((*here, child.name), _MISSING)] if missing in facts else []


def _told(value: Value) -> Iterator[Path]:
    """Give the rows of the life that a part of an answer was made of, nearest first."""
    if isinstance(value, Told):
        yield value.path[:-1]
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _told(item)
