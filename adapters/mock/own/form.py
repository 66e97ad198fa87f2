"""The form of what a life says of one bron: which key is a table, which are rows, and what a value may be."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.mock.canary import invent
from adapters.mock.cures import Words, accepts, refusal
from adapters.mock.own.lines import Found, Path
from adapters.mock.schema import Facets, Node, branches
from adapters.mock.service import Service
from adapters.mock.world import World

_CODE = re.compile(r"\d{4}", re.ASCII)
_MOST = 1000
_NUMBER = ("geen getal dat hier past", "schrijf een getal zonder aanhalingstekens, ten minste 0")
_COUNT = ("geen getal dat hier past", f"schrijf een geheel getal van 0 tot en met {_MOST}")
_OF_OURS: Mapping[str, tuple[tuple[type, ...], float, Words]] = {
    "uren_per_maand": ((int, float), _MOST, _NUMBER),
    "aantal": ((int,), _MOST, _COUNT),
    "om_de_dagen": ((int,), _MOST, _COUNT),
    "eenmanszaak": ((bool,), 1, ("geen ja of nee", "schrijf true of false, zonder aanhalingstekens")),
}


@dataclass(frozen=True, slots=True)
class Form:
    """By name: the texts with what they may be, the elements that repeat, and the tables of services.

    `codes`: the tables of services stand below the code of a gemeente.
    """

    leaves: Mapping[str, list[Facets]]
    repeating: frozenset[str]
    services: frozenset[str]
    codes: bool


def read_form(services: Iterable[Service], world: World) -> Form:
    """Read the form from the schemas of a bron."""
    services = list(services)
    nodes = [node for service in services for node in _nodes(world.schemas[service.key])]
    leaves: dict[str, list[Facets]] = {}
    for node in nodes:
        if node.facets is not None:
            leaves.setdefault(node.name, []).append(node.facets)
    repeating = {node.name for node in nodes if node.repeats} - {n.name for n in nodes if not n.repeats}
    names = frozenset(service.name for service in services)
    return Form(leaves, frozenset(repeating), names, any("{code}" in (s.rest or "") for s in services))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for item in node.children:
        for branch in branches(item):
            yield from _nodes(branch)


def mended(value: Any, path: Path, form: Form, found: list[Found]) -> Any:  # noqa: ANN401 - a value of TOML
    """Note every value that does not fit and put a fitting one in its place, so that reading can go on."""
    name = str(path[-1])
    if name in form.leaves:
        return _mended_text(value, path, form.leaves[name], found)
    if name in form.repeating:
        return _mended_rows(value, path, form, found)
    if name in form.services or (form.codes and len(path) == 2):  # noqa: PLR2004 - bron and code
        return _mended_table(value, path, form, found)
    return _mended_ours(value, path, found) if name in _OF_OURS else _mended_below(value, path, form, found)


def _mended_below(value: Any, path: Path, form: Form, found: list[Found]) -> Any:  # noqa: ANN401 - idem
    if isinstance(value, dict):
        return {key: mended(item, (*path, key), form, found) for key, item in value.items()}
    if isinstance(value, list):
        return [mended(row, (*path, at), form, found) for at, row in enumerate(value)]
    return value


def _mended_text(value: object, path: Path, facets: list[Facets], found: list[Found]) -> str:
    if isinstance(value, str) and any(accepts(value, each) for each in facets):
        return value
    words = refusal(value, facets[0]) if isinstance(value, str) else None
    found.append((path, words or ("geen tekst", "zet de waarde tussen aanhalingstekens")))
    return invent("", facets[0])


def _mended_rows(value: object, path: Path, form: Form, found: list[Found]) -> list[Any]:
    cure = f"schrijf [[…{path[-1]}]] met dubbele haken: dit mag herhalen"
    if isinstance(value, dict):
        found.append((path, ("staat er één keer", cure)))
        value = [value]
    if not (isinstance(value, list) and all(isinstance(row, dict) for row in value)):
        found.append((path, ("is een lijst van tabellen", cure)))
        return []
    return [_mended_below(row, (*path, at), form, found) for at, row in enumerate(value)]


def _mended_table(value: object, path: Path, form: Form, found: list[Found]) -> dict[str, Any]:
    if form.codes and len(path) == 2 and not _CODE.fullmatch(str(path[-1])):  # noqa: PLR2004 - idem
        found.append((path, ("geen code van een gemeente", f"schrijf vier cijfers: [{path[0]}.0855]")))
        return {}
    if not isinstance(value, dict):
        found.append((path, ("is een tabel", "schrijf […] met enkele haken, en de sleutels eronder")))
        return {}
    return {key: mended(item, (*path, key), form, found) for key, item in value.items()}


def _mended_ours(value: object, path: Path, found: list[Found]) -> object:
    kinds, most, words = _OF_OURS[str(path[-1])]
    if type(value) in kinds and isinstance(value, int | float) and 0 <= value <= most:
        return value
    found.append((path, words))
    return 0
