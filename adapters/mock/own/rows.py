"""The rows of a life per bron: read as the sources read them, and held against their schemas."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from adapters.mock.canary import invent
from adapters.mock.cures import Words, accepts, refusal
from adapters.mock.fault import instead
from adapters.mock.lives import Life
from adapters.mock.own.lines import Path
from adapters.mock.own.watched import Told, Trace, Watched, kind
from adapters.mock.schema import Facets, Node, branches
from adapters.mock.service import Asked, Service, Tree, Value
from adapters.mock.world import World

Found = tuple[Path, Words]
"""Where in a life something is wrong, and the words for it."""


def row_faults(life: Life, bron: str, world: World) -> list[Found]:
    """Find every fault in what a life says of one bron; each once."""
    services = [service for service in world.services if service.bron == bron]
    found: list[Found] = []
    table = _mended(life.tables[bron], (bron,), _leaves(services, world), _repeating(services, world), found)
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


def _mended(
    value: Any,  # noqa: ANN401 - a value of TOML
    path: Path,
    leaves: dict[str, list[Facets]],
    repeating: set[str],
    found: list[Found],
) -> Any:  # noqa: ANN401 - idem
    """Note every value that does not fit and put a fitting one in its place, so that reading can go on."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if isinstance(value, dict):
        if name in repeating and path[-1] == name:
            found.append(
                (path, ("staat er één keer", f"schrijf [[…{name}]] met dubbele haken: dit mag herhalen"))
            )
            value = [value]
        else:
            return {key: _mended(item, (*path, key), leaves, repeating, found) for key, item in value.items()}
    if isinstance(value, list):
        return [_mended(item, (*path, at), leaves, repeating, found) for at, item in enumerate(value)]
    facets = leaves.get(name, [])
    if not facets or (isinstance(value, str) and any(accepts(value, each) for each in facets)):
        return value
    if isinstance(value, str):
        words = refusal(value, facets[0])
    else:
        words = ("geen tekst", "zet de waarde tussen aanhalingstekens")
    found += [(path, words)] if words else []
    return invent("", facets[0])


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for item in node.children:
        for branch in branches(item):
            yield from _nodes(branch)


def _leaves(services: Iterable[Service], world: World) -> dict[str, list[Facets]]:
    leaves: dict[str, list[Facets]] = {}
    for service in services:
        for node in _nodes(world.schemas[service.key]):
            if node.facets is not None:
                leaves.setdefault(node.name, []).append(node.facets)
    return leaves


def _repeating(services: Iterable[Service], world: World) -> set[str]:
    nodes = [node for service in services for node in _nodes(world.schemas[service.key])]
    return {node.name for node in nodes if node.repeats} - {node.name for node in nodes if not node.repeats}


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
